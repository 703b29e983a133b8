"""The courier brings payloads to the bot, times the acknowledgement, and sends events again that were not taken."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.sandbox.routes import Delivered, Retry, Route
from bot.sandbox.traffic import Entry
from bot.sandbox.workspace import Workspace

ACK_SECONDS = 3.0
EVENT_RETRY_SECONDS = (0.0, 60.0, 300.0)


@dataclass(frozen=True)
class Receipt:
    """How a payload was taken: after how many seconds and with what body, or which error the person saw instead."""

    ack_seconds: float | None
    body: Any = None
    error: str | None = None


class Courier:
    """Sends payloads over the route in use; Slack's waits can be shortened for tests."""

    def __init__(
        self,
        workspace: Workspace,
        ack_seconds: float = ACK_SECONDS,
        retry_seconds: Sequence[float] = EVENT_RETRY_SECONDS,
    ) -> None:
        self._workspace = workspace
        self._ack_seconds, self._retry_seconds = ack_seconds, retry_seconds
        self._retries: set[asyncio.Task[None]] = set()
        self.route: Route | None = None

    async def send(self, kind: str, payload: dict[str, Any]) -> Receipt:
        """Bring a command or an interaction, once: Slack does not send these again."""
        receipt, _ = await self._try(kind, payload, None)
        if receipt.error:
            self._workspace.traffic.blame(receipt.error, f"{kind} {_name_payload(payload)}: {receipt.error}")
        return receipt

    async def send_event(self, payload: dict[str, Any]) -> Receipt:
        """Bring an event; one that is not taken comes again, in the background: at once, after a minute, after five."""
        receipt, answer = await self._try("events_api", payload, None)
        if receipt.error and (answer is None or answer.allows_retry):
            retries = asyncio.create_task(self._send_again(payload, _name_reason(answer)))
            self._retries.add(retries)
            retries.add_done_callback(self._retries.discard)
        return receipt

    async def close(self) -> None:
        """Give up what is still to be sent again."""
        for task in self._retries:
            task.cancel()
        await asyncio.gather(*self._retries, return_exceptions=True)

    async def _send_again(self, payload: dict[str, Any], reason: str) -> None:
        for number, wait in enumerate(self._retry_seconds, start=1):
            await asyncio.sleep(wait)
            receipt, answer = await self._try("events_api", payload, Retry(number, reason))
            if receipt.error is None or (answer is not None and not answer.allows_retry):
                return
            reason = _name_reason(answer)
        self._workspace.traffic.blame("event_lost", f"event {payload['event']['type']} was never taken")

    async def _try(self, kind: str, payload: dict[str, Any], retry: Retry | None) -> tuple[Receipt, Delivered | None]:
        started = time.perf_counter()
        answer: Delivered | None = None
        try:
            async with asyncio.timeout(self._ack_seconds):
                answer = await self.route.deliver(kind, payload, retry) if self.route else Delivered(503, None)
        except TimeoutError:
            receipt = Receipt(None, error="operation_timeout")
        else:
            seconds = time.perf_counter() - started
            is_taken = 200 <= answer.status < 300
            receipt = Receipt(seconds, answer.body) if is_taken else Receipt(None, error="dispatch_failed")
        self._log(kind, payload, receipt, answer, time.perf_counter() - started)
        return receipt, answer

    def _log(
        self, kind: str, payload: dict[str, Any], receipt: Receipt, answer: Delivered | None, seconds: float
    ) -> None:
        traffic = self._workspace.traffic
        traffic.last_activity = time.monotonic()
        body = {"error": receipt.error} if receipt.error else {"body": receipt.body}
        traffic.log(
            Entry(self._workspace.clock.now(), "out", kind, payload, body, answer.status if answer else 0, seconds)
        )


def _name_reason(answer: Delivered | None) -> str:
    if answer is None:
        return "http_timeout"
    return "connection_failed" if answer.status == 503 else "http_error"


def _name_payload(payload: dict[str, Any]) -> str:
    return str(payload.get("command") or payload.get("type"))
