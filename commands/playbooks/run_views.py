"""How runs look to whoever asks: list, card, the form that starts one."""

from collections.abc import Sequence

import slackblocks as sb

from commands.playbooks.plans import Plan
from commands.playbooks.steps import show_minutes
from commands.playbooks.timing import Timing
from commands.slack.blocks import Message, actions, button, compose, context, header, mention, section
from commands.slack.choices import OPTIONS_LIMIT, initiative_field
from commands.slack.figures import show_count
from commands.slack.modals import ChoiceField, Modal, TextField
from commands.slack.moments import describe_instant
from commands.slack.pages import Line, Listing
from commands.slack.text import inert
from storage.initiatives import Initiative
from storage.runs import Run, RunState, RunStep

LIVE, DRILL = "live", "drill"
KINDS = [(LIVE, "Live: it has happened"), (DRILL, "Drill: we rehearse")]
_STATE_WORDS = {
    RunState.OPENING: "its thread is being opened",
    RunState.RUNNING: "under way",
    RunState.ENDED: "ended",
    RunState.FAILED: "failed",
}


def name_run(run: Run) -> str:
    """A run's name wherever it is spoken of; a drill is always called one."""
    return f"{'Drill' if run.is_drill else 'Run'} {run.id}"


def list_of_runs(initiative: Initiative, runs: Sequence[Run], zone: str) -> Listing:
    """An initiative's runs, the newest first."""
    lines = [
        Line(
            f"*{name_run(run)}* {inert(run.playbook_name)}\n{_STATE_WORDS[RunState(run.state)]} · "
            f"started {describe_instant(run.started_at, zone)}",
            run.id,
        )
        for run in runs
    ]
    empty = f"None yet. `/change playbook run integration {initiative.key} drill`"
    return Listing(f"{initiative.key} · Runs", initiative.key, lines, empty, "run.page", "run.show")


def run_card(
    run: Run, steps: Sequence[RunStep], timing: Timing, zone: str, history: Sequence[sb.Block] = (), note: str = ""
) -> Message:
    """Everything about one run; while it is live, each step can be checked off here too."""
    done = sum(step.is_done for step in steps)
    lines = [f"*{inert(run.playbook_name)}*", f"{_STATE_WORDS[RunState(run.state)]} · {done} of {len(steps)} done"]
    lines += [f"Reason: {inert(run.reason)}"] if run.reason else []
    return compose(
        header(f"{name_run(run)} · {run.initiative_key}"),
        section("\n".join(lines)),
        *(_show_step(run, step, len(steps), timing) for step in steps),
        context(_describe(run, steps, timing, zone)),
        context(note) if note else None,
        actions(
            *([button("End", "run.end", run.id, style="danger")] if run.is_live else []),
            button("Add a lesson", "lesson.of_run", run.id),
            button("Playbook", "playbook.show", run.playbook_id),
        ),
        *history,
    )


def start_modal(
    plans: Sequence[Plan], initiatives: list[Initiative], plan_id: str | None = None, key: str | None = None
) -> Modal:
    """The form that does what `/change playbook run` does."""
    options = [(plan.id, f"{plan.id} · {plan.name}") for plan in plans[:OPTIONS_LIMIT]]
    return Modal(
        callback_id="run.start",
        title="Run a playbook",
        submit="Start",
        fields=[
            ChoiceField("Playbook", options=options, initial=plan_id),
            initiative_field(initiatives, key),
            ChoiceField("Kind", options=KINDS, initial=LIVE),
            TextField("Risk", is_optional=True, limit=16, hint="Its id, such as R-1, if it has come true"),
        ],
    )


def describe_step(step: RunStep, count: int) -> str:
    """A step's place and words: "*2 of 6* Call the vendor"."""
    return f"*{step.position} of {count}* {inert(step.what)}"


def describe_done(step: RunStep, spent: int) -> str:
    """Who finished a step after how long, against the plan."""
    return f"{mention(step.done_by or '')} after {show_minutes(spent)} (planned {show_minutes(step.minutes)})"


def _show_step(run: Run, step: RunStep, count: int, timing: Timing) -> sb.Block:
    value, suffix = f"{run.id} {step.position}", str(step.position)
    if step.is_done:
        undo = button("Reopen", f"run.reopen:{suffix}", value, spoken=f"Reopen step {step.position}")
        text = f"✅ {describe_step(step, count)}\n{describe_done(step, timing.spent[step.position])}"
        return section(text, accessory=undo if run.is_live else None)
    check = button("Done", f"run.check:{suffix}", value, spoken=f"Step {step.position} is done")
    text = f"{describe_step(step, count)}\n{step.owner} · planned {show_minutes(step.minutes)}"
    return section(text, accessory=check if run.is_live else None)


def _describe(run: Run, steps: Sequence[RunStep], timing: Timing, zone: str) -> str:
    planned = show_minutes(sum(step.minutes for step in steps))
    parts = [
        f"started by {mention(run.starter_id)} {describe_instant(run.started_at, zone)}",
        f"{show_count(len(steps), 'step')}, {planned} planned, {show_minutes(timing.total)} so far"
        if run.is_live
        else f"{show_minutes(timing.total)} in all, {planned} planned",
        f"{run.playbook_id} version {run.playbook_version}",
    ]
    return " · ".join([*parts, *([f"for {run.risk_id}"] if run.risk_id else [])])
