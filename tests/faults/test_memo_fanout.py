"""A memo to a thousand people, each by name, through a Slack that limits and loses answers: everybody once."""

import asyncio
from collections import Counter
from datetime import timedelta
from itertools import count
from typing import Any

from bot.app import App
from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from bot.sandbox.workspace import TEAM_ID
from bot.tick import drain_all
from commands.memos.receipts import find_receipt, receipt_message
from commands.memos.sending import Launch, gather_batch, launch
from storage.audiences import add_audience
from storage.initiatives import add_initiative
from storage.memo_approvals import ApprovalState, ask_approval, decide_approval
from storage.memo_templates import add_memo_template
from storage.memos import add_memo, get_memo
from storage.people import Person, put_people
from storage.units import Unit
from tests.faults.crowd import count_copies, find_all, list_copies, make_app, make_crowd

SIZE = 1000
NAMELESS = "U500"
PER_SECOND = 50
TOO_FAST = 55
"""So many a second are tried at first, so that Slack has something to refuse where the machine is quick enough."""
LOST_EVERY = 50
TEXTS = {"facts": "Tested", "change": "One place for customers", "timing": "Monday", "action": "Book a training"}


def furnish(unit: Unit) -> None:
    """A thousand people, one of whom has no name, and an approved memo by a template that speaks to each by name."""
    names = {f"U{n}": "" if f"U{n}" == NAMELESS else f"Person {n}" for n in range(1, SIZE + 1)}
    put_people(unit, [Person(user_id, user_id.lower(), name, "Europe/Berlin") for user_id, name in names.items()])
    add_initiative(unit, "CRM", "One customer record", sponsor_id="U1", lead_id="U2")
    add_audience(unit, "all", "custom", [{"people": list(names)}], [])
    add_memo_template(unit, "custom", "en", "Dear {{ reader.name }},\n{{ memo.change }}")
    memo = add_memo(unit, "CRM", ["all"], **TEXTS)
    decide_approval(unit, ask_approval(unit, memo.id, "U2", SIZE, None), ApprovalState.APPROVED)


async def send(app: App) -> str:
    """Send the memo as the lead's button does; gives what the lead is told."""
    batch = await gather_batch(app.house, TEAM_ID, "M-1")
    plan = Launch("U2", timedelta())
    return await app.store.write(TEAM_ID, lambda unit: launch(unit, app.house, batch, plan), actor_id="U2")


async def show_receipt(app: App) -> str:
    """The receipt, as text."""
    return await app.store.read(
        TEAM_ID, lambda unit: receipt_message(find_receipt(unit, get_memo(unit, "M-1")), "UTC").text
    )


async def test_a_thousand_people_by_name_through_a_slack_that_limits_and_loses_answers(tmp_path):
    workspace = make_crowd(SIZE)
    calls = count(1)
    lost: list[dict[str, Any]] = []

    def is_lost(call: dict[str, Any]) -> bool:
        struck = next(calls) % LOST_EVERY == 0
        lost.extend([call] if struck else [])
        return struck

    async with Sandbox(workspace) as sandbox:
        sandbox.rates.is_on = True
        sandbox.rates.per_minute["chat.postMessage"] = PER_SECOND * 60
        sandbox.rates.bursts["chat.postMessage"] = PER_SECOND
        sandbox.faults.script("chat.postMessage", Fault.drop_reply(), times=float("inf"), when=is_lost)
        async with make_app(sandbox, tmp_path, GROUNDSWELL_SENDS_PER_MINUTE=TOO_FAST * 60) as app:
            await app.store.write(TEAM_ID, furnish, actor_id="U2")
            assert "999 people get it now. 1 person could not be written to" in await send(app)
            started = asyncio.get_running_loop().time()
            await drain_all(app)
            assert asyncio.get_running_loop().time() - started > (SIZE - PER_SECOND) / PER_SECOND * 0.9
        assert len(lost) >= 15
        sandbox.faults.clear()
        sandbox.rates.is_on = False
        async with make_app(sandbox, tmp_path, minutes=2) as app:
            await drain_all(app)
            states = Counter(delivery.state for delivery in await find_all(app))
            receipt = await show_receipt(app)
        assert states == {"sent": SIZE - 1, "failed": 1}
        assert count_copies(workspace) == {1: SIZE - 1, 0: 1}
        assert f"*Deliveries* {SIZE}: failed 1 · sent {SIZE - 1}" in receipt
        assert "failed, template for custom, line 1: “name” has no value" in receipt
        for number in (1, 499, 501, 1000):
            (message,) = list_copies(workspace, f"U{number}")
            assert f"Dear Person {number}," in message.text
