"""Getting the digest to the executives: composed once, promised to each."""

from commands.digests.composing import compose_digest
from commands.digests.facts import gather_facts
from commands.pulses.rounds import find_result
from commands.slack.ask import House
from commands.slack.blocks import Message
from commands.slack.membership import resolve_audiences
from storage.audiences import list_audiences
from storage.initiatives import get_initiative, list_initiatives
from storage.outbox import Content, Priority, Recipient, promise
from storage.people import Person
from storage.units import Unit


async def find_executives(house: House, team_id: str) -> list[Person]:
    """Everybody in an audience of executives, each once."""
    audiences = await house.store.read(team_id, lambda unit: list_audiences(unit, "executives"))
    members = await resolve_audiences(house, team_id, audiences)
    return [person for people in members.values() for person in people]


def make_digest(unit: Unit, initiative_key: str | None = None) -> Message:
    """The digest of all open initiatives, or of one."""
    if initiative_key is not None:
        initiatives = [get_initiative(unit, initiative_key)]
    else:
        initiatives = list(list_initiatives(unit, open_only=True))
    facts = [gather_facts(unit, initiative) for initiative in initiatives]
    results = {pulse.id: find_result(unit, pulse) for f in facts for pulse in f.pulses}
    return compose_digest(facts, results, unit.now)


def promise_digest(unit: Unit, name: str, executives: list[Person]) -> int:
    """Promise today's digest, known by `name`, to these executives; gives how many are new."""
    digest = make_digest(unit)
    return promise(
        unit,
        key=f"digest:{name}",
        kind="digest",
        subject="digest",
        priority=Priority.DIGEST,
        contents_by_variant={"all": Content(digest.text, digest.blocks)},
        recipients=[Recipient(person.user_id, unit.now) for person in executives],
    )
