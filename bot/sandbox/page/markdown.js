// The Markdown of `markdown` blocks as nodes: headings, lists, quotes, code, and styles inside a line.

import { h } from "./dom.js";
import { findEmoji } from "./emoji.js";
import { decode, drawLink } from "./mrkdwn.js";

const INLINE = new RegExp(
  [
    "`([^`\\n]+)`",
    "\\[([^\\]\\n]+)\\]\\(([^)\\s]+)\\)",
    "\\*\\*(?=\\S)(.+?)\\*\\*",
    "~~(?=\\S)(.+?)~~",
    "(?<!\\w)[*_](?=\\S)(.+?)(?<=\\S)[*_](?!\\w)",
    ":([a-z0-9_+-]+):",
  ].join("|"),
);
const KINDS = [
  ["heading", /^(#{1,6})\s+(.*)$/],
  ["bullet", /^\s*[-*+]\s+(.*)$/],
  ["number", /^\s*\d+[.)]\s+(.*)$/],
  ["quote", /^>\s?(.*)$/],
];

/** Markdown as nodes. */
export function drawMarkdown(text) {
  return text
    .split(/^```.*$/m)
    .flatMap((part, index) => (index % 2 ? [h("pre", {}, decode(part.replace(/^\n|\n$/g, "")))] : drawProse(part)));
}

function drawProse(text) {
  const groups = [];
  for (const line of text.split("\n")) {
    const [kind, match] = classify(line);
    const last = groups.at(-1);
    if (last && last.kind === kind && kind !== "heading") last.lines.push(match);
    else groups.push({ kind, lines: [match] });
  }
  return groups.flatMap(drawGroup);
}

function classify(line) {
  for (const [kind, pattern] of KINDS) {
    const match = pattern.exec(line);
    if (match) return [kind, match];
  }
  return [line.trim() ? "text" : "blank", [line, line]];
}

function drawGroup({ kind, lines }) {
  if (kind === "blank") return [];
  if (kind === "heading") return [h(`h${Math.min(6, lines[0][1].length + 2)}`, {}, drawInline(lines[0][2]))];
  if (kind === "bullet" || kind === "number") {
    return [
      h(
        kind === "bullet" ? "ul" : "ol",
        {},
        lines.map((match) => h("li", {}, drawInline(match[1]))),
      ),
    ];
  }
  const inside = lines.flatMap((match, index) => [index ? h("br") : "", ...drawInline(match[1])]);
  return [h(kind === "quote" ? "blockquote" : "p", {}, inside)];
}

function drawInline(text) {
  const nodes = [];
  for (let rest = text; rest;) {
    const match = INLINE.exec(rest);
    nodes.push(decode(match ? rest.slice(0, match.index) : rest));
    if (!match) break;
    nodes.push(drawToken(match));
    rest = rest.slice(match.index + match[0].length);
  }
  return nodes;
}

function drawToken([whole, code, words, address, strong, struck, emphasis, emoji]) {
  if (code !== undefined) return h("code", {}, decode(code));
  if (words !== undefined) return drawLink(decode(address), decode(words));
  if (strong !== undefined) return h("strong", {}, drawInline(strong));
  if (struck !== undefined) return h("del", {}, drawInline(struck));
  if (emphasis !== undefined) return h("em", {}, drawInline(emphasis));
  return findEmoji(emoji) || whole;
}
