// The sidebar: who is acting, the app, and the channels.

import { h, replaceKeepingFocus } from "./dom.js";
import { drawAvatar } from "./names.js";

/** Draws the sidebar into `nav`; `unread` counts by place, `go(place)` is told where to. */
export function drawSidebar(nav, { state, ctx, place, unread, go }) {
  const { names } = ctx;
  const row = (target, mark, words) =>
    drawRow({ target, mark, words, isHere: target === place, unread: unread(target), go });
  const channels = [...names.channels.values()].sort((one, other) => one.name.localeCompare(other.name));
  const content = h(
    "div",
    {},
    state.user ? drawMe(names, state.user, go) : h("p", { class: "nobody" }, "Choose a person to begin."),
    state.user
      ? [
          h("h2", {}, names.user(names.bot)),
          h("ul", {}, row("home", "⌂", "Home"), row("messages", "✉", "Messages")),
          h("h2", {}, "Channels"),
          h(
            "ul",
            {},
            channels.map((each) => row(each.id, each.is_private ? "🔒︎" : "#", each.name)),
          ),
        ]
      : null,
  );
  if (nav.firstElementChild?.textContent === content.textContent && nav.dataset.place === place) return;
  nav.dataset.place = place;
  if (nav.firstElementChild) replaceKeepingFocus(nav.firstElementChild, content);
  else nav.append(content);
}

function drawMe(names, id, go) {
  return h(
    "button",
    { type: "button", class: "me", "data-address": "me", onclick: () => go("people") },
    drawAvatar(names, id),
    h("span", { class: "who" }, h("strong", {}, names.user(id)), h("small", {}, "Act as somebody else")),
  );
}

function drawRow({ target, mark, words, isHere, unread, go }) {
  const badge = unread
    ? h("span", { class: "badge" }, unread > 99 ? "99+" : String(unread), h("span", { class: "hidden" }, " unread"))
    : null;
  const attributes = {
    type: "button",
    "data-address": target,
    "aria-current": isHere ? "page" : null,
    class: unread ? "unread" : null,
    onclick: () => go(target),
  };
  return h(
    "li",
    {},
    h("button", attributes, h("span", { class: "mark", "aria-hidden": "true" }, mark), h("span", {}, words), badge),
  );
}
