"""Fleeting deliveries on both databases: gone once settled, whatever became of them; only how many left is kept."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage.attention import hold_back
from storage.deliveries import claim_due, clear_recheck, put_back, settle
from storage.fleeting import count_left, find_promise, forget_about
from storage.outbox import Content, Delivery, Priority, Recipient, State, list_deliveries, promise
from storage.store import Store
from storage.units import Unit
from tests.stores import KINDS, TEAM, open_store
from tests.surveyed import StandingClock


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with open_store(request.param, tmp_path, StandingClock()) as opened:
        yield opened


def promise_in(store: Store, *people: str, is_fleeting: bool = True) -> None:
    def work(unit: Unit) -> None:
        recipients = [Recipient(user_id, unit.now) for user_id in people]
        promise(
            unit, key="reminder:P-1", kind="pulse-reminder", subject="P-1", priority=Priority.NUDGE,
            contents_by_variant={"all": Content("A reminder")}, recipients=recipients, is_fleeting=is_fleeting,
        )  # fmt: skip

    store.write_now(TEAM, work)


def claim_all(store: Store) -> list[Delivery]:
    return store.write_now(TEAM, lambda unit: claim_due(unit, 9))


def list_all(store: Store) -> list[Delivery]:
    return store.read_now(TEAM, lambda unit: list_deliveries(unit, "P-1"))


@pytest.mark.parametrize(("state", "left"), [(State.SENT, 1), (State.CANCELLED, 0), (State.FAILED, 0)])
def test_a_settled_one_is_gone_and_counted_if_it_left(store: Store, state: State, left: int) -> None:
    promise_in(store, "U1")
    (claimed,) = claim_all(store)
    assert store.read_now(TEAM, lambda unit: find_promise(unit, claimed)) == ("pulse-reminder", "P-1")
    assert store.write_now(TEAM, lambda unit: settle(unit, claimed, state, channel_id="D1", ts="1.0"))
    assert list_all(store) == []
    assert store.read_now(TEAM, lambda unit: count_left(unit, "P-1")) == left


def test_any_other_is_kept(store: Store) -> None:
    promise_in(store, "U1", is_fleeting=False)
    (claimed,) = claim_all(store)
    store.write_now(TEAM, lambda unit: settle(unit, claimed, State.SENT))
    assert [each.state for each in list_all(store)] == [State.SENT]
    assert store.write_now(TEAM, lambda unit: forget_about(unit, "P-1")) == 0


def test_whoever_lost_the_claim_forgets_nothing(store: Store) -> None:
    promise_in(store, "U1")
    (lost,) = claim_all(store)
    store.write_now(TEAM, lambda unit: put_back(unit, lost, unit.now, reason="limited"))
    assert not store.write_now(TEAM, lambda unit: settle(unit, lost, State.SENT))
    assert [each.state for each in list_all(store)] == [State.PLANNED]


def test_one_sent_again_is_kept_until_its_late_copy_was_looked_for(store: Store) -> None:
    promise_in(store, "U1")
    (first,) = claim_all(store)
    later = first.due_at + timedelta(minutes=15)
    store.write_now(TEAM, lambda unit: put_back(unit, first, unit.now, reason="again", recheck_at=later))
    (second,) = claim_all(store)
    store.write_now(TEAM, lambda unit: settle(unit, second, State.SENT, channel_id="D1", ts="1.0"))
    (kept,) = list_all(store)
    store.write_now(TEAM, lambda unit: clear_recheck(unit, kept))
    assert list_all(store) == []
    assert store.read_now(TEAM, lambda unit: count_left(unit, "P-1")) == 1


def test_what_waits_is_forgotten_together_with_why_it_waited(store: Store) -> None:
    promise_in(store, "U1", "U2")
    waiting = list_all(store)[0]
    store.write_now(TEAM, lambda unit: hold_back(unit, waiting, unit.now + timedelta(days=1), "snoozed"))
    assert store.write_now(TEAM, lambda unit: forget_about(unit, "P-1")) == 2
    assert list_all(store) == []
