"""Looking up whom and what a typed reference means, through the directory."""

from commands.slack.ask import Ask
from commands.slack.mentions import parse_person
from storage.errors import BadInput
from storage.people import Person


async def find_member(ask: Ask, reference: str, field: str) -> Person:
    """The person meant by a mention, handle or name; refused with the reason when they cannot hold anything here."""
    person = await find_anybody(ask, reference, field)
    if not person.is_addressable:
        raise BadInput(field, f"{person.name} {person.unaddressable_reason}", "@ana")
    return person


async def find_anybody(ask: Ask, reference: str, field: str) -> Person:
    """The person meant, whatever has become of their account: who has left may still hold what is taken away."""
    return await ask.house.directory.get_person(ask.team_id, parse_person(reference, field).name_or_id)
