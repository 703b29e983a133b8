"""Looking up whom and what a typed reference means, through the directory."""

from commands.slack.ask import Ask
from commands.slack.mentions import parse_person
from storage.errors import BadInput
from storage.people import Person


async def find_member(ask: Ask, reference: str, field: str) -> Person:
    """The person meant by a mention, handle or name; refused with the reason when they cannot hold anything here."""
    wanted = parse_person(reference, field)
    person = await ask.house.directory.get_person(ask.team_id, wanted.user_id or wanted.name)
    if not person.is_addressable:
        raise BadInput(field, f"{person.name} {person.unaddressable_reason}", "@ana")
    return person
