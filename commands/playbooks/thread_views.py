"""What a run says in its thread: the opening, each step, what was done, the summary; a drill says so everywhere."""

from collections.abc import Mapping, Sequence

import slackblocks as sb

from commands.playbooks.run_views import describe_done, describe_step, name_run
from commands.playbooks.steps import show_minutes
from commands.playbooks.timing import Gap, Timing
from commands.slack.blocks import Message, actions, button, compose, context, header, mention, section, sections
from commands.slack.figures import show_count
from commands.slack.text import inert
from storage.runs import Run, RunStep

REHEARSAL = "A drill: nothing has happened, we rehearse."


def opening_message(run: Run, scenario: str, steps: Sequence[RunStep]) -> Message:
    """The message under which the run goes on."""
    planned = show_minutes(sum(step.minutes for step in steps))
    about = f" for {run.risk_id}" if run.risk_id else ""
    return compose(
        header(f"{name_run(run)} · {run.initiative_key} · {run.playbook_name}"),
        section(f"{inert(scenario)}\nStarted by {mention(run.starter_id)}{about}."),
        section(f"{show_count(len(steps), 'step')}, {planned} planned. They are in the thread: tap Done as you go."),
        _mark_drill(run),
    )


def step_message(run: Run, step: RunStep, count: int, people: Mapping[str, str]) -> Message:
    """A step that waits to be done; `people` says who holds its owner role, where that is one person."""
    who = f"{step.owner} {mention(people[step.owner])}" if step.owner in people else step.owner
    done = button("Done", "run.done", f"{run.id} {step.position}", spoken=f"Step {step.position} is done")
    text = f"{describe_step(step, count)}\n{who} · planned {show_minutes(step.minutes)}"
    return compose(section(text, accessory=done), _mark_drill(run))


def done_message(run: Run, step: RunStep, count: int, spent: int) -> Message:
    """A step that was done, instead of the one that waited."""
    return compose(section(f"✅ {describe_step(step, count)}\n{describe_done(step, spent)}"), _mark_drill(run))


def summary_message(run: Run, steps: Sequence[RunStep], timing: Timing, gaps: Sequence[Gap]) -> Message:
    """How the run went: each step against the plan, what fell short, the total."""
    planned = sum(step.minutes for step in steps)
    lines = [_summarise(step, timing) for step in steps]
    lines += [f"After the last step: {show_minutes(timing.rest)}"] if timing.rest else []
    found = [f"• {inert(describe_gap(gap))}" for gap in gaps] or [
        "None: every step was done, none took over twice its time."
    ]
    return compose(
        header(f"{name_run(run)} has ended · {run.playbook_name}"),
        *sections("\n".join(lines)),
        section(f"*Total* {show_minutes(timing.total)}, planned {show_minutes(planned)}"),
        *sections("*Gaps*\n" + "\n".join(found)),
        context("Each gap is kept as a lesson already.") if gaps else None,
        _mark_drill(run),
        actions(button("Add a lesson", "lesson.of_run", run.id), button("Open the run", "run.show", run.id)),
    )


def failure_message(run: Run, reason: str) -> Message:
    """What the starter is told when the thread could not be opened."""
    where = "your messages" if run.place == run.starter_id else f"<#{run.place}>"
    again = f"/change playbook run {run.playbook_id} {run.initiative_key}{' drill' if run.is_drill else ''}"
    return compose(
        section(f"*{name_run(run)} could not be opened* in {where}: {inert(reason)}."),
        section(f"No step was posted. Invite me there, or change the channel, then start it again: `{again}`"),
    )


def describe_gap(gap: Gap) -> str:
    """A gap in plain words."""
    step = f"step {gap.step.position} “{gap.step.what}”"
    if gap.spent is None:
        return f"{step} was skipped"
    return f"{step} took {show_minutes(gap.spent)}, {show_minutes(gap.over)} over its {show_minutes(gap.step.minutes)}"


def _summarise(step: RunStep, timing: Timing) -> str:
    planned = show_minutes(step.minutes)
    if step.position not in timing.spent:
        return f"⬜ {step.position}. {inert(step.what)}: skipped (planned {planned})"
    return f"✅ {step.position}. {inert(step.what)}: {show_minutes(timing.spent[step.position])} (planned {planned})"


def _mark_drill(run: Run) -> sb.ContextBlock | None:
    return context(REHEARSAL) if run.is_drill else None
