"""Celebrating a milestone that was reached: a win that says so, told in the home channel with whoever agrees."""

from commands.slack.access import permit
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.blocks import Message
from commands.slack.features import Command
from commands.slack.inputs import is_blank
from commands.slack.modals import Modal
from commands.slack.subjects import take_key
from commands.wins.reading import MAY_TELL, credited_in, read_words
from commands.wins.telling import tell_win
from commands.wins.views import celebrate_modal, win_card
from storage.errors import BadInput
from storage.initiatives import get_open_initiative
from storage.milestones import Milestone, get_milestone, get_milestone_by_id
from storage.units import Unit
from storage.wins import add_win, find_celebration

EXAMPLE = "/change win celebrate CRM Go-live Berlin"


async def on_celebrate(ask: Ask) -> Answer:
    """`/change win celebrate KEY MILESTONE`: the form."""
    arguments = parse(ask.text)
    key = take_key(arguments, EXAMPLE)
    name = arguments.take_rest()
    return await ask.read(lambda unit: celebrate_modal(_find(unit, ask, key, name)))


async def on_celebrate_button(ask: Ask) -> Answer:
    """Celebrate, on the card of a milestone."""
    return await ask.read(lambda unit: _open_form(unit, ask, ask.value))


async def on_celebrate_form(ask: Ask) -> Answer:
    """The submitted form: whom it credits is asked, and then it is told."""
    words, credit_ids = await read_words(ask, ask.form["words"] or "", credited_in(ask), "Words")
    milestone_id = ask.metadata["id"]

    def celebrate(unit: Unit) -> Message:
        milestone = _get_reached(unit, ask, milestone_id)
        win = add_win(unit, milestone.initiative_key, words, credit_ids, milestone_id=milestone.id)
        note = tell_win(unit, win, get_open_initiative(unit, milestone.initiative_key))
        return win_card(win, may_edit=True, note=f"Saved. {note}")

    return Reply(await ask.write(celebrate))


def _find(unit: Unit, ask: Ask, key: str, name: str) -> Milestone:
    permit(unit, ask, get_open_initiative(unit, key), MAY_TELL)
    if is_blank(name):
        raise BadInput("Milestone", "it is missing", EXAMPLE)
    return _get_reached(unit, ask, get_milestone(unit, key, name).id)


def _open_form(unit: Unit, ask: Ask, milestone_id: str) -> Modal:
    return celebrate_modal(_get_reached(unit, ask, milestone_id))


def _get_reached(unit: Unit, ask: Ask, milestone_id: str) -> Milestone:
    """The milestone, where it is reached and not yet celebrated and the asker may tell of it."""
    milestone = get_milestone_by_id(unit, milestone_id)
    permit(unit, ask, get_open_initiative(unit, milestone.initiative_key), MAY_TELL)
    if milestone.done_on is None:
        example = f'/change milestone done {milestone.initiative_key} "{milestone.name}"'
        raise BadInput("Milestone", f"“{milestone.name}” is not reached yet", example)
    before = find_celebration(unit, milestone_id)
    if before is not None:
        reason = f"“{milestone.name}” is celebrated already, with {before.id}"
        raise BadInput("Milestone", reason, f"/change win edit {before.id}")
    return milestone


CELEBRATE_COMMAND = Command(
    "win",
    "celebrate",
    "win celebrate KEY MILESTONE",
    "Tell that a milestone is reached, and thank people, by form (champions)",
    on_celebrate,
    may=MAY_TELL,
)
