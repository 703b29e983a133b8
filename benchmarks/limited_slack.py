"""A Slack that only limits posts: `python -m benchmarks.limited_slack PORT RATE BURST LATENCY_MS`."""

import asyncio
import sys
import time

from aiohttp import web


class Bucket:
    """A token bucket of `rate` a second, holding `burst` at most."""

    def __init__(self, rate: float, burst: float) -> None:
        self._rate, self._burst = rate, burst
        self._tokens, self._filled_at = burst, time.monotonic()

    def take(self) -> bool:
        """Whether there was a token."""
        now = time.monotonic()
        self._tokens = min(self._burst, self._tokens + (now - self._filled_at) * self._rate)
        self._filled_at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


class LimitedSlack:
    """Takes posts as fast as its bucket allows and counts what it took and what it refused."""

    def __init__(self, rate: float, burst: float, latency_seconds: float) -> None:
        self._bucket = Bucket(rate, burst)
        self._latency_seconds = latency_seconds
        self.taken = self.refused = 0
        self.first_at = self.last_at = 0.0

    async def on_post(self, request: web.Request) -> web.Response:
        """chat.postMessage."""
        body = await request.json() if request.content_type == "application/json" else await request.post()
        if not self._bucket.take():
            self.refused += 1
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "1"})
        await asyncio.sleep(self._latency_seconds)
        self.last_at = time.monotonic()
        self.first_at = self.first_at or self.last_at
        self.taken += 1
        return web.json_response({"ok": True, "channel": f"D{body['channel']!s}", "ts": f"{self.last_at:.6f}"})

    async def on_figures(self, _request: web.Request) -> web.Response:
        """What was taken, what was refused, and over how many seconds."""
        seconds = self.last_at - self.first_at
        return web.json_response({"taken": self.taken, "refused": self.refused, "seconds": seconds})


def main() -> None:
    """Serve as the arguments say until killed."""
    port, rate, burst, latency_ms = (float(argument) for argument in sys.argv[1:5])
    slack = LimitedSlack(rate, burst, latency_ms / 1000)
    application = web.Application()
    application.add_routes([web.post("/api/chat.postMessage", slack.on_post), web.get("/figures", slack.on_figures)])
    web.run_app(application, host="127.0.0.1", port=int(port), print=None, access_log=None)


if __name__ == "__main__":
    main()
