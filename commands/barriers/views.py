"""How barriers look: what the owner is told, at first and in the end, and the list."""

from collections.abc import Mapping, Sequence

from commands.barriers.rules import ADVICE
from commands.slack.blocks import Message, actions, button, compose, context, header, mention, section, sections
from commands.slack.dates import describe_date
from commands.slack.figures import show_percent, show_range
from commands.slack.pages import Line, Listing
from commands.slack.text import inert
from storage.barriers import Barrier
from storage.followups import Followup
from storage.initiatives import Initiative
from storage.pulses import Pulse
from surveys.barriers import BARRIER_TO, Barriers
from surveys.questions import Element
from surveys.statistics import Proportion

TEACHABLE = (Element.KNOWLEDGE, Element.ABILITY)


def describe_task(pulse: Pulse, element: Element, barriers: Barriers) -> str:
    """The follow-up's text, with what the group said in numbers."""
    said = f"{element.title()} is what holds {pulse.audience} back first: {_show_share(barriers.share(element))}"
    return f"{said} in {pulse.id}. {ADVICE[element]}"


def describe_second(barriers: Barriers) -> str | None:
    """The barrier that may as well be the first, where the difference is within chance."""
    second = barriers.close_second
    if second is None:
        return None
    return (
        f"Chance may have decided which comes first: {second.title()} follows with "
        f"{_show_share(barriers.share(second))}. Keep both in mind."
    )


def barrier_message(pulse: Pulse, element: Element, barriers: Barriers, followup: Followup) -> Message:
    """What the owner gets: what the group said, the task, and what can be done with it."""
    counts = " · ".join(f"{each.title()} {barriers.distribution[each]:,}" for each in Element)
    nudge = button(
        "Nudge the untrained",
        "training.nudge",
        f"{pulse.initiative_key} {pulse.audience}",
        spoken=f"Nudge the untrained of {pulse.audience}",
    )
    return compose(
        header(f"{pulse.initiative_key} · What holds {pulse.audience} back"[:150]),
        *sections(inert(followup.text)),
        section(f"First answer of {BARRIER_TO} or less: {counts} · none {barriers.distribution[None]:,}"),
        context(second) if (second := describe_second(barriers)) else None,
        section(f":pushpin: *{followup.id}* is yours, due {describe_date(followup.due_on)}."),
        actions(
            button("Done", "followup.done", followup.id, style="primary", spoken=f"{followup.id} is done"),
            button("Open", "followup.show", followup.id, spoken=f"Open {followup.id}"),
            *([nudge] if element in TEACHABLE else []),
        ),
        context("Two weeks after it is done the same people are asked about this again, and you hear what changed."),
    )


def verdict_message(barrier: Barrier, verdict: str, sentence: str) -> Message:
    """What the owner gets in the end."""
    name = f"{Element(barrier.element).title()} of {inert(barrier.audience)} ({barrier.initiative_key})"
    return compose(
        section(f":repeat: *{name}: {verdict}.*\n{inert(sentence)}"),
        context(f"{barrier.pulse_id} before, {barrier.again_id} after {barrier.followup_id} was done."),
        actions(button("Open", "followup.show", barrier.followup_id, spoken=f"Open {barrier.followup_id}")),
    )


def barrier_list_message(
    initiative: Initiative, barriers: Sequence[Barrier], followups: Mapping[str, Followup], page: int = 0
) -> Message:
    """Every barrier with its follow-up and what has become of it."""
    listing = Listing(
        title=f"{initiative.key} · Barriers",
        subject=initiative.key,
        lines=[Line(_line(each, followups[each.followup_id]), each.followup_id) for each in barriers],
        empty="No barrier has been found. A pulse with the ADKAR questions looks for one: `bank:adkar`.",
        turn_action="barrier.page",
        open_action="followup.show",
    )
    return listing.show(page)


def _line(barrier: Barrier, followup: Followup) -> str:
    what = f"*{Element(barrier.element).title()}* · {inert(barrier.audience)}"
    figures = f"{_show_share(Proportion(barrier.held, barrier.n))} in {barrier.pulse_id}"
    return f"{what}: {figures}\n{followup.id} {mention(followup.owner_id)} · {_describe_state(barrier, followup)}"


def _show_share(share: Proportion) -> str:
    figures = f"{share.successes:,} of {share.n:,}, {show_percent(share.value)}"
    return f"{figures} (95 % interval {show_range(share.interval)})"


def _describe_state(barrier: Barrier, followup: Followup) -> str:
    if barrier.verdict is not None:
        return f"*{barrier.verdict}*. {inert(barrier.sentence or '')}"
    if barrier.again_id is not None:
        return f"done, asked again with {barrier.again_id}"
    if followup.is_open:
        return f"due {describe_date(followup.due_on)}"
    return "done, will be asked again"
