"""Asking for a decision: recorded as open, with an owner who is told at once."""

from datetime import date

from commands.decisions.cards import MAY_RECORD, reply_with_card
from commands.decisions.views import QUESTION_LIMIT, ask_modal, decision_asked_message
from commands.slack.access import permit
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask
from commands.slack.choices import list_choosable
from commands.slack.dates import parse_date
from commands.slack.grammar import Grammar
from commands.slack.inputs import clean_text, is_blank
from commands.slack.lookups import find_member
from commands.slack.subjects import take_key
from commands.slack.telling import tell
from storage.decisions import Decision, ask_decision
from storage.errors import Problems
from storage.initiatives import get_open_initiative
from storage.units import Unit

EXAMPLE = '/change decision ask CRM "Which vendor migrates the data?" by:2026-12-04'
QUESTION_EXAMPLE = "Which vendor migrates the data?"
GRAMMAR = Grammar(options={"by": "2026-12-04", "owner": "@clara"})


async def on_ask(ask: Ask) -> Answer:
    """`/change decision ask KEY "Question" [by:DATE] [owner:@x]`; without arguments the form."""
    if is_blank(ask.text):
        return ask_modal(await list_choosable(ask, MAY_RECORD))
    arguments = parse(ask.text, GRAMMAR)
    key = take_key(arguments, EXAMPLE)
    return await _ask(ask, key, arguments.take_rest(), arguments.option("by"), arguments.option_reference("owner"))


async def on_ask_form(ask: Ask) -> Answer:
    """The submitted form for a question."""
    form = ask.form
    owner = f"<@{form['owner']}>" if form["owner"] else None
    return await _ask(ask, form["initiative"], form["question"] or "", form["by"], owner)


async def on_open_ask(ask: Ask) -> Answer:
    """Ask for a decision, under a list."""
    return ask_modal(await list_choosable(ask, MAY_RECORD), ask.value)


async def read_terms(ask: Ask, by: str | None, owner: str | None) -> tuple[date | None, str | None]:
    """The day and the owner's id that were typed or chosen; BadInput(s) for what cannot be."""
    problems = Problems()
    due_on = owner_id = None
    with problems:
        due_on = parse_date(by, await ask.find_today(), "By", future=True) if by is not None else None
    with problems:
        owner_id = (await find_member(ask, owner, "Owner")).user_id if owner is not None else None
    problems.raise_found()
    return due_on, owner_id


def tell_owner(unit: Unit, ask: Ask, decision: Decision) -> None:
    """Promise the owner the question with its button, unless they are the asker."""
    if decision.owner_id == ask.user_id:
        return
    key = f"decision:{decision.id}:asked:{unit.now.isoformat()}"
    tell(unit, decision_asked_message(decision), [decision.owner_id], key=key, kind="decision", subject=decision.id)


async def _ask(ask: Ask, key: str, question: str, by: str | None, owner: str | None) -> Answer:
    problems = Problems()
    with problems:
        question = clean_text(question, "Question", QUESTION_LIMIT, example=QUESTION_EXAMPLE)
    with problems:
        due_on, owner_id = await read_terms(ask, by, owner)
    problems.raise_found()
    zone = await ask.find_zone()

    def record(unit: Unit) -> Answer:
        initiative = get_open_initiative(unit, key)
        permit(unit, ask, initiative, MAY_RECORD)
        decision = ask_decision(unit, key, question, owner_id=owner_id or initiative.sponsor_id, due_on=due_on)
        tell_owner(unit, ask, decision)
        return reply_with_card(unit, decision, zone)

    return await ask.write(record)
