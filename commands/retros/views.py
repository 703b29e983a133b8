"""How looking back looks: one initiative's report, base rates, and what the next one is told before it plans."""

from collections.abc import Iterator, Sequence

import slackblocks as sb

from commands.retros.outcomes import Outcome
from commands.retros.rates import describe_rates, show_days
from commands.retros.worksheet_views import note_section
from commands.slack.adoption_lines import group_courses, show_adoption
from commands.slack.blocks import Message, actions, button, compose, context, header, section, sections
from commands.slack.dates import describe_date
from commands.slack.figures import measure_progress, show_count
from commands.slack.kpi_lines import show_kpi
from commands.slack.text import inert, shorten
from storage.gates import Decision
from storage.initiatives import Initiative
from storage.kpis import Kpi, KpiReading
from storage.lessons import Lesson
from storage.pulses import Pulse
from storage.retro_notes import Note
from storage.risks import Risk

MOST_SHOWN, MOST_NOTES = 5, 12
LESSON_SHOWN = 300


def report_message(outcome: Outcome, notes: Sequence[Note] | None) -> Message:
    """What was planned for an initiative against what happened; `notes` for those who may read what the team wrote."""
    initiative = outcome.initiative
    return compose(
        header(f"{initiative.key} · How it {'is going' if initiative.is_open else 'went'}"),
        section(f"*{inert(initiative.name)}*\n{_describe_end(outcome)}"),
        *sections(f"*Milestones*\n{_describe_milestones(outcome)}"),
        *_risk_blocks(outcome),
        *sections(f"*Gates*\n{_describe_gates(outcome)}"),
        *sections("\n".join(["*KPIs*", *(_describe_kpi(*each) for each in outcome.kpis)])) if outcome.kpis else [],
        *sections("\n".join(["*Adoption*", *map(show_adoption, group_courses(outcome.adoption).values())]))
        if outcome.adoption
        else [],
        *_note_blocks(notes),
        *_pulse_blocks(outcome.pulses),
        *_lesson_blocks(outcome.lessons, "Lessons"),
        actions(*_report_buttons(initiative)) if notes is not None else None,
        context(f'What it taught is for the next one: `/change lesson add {initiative.key} "…" tags:…`'),
    )


def later_message(initiative: Initiative) -> Message:
    """What a lead is told sixty days after the end."""
    return compose(
        section(
            f":books: *{inert(initiative.name)}* ended sixty days ago: has it lasted, and would you do it so again?"
        ),
        actions(*_report_buttons(initiative), button("How it went", "retro.show", initiative.key)),
    )


def rates_message(outcomes: Sequence[Outcome]) -> Message:
    """How earlier initiatives went, as a base for plans."""
    keys = ", ".join(outcome.initiative.key for outcome in outcomes)
    return compose(
        header("Base rates"),
        *rate_blocks(outcomes),
        context(f"From {show_count(len(outcomes), 'closed initiative')}: {keys}") if outcomes else None,
    )


def rate_blocks(outcomes: Sequence[Outcome]) -> list[sb.Block]:
    """The same as part of a message."""
    lines = describe_rates(outcomes)
    note = context("In brackets 95 % intervals. Parts of one initiative hang together, so they are rather too narrow.")
    return [section("\n".join(f"• {inert(line)}" for line in lines)), *([note] if len(lines) > 1 else [])]


def before_message(initiative: Initiative, lessons: Sequence[Lesson], outcomes: Sequence[Outcome]) -> Message:
    """What earlier initiatives teach, for somebody who is about to plan this one."""
    nothing = section("No lesson of another initiative speaks of the same things yet.")
    return compose(
        header(f"{initiative.key} · Before you plan"),
        *(_lesson_blocks(lessons, "Lessons of initiatives like this one") if lessons else [nothing]),
        section("*How earlier ones went*"),
        *rate_blocks(outcomes),
        context("`/change lesson search WORDS` finds more."),
    )


def _note_blocks(notes: Sequence[Note] | None) -> list[sb.Block]:
    if not notes:
        return []
    more = [context(f"and {len(notes) - MOST_NOTES} earlier")] if len(notes) > MOST_NOTES else []
    return [section("*What the team says*"), *map(note_section, notes[-MOST_NOTES:]), *more]


def _pulse_blocks(pulses: Sequence[Pulse]) -> list[sb.Block]:
    if not pulses:
        return []
    return [section("*What those say whom it was for*"), *map(_show_pulse, pulses[:MOST_SHOWN])]


def _show_pulse(pulse: Pulse) -> sb.SectionBlock:
    text = f"*{pulse.id}* {inert(pulse.audience)}, since {describe_date(pulse.opened_at.date())} · {pulse.state}"
    results = button("Results", f"pulse.results:{pulse.id}", pulse.id, spoken=f"Results of {pulse.id}")
    return section(text, accessory=results)


def _report_buttons(initiative: Initiative) -> list[sb.Button]:
    return [
        button("Write", "retro.write", initiative.key),
        button("Ask the team", "retro.ask", initiative.key),
        button("Ask all users", "pulse.look_back", initiative.key),
    ]


def _describe_end(outcome: Outcome) -> str:
    initiative = outcome.initiative
    planned = (
        f"planned until {describe_date(initiative.target_on)}" if initiative.target_on else "without a target date"
    )
    if initiative.closed_at is None:
        return f"Still open, {planned}."
    ended = f"Closed on {describe_date(initiative.closed_at.date())}, {planned}"
    return f"{ended}: {show_days(outcome.days_late)}." if outcome.days_late is not None else f"{ended}."


def _describe_milestones(outcome: Outcome) -> str:
    delays = outcome.milestone_delays
    if not delays:
        return "None was reached."
    kept = sum(delay <= 0 for delay in delays)
    furthest = max(outcome.milestones, key=lambda each: (each.done_on or each.first_on) - each.first_on)
    text = f"{kept} of {len(delays)} by the day first promised"
    return f"{text}; furthest: {inert(furthest.name)}, {show_days(max(delays))}." if max(delays) > 0 else f"{text}."


def _risk_blocks(outcome: Outcome) -> Iterator[sb.Block]:
    count = len(outcome.came_true)
    private = "Private ones are not counted here."
    text = f"{count} of {len(outcome.risks)} came true." if outcome.risks else "None was reported."
    yield section(f"*Risks*\n{text} {private}")
    for risk in [each for each in outcome.risks if each.id in outcome.came_true][:MOST_SHOWN]:
        yield section(_show_risk(risk), accessory=button("Open", "risk.show", risk.id, spoken=f"Open {risk.id}"))
    if count > MOST_SHOWN:
        yield context(f"and {count - MOST_SHOWN} more")


def _show_risk(risk: Risk) -> str:
    return f"*{risk.id}* {inert(risk.title)}{f' · {risk.category}' if risk.category else ''}"


def _describe_gates(outcome: Outcome) -> str:
    if not outcome.first_gates:
        return "No phase was left through a gate."
    refused = [f"{inert(name)} ({gate.id})" for name, gate in outcome.first_gates if gate.decision == Decision.NO_GO]
    text = f"{len(outcome.first_gates) - len(refused)} of {len(outcome.first_gates)} passed when first asked for"
    return f"{text}; refused: {', '.join(refused)}." if refused else f"{text}."


def _describe_kpi(kpi: Kpi, reading: KpiReading | None) -> str:
    is_reached = reading is not None and measure_progress(kpi.baseline, kpi.target, reading.value) >= 1
    mark = ":white_check_mark:" if is_reached else ":white_large_square:"
    return f"{mark} {show_kpi(kpi, [reading] if reading else [])}"


def _lesson_blocks(lessons: Sequence[Lesson], title: str) -> list[sb.Block]:
    if not lessons:
        return []
    shown = [
        section(
            f"*{lesson.id}* · {lesson.initiative_key}\n{inert(shorten(lesson.text, LESSON_SHOWN, inert))}",
            accessory=button("Open", "lesson.show", lesson.id, spoken=f"Open {lesson.id}"),
        )
        for lesson in lessons[:MOST_SHOWN]
    ]
    more = [context(f"and {len(lessons) - MOST_SHOWN} more")] if len(lessons) > MOST_SHOWN else []
    return [section(f"*{title}*"), *shown, *more]
