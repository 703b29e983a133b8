"""The card of an audience as an answer, with its members looked up now."""

from commands.audiences.dossiers import gather_dossier
from commands.audiences.views import audience_card
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.membership import Membership, resolve_audience
from storage.audiences import Audience
from storage.units import Unit


async def show_card(ask: Ask, audience: Audience) -> Answer:
    """Its card, as it stands."""
    membership, zone = await resolve_audience(ask.house, ask.team_id, audience), await ask.find_zone()
    return await ask.read(lambda unit: make_card(unit, audience, membership, zone))


def make_card(unit: Unit, audience: Audience, membership: Membership, zone: str) -> Answer:
    """The same within a unit, for members that have been looked up before."""
    return Reply(audience_card(gather_dossier(unit, audience, membership), zone))
