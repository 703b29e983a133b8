// Block Kit blocks as nodes.

import { drawElement } from "./elements.js";
import { h } from "./dom.js";
import { drawChart, drawTable } from "./figures.js";
import { drawMarkdown } from "./markdown.js";
import { drawText } from "./mrkdwn.js";
import { drawRichText } from "./richtext.js";

/**
 * Blocks as nodes. `ctx` holds {names, user, zone} for reading, {click, choose} for acting, and optionally `drawInput`
 * for input blocks and `state`, the values of a view.
 */
export const drawBlocks = (blocks, ctx) => blocks.map((block) => drawBlock(block, ctx));

const DRAWERS = {
  header: drawHeader,
  section: drawSection,
  context: (block, ctx) =>
    h(
      "div",
      { class: "context" },
      block.elements.map((each) => drawContextPart(each, ctx)),
    ),
  actions: drawActions,
  context_actions: drawActions,
  divider: () => h("hr"),
  image: (block) => drawPicture(block),
  rich_text: (block, ctx) => h("div", { class: "rich" }, drawRichText(block, ctx)),
  markdown: (block) => h("div", { class: "rich" }, drawMarkdown(block.text)),
  table: drawTable,
  data_table: drawTable,
  data_visualization: drawChart,
  alert: (block, ctx) =>
    h("div", { class: `note ${block.level || "default"}`, role: "note" }, drawText(block.text, ctx)),
  input: (block, ctx) => (ctx.drawInput ? ctx.drawInput(block) : null),
  card: drawCard,
  carousel: (block, ctx) => h("div", { class: "carousel" }, drawBlocks(block.elements, ctx)),
  container: drawContainer,
};

function drawBlock(block, ctx) {
  const draw = DRAWERS[block.type];
  return draw ? draw(block, ctx) : h("p", { class: "unknown" }, `[${block.type}]`);
}

function drawHeader(block, ctx) {
  const level = Math.min(6, (block.level || 1) + 2);
  return h(`h${level}`, { class: "header" }, drawText(block.text, ctx));
}

function drawSection(block, ctx) {
  const fields = (block.fields || []).map((field) => h("div", { class: "field" }, drawText(field, ctx)));
  return h(
    "div",
    { class: "section" },
    h(
      "div",
      { class: "words" },
      block.text ? h("div", {}, drawText(block.text, ctx)) : null,
      fields.length ? h("div", { class: "fields" }, fields) : null,
    ),
    block.accessory ? h("div", { class: "accessory" }, drawAccessory(block, ctx)) : null,
  );
}

function drawAccessory(block, ctx) {
  return block.accessory.type === "image" ? drawPicture(block.accessory) : drawElement(block.accessory, block, ctx);
}

function drawContextPart(part, ctx) {
  return part.type === "image" ? drawPicture(part) : h("span", {}, drawText(part, ctx));
}

function drawActions(block, ctx) {
  return h(
    "div",
    { class: "actions" },
    block.elements.map((element) => drawElement(element, block, ctx)),
  );
}

function drawCard(block, ctx) {
  return h(
    "div",
    { class: "card" },
    ["title", "subtitle", "body", "subtext"].map((key) =>
      block[key] ? h("div", { class: key }, drawText(block[key], ctx)) : null,
    ),
    block.actions ? drawActions({ ...block, elements: block.actions }, ctx) : null,
  );
}

function drawContainer(block, ctx) {
  return h(
    "div",
    { class: "card" },
    ["title", "subtitle"].map((key) => (block[key] ? h("div", { class: key }, drawText(block[key], ctx)) : null)),
    drawBlocks(block.child_blocks, ctx),
  );
}

/** Uploaded files are shown; a picture elsewhere is only named, since the page fetches nothing from outside. */
function drawPicture(picture) {
  const file = picture.slack_file?.id;
  const caption = picture.title ? h("figcaption", {}, drawText(picture.title)) : null;
  const image = file
    ? h("img", { src: `/files/${encodeURIComponent(file)}`, alt: picture.alt_text })
    : h("span", { class: "elsewhere", role: "img", "aria-label": picture.alt_text }, `🖼 ${picture.alt_text}`);
  return picture.type === "image" && (caption || file) ? h("figure", { class: "picture" }, caption, image) : image;
}
