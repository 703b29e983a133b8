// The line above a conversation or tab.

import { h } from "./dom.js";

/** A title and what it is about. */
export function drawTitle(title, about) {
  return h("header", { class: "title" }, h("h1", {}, title), about ? h("p", {}, about) : null);
}
