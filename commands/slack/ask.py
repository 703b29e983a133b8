"""An ask: one gesture by one person, as features see it; and the answers that a feature may give."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from commands.slack.addresses import PageAddress
from commands.slack.blocks import Message
from commands.slack.charts import Picture
from commands.slack.directory import Directory
from commands.slack.modals import Modal
from commands.slack.parcels import File
from storage.people import find_person
from storage.store import Store
from storage.units import Unit

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class House:
    """What every ask shares: the store, the directory of people, and the settings that features may see."""

    store: Store
    directory: Directory
    admins: frozenset[str]
    undo_seconds: int
    pepper: bytes
    pages: PageAddress = field(default_factory=PageAddress)


@dataclass(frozen=True, slots=True)
class Ask:
    """One gesture: who, where, when, and what was typed (`text`), clicked (`value`) or filled in (`form`).

    With a click in a message or on the Home tab, `form` has what is ticked in the boxes there.
    `is_outsider` is somebody of another organisation, in a channel shared with theirs.
    """

    house: House
    team_id: str
    user_id: str
    now: datetime
    text: str = ""
    value: str = ""
    form: Mapping[str, Any] = field(default_factory=dict)
    metadata: Mapping[str, Any] = field(default_factory=dict)
    channel_id: str | None = None
    receipt: str | None = None
    is_outsider: bool = False

    async def read(self, work: Callable[[Unit], T]) -> T:
        """Run a function of a unit of work that only reads."""
        return await self.house.store.read(self.team_id, work, actor_id=self.user_id)

    async def write(self, work: Callable[[Unit], T]) -> T:
        """Run a function of a unit that writes; returns when it is on disk. A repeated envelope raises AlreadyDone."""
        return await self.house.store.write(self.team_id, work, actor_id=self.user_id, receipt=self.receipt)

    async def find_zone(self) -> str:
        """The asker's time zone as an IANA name; UTC while unknown."""
        person = await self.read(lambda unit: find_person(unit, self.user_id))
        return person.zone if person else "UTC"

    async def find_today(self) -> date:
        """The day it is where the asker lives."""
        return self.now.astimezone(ZoneInfo(await self.find_zone())).date()


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that only the asker sees."""

    message: Message


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message stands."""

    channel_id: str
    ts: str


@dataclass(frozen=True, slots=True)
class Replacement:
    """New content for the message whose button was clicked, or opened the form that is answered.

    For the one at `place` when the click was elsewhere.
    """

    message: Message
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture for the asker alone, sent as a direct message; `note` is what they see at once."""

    picture: Picture
    note: Message


@dataclass(frozen=True, slots=True)
class Parcel:
    """Files for the asker alone, sent as a direct message; `note` is what they see at once, `otherwise` what they get
    where files cannot be sent."""

    files: Sequence[File]
    note: Message
    otherwise: Message


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing to show: the gesture was taken, or had been taken before."""


Answer = Reply | Replacement | Modal | Drawing | Parcel | Silence
Listener = Callable[[Ask], Awaitable[Answer]]
