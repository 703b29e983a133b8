// The emoji shortcodes that apps commonly use.

const TABLE = `
+1 👍 -1 👎 thumbsup 👍 thumbsdown 👎 ok_hand 👌 wave 👋 clap 👏 raised_hands 🙌 pray 🙏 muscle 💪 point_right 👉
point_left 👈 point_up 👆 point_down 👇 hand ✋ raised_hand ✋ eyes 👀 handshake 🤝 writing_hand ✍️
smile 😄 smiley 😃 grinning 😀 slightly_smiling_face 🙂 blush 😊 neutral_face 😐 confused 😕 worried 😟 disappointed 😞
slightly_frowning_face 🙁 cry 😢 sweat_smile 😅 thinking_face 🤔 tada 🎉 sparkles ✨ star ⭐ star2 🌟 heart ❤️
green_heart 💚 double_vertical_bar ⏸️ trophy 🏆 medal 🏅 dart 🎯 rocket 🚀 fire 🔥 bulb 💡 zap ⚡ seedling 🌱 herb 🌿 sunny ☀️ ocean 🌊
watermelon 🍉 coffee ☕ cake 🍰 white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌
negative_squared_cross_mark ❎ warning ⚠️ rotating_light 🚨 no_entry ⛔ no_entry_sign 🚫 octagonal_sign 🛑 question ❓
exclamation ❗ grey_question ❔ information_source ℹ️ red_circle 🔴 large_red_circle 🔴 large_orange_circle 🟠
large_yellow_circle 🟡 large_green_circle 🟢 large_blue_circle 🔵 white_circle ⚪ black_circle ⚫ large_purple_circle 🟣
large_green_square 🟩 large_yellow_square 🟨 large_red_square 🟥 white_large_square ⬜ black_large_square ⬛
arrow_up ⬆️ arrow_down ⬇️ arrow_right ➡️ arrow_left ⬅️ arrow_upper_right ↗️ arrow_lower_right ↘️ left_right_arrow ↔️
small_red_triangle 🔺 small_red_triangle_down 🔻 chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 bar_chart 📊
clipboard 📋 memo 📝 pencil 📝 pencil2 ✏️ calendar 📅 date 📅 spiral_calendar_pad 🗓️ clock1 🕐 clock9 🕘
hourglass ⌛ hourglass_flowing_sand ⏳ alarm_clock ⏰ stopwatch ⏱️ bell 🔔 no_bell 🔕 mega 📣 loudspeaker 📢 email 📧
envelope ✉️ incoming_envelope 📨 speech_balloon 💬 thought_balloon 💭 link 🔗 paperclip 📎 pushpin 📌 round_pushpin 📍
lock 🔒 unlock 🔓 key 🔑 shield 🛡️ mag 🔍 scales ⚖️ satellite_antenna 📡 wrench 🔧 hammer_and_wrench 🛠️ gear ⚙️ package 📦 books 📚 book 📖
mortar_board 🎓 busts_in_silhouette 👥 bust_in_silhouette 👤 office 🏢 house 🏠 zzz 💤 palm_tree 🌴 face_with_thermometer 🤒
one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ six 6️⃣ seven 7️⃣ eight 8️⃣ nine 9️⃣ zero 0️⃣ checkered_flag 🏁
triangular_flag_on_post 🚩 construction 🚧 repeat 🔁 arrows_counterclockwise 🔄 heavy_plus_sign ➕ heavy_minus_sign ➖`;

const WORDS = TABLE.trim().split(/\s+/);
const EMOJI = new Map(WORDS.flatMap((word, index) => (index % 2 ? [] : [[word, WORDS[index + 1]]])));

/** The character for a shortcode without colons, or undefined. */
export const findEmoji = (name) => EMOJI.get(name.split("::")[0]);
