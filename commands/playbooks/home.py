"""Runs on the Home tab: those under way that the asker started or leads."""

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from commands.playbooks.run_views import name_run
from commands.slack.ask import Ask
from commands.slack.blocks import button, section
from commands.slack.features import Task
from commands.slack.text import inert
from storage.initiatives import get_initiative
from storage.runs import Run, RunStep, list_live_runs, list_run_steps
from storage.units import Unit

MOST_SHOWN = 10


async def list_own_runs(ask: Ask) -> Sequence[Task]:
    """The asker's runs with how far they are; due on the day by which the plan would have been through."""

    def find(unit: Unit) -> list[tuple[Run, Sequence[RunStep]]]:
        mine = [run for run in list_live_runs(unit) if ask.user_id in (run.starter_id, _find_lead(unit, run))]
        return [(run, list_run_steps(unit, run.id)) for run in mine[:MOST_SHOWN]]

    found = await ask.read(find)
    if not found:
        return []
    zone = ZoneInfo(await ask.find_zone())
    return [_make_task(run, steps, zone) for run, steps in found]


def _find_lead(unit: Unit, run: Run) -> str:
    return get_initiative(unit, run.initiative_key).lead_id


def _make_task(run: Run, steps: Sequence[RunStep], zone: ZoneInfo) -> Task:
    done = sum(step.is_done for step in steps)
    text = f"*{name_run(run)}: {done} of {len(steps)} done*\n{inert(run.playbook_name)} ({run.initiative_key})"
    planned_end = run.started_at + timedelta(minutes=sum(step.minutes for step in steps))
    opened = button("Open", f"run.show:{run.id}", run.id, spoken=f"Open {run.id}")
    return Task(section(text, accessory=opened), planned_end.astimezone(zone).date())
