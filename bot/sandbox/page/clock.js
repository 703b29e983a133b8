// The sandbox's clock: what time it is there, and buttons that let time pass.

import { advanceClock } from "./api.js";
import { h, makeId } from "./dom.js";
import { formatMoment, fromLocalInput, toLocalInput } from "./times.js";

const HOUR = 3600;
const DAY = 24 * HOUR;
const FACE = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };

/** Makes the clock inside `place`; its `update` takes the sandbox's `now` and the time zone to show it in. */
export function makeClock(place, report) {
  const clock = { offset: 0, zone: "UTC" };
  const now = () => Date.now() / 1000 + clock.offset;
  const face = h("summary", { class: "quiet" });
  const inputId = makeId();
  const exact = h("input", { type: "datetime-local", id: inputId });
  const move = async (seconds) => {
    try {
      await advanceClock(seconds);
      details.open = false;
      face.focus();
    } catch (error) {
      report(error.message);
    }
  };
  const button = (words, seconds) =>
    h("button", { type: "button", class: "button", onclick: () => move(seconds()) }, words);
  const setExactly = (event) => {
    event.preventDefault();
    if (exact.value) move(fromLocalInput(exact.value, clock.zone) - now());
  };
  const panel = h(
    "form",
    { class: "menu-items", onsubmit: setExactly },
    h("p", {}, "Let time pass in this Slack."),
    button("+1 hour", () => HOUR),
    button("+1 day", () => DAY),
    button("Next Monday 09:00", () => nextMonday(now(), clock.zone) - now()),
    h("label", { for: inputId }, "Set to"),
    exact,
    h("button", { type: "submit", class: "button" }, "Set"),
  );
  const onkeydown = (event) => {
    if (event.key !== "Escape") return;
    details.open = false;
    face.focus();
  };
  const ontoggle = () => (exact.value = toLocalInput(now(), clock.zone));
  const details = h("details", { class: "overflow", onkeydown, ontoggle }, face, panel);
  place.append(details);
  const tick = () => {
    const shown = formatMoment(now(), clock.zone, FACE);
    if (face.textContent !== shown) face.textContent = shown;
    face.title = `The sandbox's time in ${clock.zone}`;
  };
  setInterval(tick, 1000);
  return (sandboxNow, zone) => {
    Object.assign(clock, { offset: sandboxNow - Date.now() / 1000, zone });
    tick();
  };
}

/** The next Monday 09:00 after a moment, as a clock in the zone shows it. */
export function nextMonday(seconds, zone) {
  for (let days = 0; days <= 7; days += 1) {
    const day = toLocalInput(seconds + days * DAY, zone).slice(0, 10);
    const moment = fromLocalInput(`${day}T09:00`, zone);
    if (new Date(`${day}T00:00Z`).getUTCDay() === 1 && moment > seconds) return moment;
  }
  return seconds;
}
