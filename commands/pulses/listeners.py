"""Pulse commands for leads, and the taps of those who are asked."""

import re

from commands.pulses.answering import change_ballot, find_asked, read_questions
from commands.pulses.asking import comment_modal, question_message, thanks_message
from commands.pulses.home import open_pulses_card
from commands.pulses.jobs import close_due_pulses, run_pulse
from commands.pulses.rounds import RoundPlan, close_round, find_result, open_round
from commands.pulses.views import (
    pulse_list_message,
    pulse_modal,
    pulse_opened_message,
    results_message,
    still_open_message,
)
from commands.slack.access import permit
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Replacement, Reply
from commands.slack.blocks import compose, section
from commands.slack.cadences import Cadence, describe_rule, parse_rule
from commands.slack.choices import find_choosable
from commands.slack.features import Command, Feature
from commands.slack.grammar import Grammar
from commands.slack.inputs import clean_text, is_blank
from commands.slack.membership import resolve_audience
from commands.slack.values import parse_id, parse_key, parse_whole
from storage.audiences import get_audience, list_audiences
from storage.errors import BadInput, OutOfDate
from storage.initiatives import get_initiative, get_open_initiative
from storage.pulses import Pulse, get_pulse, list_pulses
from storage.roles import Role
from storage.schedules import add_schedule
from storage.units import Unit
from surveys.ballots import MAX_COMMENT, next_open_question, put_answer, put_comment
from surveys.questions import check_questions, make_agreement

EXAMPLE = '/change pulse new CRM to sales "I know what changes for me"'
GRAMMAR = Grammar(options={"open": "5", "every": '"monthly 1st 09:00"'})
TAP = re.compile("(P-[0-9]+) ([0-9]) ([0-9]{1,2}) (first|again)")
MAY_ASK = (Role.LEAD,)
MAY_READ = (Role.LEAD, Role.SPONSOR)
OPEN_DAYS, MOST_OPEN_DAYS = 5, 60


async def on_new(ask: Ask) -> Answer:
    """`/change pulse new KEY to AUDIENCE "Question" … [open:DAYS] [every:RULE]`; without arguments the form."""
    if is_blank(ask.text):
        return await _open_form(ask, None)
    arguments = parse(ask.text, GRAMMAR)
    key = parse_key(arguments.take_word("Initiative", EXAMPLE), "Initiative")
    if not arguments and not arguments.option("open"):
        return await _open_form(ask, key)
    if arguments.take_keyword("to") is None:
        raise BadInput("Audience", "“to AUDIENCE” is missing", EXAMPLE)
    audience = arguments.take_word("Audience", EXAMPLE)
    questions = arguments.take_quoted()
    arguments.finish(EXAMPLE)
    return await _send(ask, key, audience, questions, arguments.option("open"), arguments.option("every"))


async def on_new_form(ask: Ask) -> Answer:
    """The submitted form."""
    form = ask.form
    questions = [line.strip() for line in (form["questions"] or "").splitlines() if not is_blank(line)]
    return await _send(ask, form["initiative"], form["audience"], questions, form["open_days"], form["every"])


async def on_list(ask: Ask) -> Answer:
    """`/change pulse list KEY`."""
    arguments = parse(ask.text)
    key = parse_key(arguments.take_word("Initiative", "/change pulse list CRM"), "Initiative")
    arguments.finish("/change pulse list CRM")
    zone = await ask.find_zone()

    def find(unit: Unit) -> Answer:
        initiative = get_initiative(unit, key)
        permit(unit, ask, initiative, MAY_READ)
        return Reply(pulse_list_message(initiative, list_pulses(unit, key), zone))

    return await ask.read(find)


async def on_results(ask: Ask) -> Answer:
    """`/change pulse results ID`."""
    return await _show_results(ask, _take_only_id(ask, "/change pulse results P-1"))


async def on_results_button(ask: Ask) -> Answer:
    """Results, in a list."""
    return await _show_results(ask, ask.value)


async def on_close(ask: Ask) -> Answer:
    """`/change pulse close ID`."""
    return await _close(ask, _take_only_id(ask, "/change pulse close P-1"))


async def on_close_button(ask: Ask) -> Answer:
    """Close now, on a card."""
    return await _close(ask, ask.value)


async def on_answer(ask: Ask) -> Answer:
    """One tap: the ballot is stored, then the next question takes the message's place."""
    pulse_id, index, score, again = _read_tap(ask.value)
    asked = await find_asked(ask, pulse_id)
    ballot = await change_ballot(ask, asked.pulse, lambda ballot: put_answer(ballot, asked.questions, index, score))
    following = index + 1 if again else next_open_question(ballot, asked.questions)
    if following is None or following >= len(asked.questions):
        return Replacement(thanks_message(asked.pulse, asked.title))
    return Replacement(question_message(asked.pulse, asked.questions, following, asked.title, again=again))


def _read_tap(value: str) -> tuple[str, int, int, bool]:
    """What a button says of itself: the pulse, the question's position, the answer, and whether it is a change."""
    tap = TAP.fullmatch(value)
    if tap is None:
        raise OutOfDate
    return tap[1], int(tap[2]), int(tap[3]), tap[4] == "again"


async def on_restart(ask: Ask) -> Answer:
    """Change my answers: from the first question on, without showing what was answered."""
    asked = await find_asked(ask, ask.value)
    return Replacement(question_message(asked.pulse, asked.questions, 0, asked.title, again=True))


async def on_comment_button(ask: Ask) -> Answer:
    """Add a comment."""
    await find_asked(ask, ask.value)
    return comment_modal(ask.value)


async def on_comment_form(ask: Ask) -> Answer:
    """The submitted comment."""
    asked = await find_asked(ask, ask.metadata["pulse"])
    words = clean_text(ask.form["comment"] or "", "Comment", MAX_COMMENT, required=False)
    await change_ballot(ask, asked.pulse, lambda ballot: put_comment(ballot, words))
    return Reply(compose(section("Your comment is saved." if words else "Your comment is removed.")))


async def _send(
    ask: Ask, key: str, audience_name: str, texts: list[str], open_days: str | None, every: str | None
) -> Answer:
    if not texts:
        raise BadInput("Question", "it is missing, or not in quotes", EXAMPLE)
    questions = check_questions([make_agreement(text) for text in texts])
    days = parse_whole(open_days, "Open days", 1, MOST_OPEN_DAYS, "5") if open_days else OPEN_DAYS
    cadence = parse_rule(every, "Every") if every else None
    zone = await ask.find_zone()
    audience = await ask.read(lambda unit: get_audience(unit, audience_name))
    await ask.read(lambda unit: permit(unit, ask, get_open_initiative(unit, key), MAY_ASK))
    members = (await resolve_audience(ask.house, ask.team_id, audience)).members
    plan = RoundPlan(key, audience.name, questions, days)

    def send(unit: Unit) -> Pulse:
        permit(unit, ask, get_open_initiative(unit, key), MAY_ASK)
        pulse = open_round(unit, plan, members)
        if cadence is not None:
            _repeat(unit, pulse, cadence, zone)
        return pulse

    pulse = await ask.write(send)
    return Reply(pulse_opened_message(pulse, describe_rule(cadence) if cadence else None, zone))


def _repeat(unit: Unit, pulse: Pulse, cadence: Cadence, zone: str) -> None:
    starts = cadence.find_first(unit.now.replace(tzinfo=None))
    add_schedule(unit, kind="pulse", subject=pulse.id, rule=cadence.rule, starts=starts, zone=zone)


async def _open_form(ask: Ask, key: str | None) -> Answer:
    def find(unit: Unit) -> Answer:
        if key is not None:
            permit(unit, ask, get_open_initiative(unit, key), MAY_ASK)
        initiatives, audiences = find_choosable(unit, ask, MAY_ASK), list_audiences(unit)
        if not audiences:
            raise BadInput("Audience", "there is none yet", "/change audience new sales kind:employees from:#sales")
        return pulse_modal(list(initiatives[:100]), audiences[:100], key)

    return await ask.read(find)


async def _show_results(ask: Ask, pulse_id: str) -> Answer:
    zone = await ask.find_zone()

    def find(unit: Unit) -> Answer:
        pulse = get_pulse(unit, pulse_id)
        permit(unit, ask, get_initiative(unit, pulse.initiative_key), MAY_READ)
        if pulse.is_open:
            return Reply(still_open_message(pulse, zone))
        return Reply(results_message(pulse, read_questions(pulse), find_result(unit, pulse)))

    return await ask.read(find)


async def _close(ask: Ask, pulse_id: str) -> Answer:
    def close(unit: Unit) -> Pulse:
        pulse = get_pulse(unit, pulse_id)
        permit(unit, ask, get_initiative(unit, pulse.initiative_key), MAY_ASK)
        if not pulse.is_open:
            raise BadInput("Pulse", f"{pulse.id} is closed already", f"/change pulse results {pulse.id}")
        return close_round(unit, pulse_id)

    await ask.write(close)
    await ask.house.store.compact()
    return await _show_results(ask, pulse_id)


def _take_only_id(ask: Ask, example: str) -> str:
    arguments = parse(ask.text)
    number = parse_id(arguments.take_word("Pulse", example), "P", "Pulse")
    arguments.finish(example)
    return f"P-{number}"


FEATURE = Feature(
    title="Pulses",
    commands=[
        Command("pulse", "list", "pulse list KEY", "An initiative's pulses (lead)", on_list),
        Command(
            "pulse",
            "new",
            'pulse new KEY to AUDIENCE "Question" ["Question" …] [open:DAYS] [every:RULE]',
            "Ask one to five questions (lead)",
            on_new,
        ),
        Command("pulse", "results", "pulse results ID", "What people said, once it is closed", on_results),
        Command("pulse", "close", "pulse close ID", "End it now and seal the answers", on_close),
    ],
    actions={
        "pulse.answer": on_answer,
        "pulse.restart": on_restart,
        "pulse.comment": on_comment_button,
        "pulse.results": on_results_button,
        "pulse.close": on_close_button,
    },
    forms={"pulse.new": on_new_form, "pulse.comment": on_comment_form},
    home_cards=[open_pulses_card],
    jobs={"pulse": run_pulse},
    sweeps=[close_due_pulses],
)
