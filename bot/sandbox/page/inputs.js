// Input blocks: a label tied to its control, a hint, and the error under it.

import { h, makeId } from "./dom.js";
import { addressOf } from "./elements.js";
import { makeField, VALUE_KEYS } from "./fields.js";
import { drawPlain } from "./mrkdwn.js";

/** An input block as {node, address, label, element, read, showError}; `onChange` is told of every change. */
export function makeInput(block, value, ctx, onChange) {
  const { element } = block;
  const address = addressOf(element, block);
  if (!VALUE_KEYS[element.type]) {
    return { node: h("p", { class: "unknown" }, `[${element.type} cannot be filled in on this page]`), address };
  }
  const field = makeField(element, value, ctx, { isNamed: true, onChange: () => onChange(field.read()) });
  const labelId = makeId();
  const help = block.hint ? h("p", { class: "hint", id: makeId() }, drawPlain(block.hint.text)) : null;
  const problem = h("p", { class: "problem", id: makeId(), role: "alert" });
  const words = [drawPlain(block.label.text), block.optional ? h("span", { class: "optional" }, " (optional)") : null];
  const label = field.isGroup
    ? h("span", { class: "label", id: labelId }, words)
    : h("label", { class: "label", id: labelId, for: field.id }, words);
  const control = field.node;
  control.dataset.address = address;
  control.setAttribute("aria-describedby", [problem.id, help?.id].filter(Boolean).join(" "));
  if (field.isGroup) control.setAttribute("aria-labelledby", labelId);
  if (!block.optional && control.getAttribute("role") !== "group") control.setAttribute("aria-required", "true");
  const showError = (text) => {
    problem.textContent = text || "";
    control.toggleAttribute("data-wrong", Boolean(text));
    if (!field.isGroup) control.setAttribute("aria-invalid", String(Boolean(text)));
  };
  const focus = () => (field.isGroup ? control.querySelector("input") : control).focus();
  const node = h("div", { class: "input" }, label, control, problem, help);
  return { node, address, label: block.label.text, block, read: field.read, showError, focus };
}
