// Interactive elements in messages and views: buttons, menus, selects and pickers.

import { h } from "./dom.js";
import { makeField, readInitial, readState, VALUE_KEYS } from "./fields.js";
import { decode, drawPlain } from "./mrkdwn.js";

/** Where an element stands, as gestures take it. */
export const addressOf = (element, block) => `${block.block_id}/${element.action_id}`;

/** One element; acting on it makes a gesture through `ctx.click` and `ctx.choose`. */
export function drawElement(element, block, ctx) {
  if (element.type === "button" || element.type === "icon_button") return drawButton(element, block, ctx);
  if (element.type === "overflow") return drawOverflow(element, block, ctx);
  if (element.type === "feedback_buttons") return drawFeedback(element, block, ctx);
  if (VALUE_KEYS[element.type]) return drawChooser(element, block, ctx);
  return h("span", { class: "unknown" }, `[${element.type}]`);
}

function drawButton(element, block, ctx) {
  const attributes = {
    type: "button",
    class: `button ${element.style || ""}`,
    "aria-label": element.accessibility_label,
    "data-address": addressOf(element, block),
    onclick: (event) => {
      ctx.click(element, addressOf(element, block), event.currentTarget);
      if (/^https?:/.test(element.url || "")) window.open(element.url, "_blank", "noopener");
    },
  };
  const more = element.url ? h("span", { class: "hidden" }, " (opens a new tab)") : null;
  return h("button", attributes, drawPlain(element.text.text), more);
}

function drawFeedback(element, block, ctx) {
  return ["positive_button", "negative_button"].map((key) => {
    const each = { ...element[key], action_id: element.action_id };
    return drawButton(each, block, { ...ctx, click: () => ctx.choose(element, addressOf(element, block), each.value) });
  });
}

function drawOverflow(element, block, ctx) {
  const pick = (option) => (event) => {
    event.currentTarget.closest("details").open = false;
    ctx.choose(element, addressOf(element, block), option.value);
  };
  const items = element.options.map((option) =>
    h("button", { type: "button", onclick: pick(option) }, drawPlain(option.text.text)),
  );
  const summary = h(
    "summary",
    { class: "button", "aria-label": "More", "data-address": addressOf(element, block) },
    "⋯",
  );
  return h("details", { class: "overflow" }, summary, h("div", { class: "menu-items" }, items));
}

function drawChooser(element, block, ctx) {
  const address = addressOf(element, block);
  const state = ctx.state?.[block.block_id]?.[element.action_id];
  const value = state ? readState(element, state) : readInitial(element);
  const field = makeField(element, value, ctx, { onChange: () => ctx.choose(element, address, field.read()) });
  field.node.dataset.address = address;
  if (field.isGroup) field.node.setAttribute("aria-label", decode(element.placeholder?.text || "Choices"));
  return field.node;
}
