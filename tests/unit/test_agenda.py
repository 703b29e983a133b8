"""The agenda rule: what belongs on the table today, in which order, and never what is private."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.governance.agenda import Matters, count_points, make_agenda
from commands.governance.views import agenda_message
from commands.slack.scoring import Bands
from storage.checkpoints import Checkpoint, Direction
from storage.decisions import Decision
from storage.followups import Followup
from storage.initiatives import Initiative
from storage.milestones import Milestone
from storage.risks import Risk
from storage.statuses import Status

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
TODAY = NOW.date()
BANDS = Bands()
INITIATIVE = Initiative("CRM", "One customer record", "Sales", "U1", "U2", None, None, None, NOW, None)
STATUS = Status("1", "CRM", "U3", "red", "Sync fails", None, None, NOW)
NOTHING = Matters([], None, [], [], [], [])


def day(days: int) -> date:
    return TODAY + timedelta(days=days)


def decide(number: int, due: date | None, state: str = "open") -> Decision:
    text = f"Question {number}"
    return Decision(f"D-{number}", "CRM", "U2", text, None, None, "U1", due, state, None, None, NOW)


def risk(number: int, likelihood: int, impact: int, **changes: Any) -> Risk:
    score = likelihood * impact
    plain = Risk(
        f"R-{number}", "CRM", "U3", f"Risk {number}", None, likelihood, impact, score, None, None, None, None,
        "open", None, NOW, NOW,
    )  # fmt: skip
    return replace(plain, **changes)


def checkpoint(due: date, value: float | None, direction: Direction = Direction.AT_LEAST) -> Checkpoint:
    return Checkpoint("C-1", "PH-1", "Logins", 90, direction, "%", due, "U3", value, None)


def followup(due: date, done_at: datetime | None = None) -> Followup:
    return Followup("F-1", "CRM", "U2", "Call them", "U3", due, None, None, None, done_at, NOW, NOW)


def milestone(due: date, done: date | None = None, first: date | None = None) -> Milestone:
    return Milestone("abc", "CRM", "Go-live", first or due, due, done, None, NOW)


def list_ids(matters: Matters) -> list[str | None]:
    return [point.id for topic in make_agenda(matters, BANDS, TODAY) for point in topic.points]


def test_nothing_open_makes_no_agenda_and_the_message_suggests_cancelling():
    assert make_agenda(NOTHING, BANDS, TODAY) == []
    text = agenda_message(INITIATIVE, [], None).text
    assert "Consider cancelling this meeting." in text
    assert "/change governance schedule CRM" in text


def test_overdue_decisions_come_first_then_the_next_due_then_the_undated():
    found = [decide(1, None), decide(2, day(3)), decide(3, day(-1)), decide(4, day(-9)), decide(5, day(-9), "taken")]
    assert list_ids(replace(NOTHING, decisions=found)) == ["D-4", "D-3", "D-2", "D-1"]


@pytest.mark.parametrize(("rag", "topics"), [("green", 0), ("amber", 1), ("red", 1)])
def test_a_status_that_is_not_green_is_on_it(rag: str, topics: int):
    agenda = make_agenda(replace(NOTHING, status=replace(STATUS, rag=rag)), BANDS, TODAY)
    assert len(agenda) == topics
    assert all("Sync fails" in point.text and rag in point.note for topic in agenda for point in topic.points)


def test_risks_from_the_high_band_on_and_those_come_true_but_none_that_is_private_or_over():
    risks = [
        risk(1, 2, 5), risk(2, 3, 3), risk(3, 5, 5, sensitivity="security"), risk(4, 5, 5, state="closed"),
        risk(5, 1, 1, state="materialised"), risk(6, 5, 5, state="accepted"), risk(7, 5, 4, state="mitigating"),
    ]  # fmt: skip
    assert list_ids(replace(NOTHING, risks=risks)) == ["R-1", "R-5", "R-7"]
    lower = Bands(medium=2, high=9, critical=16)
    points = make_agenda(replace(NOTHING, risks=risks), lower, TODAY)[0].points
    assert [point.id for point in points] == ["R-1", "R-2", "R-5", "R-7"], "the workspace's own bands count"


def test_checkpoints_count_from_the_day_after_until_they_are_met():
    assert list_ids(replace(NOTHING, checkpoints=[checkpoint(TODAY, None)])) == []
    assert list_ids(replace(NOTHING, checkpoints=[checkpoint(day(-1), 95)])) == []
    missed = make_agenda(replace(NOTHING, checkpoints=[checkpoint(day(-1), 80)]), BANDS, TODAY)[0].points[0]
    assert missed.note == "is 80 %, target at least 90 % · overdue by 1 day, since Mon 30 Nov 2026"
    unread = checkpoint(day(-2), None, Direction.AT_MOST)
    note = make_agenda(replace(NOTHING, checkpoints=[unread]), BANDS, TODAY)[0].points[0].note
    assert note.startswith("no reading, target at most 90 % · overdue by 2 days")


def test_followups_and_milestones_count_from_the_day_after_until_they_are_done():
    late = replace(NOTHING, followups=[followup(day(-1))], milestones=[milestone(day(-1), first=day(-6))])
    assert list_ids(late) == ["F-1", "abc"]
    assert "moved by 5 days before" in make_agenda(late, BANDS, TODAY)[1].points[0].note
    done = replace(NOTHING, followups=[followup(day(-1), NOW)], milestones=[milestone(day(-1), done=TODAY)])
    assert list_ids(done) == []
    assert list_ids(replace(NOTHING, followups=[followup(TODAY)], milestones=[milestone(TODAY)])) == []


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.booleans())
def test_however_much_there_is_the_message_fits_and_says_how_much(decisions: int, risks: int, late: int, is_red: bool):
    matters = Matters(
        [decide(number + 1, day(number - 5)) for number in range(decisions)],
        STATUS if is_red else None,
        [risk(number + 1, 5, 5) for number in range(risks)],
        [checkpoint(day(-1), None)] * late,
        [followup(day(-1))] * late,
        [milestone(day(-1))] * late,
    )
    topics = make_agenda(matters, BANDS, TODAY)
    total = decisions + risks + 3 * late + is_red
    assert count_points(topics) == total
    message = agenda_message(INITIATIVE, topics, "every Monday at 09:00")
    assert len(message.blocks) <= 50
    assert ("Consider cancelling" in message.text) == (total == 0)
    shown = sum(min(len(topic.points), 7) for topic in topics)
    more = sum(int(block["elements"][0]["text"].split()[1]) for block in message.blocks if is_more(block))
    assert shown + more == total


def is_more(block: dict[str, Any]) -> bool:
    return block["type"] == "context" and block["elements"][0]["text"].startswith("and ")
