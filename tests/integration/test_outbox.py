"""The outbox: each recipient once a send, claims that pass on, and what is taken back or held."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from storage import deliveries
from storage.clock import Clock
from storage.copies import find_content
from storage.outbox import Content, Priority, Recipient, State, count_by_state, list_deliveries, promise
from storage.people import Person, put_people
from storage.units import Unit
from tests.stores import KINDS, TEAM, open_store, reopen

NOW = datetime(2026, 12, 7, 8, tzinfo=UTC)


@pytest.fixture(params=KINDS)
def store(request, tmp_path):
    with open_store(request.param, tmp_path, Clock.set_to(NOW)) as opened:
        yield opened


def plan(*names: str, key: str = "memo:M-1", subject: str = "M-1", priority: int = Priority.MEMO, minutes: float = -1):
    """A unit of work that promises a message to each."""

    def work(unit: Unit) -> int:
        due_at = unit.now + timedelta(minutes=minutes)
        return promise(
            unit,
            key=key,
            kind="memo",
            subject=subject,
            priority=priority,
            contents_by_variant={"all": Content("Words", [{"type": "divider"}])},
            recipients=[Recipient(name, due_at) for name in names],
        )

    return work


async def test_promise_is_kept_once_a_recipient(store):
    assert await store.write(TEAM, plan("U1", "U2", "U1")) == 2
    assert await store.write(TEAM, plan("U2", "U3")) == 1
    found = await store.read(TEAM, lambda unit: list_deliveries(unit, "M-1"))
    assert sorted(delivery.recipient for delivery in found) == ["U1", "U2", "U3"]
    assert len({delivery.send_id for delivery in found}) == 1
    content = await store.read(TEAM, lambda unit: find_content(unit, found[0].send_id, "all"))
    assert content == Content("Words", [{"type": "divider"}])


async def test_other_workspaces_see_nothing(store):
    await store.write(TEAM, plan("U1"))
    assert await store.read("T2", lambda unit: list_deliveries(unit, "M-1")) == []
    assert await store.write("T2", lambda unit: deliveries.claim_due(unit, 10)) == []
    assert await store.write("T2", lambda unit: deliveries.cancel_planned(unit, "M-1")) == 0
    assert await store.write("T2", plan("U1")) == 1


async def test_claims_go_by_importance_then_age_and_leave_the_future_alone(store):
    await store.write(TEAM, plan("U1", key="a", subject="M-1", priority=Priority.NUDGE, minutes=-60))
    await store.write(TEAM, plan("U2", key="b", subject="M-2", minutes=-10))
    await store.write(TEAM, plan("U3", key="c", subject="M-3", minutes=-20))
    await store.write(TEAM, plan("U4", key="d", subject="M-4", priority=Priority.ALERT, minutes=5))
    claimed = await store.write(TEAM, lambda unit: deliveries.claim_due(unit, 10))
    assert [delivery.recipient for delivery in claimed] == ["U3", "U2", "U1"]
    assert {delivery.state for delivery in claimed} == {State.SENDING}


async def test_two_processes_never_claim_the_same(store):
    await store.write(TEAM, plan(*(f"U{n}" for n in range(120))))
    with reopen(store.engine.url.render_as_string(hide_password=False), store.clock) as other:
        claims = await asyncio.gather(
            *(
                each.write(TEAM, lambda unit: deliveries.claim_due(unit, 3))
                for _ in range(25)
                for each in (store, other)
            )
        )
    assert Counter(delivery.id for claimed in claims for delivery in claimed).most_common(1)[0][1] == 1
    assert sum(map(len, claims)) == 120


async def test_only_the_holder_of_a_claim_settles(store):
    await store.write(TEAM, plan("U1"))
    (mine,) = await store.write(TEAM, lambda unit: deliveries.claim_due(unit, 1))
    assert await store.write(TEAM, lambda unit: deliveries.put_back(unit, mine, unit.now, reason="limited"))
    assert not await store.write(TEAM, lambda unit: deliveries.settle(unit, mine, State.SENT, ts="1.0"))
    (theirs,) = await store.write(TEAM, lambda unit: deliveries.claim_due(unit, 1))
    assert theirs.attempts == 1
    assert not await store.write(TEAM, lambda unit: deliveries.settle(unit, mine, State.SENT, ts="1.0"))
    assert not await store.write(TEAM, lambda unit: deliveries.note_ambiguity(unit, mine, "lost"))
    assert await store.write(TEAM, lambda unit: deliveries.settle(unit, theirs, State.SENT, channel_id="D1", ts="2.0"))
    (settled,) = await store.read(TEAM, lambda unit: list_deliveries(unit, "M-1"))
    assert (settled.state, settled.ts, settled.channel_id, settled.reason) == ("sent", "2.0", "D1", None)


async def test_second_look_comes_due_and_ends(store):
    await store.write(TEAM, plan("U1"))
    (first,) = await store.write(TEAM, lambda unit: deliveries.claim_due(unit, 1))
    recheck_at = NOW + timedelta(seconds=1)
    await store.write(
        TEAM, lambda unit: deliveries.put_back(unit, first, unit.now, reason="again", recheck_at=recheck_at)
    )
    (second,) = await store.write(TEAM, lambda unit: deliveries.claim_due(unit, 1))
    await store.write(TEAM, lambda unit: deliveries.settle(unit, second, State.SENT, channel_id="D1", ts="2.0"))
    await asyncio.sleep(1.1)
    assert await store.read("", deliveries.list_teams_with_work) == [TEAM]
    (due,) = await store.read(TEAM, lambda unit: deliveries.list_rechecks(unit, 10))
    await store.write(TEAM, lambda unit: deliveries.clear_recheck(unit, due))
    assert await store.read(TEAM, lambda unit: deliveries.list_rechecks(unit, 10)) == []
    assert await store.read("", deliveries.list_teams_with_work) == []


async def test_taking_back_spares_what_has_left(store):
    await store.write(TEAM, plan(*(f"U{n}" for n in range(5))))
    await store.write(TEAM, lambda unit: deliveries.claim_due(unit, 2))
    assert await store.write(TEAM, lambda unit: deliveries.cancel_planned(unit, "M-1")) == 3
    assert await store.read(TEAM, lambda unit: count_by_state(unit, "M-1")) == {"sending": 2, "cancelled": 3}


async def test_people_who_left_are_given_up_and_the_rest_is_claimed(store):
    leavers = [Person("U1", "u1", "U 1", "UTC", is_active=False), Person("U3", "u3", "U 3", "UTC", is_active=False)]
    await store.write(TEAM, lambda unit: put_people(unit, leavers))
    await store.write(TEAM, plan("U1", "U2", "U3", "U4"))
    claimed = await store.write(TEAM, lambda unit: deliveries.claim_due(unit, 10))
    assert sorted(delivery.recipient for delivery in claimed) == ["U2", "U4"]
    assert await store.write(TEAM, deliveries.fail_inactive) == 2
    assert await store.read(TEAM, lambda unit: count_by_state(unit, "M-1")) == {"sending": 2, "failed": 2}


async def test_restored_backup_holds_what_it_would_send_again(store):
    await store.write(TEAM, plan("U1", "U2"))
    await store.write(TEAM, lambda unit: deliveries.claim_due(unit, 1))
    assert await store.write("", deliveries.hold_planned) == 2
    assert await store.write(TEAM, lambda unit: deliveries.claim_due(unit, 10)) == []
    assert await store.read(TEAM, lambda unit: count_by_state(unit, "M-1")) == {"held": 2}
