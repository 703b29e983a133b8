// The modal that a person has open: the top of the stack, what was typed into each view, and field errors.

import { drawBlocks } from "./blocks.js";
import { h, replaceKeepingFocus } from "./dom.js";
import { addressOf } from "./elements.js";
import { readState, VALUE_KEYS } from "./fields.js";
import { makeInput } from "./inputs.js";
import { decode } from "./mrkdwn.js";

/** Shows the stack of views in a <dialog>; `act(gesture, details)` makes a gesture and gives its outcome. */
export class ModalWindow {
  constructor(dialog, act) {
    Object.assign(this, { dialog, act, view: null, inputs: [], typed: new Map(), isBusy: false, left: null });
    dialog.addEventListener("keydown", (event) => this.onKey(event));
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.leave();
    });
  }

  get isOpen() {
    return this.dialog.open;
  }

  /** Shows the top one of these views, or nothing. */
  show(views, ctx) {
    const view = views.at(-1);
    if (!view) return this.hide();
    const isSame = this.view?.id === view.id;
    if (isSame && this.view.hash === view.hash && this.view.user === ctx.user) return;
    this.harvest();
    this.view = { ...view, user: ctx.user };
    const content = this.draw(view, views.length > 1, ctx);
    const old = this.dialog.firstElementChild;
    if (old && isSame) replaceKeepingFocus(old, content);
    else this.dialog.replaceChildren(content);
    if (!this.dialog.open) this.dialog.showModal();
    if (!isSame) this.focusFirst();
  }

  /** Shows a sentence in the modal's foot. */
  report(text) {
    this.dialog.querySelector(".problem.all").textContent = text;
  }

  hide() {
    this.view = null;
    this.left = null;
    this.typed.clear();
    if (this.dialog.open) this.dialog.close();
    this.dialog.replaceChildren();
  }

  draw(view, isStacked, ctx) {
    this.inputs = [];
    const inside = {
      ...ctx,
      state: view.state.values,
      drawInput: (block) => this.drawInput(block, view, ctx),
      click: (element, address, button) => ctx.confirm(element, button, () => this.send("click", { label: address })),
      choose: (element, address, value) => this.send("select", { label: address, value }),
    };
    const close = (words, attributes) =>
      h("button", { type: "button", onclick: () => this.leave(), ...attributes }, words);
    return h(
      "form",
      { novalidate: true, onsubmit: (event) => this.submit(event) },
      h(
        "header",
        {},
        isStacked ? close("‹ Back", { class: "quiet" }) : null,
        h("h2", { id: "modal-title" }, decode(view.title.text)),
        close("×", { class: "quiet cross", "aria-label": "Close" }),
      ),
      h("div", { class: "body" }, drawBlocks(view.blocks, inside)),
      h("p", { class: "problem all", role: "alert" }),
      h(
        "footer",
        {},
        close(decode(view.close?.text || "Cancel"), { class: "button" }),
        view.submit ? h("button", { type: "submit", class: "button primary" }, decode(view.submit.text)) : null,
      ),
    );
  }

  drawInput(block, view, ctx) {
    const typed = this.typedInto(view);
    const address = addressOf(block.element, block);
    const state = VALUE_KEYS[block.element.type] && view.state.values[block.block_id][block.element.action_id];
    const value = typed.has(address) ? typed.get(address) : state && readState(block.element, state);
    const input = makeInput(block, value, ctx, (changed) => {
      input.showError("");
      if (block.dispatch_action) this.send("select", { label: address, value: changed });
    });
    if (input.read) this.inputs.push(Object.assign(input, { drawn: JSON.stringify(input.read()) }));
    return input.node;
  }

  /** Remembers what was typed into the view on the screen. */
  harvest() {
    for (const { address, read, drawn } of this.view ? this.inputs : []) {
      if (JSON.stringify(read()) !== drawn) this.typedInto(this.view).set(address, read());
    }
  }

  typedInto(view) {
    if (!this.typed.has(view.id)) this.typed.set(view.id, new Map());
    return this.typed.get(view.id);
  }

  focusFirst() {
    const first = this.inputs[0];
    if (first) first.focus();
    else (this.dialog.querySelector("[type=submit]") || this.dialog.querySelector("footer button")).focus();
  }

  onKey(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      this.leave();
    } else if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) {
      event.target.form?.requestSubmit();
    }
  }

  async submit(event) {
    event.preventDefault();
    const { inputs } = this;
    inputs.forEach((input) => input.showError(""));
    const values = Object.fromEntries(inputs.map((input) => [input.address, input.read()]));
    const outcome = await this.once(() => this.act("submit_view", { values }));
    const wrong = inputs.filter((input) => outcome?.field_errors?.[input.label]);
    wrong.forEach((input) => input.showError(outcome.field_errors[input.label]));
    wrong[0]?.focus();
  }

  /** Closes the view at once, whatever is under way; a second Escape while it closes does nothing. */
  leave() {
    if (this.left === this.view?.id) return;
    this.left = this.view.id;
    this.act("close_view");
  }

  /** Acts inside the view, after telling the sandbox what was typed, since an action carries the whole state. */
  send(gesture, details) {
    return this.once(async () => {
      this.harvest();
      for (const { address, block } of this.inputs) {
        const typed = this.typedInto(this.view);
        if (typed.has(address) && !block.dispatch_action && !block.element.type.includes("external")) {
          await this.act("select", { place: "modal", label: address, value: typed.get(address) });
        }
      }
      return this.act(gesture, { place: "modal", ...details });
    });
  }

  /** Lets one gesture at a time through, so that an impatient second Enter does nothing. */
  async once(gesture) {
    if (this.isBusy) return null;
    this.isBusy = true;
    this.dialog.setAttribute("aria-busy", "true");
    try {
      return await gesture();
    } finally {
      this.isBusy = false;
      this.dialog.removeAttribute("aria-busy");
    }
  }
}
