// The box to write in: Enter sends, "/" offers commands, "@" people and groups, "#" channels.

import { h, makeId } from "./dom.js";
import { COMMANDS, suggest } from "./suggestions.js";

/** Makes the box for a conversation; `send(text)` gets what was written. */
export function makeComposer(title, send) {
  const composer = new Composer(title, send);
  return {
    node: composer.node,
    update: (ctx, state) => composer.update(ctx, state),
    focus: () => composer.box.focus(),
  };
}

class Composer {
  constructor(title, send) {
    Object.assign(this, { send, ctx: null, offers: [], active: -1, past: [], back: 0 });
    const [listId, helpId] = [makeId(), makeId()];
    this.list = h("ul", { class: "offers", id: listId, role: "listbox", "aria-label": "Suggestions", hidden: true });
    this.help = h("p", { class: "usage", id: helpId });
    this.box = h("textarea", {
      rows: "1",
      placeholder: `Message ${title}, or type / for a command`,
      "aria-label": `Message or command in ${title}`,
      "aria-describedby": helpId,
      "aria-controls": listId,
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      role: "combobox",
      spellcheck: "false",
      oninput: () => this.offer(),
      onkeydown: (event) => this.onKey(event),
      onblur: () => this.close(),
    });
    const button = h("button", { type: "submit", class: "button primary" }, "Send");
    const onsubmit = (event) => {
      event.preventDefault();
      this.submit();
    };
    this.node = h(
      "form",
      { class: "composer", onsubmit },
      this.list,
      h("div", { class: "line" }, this.box, button),
      this.help,
    );
    this.offer();
  }

  update(ctx) {
    this.ctx = ctx;
  }

  async submit() {
    const text = this.box.value.trim();
    if (!text) return;
    this.past.unshift(text);
    this.back = 0;
    this.write("");
    if (!(await this.send(text)) && !this.box.value) this.write(text);
  }

  write(text) {
    this.box.value = text;
    this.offer();
  }

  offer() {
    const before = this.box.value.slice(0, this.box.selectionStart);
    this.offers = this.ctx ? suggest(before, this.ctx.names) : [];
    this.active = this.offers.length ? 0 : -1;
    this.drawOffers();
    const typed = this.box.value.trimStart().split(/\s/)[0];
    const command = COMMANDS.find(({ name }) => name === typed);
    this.help.textContent = command
      ? `${command.name} ${command.usage}`
      : "Enter sends · Shift+Enter starts a new line";
  }

  drawOffers() {
    const rows = this.offers.map(({ insert, words }, index) =>
      h(
        "li",
        {
          id: `${this.list.id}-${index}`,
          role: "option",
          "aria-selected": String(index === this.active),
          onpointerdown: (event) => {
            event.preventDefault();
            this.accept(index);
          },
        },
        h("strong", {}, insert),
        h("span", {}, words),
      ),
    );
    this.list.replaceChildren(...rows);
    this.list.hidden = !rows.length;
    this.list.children[this.active]?.scrollIntoView({ block: "nearest" });
    this.box.setAttribute("aria-expanded", String(rows.length > 0));
    if (this.active < 0) this.box.removeAttribute("aria-activedescendant");
    else this.box.setAttribute("aria-activedescendant", `${this.list.id}-${this.active}`);
  }

  close() {
    this.offers = [];
    this.active = -1;
    this.drawOffers();
  }

  accept(index) {
    const { insert, start } = this.offers[index];
    const { value, selectionStart } = this.box;
    const head = `${value.slice(0, start)}${insert} `;
    this.box.value = head + value.slice(selectionStart).trimStart();
    this.box.setSelectionRange(head.length, head.length);
    this.offer();
  }

  onKey(event) {
    if (event.isComposing) return;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (this.offers.length && this.onKeyInOffers(event, move)) event.preventDefault();
    else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "ArrowUp" && this.past[this.back] && (!this.box.value || this.back)) {
      event.preventDefault();
      this.write(this.past[this.back]);
      this.back += 1;
      this.close();
    }
  }

  onKeyInOffers(event, move) {
    if (move) {
      this.active = (this.active + move + this.offers.length) % this.offers.length;
      this.drawOffers();
    } else if (event.key === "Enter" || event.key === "Tab") this.accept(this.active);
    else if (event.key === "Escape") this.close();
    else return false;
    return true;
  }
}
