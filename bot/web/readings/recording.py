"""Recording: a checked batch is written whole, once for an idempotency key; a long one part by part."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.app import App
from bot.web.readings.bodies import EXAMPLE, Body
from bot.web.readings.callers import refuse_token
from bot.web.readings.refusals import refuse, refuse_rows
from commands.slack.arrivals import PART, give_up, take_in
from commands.slack.measures import Matched, Measures
from commands.slack.readings import Batch
from commands.slack.rows import BadRows
from commands.tokens.passes import Pass
from storage.api_answers import KEY_LIMIT, ApiAnswer, find_api_answer, keep_api_answer
from storage.api_tokens import ApiToken, find_api_token, note_use
from storage.arrivals import end_arrival
from storage.initiatives import get_initiative
from storage.units import Unit

KEY_EXAMPLE = "8e03978e-40d5-43e8-bc93-6894a57f9324"
_KEY = re.compile(rf"[\x21-\x7e]{{1,{KEY_LIMIT}}}")


def read_key(header: str | None) -> str | None:
    """The idempotency key in a header; Refused as 400 where it can be none."""
    if header is not None and not _KEY.fullmatch(header):
        raise refuse(400, "Idempotency-Key", f"1–{KEY_LIMIT} visible ASCII characters", KEY_EXAMPLE)
    return header


async def record(app: App, sent: Pass, token: ApiToken, body: Body, batch: Batch, key: str | None) -> dict[str, Any]:
    """Record everything and give the answer; what was answered before under the key is answered again.

    Refused where the token was revoked meanwhile, a row is about nothing that there is, or the key had another body.
    """
    once = _Once(sent, token, key, hashlib.sha256(f"{body.kind}\n".encode() + body.content).hexdigest())
    if len(batch) <= PART:
        return await _write(app, once, partial(_keep, token=token, body=body, batch=batch))
    matched, before = await app.store.read(sent.team_id, lambda unit: (_match(unit, body, batch), once.find(unit)))
    if before is not None:
        return before
    arrival_id = await take_in(app.store, sent.team_id, matched, token.actor_id)
    try:
        return await _write(app, once, partial(_end, token=token, batch=batch, arrival_id=arrival_id))
    finally:
        await give_up(app.store, sent.team_id, arrival_id)


@dataclass(frozen=True, slots=True)
class _Once:
    """A request that is carried out once for its token and idempotency key, if it has one."""

    sent: Pass
    token: ApiToken
    key: str | None
    request: str

    def find(self, unit: Unit) -> dict[str, Any] | None:
        """What was answered before; Refused when the token is used no more, or the key had another body."""
        if find_api_token(unit, self.sent.secret) is None:
            raise refuse_token()
        before = find_api_answer(unit, self.token, self.key) if self.key else None
        if before is not None and before.request != self.request:
            raise refuse(422, "Idempotency-Key", "it was used for another body within a day", KEY_EXAMPLE)
        return before.answer if before else None

    def answer(self, unit: Unit, work: Callable[[Unit], dict[str, Any]]) -> dict[str, Any]:
        """Carry it out, unless it has been."""
        # Asked again within the unit, since it may have waited while an admin revoked the token.
        before = self.find(unit)
        if before is not None:
            return before
        answer = work(unit)
        if self.key:
            keep_api_answer(unit, self.token, self.key, ApiAnswer(self.request, answer))
        return answer


async def _write(app: App, once: _Once, work: Callable[[Unit], dict[str, Any]]) -> dict[str, Any]:
    return await app.store.write(once.sent.team_id, lambda unit: once.answer(unit, work), actor_id=once.token.actor_id)


def _keep(unit: Unit, token: ApiToken, body: Body, batch: Batch) -> dict[str, Any]:
    flaws = Measures(unit, adds_metrics=True).keep(batch)
    if flaws:
        raise refuse_rows(BadRows(flaws, EXAMPLE), body.place)
    return _note(unit, token, batch)


def _match(unit: Unit, body: Body, batch: Batch) -> Matched:
    matched = Measures(unit, adds_metrics=True).match(batch)
    if matched.flaws:
        raise refuse_rows(BadRows(matched.flaws, EXAMPLE), body.place)
    return matched


def _end(unit: Unit, token: ApiToken, batch: Batch, arrival_id: str) -> dict[str, Any]:
    """Let what has been taken in count, if the initiatives are still open."""
    for key in {key for _, key in batch.keys}:
        if not get_initiative(unit, key).is_open:
            raise refuse(422, "initiative", f"{key} is closed", "CRM")
    end_arrival(unit, arrival_id)
    return _note(unit, token, batch)


def _note(unit: Unit, token: ApiToken, batch: Batch) -> dict[str, Any]:
    unit.audit("readings.posted", token.name, readings=len(batch), initiatives=sorted({key for _, key in batch.keys}))
    note_use(unit, token)
    return {"recorded": len(batch)}
