// A conversation: its messages by day, and the box to write in.

import { drawBlocks } from "./blocks.js";
import { makeComposer } from "./composer.js";
import { h, reconcile } from "./dom.js";
import { drawMrkdwn } from "./mrkdwn.js";
import { drawAvatar } from "./names.js";
import { showDay, showTime } from "./times.js";
import { drawTitle } from "./titles.js";

const GROUP_SECONDS = 300;
const NEAR_BOTTOM_PIXELS = 120;
const ABOVE_PIXELS = 56;
const PRIVATE = "Only visible to you";
const EMPTY = {
  key: "empty",
  content: null,
  draw: () => h("p", { class: "empty" }, "Nothing here yet. Type / to see the commands."),
};

/**
 * Makes a conversation's place on the screen, with a line `about` it under the title; its `update` shows the state.
 * `send(text)` is told what was written.
 */
export function makeConversation(title, about, send) {
  const list = h("div", { class: "messages", role: "log", "aria-label": `Messages in ${title}`, tabindex: "0" });
  const composer = makeComposer(title, send);
  const node = h("section", { class: "place", "aria-label": title }, drawTitle(title, about), list, composer.node);
  let shown = "";
  const update = (state, ctx, channel) => {
    composer.update(ctx, state);
    const messages = channel?.messages || [];
    const last = messages.at(-1)?.ts || "";
    const isNear = isAtEnd(list);
    reconcile(list, messages.length ? listRows(messages, ctx) : [EMPTY]);
    if (last !== shown && (isNear || !shown)) showLast(list);
    shown = last;
  };
  return { node, update, focus: composer.focus };
}

/** Scrolls to the end, but never past the beginning of the last message, so that a long one is read from its top. */
function showLast(list) {
  const top = list.lastElementChild.offsetTop - list.offsetTop - ABOVE_PIXELS;
  list.scrollTop = Math.min(top, list.scrollHeight - list.clientHeight);
}

/** Whether the end of the list, or the beginning of its last message, is what the person looks at. */
function isAtEnd(list) {
  const isNearBottom = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_BOTTOM_PIXELS;
  return isNearBottom || list.lastElementChild.offsetTop - list.offsetTop - list.scrollTop < 2 * ABOVE_PIXELS;
}

function listRows(messages, ctx) {
  const rows = [];
  let before = null;
  let day = "";
  for (const message of messages) {
    const today = showDay(Number(message.ts), ctx.zone);
    if (today !== day) {
      const draw = () => h("h2", { class: "day" }, h("span", {}, today));
      rows.push({ key: `day ${today}`, content: today, draw });
      before = null;
    }
    day = today;
    const isFollowing = continues(before, message);
    const draw = () => drawMessage(message, isFollowing, ctx);
    rows.push({ key: message.ts, content: [message, isFollowing, ctx.zone], draw });
    before = message;
  }
  return rows;
}

function continues(before, message) {
  return (
    before !== null &&
    before.user === message.user &&
    !before.is_ephemeral &&
    !message.is_ephemeral &&
    Number(message.ts) - Number(before.ts) < GROUP_SECONDS
  );
}

function drawMessage(message, isFollowing, ctx) {
  const { names } = ctx;
  const author = names.user(message.user);
  const time = showTime(Number(message.ts), ctx.zone);
  const kinds = [
    "message",
    message.is_ephemeral && "private",
    isFollowing && "following",
    message.thread_ts && "reply",
  ];
  const head = [
    h("span", { class: "author" }, author),
    message.bot_id ? h("span", { class: "app" }, "App") : null,
    h("time", {}, time),
  ];
  const spoken = `${author} at ${time}${message.is_ephemeral ? `, ${PRIVATE.toLowerCase()}` : ""}`;
  return h(
    "article",
    { class: kinds.filter(Boolean).join(" "), "aria-label": spoken },
    isFollowing ? h("time", { class: "aside" }, time) : drawAvatar(names, message.user),
    h(
      "div",
      { class: "content" },
      isFollowing ? null : h("p", { class: "head" }, head),
      message.is_ephemeral ? h("p", { class: "only-you" }, PRIVATE) : null,
      h("div", { class: "blocks" }, drawBody(message, ctx)),
    ),
  );
}

function drawBody(message, ctx) {
  const inside = {
    ...ctx,
    click: (element, address, button) => ctx.click(message.ts, element, address, button),
    choose: (element, address, value) => ctx.choose(message.ts, address, value),
  };
  const text = message.blocks ? drawBlocks(message.blocks, inside) : h("div", {}, drawMrkdwn(message.text, ctx));
  return [
    text,
    message.edited ? h("span", { class: "edited" }, "(edited)") : null,
    (message.attachments || []).map((each) => drawAttachment(each, inside)),
    (message.files || []).map(drawFile),
  ];
}

function drawAttachment(attachment, ctx) {
  const texts = ["pretext", "title", "text"].map((key) =>
    attachment[key] ? h("div", {}, drawMrkdwn(attachment[key], ctx)) : null,
  );
  return h("div", { class: "attachment" }, texts, drawBlocks(attachment.blocks || [], ctx));
}

function drawFile(file) {
  const address = `/files/${encodeURIComponent(file.id)}`;
  if (/\.png$/i.test(file.name || file.title)) {
    return h(
      "figure",
      { class: "picture" },
      h("figcaption", {}, file.title),
      h("img", { src: address, alt: file.title }),
    );
  }
  return h("a", { class: "file", href: address, download: file.name || file.title }, `📄 ${file.title}`);
}
