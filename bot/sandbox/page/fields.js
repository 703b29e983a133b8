// Form controls for Slack's stateful elements; each gives {node, id, read}, where `read` gives a gesture's value.

import { h, makeId } from "./dom.js";
import { decode } from "./mrkdwn.js";
import { fromLocalInput, toLocalInput } from "./times.js";

const FILTER_FROM = 9;
const ROWS = 4;

/** Which elements hold a value, and under which key of their state. */
export const VALUE_KEYS = {
  plain_text_input: "value",
  email_text_input: "value",
  url_text_input: "value",
  number_input: "value",
  static_select: "selected_option",
  external_select: "selected_option",
  radio_buttons: "selected_option",
  multi_static_select: "selected_options",
  multi_external_select: "selected_options",
  checkboxes: "selected_options",
  users_select: "selected_user",
  multi_users_select: "selected_users",
  channels_select: "selected_channel",
  multi_channels_select: "selected_channels",
  conversations_select: "selected_conversation",
  multi_conversations_select: "selected_conversations",
  datepicker: "selected_date",
  timepicker: "selected_time",
  datetimepicker: "selected_date_time",
};
const INPUT_TYPES = { email_text_input: "email", url_text_input: "url", datepicker: "date", timepicker: "time" };

/** The value that an element starts with where it has no state yet. */
export function readInitial(element) {
  const key = VALUE_KEYS[element.type];
  return toValue(element[key === "value" ? "initial_value" : key.replace("selected_", "initial_")]);
}

/** The value inside an element's state. */
export const readState = (element, state) => toValue(state[VALUE_KEYS[element.type]]);

/** A control that shows `value`; `named` says that something else is its label. */
export function makeField(element, value, ctx, { onChange = () => {}, isNamed = false } = {}) {
  const id = makeId();
  const placeholder = decode(element.placeholder?.text || "");
  const common = { id, "aria-label": isNamed ? null : placeholder || "Choose" };
  const kind = element.type;
  if (kind === "checkboxes" || kind === "radio_buttons" || kind.startsWith("multi_")) {
    return makeBoxes(element, value, ctx, { id, onChange, placeholder });
  }
  if (kind.endsWith("_select") && kind !== "external_select") {
    return makeSelect(element, value, ctx, { common, onChange, placeholder });
  }
  return makeInput(element, value, ctx, { common, onChange, placeholder });
}

function toValue(value) {
  if (Array.isArray(value)) return value.map(toValue);
  return value && typeof value === "object" ? value.value : (value ?? null);
}

function makeInput(element, value, ctx, { common, onChange, placeholder }) {
  const isMoment = element.type === "datetimepicker";
  const type = isMoment ? "datetime-local" : INPUT_TYPES[element.type] || "text";
  const attributes = { ...common, placeholder, onchange: onChange, maxlength: element.max_length, autocomplete: "off" };
  if (element.type === "number_input") attributes.inputmode = "decimal";
  const node = element.multiline ? h("textarea", { ...attributes, rows: ROWS }) : h("input", { ...attributes, type });
  node.value = isMoment && value ? toLocalInput(value, ctx.zone) : (value ?? "");
  const read = () => (isMoment && node.value ? fromLocalInput(node.value, ctx.zone) : node.value || null);
  return { node, id: common.id, read };
}

function makeSelect(element, value, ctx, { common, onChange, placeholder }) {
  const groups = listOptions(element, ctx);
  const drawOption = ([key, words]) => h("option", { value: key, selected: key === value }, words);
  const node = h(
    "select",
    { ...common, onchange: onChange },
    h("option", { value: "", selected: value === null }, placeholder || "Choose"),
    groups.map(({ label, options }) =>
      label ? h("optgroup", { label }, options.map(drawOption)) : options.map(drawOption),
    ),
  );
  return { node, id: common.id, read: () => node.value || null };
}

function makeBoxes(element, value, ctx, { id, onChange, placeholder }) {
  const isSingle = element.type === "radio_buttons";
  const chosen = new Set([value].flat());
  const options = listOptions(element, ctx).flatMap((group) => group.options);
  const rows = options.map(([key, words, description]) =>
    h(
      "label",
      { class: "box" },
      h("input", {
        type: isSingle ? "radio" : "checkbox",
        name: id,
        value: key,
        checked: chosen.has(key),
        onchange: onChange,
      }),
      h("span", {}, words, description ? h("small", {}, description) : null),
    ),
  );
  const list = h("div", { class: "boxes" }, rows);
  const isLong = options.length >= FILTER_FROM;
  const filter = isLong ? makeFilter(rows, placeholder) : null;
  const node = h("div", { id, role: isSingle ? "radiogroup" : "group", class: isLong ? "long" : null }, filter, list);
  const read = () => {
    const values = [...list.querySelectorAll(":checked")].map((box) => box.value);
    return isSingle ? (values[0] ?? null) : values;
  };
  return { node, id, read, isGroup: true };
}

function makeFilter(rows, placeholder) {
  const narrow = (event) => {
    const wanted = event.target.value.trim().toLowerCase();
    rows.forEach((row) => (row.hidden = !row.textContent.toLowerCase().includes(wanted)));
  };
  return h("input", {
    type: "search",
    "aria-label": "Narrow the list",
    placeholder: placeholder || "Search",
    oninput: narrow,
  });
}

function listOptions(element, ctx) {
  const { names } = ctx;
  const users = () => names.people.map((user) => [user.id, `${names.user(user.id)} (@${user.name})`]);
  const channels = () => [...names.channels.values()].map((channel) => [channel.id, `#${channel.name}`]);
  if (element.type.includes("users_select")) return [{ options: users() }];
  if (element.type.includes("channels_select")) return [{ options: channels() }];
  if (element.type.includes("conversations_select"))
    return [{ options: channels() }, { label: "People", options: users() }];
  const read = (option) => [
    option.value,
    decode(option.text.text),
    option.description && decode(option.description.text),
  ];
  const groups = element.option_groups || [{ options: element.options || [] }];
  return groups.map((group) => ({ label: group.label && decode(group.label.text), options: group.options.map(read) }));
}
