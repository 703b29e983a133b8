"""Recording: a checked batch is written in one unit, once for an idempotency key."""

import hashlib
import re
from typing import Any

from bot.app import App
from bot.web.readings.bodies import EXAMPLE, Body
from bot.web.readings.callers import refuse_token
from bot.web.readings.refusals import refuse, refuse_rows
from commands.slack.measures import Measures
from commands.slack.readings import Batch
from commands.slack.rows import BadRows
from commands.tokens.passes import Pass
from storage.api_answers import KEY_LIMIT, ApiAnswer, find_api_answer, keep_api_answer
from storage.api_tokens import ApiToken, find_api_token, note_use
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
    request = hashlib.sha256(f"{body.kind}\n".encode() + body.content).hexdigest()

    def work(unit: Unit) -> dict[str, Any]:
        # Asked again within the unit, since it may have waited while an admin revoked the token.
        if find_api_token(unit, sent.secret) is None:
            raise refuse_token()
        before = find_api_answer(unit, token, key) if key else None
        if before is not None and before.request != request:
            raise refuse(422, "Idempotency-Key", "it was used for another body within a day", KEY_EXAMPLE)
        if before is not None:
            return before.answer
        answer = _keep(unit, token, body, batch)
        if key:
            keep_api_answer(unit, token, key, ApiAnswer(request, answer))
        return answer

    return await app.store.write(sent.team_id, work, actor_id=token.actor_id)


def _keep(unit: Unit, token: ApiToken, body: Body, batch: Batch) -> dict[str, Any]:
    measures = Measures(unit, adds_metrics=True)
    flaws = measures.keep(batch)
    if flaws:
        raise refuse_rows(BadRows(flaws, EXAMPLE), body.place)
    keys = {key for _, key in batch.keys}
    unit.audit("readings.posted", token.name, readings=measures.kept.total(), initiatives=sorted(keys))
    note_use(unit, token)
    return {"recorded": measures.kept.total()}
