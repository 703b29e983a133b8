// The sandbox's control API: what a person sees, gestures, traffic, the clock, and notices of change.

const RETRY_MILLISECONDS = 1000;

async function ask(path, body) {
  const request = body && {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  const response = await fetch(`/sandbox/${path}`, request);
  const answer = await response.json();
  if (!response.ok) throw Object.assign(new Error(answer.error || response.statusText), { status: response.status });
  return answer;
}

/** Everything on one person's screen; without a person, who and what there is. */
export const fetchState = (user) => ask(`state?user=${encodeURIComponent(user || "")}`);

/** Makes a gesture and gives its outcome: {error, field_errors, was_sent, view, …}. */
export const makeGesture = (gesture, user, details = {}) => ask("gestures", { gesture, user, ...details });

/** The newest exchanges, and all violations. */
export const fetchTraffic = (newest) => ask(`traffic?newest=${newest}`);

/** Moves the sandbox's clock; gives {now, offset_seconds}. */
export const advanceClock = (seconds) => ask("clock", { advance_seconds: seconds });

/** Calls `onNotice` for every change and `onConnection` with true or false; connects again by itself. */
export function watch(onNotice, onConnection) {
  const socket = new WebSocket(`ws://${location.host}/sandbox/live`);
  socket.onopen = () => onConnection(true);
  socket.onmessage = (event) => onNotice(JSON.parse(event.data));
  socket.onclose = () => {
    onConnection(false);
    setTimeout(() => watch(onNotice, onConnection), RETRY_MILLISECONDS);
  };
}
