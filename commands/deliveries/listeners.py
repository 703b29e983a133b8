"""The delivery command: who has a message, who has not, and why; what becomes of closed places is in `refused`."""

from commands.deliveries.refused import on_post_again, tell_refused
from commands.slack.access import is_admin, permit
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.blocks import compose
from commands.slack.features import Command, Feature
from commands.slack.receipts import receipt_blocks
from commands.slack.values import parse_id
from storage.errors import NotAllowed, NotFound
from storage.initiatives import get_initiative
from storage.memos import get_memo
from storage.outbox import list_deliveries
from storage.people import list_people
from storage.pulses import get_pulse
from storage.roles import Role
from storage.units import Unit

EXAMPLE = "/change delivery show M-1"
MAY_READ = (Role.LEAD, Role.SPONSOR, Role.ADMIN)


async def on_show(ask: Ask) -> Answer:
    """`/change delivery show M-1|P-1|digest`."""
    arguments = parse(ask.text)
    word = arguments.take_word("Message", EXAMPLE)
    arguments.finish(EXAMPLE)

    def find(unit: Unit) -> Answer:
        subject = _find_subject(unit, ask, word)
        deliveries = list_deliveries(unit, subject)
        if not deliveries:
            raise NotFound("Message", subject, reason=f"nothing has been sent about “{subject}”")
        names = {person.user_id: person.name for person in list_people(unit)}
        return Reply(compose(*receipt_blocks(f"{subject} · deliveries", deliveries, names)))

    return await ask.read(find)


def _find_subject(unit: Unit, ask: Ask, word: str) -> str:
    if word.lower() == "digest":
        if not is_admin(unit, ask):
            raise NotAllowed(Role.ADMIN, min(ask.house.admins, default=None))
        return "digest"
    prefix = "P" if word[:1].upper() == "P" else "M"
    subject = f"{prefix}-{parse_id(word, prefix, 'Message')}"
    about = get_pulse(unit, subject) if prefix == "P" else get_memo(unit, subject)
    permit(unit, ask, get_initiative(unit, about.initiative_key), MAY_READ)
    return subject


FEATURE = Feature(
    title="Deliveries",
    area="Telling",
    commands=[
        Command("delivery", "show", "delivery show M-1|P-1|digest", "Who has a message, who has not, and why", on_show),
    ],
    actions={"delivery.post_again": on_post_again},
    sweeps=[tell_refused],
)
