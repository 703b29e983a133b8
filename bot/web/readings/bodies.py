"""Bodies: readings as systems send them, in JSON or CSV, read into rows and checked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request

from bot.web.readings.refusals import refuse, refuse_input, refuse_rows
from commands.slack.readings import ADOPTION_COLUMNS, KPI_COLUMNS, Batch, RowChecks
from commands.slack.rows import BadRows, Flaw, Row, read_csv
from storage.errors import BadInput

JSON, CSV = "application/json", "text/csv"
MOST_BYTES = {JSON: 1_000_000, CSV: 10_000_000}
MOST_PASSED_OVER = 50_000_000
"""So much of a body that is too long is let pass unread, for most systems read an answer only once all is sent."""
MOST_ROWS = 100_000
SHAPES = (("initiative", *ADOPTION_COLUMNS), ("initiative", *KPI_COLUMNS))
PLACES = {JSON: "index", CSV: "line"}
EXAMPLE = '{"initiative": "CRM", "metric": "logins", "active": 412, "eligible": 600, "on": "2026-12-04"}'
EASTERNMOST = timedelta(hours=14)
"""A day begins on Kiribati so much before it does in UTC; a reading of today is one anywhere."""


@dataclass(frozen=True, slots=True)
class Body:
    """What was sent, and as what."""

    kind: str
    content: bytes

    @property
    def place(self) -> str:
        """What the position of a row is."""
        return PLACES[self.kind]


async def read_body(request: Request) -> Body:
    """The body, read no further than its kind may be long; Refused as 413 beyond that, as 415 for other kinds."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in MOST_BYTES or request.headers.get("content-encoding", "identity") != "identity":
        raise refuse(415, "Content-Type", f"{JSON} or {CSV}, not compressed", JSON)
    content, length = bytearray(), 0
    async for chunk in request.stream():
        length += len(chunk)
        if length <= MOST_BYTES[kind]:
            content += chunk
        elif length > MOST_PASSED_OVER:
            break
    if length > MOST_BYTES[kind]:
        reason = f"more than {MOST_BYTES[kind] // 1_000_000} MB as {kind}; send it in parts"
        raise refuse(413, "body", reason, "100,000 rows of CSV")
    return Body(kind, bytes(content))


def read_batch(body: Body, now: datetime) -> Batch:
    """The readings in a body; Refused with everything that is wrong with them."""
    try:
        text = body.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refuse(400, "body", f"it is no UTF-8 (byte {error.start})", EXAMPLE) from None
    try:
        rows, flaws = read_csv(text, SHAPES, MOST_ROWS) if body.kind == CSV else _read_json(text)
    except BadInput as error:
        raise refuse_input(error) from None
    checks = RowChecks((now + EASTERNMOST).date(), otherwise_on=now.date() if body.kind == JSON else None)
    batch = checks.read(rows)
    if flaws or batch.flaws:
        raise refuse_rows(BadRows([*flaws, *batch.flaws], EXAMPLE), body.place)
    return batch


def _read_json(text: str) -> tuple[list[Row], list[Flaw]]:
    # NaN and Infinity, which Python reads though JSON has neither, are refused where they stand, with their place.
    try:
        sent = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise refuse(400, "body", f"it is no JSON ({error})", EXAMPLE) from None
    readings = sent if isinstance(sent, list) else [sent]
    if not readings:
        raise BadInput("body", "the list is empty", f"[{EXAMPLE}]")
    if len(readings) > MOST_ROWS:
        raise BadInput("body", f"more than {MOST_ROWS:,} readings; send them in parts", f"[{EXAMPLE}]")
    rows: list[Row] = []
    flaws: list[Flaw] = []
    for index, reading in enumerate(readings):
        if isinstance(reading, dict):
            rows.append(Row(index, reading))
            flaws += _find_unknown(index, reading)
        else:
            flaws.append(Flaw(index, "reading", "it is no object", EXAMPLE))
    return rows, flaws


def _find_unknown(index: int, reading: Mapping[str, Any]) -> list[Flaw]:
    known = SHAPES["kpi" in reading]
    return [Flaw(index, name, f"unknown; known: {', '.join(known)}", known[1]) for name in reading if name not in known]


def check_scope(batch: Batch, key: str | None, place: str) -> None:
    """Refused as 403 where readings are of another initiative than the token is for (None: for all)."""
    if key is None:
        return
    reason = f"this token is for {key} alone"
    flaws = [Flaw(position, "initiative", reason, key) for position, named in batch.keys if named != key]
    if flaws:
        raise refuse_rows(BadRows(flaws, EXAMPLE), place, status=403)
