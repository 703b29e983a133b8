// Slack's mrkdwn as nodes: styles, code, quotes, links, mentions, dates and emoji.

import { h } from "./dom.js";
import { findEmoji } from "./emoji.js";
import { fillDateTokens } from "./times.js";

const FENCE = /```\n?([\s\S]+?)\n?```/;
// A soft hyphen beside a mark is how apps take the meaning from it, so such a mark is never one.
const TOKEN = new RegExp(
  [
    "(?<!\u00ad)`([^`\\n]+)`",
    "<([^<>\\n]+)>",
    ":([a-z0-9_+'-]+(?:::skin-tone-\\d)?):",
    "(?<![\\w*_~`\u00ad])([*_~])(?=[^\\s\u00ad])(.+?)(?<=[^\\s\u00ad])\\4(?![\\w*_~`\u00ad])",
  ].join("|"),
);
const STYLES = { "*": "strong", _: "em", "~": "del" };
const QUOTE = /^(?:&gt;|>) ?/;
const SAFE_ADDRESS = /^(https?:|mailto:|tel:)/i;

/** A text object as nodes; plain_text has emoji but no markup. */
export function drawText(content, ctx) {
  if (!content) return [];
  return content.type === "mrkdwn" ? drawMrkdwn(content.text, ctx) : drawPlain(content.text);
}

/** Plain text with emoji and line breaks. */
export function drawPlain(text) {
  const shown = decode(text).replace(/:([a-z0-9_+'-]+):/g, (whole, name) => findEmoji(name) || whole);
  return breakLines([shown]);
}

/** Text with mrkdwn. */
export function drawMrkdwn(text, ctx) {
  const fence = FENCE.exec(text);
  if (fence) {
    const before = text.slice(0, fence.index).replace(/\n$/, "");
    const after = text.slice(fence.index + fence[0].length).replace(/^\n/, "");
    return [...drawMrkdwn(before, ctx), h("pre", {}, decode(fence[1])), ...drawMrkdwn(after, ctx)];
  }
  return text ? groupQuotes(text.split("\n"), ctx) : [];
}

/** A link where the address is harmless, else its words. */
export function drawLink(address, words) {
  const shown = words || address.replace(/^mailto:/, "");
  if (!SAFE_ADDRESS.test(address)) return shown;
  return h("a", { href: address, target: "_blank", rel: "noreferrer noopener" }, shown);
}

/** The three entities as characters. */
export const decode = (text) =>
  text.replaceAll("\u00ad", "").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** A mention of a person, channel, group or everybody. */
export function drawMention(words, isMe = false) {
  return h("span", { class: isMe ? "mention mine" : "mention" }, words);
}

function groupQuotes(lines, ctx) {
  const nodes = [];
  for (let at = 0; at < lines.length;) {
    const isQuote = QUOTE.test(lines[at]);
    let end = at;
    while (end < lines.length && QUOTE.test(lines[end]) === isQuote) end += 1;
    const group = lines
      .slice(at, end)
      .map((line) => line.replace(QUOTE, ""))
      .join("\n");
    const inside = breakLines(drawInline(group, ctx));
    if (isQuote) nodes.push(h("blockquote", {}, inside));
    else nodes.push(...inside);
    at = end;
  }
  return nodes;
}

function drawInline(text, ctx) {
  const nodes = [];
  for (let rest = text; rest;) {
    const match = TOKEN.exec(rest);
    if (!match) {
      nodes.push(decode(rest));
      break;
    }
    nodes.push(decode(rest.slice(0, match.index)), drawToken(match, ctx));
    rest = rest.slice(match.index + match[0].length);
  }
  return nodes.flat();
}

function drawToken([whole, code, markup, emoji, style, styled], ctx) {
  if (code !== undefined) return h("code", {}, decode(code));
  if (markup !== undefined) return drawMarkup(markup, ctx);
  if (emoji !== undefined) return findEmoji(emoji) || whole;
  return h(STYLES[style], {}, drawInline(styled, ctx));
}

function drawMarkup(inside, ctx) {
  const [target, label] = splitOnce(inside, "|");
  if (target.startsWith("@")) return drawMention(`@${ctx.names.user(target.slice(1))}`, target.slice(1) === ctx.user);
  if (target.startsWith("#")) return drawMention(`#${label || ctx.names.channel(target.slice(1))}`);
  if (target.startsWith("!subteam^")) return drawMention(`@${ctx.names.group(target.slice(9))}`);
  if (target.startsWith("!date^")) return drawDate(target, label, ctx);
  if (target.startsWith("!")) return drawMention(`@${label || target.slice(1)}`);
  return drawLink(decode(target), label && decode(label));
}

function drawDate(target, fallback, ctx) {
  const [, seconds, format] = target.split("^");
  return Number.isFinite(Number(seconds)) ? fillDateTokens(decode(format || ""), Number(seconds), ctx.zone) : fallback;
}

function splitOnce(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

function breakLines(nodes) {
  return nodes.flatMap((node) => {
    if (typeof node !== "string") return [node];
    return node.split("\n").flatMap((line, index) => (index ? [h("br"), line] : [line]));
  });
}
