"""How pulses look to those who run them: form, card, list, results."""

from collections.abc import Sequence

import slackblocks as sb

from commands.slack.blocks import Message, actions, button, compose, context, header, section, sections
from commands.slack.choices import initiative_field
from commands.slack.figures import count_people, show_count, show_percent
from commands.slack.modals import ChoiceField, Modal, TextField
from commands.slack.moments import describe_instant
from commands.slack.text import inert, shorten
from storage.audiences import Audience
from storage.initiatives import Initiative
from storage.pulses import Pulse
from surveys.questions import Question
from surveys.results import Comments, PulseResult, QuestionResult, Scores, Unanimous

QUESTIONS_LIMIT = 1600
BAR_WIDTH = 12
COMMENTS_SHOWN, COMMENT_SHOWN = 20, 500


def pulse_modal(initiatives: list[Initiative], audiences: Sequence[Audience], key: str | None) -> Modal:
    """The form for a new pulse."""
    return Modal(
        callback_id="pulse.new",
        title="New pulse",
        submit="Send",
        intro="One to five statements, answered with one tap from 1 (strongly disagree) to 5 (strongly agree).",
        fields=[
            initiative_field(initiatives, key),
            ChoiceField("Audience", options=[(a.name, f"{a.name} ({a.kind})") for a in audiences]),
            TextField("Questions", limit=QUESTIONS_LIMIT, is_multiline=True, hint="One a line, five at most"),
            TextField("Open days", limit=2, is_optional=True, initial="5"),
            TextField("Every", limit=60, is_optional=True, hint="To repeat it: “monthly 1st 09:00”"),
        ],
    )


def pulse_opened_message(pulse: Pulse, repeats: str | None, zone: str) -> Message:
    """What the lead sees after sending."""
    again = context(f"It repeats {repeats}.") if repeats else None
    return compose(
        section(
            f"*{pulse.id}* is on its way to {count_people(pulse.invited)} in {inert(pulse.audience)}. "
            f"It closes on {describe_instant(pulse.closes_at, zone)}."
        ),
        again,
        context("Results come once it has closed, from five answers on."),
        actions(*_buttons(pulse)),
    )


def pulse_list_message(initiative: Initiative, pulses: Sequence[Pulse], zone: str) -> Message:
    """An initiative's pulses, the newest first."""
    title = header(f"{initiative.key} · Pulses")
    if not pulses:
        return compose(title, section(f'None yet. `/change pulse new {initiative.key} to AUDIENCE "Question"`'))
    lines = [
        section(
            f"*{pulse.id}* {pulse.state} · {inert(pulse.audience)} · {show_count(len(pulse.questions), 'question')} · "
            f"{'closes' if pulse.is_open else 'closed'} {describe_instant(pulse.closes_at, zone)}",
            accessory=button("Results", f"pulse.results:{pulse.id}", pulse.id, spoken=f"Results of {pulse.id}"),
        )
        for pulse in pulses[:20]
    ]
    return compose(title, *lines)


def still_open_message(pulse: Pulse, zone: str) -> Message:
    """Results are asked for before the end: there are none, so that no answer shows by its effect on a mean."""
    return compose(
        section(
            f"*{pulse.id}* is open until {describe_instant(pulse.closes_at, zone)}. Results are published once, "
            "when it has closed: a figure that moves with each answer would give the answers away."
        ),
        actions(*_buttons(pulse)),
    )


def results_message(pulse: Pulse, questions: Sequence[Question], result: PulseResult) -> Message:
    """A closed pulse's results, as far as its floors let them be shown."""
    answers = f"{result.answered} of {result.invited} answered ({show_percent(result.response_rate)})"
    shown = answers if result.answered >= 5 else f"Fewer than 5 of {result.invited} answered"
    return compose(
        header(f"{pulse.id} · {pulse.initiative_key} · {pulse.audience}"),
        section(f"{inert(shown)}. Anonymous: no answer can be traced to a person any more."),
        *(section(f"*{inert(q.text)}*\n{_show(r)}") for q, r in zip(questions, result.overall, strict=True)),
        *sections(f"*Comments*\n{_show(result.comments)}"),
    )


def show_result(result: QuestionResult) -> str:
    """One question's result in a line: favourable share with n and interval, or why it is hidden."""
    if isinstance(result, Scores) and result.favourable is not None:
        low, high = result.favourable.interval
        return (
            f"{show_percent(result.favourable.value)} favourable "
            f"(n = {result.n}, 95 % interval {round(100 * low)}–{round(100 * high)} %)"
        )
    if isinstance(result, Scores):
        return f"n = {result.n}"
    if isinstance(result, Unanimous):
        return f"everybody answered {result.band} (n = {result.n})"
    return "hidden" if isinstance(result, Comments) else result.reason


def _show(result: QuestionResult) -> str:
    if isinstance(result, Comments):
        return "\n".join(f"• {inert(shorten(text, COMMENT_SHOWN))}" for text in result.texts[:COMMENTS_SHOWN])
    line = inert(show_result(result))
    if isinstance(result, Scores):
        mean = f" · mean {result.mean:.1f}" if result.mean is not None else ""
        return f"{line}{mean}\n{_draw_distribution(result)}"
    return line


def _draw_distribution(result: Scores) -> str:
    most = max(result.distribution.values())
    rows = [
        f"`{score}` {'█' * max(1, round(BAR_WIDTH * count / most)) if count else '·'} {count}"
        for score, count in sorted(result.distribution.items())
    ]
    return "\n".join(rows)


def _buttons(pulse: Pulse) -> list[sb.Button]:
    return [button("Close now", "pulse.close", pulse.id)] if pulse.is_open else []
