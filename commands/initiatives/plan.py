"""The outline of an initiative's plan, for its card: objectives, phases, the next promises, decisions waited for."""

from collections.abc import Sequence
from datetime import date

from commands.slack.dates import describe_date
from commands.slack.figures import show_count
from commands.slack.goals import Goal
from commands.slack.text import inert
from storage.decisions import list_open_decisions
from storage.milestones import list_milestones
from storage.objectives import list_objectives
from storage.phases import Phase, PhaseState, list_phases
from storage.units import Unit

MOST_OBJECTIVES, MOST_MILESTONES = 5, 3
PHASE_MARKS = {PhaseState.PLANNED: "▫️", PhaseState.RUNNING: "▶️", PhaseState.PASSED: "✅"}


def outline_plan(unit: Unit, key: str) -> list[str]:
    """Lines of mrkdwn; none for an initiative without a plan."""
    lines = [*_outline_objectives(unit, key), *_outline_phases(list_phases(unit, key))]
    lines += _outline_milestones(unit, key, unit.now.date())
    waiting = len(list_open_decisions(unit, key))
    return [*lines, f"*Decisions waited for* {waiting}"] if waiting else lines


def _outline_objectives(unit: Unit, key: str) -> list[str]:
    found = list_objectives(unit, key)
    lines = []
    for each in found[:MOST_OBJECTIVES]:
        goal = Goal(each.baseline, each.target, each.by_on, each.measured_in).describe()
        lines.append(f"• *{each.id}* {inert(each.name)}: {inert(each.measure)} {inert(goal)}")
    more = [f"and {len(found) - MOST_OBJECTIVES} more"] if len(found) > MOST_OBJECTIVES else []
    return ["*Objectives*", *lines, *more] if lines else []


def _outline_phases(phases: Sequence[Phase]) -> list[str]:
    shown = " → ".join(f"{PHASE_MARKS[PhaseState(each.state)]} {inert(each.name)}" for each in phases)
    return [f"*Phases* {shown}"] if shown else []


def _outline_milestones(unit: Unit, key: str, today: date) -> list[str]:
    pending = sorted((each for each in list_milestones(unit, key) if each.is_pending), key=lambda each: each.due_on)
    shown = [_show_milestone(each.name, each.due_on, today) for each in pending[:MOST_MILESTONES]]
    return [f"*Next milestones* {', '.join(shown)}"] if shown else []


def _show_milestone(name: str, due_on: date, today: date) -> str:
    late = (today - due_on).days
    note = f", {show_count(late, 'day')} overdue" if late > 0 else ""
    return f"{inert(name)} ({describe_date(due_on)}{note})"
