// Moments as the acting person reads them: in that person's time zone.

const STYLES = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { year: "numeric", month: "long", day: "numeric" },
  date_short: { year: "numeric", month: "short", day: "numeric" },
  date_long: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  date_pretty: { month: "long", day: "numeric" },
  date_short_pretty: { month: "short", day: "numeric" },
  date_long_pretty: { weekday: "long", month: "long", day: "numeric" },
  day_divider_pretty: { weekday: "long", month: "long", day: "numeric" },
  time: { hour: "2-digit", minute: "2-digit" },
  time_secs: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
};

/** Seconds since the epoch in words, by Intl options. */
export function formatMoment(seconds, zone, options) {
  const known = { hourCycle: "h23", ...options };
  return new Intl.DateTimeFormat("en-GB", { ...known, timeZone: zone || "UTC" }).format(seconds * 1000);
}

/** Slack's date tokens, as in "{date_short} at {time}", filled in. */
export function fillDateTokens(format, seconds, zone) {
  return format.replace(/\{(\w+)\}/g, (whole, token) =>
    STYLES[token] ? formatMoment(seconds, zone, STYLES[token]) : whole,
  );
}

/** "14:05" */
export const showTime = (seconds, zone) => formatMoment(seconds, zone, STYLES.time);

/** "Monday 23 November" */
export const showDay = (seconds, zone) => formatMoment(seconds, zone, STYLES.date_long_pretty);

/** What an <input type="datetime-local"> shows for a moment in a time zone. */
export function toLocalInput(seconds, zone) {
  const options = { ...STYLES.date_num, ...STYLES.time, timeZone: zone || "UTC", hourCycle: "h23" };
  const parts = new Intl.DateTimeFormat("en-GB", options).formatToParts(seconds * 1000);
  const part = Object.fromEntries(parts.map((each) => [each.type, each.value]));
  return `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}`;
}

/** The moment that a person in a time zone means by a datetime-local value. */
export function fromLocalInput(text, zone) {
  const asUtc = (local) => Date.parse(`${local}:00Z`) / 1000;
  const wanted = asUtc(text);
  const guess = wanted - (asUtc(toLocalInput(wanted, zone)) - wanted);
  return guess + (wanted - asUtc(toLocalInput(guess, zone)));
}
