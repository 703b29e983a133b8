"""Line forms: a command that was given nothing, and misses something, asks for what its usage names.

What is filled in is written as the line that could have been typed, so that a command has one way to be understood.
"""

from collections.abc import Sequence

from commands.slack.access import permit_admin
from commands.slack.ask import Ask
from commands.slack.choices import find_choosable
from commands.slack.features import Command
from commands.slack.limits import MODAL_TITLE
from commands.slack.modals import Modal
from commands.slack.usages import Slot, read_usage, write_line
from storage.errors import BadInput, GroundswellError, Missing
from storage.initiatives import Initiative, list_initiatives
from storage.roles import Role
from storage.units import Unit

FORM = "command.line"
NAMES = {"kpi": "KPI"}


def find_missing(error: GroundswellError) -> Missing | None:
    """What a command misses, if that is why it refused."""
    return next((problem for problem in error.problems if isinstance(problem, Missing)), None)


async def open_line_form(ask: Ask, command: Command, missing: Missing) -> Modal:
    """The form of a command; raises NotAllowed for somebody who may nowhere do what it does."""
    thing = missing.field if missing.field not in (None, "Initiative") else _name_noun(command)
    slots = _read_slots(command, thing or "", await ask.read(lambda unit: _list_offered(unit, ask, command)))
    return Modal(
        callback_id=FORM,
        title=f"{_name_noun(command)} {command.verb}".strip()[:MODAL_TITLE],
        submit="Continue",
        fields=[slot.field for slot in slots],
        metadata={"noun": command.noun, "verb": command.verb, "thing": thing},
        intro=f"{command.summary}\nAs one line: {missing.example}",
    )


def write_filled(ask: Ask, command: Command) -> str:
    """The text that a command would have been given, from its submitted form."""
    return write_line(_read_slots(command, ask.metadata["thing"], []), ask.form)


def _read_slots(command: Command, thing: str, initiatives: Sequence[Initiative]) -> list[Slot]:
    return read_usage(command.usage.removeprefix(command.words).strip(), thing, initiatives)


def _name_noun(command: Command) -> str:
    return NAMES.get(command.noun, command.noun.capitalize())


def _list_offered(unit: Unit, ask: Ask, command: Command) -> list[Initiative]:
    """The initiatives in which the asker may, or for what anybody may all of them, the open ones first."""
    if set(command.may) == {Role.ADMIN}:
        permit_admin(unit, ask)
    elif command.may:
        return find_choosable(unit, ask, command.may)
    everything = list_initiatives(unit)
    if not everything and "KEY" in command.usage:
        raise BadInput("Initiative", "there is none yet", '/change new CRM "New CRM"')
    return sorted(everything, key=lambda each: not each.is_open)
