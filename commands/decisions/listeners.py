"""Decision commands: record, list, show and edit; asking and taking have modules of their own."""

from typing import Any

from commands.decisions.asking import QUESTION_EXAMPLE, on_ask, on_ask_form, on_open_ask, read_terms, tell_owner
from commands.decisions.cards import MAY_RECORD, get_permitted, reply_with_card
from commands.decisions.home import list_awaited
from commands.decisions.taking import on_decide_button, on_take, on_take_form, read_answer
from commands.decisions.views import QUESTION_LIMIT, decision_list_message, edit_modal, record_modal
from commands.slack.access import permit
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Replacement, Reply
from commands.slack.blocks import Message
from commands.slack.choices import list_choosable
from commands.slack.conflicts import check_unchanged, save_or_reopen
from commands.slack.features import Command, Feature
from commands.slack.inputs import clean_text, is_blank
from commands.slack.modals import Modal
from commands.slack.pages import read_turn
from commands.slack.subjects import take_key, take_only_id, take_only_key
from storage.decisions import Decision, add_decision, edit_decision, get_decision, list_decisions
from storage.errors import Problems
from storage.initiatives import get_initiative, get_open_initiative
from storage.units import Unit

EXAMPLE = '/change decision CRM "We move in March"'


async def on_record(ask: Ask) -> Answer:
    """`/change decision KEY "…"`; without arguments the form."""
    if is_blank(ask.text):
        return record_modal(await list_choosable(ask, MAY_RECORD))
    arguments = parse(ask.text)
    key = take_key(arguments, EXAMPLE)
    return await _record(ask, key, arguments.take_rest(), None)


async def on_record_form(ask: Ask) -> Answer:
    """The submitted form for a decision that was taken."""
    return await _record(ask, ask.form["initiative"], ask.form["decision"] or "", ask.form["reason"])


async def on_open_form(ask: Ask) -> Answer:
    """Record a decision, under a list."""
    return record_modal(await list_choosable(ask, MAY_RECORD), ask.value)


async def on_list(ask: Ask) -> Answer:
    """`/change decision list KEY`."""
    return Reply(await _make_list(ask, take_only_key(ask.text, "/change decision list CRM")))


async def on_page(ask: Ask) -> Answer:
    """Next and Previous under a list."""
    return Replacement(await _make_list(ask, *read_turn(ask.value)))


async def on_show(ask: Ask) -> Answer:
    """`/change decision show ID`."""
    return await _show(ask, take_only_id(ask.text, "D", "Decision", "/change decision show D-1"))


async def on_show_button(ask: Ask) -> Answer:
    """Open, in a list or a message."""
    return await _show(ask, ask.value)


async def on_edit(ask: Ask) -> Answer:
    """`/change decision edit ID`: the form, filled in."""
    decision_id = take_only_id(ask.text, "D", "Decision", "/change decision edit D-1")
    return await ask.read(lambda unit: _open_edit(unit, ask, decision_id))


async def on_edit_button(ask: Ask) -> Answer:
    """Edit, on a card."""
    return await ask.read(lambda unit: _open_edit(unit, ask, ask.value))


async def on_edit_form(ask: Ask) -> Answer:
    """The submitted form; a new owner of an open decision is told."""
    decision_id = ask.metadata["id"]
    changes = await _read_edit(ask, await ask.read(lambda unit: get_decision(unit, decision_id)))
    zone = await ask.find_zone()

    def edit(unit: Unit) -> Answer:
        before = get_permitted(unit, ask, decision_id, MAY_RECORD)
        check_unchanged(ask, before)
        decision = edit_decision(unit, decision_id, **changes)
        if decision.owner_id != before.owner_id:
            tell_owner(unit, ask, decision)
        return reply_with_card(unit, decision, zone)

    return await save_or_reopen(ask, edit, lambda unit: _open_edit(unit, ask, decision_id))


async def _record(ask: Ask, key: str, text: str, reason: str | None) -> Answer:
    decision, why = read_answer(text, reason)
    zone = await ask.find_zone()

    def record(unit: Unit) -> Answer:
        permit(unit, ask, get_open_initiative(unit, key), MAY_RECORD)
        return reply_with_card(unit, add_decision(unit, key, decision, reason=why), zone)

    return await ask.write(record)


async def _read_edit(ask: Ask, before: Decision) -> dict[str, Any]:
    form, problems = ask.form, Problems()
    values: dict[str, Any] = {}
    with problems:
        if "question" in form:
            question = clean_text(form["question"] or "", "Question", QUESTION_LIMIT, example=QUESTION_EXAMPLE)
            values["question"] = question
    with problems:
        if "decision" in form:
            values["decision"], values["reason"] = read_answer(form["decision"] or "", form["reason"])
    with problems:
        if "owner" in form:
            # A day that was there before may be past by now; only a new one must not be.
            kept = before.due_on if before.due_on and form["by"] == before.due_on.isoformat() else None
            due_on, values["owner_id"] = await read_terms(ask, None if kept else form["by"], f"<@{form['owner']}>")
            values["due_on"] = kept or due_on
    problems.raise_found()
    return values


async def _make_list(ask: Ask, key: str, page: int = 0) -> Message:
    today = await ask.find_today()
    return await ask.read(
        lambda unit: decision_list_message(get_initiative(unit, key), list_decisions(unit, key), today, page)
    )


async def _show(ask: Ask, decision_id: str) -> Answer:
    zone = await ask.find_zone()
    return await ask.read(lambda unit: reply_with_card(unit, get_decision(unit, decision_id), zone))


def _open_edit(unit: Unit, ask: Ask, decision_id: str) -> Modal:
    return edit_modal(get_permitted(unit, ask, decision_id, MAY_RECORD))


FEATURE = Feature(
    title="Decisions",
    area="The programme",
    commands=[
        Command("decision", "", 'decision KEY "…"', "Record what was decided, or open the form (lead)", on_record),
        Command("decision", "list", "decision list KEY", "What is to be decided, and what was", on_list),
        Command("decision", "show", "decision show ID", "One decision, with its history", on_show),
        Command(
            "decision",
            "ask",
            'decision ask KEY "Question" [by:DATE] [owner:@x]',
            "Ask for a decision, of the sponsor unless said, or open the form (lead)",
            on_ask,
        ),
        Command("decision", "take", 'decision take ID ["…"]', "Answer it (owner, lead, sponsor)", on_take),
        Command("decision", "edit", "decision edit ID", "Correct it (lead, owner)", on_edit),
    ],
    actions={
        "decision.page": on_page,
        "decision.show": on_show_button,
        "decision.open": on_open_form,
        "decision.ask": on_open_ask,
        "decision.decide": on_decide_button,
        "decision.edit": on_edit_button,
    },
    forms={
        "decision.record": on_record_form,
        "decision.ask": on_ask_form,
        "decision.take": on_take_form,
        "decision.edit": on_edit_form,
    },
    home_tasks=[list_awaited],
)
