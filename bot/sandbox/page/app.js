// Puts the page together: one person's screen, kept up to date, and the gestures made on it.

import { fetchState, makeGesture, watch } from "./api.js";
import { makeClock } from "./clock.js";
import { confirmFirst } from "./confirm.js";
import { makeConversation } from "./conversation.js";
import { byId, h } from "./dom.js";
import { makeHome } from "./home.js";
import { makeInspector } from "./inspector.js";
import { ModalWindow } from "./modal.js";
import { Names } from "./names.js";
import { makePeople } from "./people.js";
import { drawSidebar } from "./sidebar.js";
import { makeUnread } from "./unread.js";

const TOAST_MILLISECONDS = 8000;
const main = byId("main");
const screen = { user: "", place: "people", state: null, shown: null, shownKey: "" };
const modal = new ModalWindow(byId("modal"), act);
const unread = makeUnread();
const showTime = makeClock(byId("clock"), report);
const inspector = makeInspector(byId("inspector"), showViolations);
let fetching = null;
let isStale = false;

/** Makes a gesture as the acting person, says what went wrong, and shows what came of it. */
async function act(gesture, details) {
  let outcome = null;
  try {
    outcome = await makeGesture(gesture, screen.user, details);
    if (outcome.error) report(describeError(outcome.error, details));
  } catch (error) {
    report(error.message);
  }
  await refresh();
  return outcome;
}

function describeError(error, details) {
  const command = details?.line?.split(" ")[0];
  return command
    ? `${command} failed with the error “${error}”.`
    : `The app did not answer as Slack expects: ${error}.`;
}

function report(text) {
  if (modal.isOpen) return modal.report(text);
  const toast = byId("toast");
  toast.textContent = text;
  clearTimeout(report.timer);
  report.timer = setTimeout(() => (toast.textContent = ""), TOAST_MILLISECONDS);
}

/** Fetches and draws the state; calls while one is under way are answered by one more afterwards. */
function refresh() {
  isStale = true;
  fetching ??= (async () => {
    try {
      while (isStale) {
        isStale = false;
        const { user } = screen;
        const state = await fetchState(user);
        if (user === screen.user) draw(state);
        else isStale = true;
      }
    } catch (error) {
      if (error.status === 404) forget();
      else report(error.message);
    } finally {
      fetching = null;
    }
  })();
  return fetching;
}

/** Leaves a person who is not (or no longer) in this workspace. */
function forget() {
  screen.user = "";
  go("people");
}

function draw(state) {
  const names = new Names(state);
  const zone = names.users.get(screen.user)?.tz || Intl.DateTimeFormat().resolvedOptions().timeZone;
  const ctx = { names, zone, user: screen.user, ...gestures };
  ctx.confirm = (element, _, go) => confirmFirst(element, ctx, go);
  screen.state = state;
  byId("team").textContent = state.team.name;
  showTime(state.now, zone);
  showPlace(state, ctx);
  const { place } = screen;
  unread.see(screen.user, findChannel(state, place));
  const count = (target) => unread.count(screen.user, findChannel(state, target));
  drawSidebar(byId("sidebar"), { state, ctx, place, unread: count, go });
  modal.show(state.modals || [], ctx);
  inspector.refresh().catch(() => {});
}

const gestures = {
  click: (place, element, address, button) =>
    confirmFirst(element, { names: new Names(screen.state) }, async () => {
      button.setAttribute("aria-busy", "true");
      await act("click", { place, label: address });
      button.removeAttribute("aria-busy");
    }),
  choose: (place, address, value) => act("select", { place, label: address, value }),
};

function showPlace(state, ctx) {
  const key = `${screen.user}/${screen.place}`;
  if (key !== screen.shownKey) {
    screen.shown = makePlace(ctx);
    screen.shownKey = key;
    main.replaceChildren(screen.shown.node);
    document.title = `${screen.user ? ctx.names.user(screen.user) : "People"} · ${state.team.name}`;
    screen.shown.update(state, ctx, findChannel(state, screen.place));
    screen.shown.focus();
  } else {
    screen.shown.update(state, ctx, findChannel(state, screen.place));
  }
}

function makePlace({ names }) {
  const { place } = screen;
  const bot = names.user(names.bot);
  if (place === "people") return makePeople((user) => go("messages", user));
  if (place === "home") return makeHome(`${bot} Home`, `What ${names.user(screen.user)} sees in the app's Home tab`);
  if (place === "messages") return makeConversation(bot, `Between ${names.user(screen.user)} and the app`, write);
  const { topic, purpose, num_members: count } = names.channels.get(place) || {};
  const about = [topic?.value || purpose?.value, count && `${count} members`].filter(Boolean).join(" · ");
  return makeConversation(`#${names.channel(place)}`, about, write);
}

function findChannel(state, place) {
  return state.channels?.find((each) => (place === "messages" ? each.is_im : each.id === place));
}

/** Sends what was written; true when it went out. */
async function write(text) {
  const channel = screen.place === "messages" ? null : screen.place;
  if (text.startsWith("/")) return Boolean(await act("slash", { line: text, channel }));
  if (!channel) return Boolean(await act("send_dm", { text }));
  report("In this sandbox, channels take commands only. Write to the app under Messages.");
  return false;
}

function go(place, user = screen.user) {
  location.hash = place === "people" ? "people" : `${user}/${place}`;
  openSidebar(false);
}

async function followAddress() {
  const [first, place] = decodeURIComponent(location.hash.slice(1)).split("/");
  if (place) Object.assign(screen, { user: first, place });
  else Object.assign(screen, { place: "people" });
  await refresh();
  if (place === "home") await act("open_home");
}

function showViolations(count) {
  const badge = byId("violations");
  badge.hidden = !count;
  badge.replaceChildren(String(count), h("span", { class: "wide" }, count === 1 ? " violation" : " violations"));
}

function toggleInspector() {
  const isOpen = inspector.toggle();
  byId("inspect").setAttribute("aria-expanded", String(isOpen));
  if (!isOpen) byId("inspect").focus();
}

function openSidebar(isOpen) {
  byId("sidebar").classList.toggle("open", isOpen);
  byId("menu").setAttribute("aria-expanded", String(isOpen));
}

byId("menu").addEventListener("click", () => openSidebar(!byId("sidebar").classList.contains("open")));
byId("sidebar").addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !byId("sidebar").classList.contains("open")) return;
  openSidebar(false);
  byId("menu").focus();
});
byId("inspector").addEventListener("keydown", (event) => event.key === "Escape" && toggleInspector());
byId("inspect").addEventListener("click", toggleInspector);
inspector.close.addEventListener("click", toggleInspector);
addEventListener("hashchange", followAddress);
watch(refresh, (isConnected) => {
  byId("connection").textContent = isConnected ? "" : "Disconnected, trying again …";
  if (isConnected) refresh();
});
followAddress();
