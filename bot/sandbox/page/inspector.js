// The raw traffic between Slack and the bot, newest first, and what in it Slack or people would resent.

import { fetchTraffic } from "./api.js";
import { h, reconcile } from "./dom.js";
import { formatMoment } from "./times.js";

const NEWEST = 200;
const EVERY_MILLISECONDS = 2000;
const WAYS = { in: ["→ Slack", "from the bot to Slack"], out: ["← Slack", "from Slack to the bot"] };
const TIME = { hour: "2-digit", minute: "2-digit", second: "2-digit" };

/** Makes the pane inside `place`; `onViolations(n)` is told how many there are. Gives `refresh` and `toggle`. */
export function makeInspector(place, onViolations) {
  let traffic = { entries: [], violations: [] };
  const words = h("input", {
    type: "search",
    placeholder: "Filter by name or content",
    "aria-label": "Filter traffic",
  });
  const way = h(
    "select",
    { "aria-label": "Direction" },
    h("option", { value: "" }, "Both ways"),
    h("option", { value: "in" }, "Bot to Slack"),
    h("option", { value: "out" }, "Slack to bot"),
    h("option", { value: "errors" }, "Errors"),
  );
  const violations = h("ul", { class: "violations", "aria-label": "Violations" });
  const list = h("div", { class: "entries" });
  const draw = () => {
    reconcile(violations, traffic.violations.map(describeViolation));
    reconcile(list, selectEntries(traffic.entries, words.value, way.value).map(describeEntry));
  };
  words.addEventListener("input", draw);
  way.addEventListener("change", draw);
  const refresh = async () => {
    traffic = await fetchTraffic(place.hidden ? 1 : NEWEST);
    onViolations(traffic.violations.length);
    if (!place.hidden) draw();
  };
  const close = h("button", { type: "button", class: "quiet cross", "aria-label": "Close" }, "×");
  place.append(
    h("header", {}, h("h2", {}, "Traffic"), close),
    h("div", { class: "filters" }, words, way),
    violations,
    list,
  );
  setInterval(() => place.hidden || refresh().catch(() => {}), EVERY_MILLISECONDS);
  const toggle = () => {
    place.hidden = !place.hidden;
    if (!place.hidden) {
      refresh();
      words.focus();
    }
    return !place.hidden;
  };
  return { refresh, toggle, close };
}

function selectEntries(entries, words, way) {
  const wanted = words.trim().toLowerCase();
  const isMeant = (entry) =>
    (way === "errors" ? isError(entry) : !way || entry.direction === way) &&
    (!wanted || JSON.stringify(entry).toLowerCase().includes(wanted));
  return entries.filter(isMeant).reverse();
}

const isError = (entry) => entry.status >= 400 || Boolean(entry.answer?.error);

function describeViolation(violation, index) {
  const draw = () => h("li", {}, h("strong", {}, violation.code), ` ${violation.text}`);
  return { key: `v${index}`, content: violation, draw };
}

function describeEntry(entry) {
  return { key: `${entry.at} ${entry.direction} ${entry.name}`, content: entry.status, draw: () => drawEntry(entry) };
}

function drawEntry(entry) {
  const [arrow, spoken] = WAYS[entry.direction];
  const body = h("div", { class: "exchange" });
  const fill = () => {
    if (body.childElementCount) return;
    body.append(h("h3", {}, "Sent"), drawJson(entry.sent), h("h3", {}, "Answered"), drawJson(entry.answer));
  };
  const error = entry.answer?.error;
  return h(
    "details",
    { class: isError(entry) ? "entry error" : "entry", ontoggle: fill },
    h(
      "summary",
      {},
      h("span", { class: `way ${entry.direction}`, title: spoken }, arrow),
      h("span", { class: "name" }, entry.name),
      error ? h("span", { class: "code" }, error) : null,
      h("span", { class: "took" }, `${Math.round(entry.seconds * 1000)} ms`),
      h("time", {}, formatMoment(entry.at, undefined, TIME)),
    ),
    body,
  );
}

const drawJson = (content) => h("pre", { tabindex: "0" }, JSON.stringify(content, null, 2));
