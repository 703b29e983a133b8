"""The last look: whether a fleeting message is still wanted, asked of its feature right before it is posted."""

from collections.abc import Iterable

from commands.slack.ask import House
from commands.slack.features import Feature, StillWanted
from storage.fleeting import find_promise
from storage.outbox import Delivery


class NotWanted(Exception):
    """A message that was promised need not be sent any more."""


class LastLook:
    """Knows what each kind of fleeting message hangs on."""

    def __init__(self, house: House, features: Iterable[Feature]) -> None:
        self._house = house
        self._looks: dict[str, StillWanted] = {
            kind: look for feature in features for kind, look in feature.last_looks.items()
        }

    async def check_wanted(self, team_id: str, delivery: Delivery) -> None:
        """Raise NotWanted for a fleeting delivery that need not leave any more; all others may."""
        if not delivery.is_fleeting:
            return
        kind, subject = await self._house.store.read(team_id, lambda unit: find_promise(unit, delivery))
        if not await self._looks[kind](self._house, team_id, subject, delivery.recipient):
            raise NotWanted
