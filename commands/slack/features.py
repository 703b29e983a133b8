"""A feature: everything that one noun brings to the bot, as one value in the registry."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import slackblocks as sb

from commands.slack.ask import Ask, House, Listener
from storage.recurrence import Slot
from storage.roles import Role
from storage.schedules import Schedule
from storage.units import Unit

HomeCard = Callable[[Ask], Awaitable[Sequence[sb.Block]]]
"""Blocks for the asker's Home tab; none when there is nothing for them."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for the asker, with its button; `due_on` is the day it is due (None: whenever)."""

    block: sb.Block
    due_on: date | None = None


HomeTasks = Callable[[Ask], Awaitable[Sequence[Task]]]
"""What waits for the asker, shown above all cards, what is overdue first."""


@dataclass(frozen=True, slots=True)
class Command:
    """One thing people can type: `/change NOUN [VERB] …`."""

    noun: str
    verb: str
    usage: str
    summary: str
    listener: Listener
    may: Collection[Role] = ()
    """Who may, where that is asked before its form is made from `usage`; empty: its listener alone asks."""

    @property
    def words(self) -> str:
        """The command without its arguments."""
        return f"{self.noun} {self.verb}".strip()


@dataclass(frozen=True, slots=True)
class Direct:
    """A command with a name of its own, for what is done most: `/change-NOUN …`; `usage` is what follows that name."""

    noun: str
    usage: str
    summary: str
    listener: Listener


@dataclass(frozen=True, slots=True)
class Errand:
    """A scheduled slot to be carried out: prepare freely, then write everything in one unit with `claim`."""

    house: House
    team_id: str
    now: datetime
    schedule: Schedule
    slot: Slot

    def is_for(self, zone: str) -> bool:
        """Whether somebody living in `zone` is served by this slot."""
        return self.schedule.zone is not None or self.slot.zone == zone


@dataclass(frozen=True, slots=True)
class Round:
    """One tick's visit to a workspace, for what falls due by state and not by schedule."""

    house: House
    team_id: str
    now: datetime


Job = Callable[[Errand], Awaitable[Callable[[Unit], None]]]
"""Prepares an errand and gives the work to be written in the same unit that claims its slot."""
Sweep = Callable[[Round], Awaitable[None]]
"""Does what is due by state; must be harmless when repeated."""
StillWanted = Callable[[House, str, str, str], Awaitable[bool]]
"""Whether a fleeting message should leave, asked right before it does: the house, workspace, subject, and recipient."""


@dataclass(frozen=True, slots=True)
class Feature:
    """What one noun brings: commands, direct ones, buttons and selects, forms, Home tasks and cards, scheduled work."""

    title: str
    commands: Sequence[Command]
    area: str = "More"
    """The part of the menu that it stands in."""
    direct: Sequence[Direct] = ()
    actions: Mapping[str, Listener] = field(default_factory=dict)
    forms: Mapping[str, Listener] = field(default_factory=dict)
    threads: Mapping[str, Listener] = field(default_factory=dict)
    """By kind of delivery, what takes a message that somebody writes in its thread (`text`, about `value`)."""
    home_tasks: Sequence[HomeTasks] = ()
    home_cards: Sequence[HomeCard] = ()
    jobs: Mapping[str, Job] = field(default_factory=dict)
    sweeps: Sequence[Sweep] = ()
    last_looks: Mapping[str, StillWanted] = field(default_factory=dict)
    """By kind of send, what is looked at before one of its fleeting messages leaves."""

    @property
    def entries(self) -> list["Command | Direct"]:
        """Everything of it that can be typed, what has a name of its own first."""
        return [*self.direct, *self.commands]
