// How far each person has read each conversation, kept in this browser.

const KEY = "sandbox-read";

/** Gives `see` (a conversation is on the screen) and `count` (its messages since). */
export function makeUnread() {
  const read = JSON.parse(sessionStorage.getItem(KEY) || "{}");
  const newest = (channel) => Number(channel.messages.at(-1)?.ts || 0);
  return {
    see(user, channel) {
      if (!channel) return;
      read[`${user}/${channel.id}`] = newest(channel);
      sessionStorage.setItem(KEY, JSON.stringify(read));
    },
    count(user, channel) {
      const last = channel ? read[`${user}/${channel.id}`] || 0 : 0;
      return channel ? channel.messages.filter((each) => Number(each.ts) > last && each.user !== user).length : 0;
    },
  };
}
