"""The seed: writes the sample workspace's past into a database through the store, as the bot would have at the time.

The clock stands at each past moment while that moment is written, so every row, audit entry and interval is as old as
it says. Pulses are asked, answered and sealed by the bot's own rules. What was promised counts as delivered.
"""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path

from bot.directory import to_person
from bot.pepper import load_pepper
from bot.sandbox.cast import CAST
from bot.sandbox.history import CLARITY, HISTORIES, SUPPORT, WEEKS, Past, PastPulse, PastRisk
from bot.sandbox.plans import PLANS
from bot.sandbox.programme import Programme
from bot.sandbox.workspace import TEAM_ID, Workspace
from commands.alerts.raising import raise_for
from commands.memos.composing import render_built_ins
from commands.memos.plan import find_facts, promise_memo
from commands.pulses.answering import SEGMENT
from commands.pulses.rounds import RoundPlan, close_round, open_round
from commands.slack.cadences import parse_rule
from commands.slack.results import read_questions
from commands.statuses.recording import record_standing
from storage.adoptions import AdoptionReading, add_adoption_reading
from storage.alerts import AlertState, answer_alert, list_alerts
from storage.audiences import add_audience, get_audience
from storage.ballots import put_ballot
from storage.clock import Clock
from storage.deliveries import claim_due, settle
from storage.initiatives import add_initiative
from storage.kpis import add_kpi, add_kpi_reading, get_kpi
from storage.memos import MemoState, add_memo, set_memo_state
from storage.outbox import State
from storage.people import Person, put_people
from storage.pulses import Pulse
from storage.responses import put_response
from storage.risks import Risk, add_risk, edit_risk
from storage.roles import Role, grant_role
from storage.schedules import add_schedule
from storage.statuses import add_status
from storage.store import Store
from storage.units import Unit
from storage.upgrade import upgrade
from surveys.ballots import put_answer
from surveys.questions import make_agreement
from surveys.tokens import ballot_token, derive_key

OPEN_DAYS = 5
RESPONSE = "What most asked about is shown in a short clip before each wave, and floor support stays a week longer."
"""What every past pulse led to; without a response the next would wait for one."""
REVIEWED_IN = timedelta(days=14)
"""No review falls due while the story plays, which ends on a Monday at most 8 days from now."""
CHANCE = 20_26
"""Who gave which answer is drawn from this number, so that every seed tells the same story."""
AUDIENCES = {
    "sales": ("employees", "sales"),
    "field": ("employees", "field"),
    "support": ("employees", "support"),
    "managers": ("managers", "managers"),
    "champions": ("champions", "champions"),
    "leadership": ("executives", "execs"),
}
"""Audience name: its kind, and the user group that it is made from."""


class PastClock(Clock):
    """A clock that stands at `moment` until it is moved."""

    def __init__(self, moment: datetime) -> None:
        super().__init__()
        self.moment = moment

    def now(self) -> datetime:
        """Where the clock stands."""
        return self.moment


async def seed_history(database_url: str, key_file: Path, workspace: Workspace, now: datetime) -> None:
    """Give an empty database eight weeks of history that end at `now` (aware, UTC)."""
    clock = PastClock(now)
    store = Store.open(database_url, clock)
    try:
        upgrade(store.engine)
        seed = _Seed(store, load_pepper(key_file, store), workspace, now)
        for event in sorted(seed.plan_events(), key=lambda event: event.at):
            clock.moment = event.at
            await event.perform()
    finally:
        store.close()


@dataclass(frozen=True, slots=True)
class _Event:
    """Something that is done at a past moment."""

    at: datetime
    perform: Callable[[], Awaitable[object]]


class _Seed:
    def __init__(self, store: Store, pepper: bytes, workspace: Workspace, now: datetime) -> None:
        self._store, self._pepper, self._workspace, self._now = store, pepper, workspace, now
        self._today = now.date()
        self._start = datetime.combine(self._today, time(9), now.tzinfo) - timedelta(weeks=WEEKS)
        self._risk_ids: dict[str, str] = {}
        self._rounds: dict[tuple[str, int], Pulse] = {}
        self._chance = random.Random(CHANCE)  # noqa: S311 - a story, not a secret

    def plan_events(self) -> list[_Event]:
        """Everything that happened: the setting a day before the first week, the weeks, and today's schedule."""
        before = self._start - timedelta(days=1)
        events = [
            self._plan(before, "mia", self._add_people),
            self._plan(before, "mia", self._add_audiences),
            self._plan(self._now, "mia", _schedule_digest),
        ]
        for past in HISTORIES:
            events.append(self._plan(before, "mia", partial(self._add_initiative, past=past)))
            events.append(self._plan(before, past.lead, partial(self._add_lead_work, past=past)))
            programme = Programme(past, PLANS[past.key], self._now)
            events += [self._plan(step.at, step.actor, step.work) for step in programme.list_steps()]
            events += [event for week in range(WEEKS) for event in self._plan_week(past, week)]
            events += [event for pulse in past.pulses for event in self._plan_pulse(past, pulse)]
        return events

    def _plan_week(self, past: Past, week: int) -> list[_Event]:
        """One initiative's week: readings, risks, a report, a memo."""
        first_day = self._find_first_day(week)
        events = [
            self._plan(first_day, past.lead, partial(self._add_readings, past=past, week=week)),
            self._plan(
                first_day + timedelta(days=3), past.statuses[week].author, partial(_add_status, past=past, week=week)
            ),
        ]
        if week == WEEKS - 1:
            # Late enough that nothing which is known is raised anew while the story plays.
            events.append(self._plan(first_day + timedelta(days=3), past.lead, partial(_raise_alerts, past=past)))
        for risk in past.risks:
            reported = partial(self._move_risk, past=past, risk=risk, week=week)
            events.append(self._plan(first_day + timedelta(days=1), risk.author, reported))
        if past.memo.week == week:
            events.append(self._plan(first_day + timedelta(days=4), past.lead, partial(self._send_memo, past=past)))
        return events

    def _plan_pulse(self, past: Past, pulse: PastPulse) -> list[_Event]:
        """Asked on the third day, answered, sealed when its days are over."""
        asked_at = self._find_first_day(pulse.week) + timedelta(days=2)
        return [
            self._plan(asked_at, past.lead, partial(self._ask, past=past, pulse=pulse)),
            _Event(asked_at + timedelta(hours=3), partial(self._answer, past, pulse)),
            _Event(asked_at + timedelta(days=OPEN_DAYS), partial(self._seal, past, pulse)),
        ]

    def _find_first_day(self, week: int) -> datetime:
        return self._start + timedelta(weeks=week)

    def _plan(self, at: datetime, actor: str, work: Callable[[Unit], object]) -> _Event:
        return _Event(at, partial(self._store.write, TEAM_ID, work, actor_id=CAST[actor].id))

    def _add_people(self, unit: Unit) -> None:
        put_people(unit, [self._find_person(user_id) for user_id in self._workspace.users])

    def _add_audiences(self, unit: Unit) -> None:
        groups = {group.handle: group for group in self._workspace.groups.values()}
        for name, (kind, handle) in AUDIENCES.items():
            add_audience(unit, name, kind, [{"group": groups[handle].id, "name": handle}], [])

    def _add_initiative(self, unit: Unit, past: Past) -> None:
        add_initiative(
            unit,
            past.key,
            past.name,
            sponsor_id=CAST[past.sponsor].id,
            lead_id=CAST[past.lead].id,
            end_state=past.end_state,
            channel_id=self._workspace.get_channel(past.channel).id,
            start_on=self._start.date(),
            target_on=self._today + timedelta(days=120),
        )

    def _add_lead_work(self, unit: Unit, past: Past) -> None:
        for champion in past.champions:
            grant_role(unit, past.key, CAST[champion].id, Role.CHAMPION, audience=past.audience)
        by_on = self._today + timedelta(days=120)
        for kpi in past.kpis:
            add_kpi(
                unit, past.key, kpi.name, baseline=kpi.baseline, target=kpi.target, by_on=by_on, measured_in=kpi.unit
            )

    def _add_readings(self, unit: Unit, past: Past, week: int) -> None:
        for kpi in past.kpis:
            add_kpi_reading(unit, get_kpi(unit, past.key, kpi.name), kpi.values[week], unit.now.date())
        course = past.adoption
        reading = AdoptionReading(past.key, course.metric, course.active[week], course.eligible, unit.now.date())
        add_adoption_reading(unit, reading)

    def _move_risk(self, unit: Unit, past: Past, risk: PastRisk, week: int) -> None:
        """What happens to this risk in this week: reported, changed, or left alone."""
        if risk.week == week:
            self._risk_ids[risk.title] = _add_risk(unit, past, risk, self._today).id
        for changed_in, likelihood, impact, state in risk.changes:
            if changed_in == week:
                edit_risk(unit, self._risk_ids[risk.title], likelihood=likelihood, impact=impact, state=state)

    def _send_memo(self, unit: Unit, past: Past) -> None:
        texts = past.memo
        memo = add_memo(
            unit, past.key, texts.audiences,
            facts=texts.facts, change=texts.change, timing=texts.timing, action=texts.action,
        )  # fmt: skip
        audiences = [get_audience(unit, name) for name in texts.audiences]
        members = {name: self._list_members(name) for name in texts.audiences}
        renderings = render_built_ins(memo, find_facts(unit, past.key), audiences, members)
        count = promise_memo(unit, memo, audiences, members, renderings, lambda *_: unit.now)
        set_memo_state(unit, memo.id, MemoState.SENT, recipients=count)
        _deliver_due(unit)

    def _ask(self, unit: Unit, past: Past, pulse: PastPulse) -> None:
        plan = RoundPlan(past.key, past.audience, [make_agreement(CLARITY), make_agreement(SUPPORT)], OPEN_DAYS)
        opened = open_round(unit, plan, self._list_members(past.audience))
        _deliver_due(unit)
        self._rounds[past.key, pulse.week] = opened

    async def _answer(self, past: Past, pulse: PastPulse) -> None:
        answering = self._chance.sample(self._list_members(past.audience), len(pulse.clarity))
        for person, answers in zip(answering, zip(pulse.clarity, pulse.support, strict=True), strict=True):
            await self._cast_ballot(self._rounds[past.key, pulse.week], person.user_id, answers)

    async def _seal(self, past: Past, pulse: PastPulse) -> None:
        opened = self._rounds[past.key, pulse.week]
        await self._store.write(TEAM_ID, lambda unit: close_round(unit, opened.id))
        await self._store.write(TEAM_ID, lambda unit: put_response(unit, opened.id, "", RESPONSE))
        await self._store.compact()

    async def _cast_ballot(self, pulse: Pulse, user_id: str, answers: tuple[int, ...]) -> None:
        assert pulse.salt is not None
        token = ballot_token(derive_key(self._pepper, pulse.salt), pulse.id, user_id)
        questions = read_questions(pulse)
        ballot: dict[str, int | str] = {}
        for index, answer in enumerate(answers):
            ballot = put_answer(ballot, questions, index, answer)
        await self._store.write_ballot(TEAM_ID, lambda unit: put_ballot(unit, pulse.id, token, SEGMENT, ballot))

    def _list_members(self, audience_name: str) -> list[Person]:
        _, handle = AUDIENCES[audience_name]
        group = next(group for group in self._workspace.groups.values() if group.handle == handle)
        return [self._find_person(user_id) for user_id in group.members]

    def _find_person(self, user_id: str) -> Person:
        described = self._workspace.users[user_id].to_api(TEAM_ID, self._workspace.clock.now(), with_email=True)
        return to_person(described, TEAM_ID, self._store.clock.now())


def _schedule_digest(unit: Unit) -> None:
    """Scheduled today and not in the past, where every Monday would count as missed."""
    cadence = parse_rule("monday 9am", "When")
    starts = cadence.find_first(unit.now.replace(tzinfo=None))
    add_schedule(unit, kind="digest", subject="digest", rule=cadence.rule, starts=starts, zone=None)


def _add_status(unit: Unit, past: Past, week: int) -> None:
    status = past.statuses[week]
    add_status(unit, past.key, status.rag, status.summary, roadblock=status.roadblock)
    record_standing(unit, past.key)


def _raise_alerts(unit: Unit, past: Past) -> None:
    """What the bot's rules find is told to the lead, who has taken on the first of it and not looked at the rest."""
    raise_for(unit, past.key)
    _deliver_due(unit)
    if raised := list_alerts(unit, past.key):
        answer_alert(unit, raised[-1], AlertState.ACKNOWLEDGED)


def _add_risk(unit: Unit, past: Past, risk: PastRisk, today: date) -> Risk:
    return add_risk(
        unit, past.key, risk.title, risk.likelihood, risk.impact,
        category=risk.category, owner_id=CAST[risk.owner].id, mitigation=risk.mitigation,
        review_on=today + REVIEWED_IN,
    )  # fmt: skip


def _deliver_due(unit: Unit) -> None:
    """Count as sent what has just been promised; nobody's screen reaches back that far."""
    for delivery in claim_due(unit, len(CAST)):
        settle(unit, delivery, State.SENT)
