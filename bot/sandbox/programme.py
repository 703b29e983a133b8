"""The programme's past: lays out a sample initiative's plan and lets happen to it what `bot.sandbox.plans` tells.

Nobody is told anything of it any more: who was to hear of a follow-up or a figure counts as having heard.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from bot.sandbox.cast import CAST
from bot.sandbox.history import WEEKS, Past
from bot.sandbox.plans import (
    PastDrill,
    PastFollowup,
    PastMilestone,
    PastPhase,
    PastPlan,
    PastQuestion,
    PastResource,
    PastSystem,
)
from commands.phases.reports import compose_report
from commands.playbooks.library import LIBRARY
from commands.slack.scoring import find_bands
from storage.checkpoints import add_checkpoint, add_checkpoint_reading, list_checkpoints
from storage.decisions import ask_decision, list_open_decisions, take_decision
from storage.followups import add_followup, note_reminded, note_told
from storage.gates import Decision, add_gate, decide_gate, list_gates
from storage.initiatives import get_initiative
from storage.integrations import Integration, add_integration, edit_integration, get_integration
from storage.lessons import add_lesson
from storage.milestones import add_milestone, finish_milestone, get_milestone, move_milestone
from storage.objectives import add_objective
from storage.phases import Phase, add_phase, enter_phase, list_phases, list_slips, move_phase, pass_phase
from storage.resources import DEFAULT_THRESHOLD, add_resource, add_resource_reading, get_resource
from storage.risks import list_risks
from storage.runs import add_run, end_run, get_run_step, list_runs, mark_step, open_run
from storage.units import Unit
from storage.wins import add_win, answer_credit, list_credits_asked

LAID_OUT = -7 * WEEKS - 1
"""The day on which everything was planned, before the first week."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that somebody did at a past moment (aware, UTC)."""

    at: datetime
    actor: str
    work: Callable[[Unit], object]


class Programme:
    """One initiative's plan and its course, as steps; `now` is the moment at which the story begins."""

    def __init__(self, past: Past, plan: PastPlan, now: datetime) -> None:
        self._past, self._plan, self._now = past, plan, now

    def list_steps(self) -> list[Step]:
        """Everything that was done, in any order of time; what is planned on one day in the order it needs."""
        plan = self._plan
        return [
            self._step(LAID_OUT, self._past.lead, self._lay_out),
            *(step for phase in plan.phases for step in self._carry_out(phase)),
            *(step for milestone in plan.milestones for step in self._keep(milestone)),
            *(step for system in plan.systems for step in self._connect(system)),
            *(step for resource in plan.resources for step in self._count(resource)),
            *(step for question in plan.questions for step in self._decide(question)),
            *(self._step(task.on, self._past.lead, partial(self._follow_up, task=task)) for task in plan.followups),
            *self._win(),
            *(step for drill in plan.drills for step in self._rehearse(drill)),
        ]

    def _step(self, day: int, actor: str, work: Callable[[Unit], object], *, minutes: int = 0) -> Step:
        """In the forenoon of a past day, so long after ten o'clock; today it is now."""
        if day == 0:
            return Step(self._now, actor, work)
        start = datetime.combine(self._find_day(day), time(9 if day == LAID_OUT else 10), self._now.tzinfo)
        return Step(start + timedelta(minutes=minutes), actor, work)

    def _find_day(self, day: int) -> date:
        return self._now.date() + timedelta(days=day)

    def _lay_out(self, unit: Unit) -> None:
        """Objectives, phases with checkpoints, milestones, systems and lines, as first planned."""
        key, plan, day = self._past.key, self._plan, self._find_day
        for aim in plan.objectives:
            add_objective(
                unit, key, name=aim.name, measure=aim.measure, measured_in=aim.unit,
                baseline=aim.baseline, target=aim.target, by_on=day(120),
            )  # fmt: skip
        for phase in plan.phases:
            self._lay_out_phase(unit, phase)
        for milestone in plan.milestones:
            add_milestone(unit, key, milestone.name, day(milestone.due))
        for system in plan.systems:
            needs = [get_integration(unit, key, name) for name in system.needs]
            owner_id, starts_on, ends_on = CAST[system.owner].id, day(system.starts), day(system.ends)
            add_integration(unit, key, system.name, needs, owner_id=owner_id, starts_on=starts_on, ends_on=ends_on)
        for line in plan.resources:
            facts = {"kind": line.kind, "measured_in": line.unit, "threshold": DEFAULT_THRESHOLD}
            add_resource(unit, key, line.name, line.planned, owner_id=CAST[self._past.lead].id, **facts)

    def _lay_out_phase(self, unit: Unit, past: PastPhase) -> None:
        phase = add_phase(
            unit, self._past.key, past.name, kind=past.kind, cohort=past.cohort, buffer_days=past.buffer_days,
            starts_on=self._find_day(past.starts), ends_on=self._find_day(past.ends),
        )  # fmt: skip
        for check in past.checkpoints:
            add_checkpoint(
                unit, phase.id, check.measure, target=check.target, due_on=self._find_day(check.due),
                direction=check.direction, measured_in=check.unit, owner_id=CAST[check.owner].id,
            )  # fmt: skip

    def _carry_out(self, past: PastPhase) -> Iterator[Step]:
        """Entered, moved, its checkpoints read, its gate asked for and passed."""
        lead, sponsor = self._past.lead, self._past.sponsor

        def find(unit: Unit) -> Phase:
            return next(phase for phase in list_phases(unit, self._past.key) if phase.name == past.name)

        if past.entered is not None:
            yield self._step(past.entered, lead, lambda unit: enter_phase(unit, find(unit)))
        if move := past.move:
            to_on = self._find_day(move.to)
            yield self._step(move.on, lead, lambda unit: move_phase(unit, find(unit).id, to_on, move.reason))
        for check in past.checkpoints:
            for day, value in check.readings:
                read = partial(self._read_checkpoint, measure=check.measure, value=value)
                yield self._step(day, check.owner, read)
        if past.passed is not None:
            yield self._step(past.passed - 1, lead, lambda unit: self._ask_for_gate(unit, find(unit)))
            yield self._step(past.passed, sponsor, lambda unit: _say_go(unit, find(unit)))

    def _read_checkpoint(self, unit: Unit, measure: str, value: float) -> None:
        found = next(each for each in list_checkpoints(unit, self._past.key) if each.measure == measure)
        add_checkpoint_reading(unit, found.id, float(value), unit.now.date())

    def _ask_for_gate(self, unit: Unit, phase: Phase) -> None:
        checkpoints, slips = list_checkpoints(unit, phase_id=phase.id), list_slips(unit, phase.id)
        risks, today = list_risks(unit, self._past.key), unit.now.date()
        add_gate(unit, phase.id, dict(compose_report(phase, checkpoints, slips, risks, find_bands(unit), today)))

    def _keep(self, past: PastMilestone) -> Iterator[Step]:
        """Promised for another day, and reached."""
        key, lead = self._past.key, self._past.lead
        if move := past.move:
            to_on, reason = self._find_day(move.to), move.reason
            yield self._step(
                move.on, lead, lambda unit: move_milestone(unit, get_milestone(unit, key, past.name), to_on, reason)
            )
        if past.done is not None:
            yield self._step(
                past.done, lead,
                lambda unit: finish_milestone(unit, get_milestone(unit, key, past.name), unit.now.date()),
            )  # fmt: skip

    def _connect(self, past: PastSystem) -> Iterator[Step]:
        """Started, and connected."""

        def find(unit: Unit) -> Integration:
            return get_integration(unit, self._past.key, past.name)

        if past.started is not None:
            yield self._step(past.started, self._past.lead, lambda unit: _start_system(unit, find(unit)))
        if past.done is not None:
            yield self._step(past.done, self._past.lead, lambda unit: _finish_system(unit, find(unit)))

    def _count(self, past: PastResource) -> Iterator[Step]:
        for day, value in past.readings:
            yield self._step(day, self._past.lead, partial(self._read_resource, name=past.name, value=value))

    def _read_resource(self, unit: Unit, name: str, value: float) -> None:
        add_resource_reading(unit, get_resource(unit, self._past.key, name), value, unit.now.date())

    def _decide(self, past: PastQuestion) -> Iterator[Step]:
        """The sponsor is asked, and may have answered on the day it was due."""
        key, owner_id, due_on = self._past.key, CAST[self._past.sponsor].id, self._find_day(past.due)
        yield self._step(
            past.on, self._past.lead, lambda unit: ask_decision(unit, key, past.text, owner_id=owner_id, due_on=due_on)
        )
        if (answer := past.answer) is not None:
            yield self._step(
                past.due, self._past.sponsor,
                lambda unit: take_decision(unit, list_open_decisions(unit, key)[0].id, answer, past.reason),
            )  # fmt: skip

    def _follow_up(self, unit: Unit, task: PastFollowup) -> None:
        due_on = self._find_day(task.due)
        followup = add_followup(unit, self._past.key, task.text, CAST[task.owner].id, due_on)
        note_told(unit, followup)
        if due_on < self._now.date():
            note_reminded(unit, followup)

    def _win(self) -> Iterator[Step]:
        for win in self._plan.wins:
            credited = [CAST[win.credited].id]
            yield self._step(
                win.on,
                win.author,
                partial(add_win, initiative_key=self._past.key, words=win.words, credit_ids=credited),
            )
            yield self._step(win.on, win.credited, _agree_to_be_named, minutes=30)

    def _rehearse(self, past: PastDrill) -> Iterator[Step]:
        """A drill from the start to its lesson."""
        lead, key, last = self._past.lead, self._past.key, past.steps[-1][1]
        yield self._step(past.on, lead, partial(self._start_drill, playbook_id=past.playbook))
        for position, (actor, minutes) in enumerate(past.steps, 1):
            yield self._step(past.on, actor, partial(_check_off, key=key, position=position), minutes=minutes)
        yield self._step(past.on, lead, lambda unit: end_run(unit, _find_run_id(unit, key)), minutes=last)
        yield self._step(
            past.on, past.steps[0][0],
            lambda unit: add_lesson(unit, key, past.lesson, past.tags, source=_find_run_id(unit, key)),
            minutes=last + 5,
        )  # fmt: skip

    def _start_drill(self, unit: Unit, playbook_id: str) -> None:
        ready, channel_id = LIBRARY[playbook_id], get_initiative(unit, self._past.key).channel_id
        assert channel_id is not None
        run = add_run(
            unit, self._past.key, ready.steps, place=channel_id, is_drill=True,
            playbook_id=ready.id, playbook_name=ready.name, playbook_version=ready.version,
        )  # fmt: skip
        open_run(unit, run.id, channel_id, f"{unit.now.timestamp():.6f}")


def _say_go(unit: Unit, phase: Phase) -> None:
    decide_gate(unit, list_gates(unit, phase.id)[-1].id, Decision.GO, None)
    pass_phase(unit, phase)


def _start_system(unit: Unit, system: Integration) -> None:
    edit_integration(unit, system, action="integration.started", started_at=unit.now)


def _finish_system(unit: Unit, system: Integration) -> None:
    edit_integration(unit, system, action="integration.done", done_at=unit.now)


def _agree_to_be_named(unit: Unit) -> None:
    win = list_credits_asked(unit, unit.actor_id)[0]
    answer_credit(unit, win.id, win.asks, is_agreed=True)


def _find_run_id(unit: Unit, key: str) -> str:
    return list_runs(unit, key)[0].id


def _check_off(unit: Unit, key: str, position: int) -> None:
    mark_step(unit, get_run_step(unit, _find_run_id(unit, key), position), done=True)
