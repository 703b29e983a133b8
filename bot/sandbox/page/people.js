// The list of people to act as.

import { h } from "./dom.js";
import { drawAvatar } from "./names.js";

const MOST = 60;

/** Makes the list's place on the screen; `pick(userId)` is told who was chosen. */
export function makePeople(pick) {
  let names = null;
  const list = h("ul", { class: "people" });
  const count = h("p", { class: "count", role: "status" });
  const search = h("input", {
    type: "search",
    placeholder: "Search by name or role",
    "aria-label": "Search people",
    oninput: () => drawList(),
    onkeydown: (event) => event.key === "Enter" && list.querySelector("button")?.click(),
  });
  const drawList = () => {
    const found = findPeople(names, search.value);
    list.replaceChildren(...found.slice(0, MOST).map((user) => h("li", {}, drawPerson(user, names, pick))));
    const more = found.length > MOST ? `; the first ${MOST} are shown` : "";
    count.textContent = `${found.length} ${found.length === 1 ? "person" : "people"}${more}`;
  };
  const node = h(
    "section",
    { class: "place chooser", "aria-labelledby": "chooser-title" },
    h("h1", { id: "chooser-title" }, "Who do you want to be?"),
    h(
      "p",
      { class: "lead" },
      "This is a small Slack that lives on this computer only. Act as anyone, change any time.",
    ),
    search,
    count,
    list,
  );
  const update = (_, ctx) => {
    names = ctx.names;
    drawList();
  };
  return { node, update, focus: () => search.focus() };
}

function findPeople(names, typed) {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const describe = (user) =>
    `${names.user(user.id)} ${user.name} ${user.profile.real_name} ${user.profile.title}`.toLowerCase();
  return names.people.filter((user) => words.every((word) => describe(user).includes(word)));
}

function drawPerson(user, names, pick) {
  const place = user.tz?.split("/").at(-1).replaceAll("_", " ");
  const handle = [`@${user.name}`, place].filter(Boolean).join(" · ");
  return h(
    "button",
    { type: "button", class: "person", onclick: () => pick(user.id) },
    drawAvatar(names, user.id),
    h(
      "span",
      { class: "who" },
      h("strong", {}, names.user(user.id)),
      h("small", {}, user.profile.title),
      h("small", {}, handle),
    ),
  );
}
