"""Taking a decision: an open question is answered by its owner, the lead or the sponsor."""

from commands.decisions.cards import MAY_TAKE, get_permitted, reply_with_card
from commands.decisions.views import DECISION_LIMIT, REASON_LIMIT, decision_taken_message, take_modal
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask
from commands.slack.conflicts import check_unchanged, save_or_reopen
from commands.slack.inputs import clean_text, is_blank
from commands.slack.modals import Modal
from commands.slack.subjects import take_id
from commands.slack.telling import tell
from storage.decisions import Decision, take_decision
from storage.errors import BadInput, Problems
from storage.initiatives import get_initiative
from storage.units import Unit

EXAMPLE = '/change decision take D-1 "We move in March"'
DECISION_EXAMPLE = "We move in March"
REASON_EXAMPLE = "The vendor is free then"


async def on_take(ask: Ask) -> Answer:
    """`/change decision take ID "…"`; without a decision the form."""
    arguments = parse(ask.text)
    decision_id = take_id(arguments, "D", "Decision", EXAMPLE)
    text = arguments.take_rest()
    if is_blank(text):
        return await ask.read(lambda unit: _open_form(unit, ask, decision_id))
    decision, _ = read_answer(text, None)
    zone = await ask.find_zone()

    def take(unit: Unit) -> Answer:
        _get_open(unit, ask, decision_id)
        return _take(unit, ask, decision_id, decision, None, zone)

    return await ask.write(take)


async def on_decide_button(ask: Ask) -> Answer:
    """Decide, in a message, on a card or on Home."""
    return await ask.read(lambda unit: _open_form(unit, ask, ask.value))


async def on_take_form(ask: Ask) -> Answer:
    """The submitted form."""
    decision_id = ask.metadata["id"]
    decision, reason = read_answer(ask.form["decision"] or "", ask.form["reason"])
    zone = await ask.find_zone()

    def take(unit: Unit) -> Answer:
        check_unchanged(ask, _get_open(unit, ask, decision_id))
        return _take(unit, ask, decision_id, decision, reason, zone)

    return await save_or_reopen(ask, take, lambda unit: _open_form(unit, ask, decision_id))


def read_answer(decision: str, reason: str | None) -> tuple[str, str | None]:
    """The decision and its reason as they may be stored; BadInput(s) for what cannot be."""
    problems = Problems()
    cleaned = why = None
    with problems:
        cleaned = clean_text(decision, "Decision", DECISION_LIMIT, example=DECISION_EXAMPLE)
    with problems:
        why = None if is_blank(reason) else clean_text(reason or "", "Reason", REASON_LIMIT, example=REASON_EXAMPLE)
    problems.raise_found()
    return cleaned or "", why


def _take(unit: Unit, ask: Ask, decision_id: str, text: str, reason: str | None, zone: str) -> Answer:
    decision = take_decision(unit, decision_id, text, reason)
    concerned = {decision.author_id, get_initiative(unit, decision.initiative_key).lead_id} - {ask.user_id}
    key = f"decision:{decision.id}:taken"
    tell(unit, decision_taken_message(decision), sorted(concerned), key=key, kind="decision", subject=decision.id)
    return reply_with_card(unit, decision, zone)


def _open_form(unit: Unit, ask: Ask, decision_id: str) -> Modal:
    return take_modal(_get_open(unit, ask, decision_id))


def _get_open(unit: Unit, ask: Ask, decision_id: str) -> Decision:
    decision = get_permitted(unit, ask, decision_id, MAY_TAKE)
    if not decision.is_open:
        raise BadInput("Decision", f"{decision.id} was taken already", f"/change decision show {decision.id}")
    return decision
