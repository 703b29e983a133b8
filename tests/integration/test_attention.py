"""Attention: nobody gets more than their week holds, the most important first, and nothing is lost by waiting."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from commands.slack.attention import Turn, claim_next
from storage.attention import (
    AWAY,
    BUDGET,
    QUIET,
    SETTING,
    count_arrived,
    count_waiting,
    find_claims,
    list_untold,
    list_waiting,
    note_told,
)
from storage.audiences import add_audience, edit_audience
from storage.clock import Clock
from storage.deliveries import settle
from storage.initiatives import add_initiative
from storage.memberships import put_members
from storage.memos import add_memo
from storage.outbox import Attention, Content, Delivery, Priority, Recipient, State, list_deliveries, promise
from storage.people import Person, put_people
from storage.preferences import OPTED_OUT, SNOOZED, list_opted_out, opt_in, opt_out, put_snooze
from storage.settings import put_setting
from storage.store import Store
from storage.units import Unit
from tests.stores import KINDS, TEAM, open_store

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
ANA, BEN = "UANA", "UBEN"
SUBJECTS = ("M-1", "M-2", "M-3", "M-4", "P-1", "R-1", "R-2", "E-1", "digest")


class HandClock(Clock):
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        super().__init__()
        self.moment = NOW

    def now(self) -> datetime:
        return self.moment


class Office:
    """Two people in a workspace, what is promised to them, and a sender that is never refused."""

    def __init__(self, store: Store, clock: HandClock) -> None:
        self.store, self.clock = store, clock
        self.write(
            lambda unit: put_people(unit, [Person(ANA, "ana", "Ana", "Europe/Berlin"), Person(BEN, "b", "B", "UTC")])
        )

    def write(self, work: Callable[[Unit], Any]) -> Any:
        return self.store.write_now(TEAM, work)

    def read(self, work: Callable[[Unit], Any]) -> Any:
        return self.store.read_now(TEAM, work)

    def promise(
        self, subject: str, *people: str, kind: str = "memo", priority: int = Priority.MEMO, **more: Any
    ) -> None:
        audience = more.pop("audience", None)

        def work(unit: Unit) -> None:
            promise(
                unit, key=f"{kind}:{subject}", kind=kind, subject=subject, priority=priority,
                contents_by_variant={"all": Content("Words")},
                recipients=[Recipient(each, unit.now, audience=audience) for each in people or (ANA,)], **more,
            )  # fmt: skip

        self.write(work)

    def compete(self, *people: str) -> None:
        """Five messages that would all come now, the least important promised first."""
        for number in (1, 2):
            self.promise(f"R-{number}", *people, kind="review", priority=Priority.NUDGE)
        self.promise("P-1", *people, kind="pulse", priority=Priority.PULSE)
        for number in (1, 2):
            self.promise(f"M-{number}", *people)

    def send_due(self, moment: datetime | None = None) -> list[tuple[str, str]]:
        """Send everything that may leave at a moment; gives who got what, in order."""
        self.clock.moment = moment or self.clock.moment
        sent: list[tuple[str, str]] = []
        turn = Turn(None, has_more=True)
        while turn.delivery or turn.has_more:
            turn = self.write(claim_next)
            if turn.delivery:
                self.write(lambda unit, sent=turn.delivery: settle(unit, sent, State.SENT, channel_id="D1", ts="1.0"))
                sent.append((turn.delivery.recipient, self._subject_of(turn.delivery)))
        return sent

    def send_subjects(self, moment: datetime | None = None) -> list[str]:
        return [subject for _, subject in self.send_due(moment)]

    def show(self, subject: str) -> list[tuple[str, str | None, datetime]]:
        found = self.read(lambda unit: list_deliveries(unit, subject))
        return [(each.state, each.reason, each.due_at) for each in found]

    def set_default(self, budget: int) -> None:
        self.write(lambda unit: put_setting(unit, SETTING, budget))

    def _subject_of(self, delivery: Delivery) -> str:
        about = {
            each.id: subject
            for subject in SUBJECTS
            for each in self.read(lambda unit, s=subject: list_deliveries(unit, s))
        }
        return about[delivery.id]


@pytest.fixture(params=KINDS)
def office(request, tmp_path):
    clock = HandClock()
    with open_store(request.param, tmp_path, clock) as store:
        yield Office(store, clock)


def test_of_five_competing_messages_everybody_gets_the_two_most_important(office):
    office.set_default(2)
    office.compete(ANA, BEN)
    assert sorted(office.send_due()) == [(ANA, "M-1"), (ANA, "M-2"), (BEN, "M-1"), (BEN, "M-2")]
    for subject in ("P-1", "R-1", "R-2"):
        assert [shown[:2] for shown in office.show(subject)] == [(State.PLANNED, BUDGET)] * 2
    assert office.send_due() == [], "asking again changes nothing"
    assert office.send_due(NOW + 6 * DAY) == []
    # Each week the two that matter most of what is left; in the end everybody has everything, once.
    assert sorted(office.send_due(NOW + WEEK)) == [(ANA, "P-1"), (ANA, "R-1"), (BEN, "P-1"), (BEN, "R-1")]
    assert sorted(office.send_due(NOW + 2 * WEEK)) == [(ANA, "R-2"), (BEN, "R-2")]
    assert office.send_due(NOW + 3 * WEEK) == []


def test_what_comes_meanwhile_and_matters_more_goes_before_what_waits(office):
    office.set_default(1)
    office.promise("M-1")
    office.promise("R-1", kind="review", priority=Priority.NUDGE)
    assert office.send_subjects() == ["M-1"]
    office.clock.moment = NOW + WEEK
    office.promise("M-2")
    assert office.send_subjects() == ["M-2"]
    assert office.send_subjects(NOW + 2 * WEEK) == ["R-1"]


def test_alerts_digests_and_mandatory_memos_neither_wait_nor_count(office):
    office.set_default(1)
    office.promise("E-1", kind="escalation", priority=Priority.ALERT)
    office.promise("digest", kind="digest", priority=Priority.DIGEST)
    office.promise("M-1", is_mandatory=True)
    office.promise("M-2")
    office.promise("M-3", is_mandatory=True)
    office.promise("M-4")
    assert office.send_subjects() == ["E-1", "digest", "M-1", "M-2", "M-3"]
    assert office.show("M-4")[0][:2] == (State.PLANNED, BUDGET)


def test_without_any_setting_three_a_week(office):
    office.compete()
    assert len(office.send_due()) == 3


def test_the_smallest_budget_of_all_audiences_counts(office):
    def work(unit: Unit) -> None:
        for name, budget in (("staff", None), ("sales", 2), ("pilots", 4)):
            add_audience(unit, name, "custom", [{"all": True}], [])
            edit_audience(unit, name, budget=budget)
            put_members(unit, name, [ANA] if name != "pilots" else [ANA, BEN])

    office.write(work)
    assert office.read(lambda unit: find_claims(unit, ANA)).budget == 2
    assert office.read(lambda unit: find_claims(unit, BEN)).budget == 4
    assert office.read(lambda unit: find_claims(unit, "UNOBODY")).budget == 3
    office.set_default(1)
    assert office.read(lambda unit: find_claims(unit, ANA)).budget == 1, "staff has the workspace's"
    assert office.read(lambda unit: find_claims(unit, BEN)).budget == 4


def test_what_failed_does_not_count_and_what_may_have_arrived_does(office):
    office.set_default(2)
    for subject, state in (("M-1", State.FAILED), ("M-2", State.UNKNOWN), ("M-3", None)):
        office.promise(subject)
        claimed = office.write(claim_next).delivery
        if state is not None:
            office.write(lambda unit, of=claimed, end=state: settle(unit, of, end, reason="x"))
    office.promise("M-4")
    assert office.send_subjects() == []
    assert office.show("M-4")[0][1:] == (BUDGET, NOW + WEEK)


def test_the_rules_of_the_audience_hold_when_the_message_leaves(office):
    def work(unit: Unit) -> None:
        add_audience(unit, "staff", "custom", [{"all": True}], [])
        edit_audience(
            unit, "staff", window_opens="08:00", window_closes="18:00", workdays="mon,tue,wed,thu,fri", country="DE"
        )

    office.write(work)
    evening = datetime(2026, 12, 24, 18, tzinfo=UTC)  # 19:00 in Berlin, where Ana lives, and Ben's window is open yet
    office.clock.moment = evening
    office.promise("M-1", ANA, BEN, audience="staff")
    assert office.send_due() == [(BEN, "M-1")]
    after_christmas = datetime(2026, 12, 28, 7, tzinfo=UTC)
    assert (State.PLANNED, QUIET, after_christmas) in office.show("M-1")
    assert office.send_due(after_christmas - timedelta(minutes=1)) == []
    assert office.send_due(after_christmas) == [(ANA, "M-1")]


def test_opting_out_takes_back_what_waits_and_refuses_what_comes(office):
    office.promise("P-1", ANA, BEN, kind="pulse", priority=Priority.PULSE)
    office.write(lambda unit: opt_out(unit, ANA, [Attention.PULSES]))
    office.promise("M-1")
    assert office.send_due() == [(ANA, "M-1"), (BEN, "P-1")]
    assert (State.CANCELLED, OPTED_OUT, NOW) in office.show("P-1")
    assert office.read(lambda unit: list_opted_out(unit, Attention.PULSES)) == {ANA}
    office.write(lambda unit: opt_out(unit, ANA, list(Attention)))
    office.promise("M-2")
    office.promise("M-3", is_mandatory=True)
    assert office.send_subjects() == ["M-3"]
    assert office.show("M-2")[0][:2] == (State.CANCELLED, OPTED_OUT)
    office.write(lambda unit: opt_in(unit, ANA, [Attention.MEMOS]))
    office.promise("M-4")
    assert office.send_subjects() == ["M-4"]


def test_a_snooze_waits_and_ends_when_told(office):
    office.write(lambda unit: put_snooze(unit, ANA, NOW + 10 * DAY))
    office.promise("M-1")
    office.promise("E-1", kind="escalation", priority=Priority.ALERT)
    assert office.send_subjects() == ["E-1"]
    assert office.show("M-1") == [(State.PLANNED, SNOOZED, NOW + 10 * DAY)]
    assert office.read(lambda unit: count_waiting(unit, ANA)) == 1
    office.clock.moment = NOW + DAY
    office.write(lambda unit: put_snooze(unit, ANA, None))
    assert office.send_subjects() == ["M-1"]
    assert office.read(lambda unit: count_waiting(unit, ANA)) == 0


def test_who_is_away_gets_it_when_back_or_after_fourteen_days(office):
    away = Person(ANA, "ana", "Ana", "Europe/Berlin", away_until=NOW + 30 * DAY)
    office.write(lambda unit: put_people(unit, [away]))
    office.promise("M-1", ANA, BEN)
    assert office.send_due() == [(BEN, "M-1")]
    assert (State.PLANNED, AWAY, NOW + 14 * DAY) in office.show("M-1")
    assert office.send_due(NOW + 13 * DAY) == []
    assert office.send_due(NOW + 14 * DAY) == [(ANA, "M-1")]


def test_the_lead_sees_what_waits_and_each_wait_counts_once(office):
    def start(unit: Unit) -> None:
        add_initiative(unit, "CRM", "One customer record", sponsor_id="U2", lead_id="U1")
        texts = {"facts": "f", "change": "c", "timing": "t", "action": "a"}
        for _ in range(2):
            add_memo(unit, "CRM", ["staff"], **texts)

    office.write(start)
    office.set_default(1)
    office.promise("M-1", ANA, BEN)
    office.promise("M-2", ANA, BEN)
    assert office.send_subjects() == ["M-1", "M-1"]
    [waiting] = office.read(lambda unit: list_waiting(unit, "CRM"))
    assert (waiting.kind, waiting.subject, waiting.reason, waiting.count) == ("memo", "M-2", BUDGET, 2)
    assert waiting.first_at == waiting.last_at == NOW + WEEK
    assert office.read(lambda unit: list_untold(unit, NOW)) == []
    untold = office.read(lambda unit: list_untold(unit, NOW + HOUR))
    assert [(each.subject, each.count) for each in untold] == [("M-2", 2)]
    office.write(lambda unit: note_told(unit, untold, NOW + HOUR))
    assert office.read(lambda unit: list_untold(unit, NOW + HOUR)) == []
    office.clock.moment = NOW + WEEK
    office.write(lambda unit: put_snooze(unit, ANA, NOW + WEEK + DAY))
    assert office.send_due() == [(BEN, "M-2")]
    [waiting] = office.read(lambda unit: list_waiting(unit, "CRM"))
    assert (waiting.reason, waiting.count) == (SNOOZED, 1)
    assert office.read(lambda unit: count_arrived(unit, "CRM")) == 1
    assert office.read(lambda unit: list_untold(unit, unit.now + WEEK)) == []


def test_other_workspaces_have_weeks_of_their_own(office):
    office.set_default(1)
    office.promise("M-1")
    assert office.send_subjects() == ["M-1"]
    assert office.store.read_now("T2", lambda unit: find_claims(unit, ANA)).spent == ()
    assert office.store.read_now("T2", lambda unit: list_untold(unit, unit.now + WEEK)) == []
