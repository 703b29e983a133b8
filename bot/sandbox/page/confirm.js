// The question that a button with `confirm` asks before it acts.

import { byId, h } from "./dom.js";
import { decode, drawText } from "./mrkdwn.js";

/** Asks where the element wants it, then calls `go`. */
export function confirmFirst(element, ctx, go) {
  const { confirm } = element;
  if (!confirm) return go();
  const dialog = byId("confirm");
  const end = (isSure) => () => {
    dialog.close();
    if (isSure) go();
  };
  const style = confirm.style === "danger" ? "danger" : "primary";
  dialog.replaceChildren(
    h("header", {}, h("h2", { id: "confirm-title" }, decode(confirm.title.text))),
    h("div", { class: "body" }, drawText(confirm.text, ctx)),
    h(
      "footer",
      {},
      h("button", { type: "button", class: "button", onclick: end(false) }, decode(confirm.deny.text)),
      h(
        "button",
        { type: "button", class: `button ${style}`, autofocus: true, onclick: end(true) },
        decode(confirm.confirm.text),
      ),
    ),
  );
  return dialog.showModal();
}
