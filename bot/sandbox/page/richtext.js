// rich_text blocks as nodes.

import { h } from "./dom.js";
import { findEmoji } from "./emoji.js";
import { drawLink, drawMention } from "./mrkdwn.js";
import { fillDateTokens } from "./times.js";

const STYLES = { bold: "strong", italic: "em", strike: "del", code: "code" };

/** A rich_text block's parts. */
export const drawRichText = (block, ctx) => block.elements.map((part) => drawPart(part, ctx));

function drawPart(part, ctx) {
  if (part.type === "rich_text_list") {
    const items = part.elements.map((item) => h("li", {}, drawInlines(item, ctx)));
    const isOrdered = part.style === "ordered";
    const list = h(isOrdered ? "ol" : "ul", isOrdered ? { start: (part.offset || 0) + 1 } : {}, items);
    list.style.setProperty("--indent", part.indent || 0);
    return list;
  }
  const tag = { rich_text_preformatted: "pre", rich_text_quote: "blockquote" }[part.type] || "div";
  return h(tag, {}, drawInlines(part, ctx));
}

function drawInlines(part, ctx) {
  return (part.elements || []).flatMap((inline) => {
    const content = drawContent(inline, ctx);
    const styles = Object.keys(STYLES).filter((style) => inline.style?.[style]);
    return styles.reduce((inside, style) => [h(STYLES[style], {}, inside)], content);
  });
}

function drawContent(inline, ctx) {
  switch (inline.type) {
    case "text":
      return inline.text.split("\n").flatMap((line, index) => (index ? [h("br"), line] : [line]));
    case "link":
      return [drawLink(inline.url, inline.text)];
    case "user":
      return [drawMention(`@${ctx.names.user(inline.user_id)}`, inline.user_id === ctx.user)];
    case "channel":
      return [drawMention(`#${ctx.names.channel(inline.channel_id)}`)];
    case "usergroup":
      return [drawMention(`@${ctx.names.group(inline.usergroup_id)}`)];
    case "broadcast":
      return [drawMention(`@${inline.range}`)];
    case "emoji":
      return [findEmoji(inline.name) || `:${inline.name}:`];
    case "date":
      return [fillDateTokens(inline.format, inline.timestamp, ctx.zone)];
    default:
      return [];
  }
}
