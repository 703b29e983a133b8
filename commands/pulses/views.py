"""How pulses look to those who run them: form, card, list, results."""

from collections.abc import Mapping, Sequence

import slackblocks as sb

from commands.pulses.care_views import describe_turnout
from commands.pulses.result_lines import explain_barriers, show_barriers, show_comments, show_in_full, show_result
from commands.slack.blocks import Message, actions, button, compose, context, header, section, sections
from commands.slack.figures import count_people, show_count, show_percent
from commands.slack.moments import describe_instant
from commands.slack.text import inert, shorten
from storage.initiatives import Initiative
from storage.pulses import Pulse
from surveys.results import PulseResult

QUESTIONS_LIMIT = 1600
BAR_WIDTH = 12
COMMENTS_SHOWN, COMMENT_SHOWN = 20, 500
SEGMENTS_SHOWN, SEGMENT_QUESTION = 12, 80


def pulse_opened_message(pulse: Pulse, repeats: str | None, care: str, zone: str, overlaps: Sequence[Pulse]) -> Message:
    """What the lead sees after sending."""
    again = context(f"It repeats {repeats}.") if repeats else None
    return compose(
        section(
            f"*{pulse.id}* is on its way to {count_people(pulse.invited)} in {inert(pulse.audience)}. "
            f"It closes on {describe_instant(pulse.closes_at, zone)}."
        ),
        again,
        _warn(overlaps),
        context(f"{care} Results come once it has closed, from five answers on."),
        actions(*_buttons(pulse)),
    )


def pulse_list_message(
    initiative: Initiative, pulses: Sequence[Pulse], answered: Mapping[str, int], zone: str
) -> Message:
    """An initiative's pulses, the newest first; `answered` by pulse id, of those that have closed."""
    title = header(f"{initiative.key} · Pulses")
    if not pulses:
        return compose(title, section(f'None yet. `/change pulse new {initiative.key} to AUDIENCE "Question"`'))
    lines = [
        section(
            f"*{pulse.id}* {pulse.state} · {inert(pulse.audience)} · {show_count(len(pulse.questions), 'question')} · "
            f"{'closes' if pulse.is_open else 'closed'} {describe_instant(pulse.closes_at, zone)} · "
            f"{describe_turnout(pulse, answered)}",
            accessory=button("Results", f"pulse.results:{pulse.id}", pulse.id, spoken=f"Results of {pulse.id}"),
        )
        for pulse in pulses
    ]
    return compose(title, *lines)


def still_open_message(pulse: Pulse, care: str, zone: str) -> Message:
    """Results are asked for before the end: there are none, so that no answer shows by its effect on a mean."""
    return compose(
        section(
            f"*{pulse.id}* is open until {describe_instant(pulse.closes_at, zone)}. Results are published once, "
            "when it has closed: a figure that moves with each answer would give the answers away."
        ),
        context(care),
        actions(*_buttons(pulse)),
    )


def results_message(
    pulse: Pulse, result: PulseResult, care: str, since: Mapping[int, str], after: Sequence[sb.Block]
) -> Message:
    """A closed pulse's results, as far as its floors let them be shown.

    `since` is what has changed in which question (from 0) since it was asked before, `after` is what came of it all.
    """
    answers = f"{result.answered} of {result.invited} answered ({show_percent(result.response_rate)})"
    shown = answers if result.answered >= 5 else f"Fewer than 5 of {result.invited} answered"
    return compose(
        header(f"{pulse.id} · {pulse.initiative_key} · {pulse.audience}"),
        section(f"{inert(shown)}. Anonymous: no answer can be traced to a person any more."),
        context(care),
        *(
            block
            for index, (question, part) in enumerate(zip(result.questions, result.overall, strict=True))
            for block in sections(
                "\n".join([f"*{inert(question.text)}*", show_in_full(question, part), *_say_since(since, index)])
            )
        ),
        section(inert(explain_barriers(result.barriers))) if result.barriers else None,
        *_segment_sections(result),
        *sections(f"*Comments*\n{show_comments(result.comments)}"),
        *after,
    )


def _say_since(since: Mapping[int, str], index: int) -> list[str]:
    return [inert(since[index])] if index in since else []


def _segment_sections(result: PulseResult) -> list[sb.SectionBlock]:
    """Each segment's results in a line a question; a segment of which nothing is shown is named all the same."""
    shown = []
    for name, parts in list(result.segments.items())[:SEGMENTS_SHOWN]:
        lines = [
            f"{shorten(question.text, SEGMENT_QUESTION)}: {show_result(question, part)}"
            for question, part in zip(result.questions, parts, strict=True)
        ]
        if name in result.barriers_by_segment:
            lines.append(f"Held back first: {show_barriers(result.barriers_by_segment[name])}")
        shown.append(section("\n".join([f"*{inert(name)}*", *map(inert, lines)])))
    return shown


def _warn(overlaps: Sequence[Pulse]) -> sb.ContextBlock | None:
    if not overlaps:
        return None
    names = ", ".join(f"{each.id} ({inert(each.audience)})" for each in overlaps)
    return context(
        f":warning: {names} asks nearly the same people the same, and is open too. Of such two, results of the one "
        "that closes later may be hidden, since the difference would tell of few."
    )


def _buttons(pulse: Pulse) -> list[sb.Button]:
    return [button("Close now", "pulse.close", pulse.id)] if pulse.is_open else []
