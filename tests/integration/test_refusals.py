"""Refusals in a row, on both databases: a post that gets in ends a streak, and so does a send that reaches somebody."""

from datetime import UTC, datetime, timedelta

import pytest

from storage.clock import Clock
from storage.deliveries import claim_due, settle
from storage.outbox import Content, Priority, Recipient, State, promise
from storage.refusals import find_channel_streak, find_last_promise, find_send_streak, list_refused_since
from storage.units import Unit
from tests.stores import KINDS, TEAM, open_store

NOW = datetime(2026, 12, 7, 8, tzinfo=UTC)


@pytest.fixture(params=KINDS)
def store(request, tmp_path):
    with open_store(request.param, tmp_path, Clock.set_to(NOW)) as opened:
        yield opened


def send(unit: Unit, number: int, outcomes: dict[str, str | None]) -> None:
    """One send about CRM an hour after the one before, with what became of it by recipient: None for sent."""
    unit.now = NOW + timedelta(hours=number)
    recipients = [Recipient(each, unit.now) for each in outcomes]
    about = {"kind": "agenda", "subject": "CRM", "priority": Priority.ALERT}
    promise(unit, key=f"send:{number}", contents_by_variant={"all": Content("Hello")}, recipients=recipients, **about)
    for claimed in claim_due(unit, len(outcomes)):
        reason = outcomes[claimed.recipient]
        settle(unit, claimed, State.FAILED if reason else State.SENT, reason=reason)


def test_streaks_are_of_the_latest_alone(store):
    def work(unit: Unit) -> None:
        history = [
            {"C1": "is_archived", "U1": "channel_not_found"},
            {"C1": None, "U1": "channel_not_found"},
            {"C1": "not_in_channel", "U1": "channel_not_found"},
            {"C1": "not_in_channel", "U1": "channel_not_found"},
        ]
        for number, outcomes in enumerate(history):
            send(unit, number, outcomes)

    store.write_now(TEAM, work)

    def count(since: datetime) -> tuple[int, int]:
        return (
            len(store.read_now(TEAM, lambda unit: find_channel_streak(unit, "C1", since))),
            len(store.read_now(TEAM, lambda unit: find_send_streak(unit, "agenda", "CRM", since))),
        )

    assert count(NOW) == (2, 2)
    assert count(NOW + timedelta(hours=3)) == (1, 1)
    latest = store.read_now(TEAM, lambda unit: list_refused_since(unit, NOW + timedelta(hours=3)))
    assert sorted((each.recipient, each.is_in_channel) for each in latest) == [("C1", True), ("U1", False)]
    assert store.read_now(TEAM, lambda unit: find_last_promise(unit, "agenda", "CRM")) == NOW + timedelta(hours=3)
    assert store.read_now("T2", lambda unit: list_refused_since(unit, NOW)) == []


def test_other_failures_are_no_closed_places(store):
    def work(unit: Unit) -> None:
        send(unit, 0, {"C1": "is_archived"})
        send(unit, 1, {"C1": "msg_too_long"})

    store.write_now(TEAM, work)
    assert store.read_now(TEAM, lambda unit: find_channel_streak(unit, "C1", NOW)) == []
    assert store.read_now(TEAM, lambda unit: find_send_streak(unit, "agenda", "CRM", NOW)) == []
