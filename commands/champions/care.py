"""Champion care: who carries how much, who has gone quiet or unthanked, and which audiences have nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.audiences import list_audiences
from storage.audit import list_entries
from storage.followups import list_owned_followups
from storage.initiatives import Initiative, list_initiatives
from storage.memberships import count_members
from storage.memos import list_memos
from storage.phases import list_phases
from storage.pulses import list_pulses
from storage.risks import list_risks
from storage.roles import Role, list_holders
from storage.statuses import list_statuses
from storage.units import Unit
from storage.wins import list_wins

HEAVY_TASKS, HEAVY_INITIATIVES = 6, 3
"""Open risks and follow-ups, or initiatives, from which on one person carries much."""
QUIET, UNTHANKED, LONG = timedelta(weeks=3), timedelta(weeks=8), timedelta(weeks=26)
REACH = 50
"""People whom one champion can still talk with."""
LOOKED_THROUGH = 200
"""The latest statuses, in which a champion's last one is looked for."""


@dataclass(frozen=True, slots=True)
class Load:
    """What one champion carries, and what they get back; moments are None where there was none."""

    user_id: str
    audience: str | None
    since: datetime | None
    initiatives: int
    tasks: int
    spoke_at: datetime | None
    thanked_at: datetime | None

    def list_needs(self, now: datetime) -> list[str]:
        """What their lead may do for them, in words; nothing where all is well."""
        needs = []
        if self.tasks >= HEAVY_TASKS or self.initiatives >= HEAVY_INITIATIVES:
            needs.append("carries much: share it")
        if _is_longer_ago(self.spoke_at or self.since, QUIET, now):
            needs.append("has gone quiet: talk")
        if _is_longer_ago(self.thanked_at or self.since, UNTHANKED, now):
            needs.append("not thanked for long: a win with their name")
        if _is_longer_ago(self.since, LONG, now):
            needs.append("in it for half a year: ask about handing over")
        return needs


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many champions speak for an audience that the initiative has told or asked something."""

    audience: str
    people: int
    champions: int

    @property
    def is_thin(self) -> bool:
        """Whether there are fewer than one for every 50 people; for an empty audience there need be none."""
        return self.people > self.champions * REACH


def list_loads(unit: Unit, initiative: Initiative) -> list[Load]:
    """Every champion of the initiative, who carries most first."""
    open_keys = [each.key for each in list_initiatives(unit, open_only=True)]
    champions = {key: {user_id for user_id, _ in list_holders(unit, key, Role.CHAMPION)} for key in open_keys}
    risks = [risk for risk in list_risks(unit, with_private=False) if risk.is_live or risk.is_issue]
    loads = [
        Load(
            user_id,
            audience,
            since=_find_since(unit, initiative, user_id),
            initiatives=sum(user_id in holders for holders in champions.values()),
            tasks=sum(risk.owner_id == user_id for risk in risks) + len(list_owned_followups(unit, user_id)),
            spoke_at=_find_last_word(unit, initiative, user_id),
            thanked_at=_find_thanks(unit, initiative, user_id),
        )
        for user_id, audience in list_holders(unit, initiative.key, Role.CHAMPION)
    ]
    return sorted(loads, key=lambda load: (-load.tasks, -load.initiatives))


def list_coverage(unit: Unit, initiative: Initiative, loads: Sequence[Load]) -> list[Coverage]:
    """The audiences that the initiative has told, asked or planned for, those without champions first.

    Executives are their sponsor's to talk with, and champions are champions.
    """
    told = [name for memo in list_memos(unit, initiative.key) for name in memo.audiences]
    asked = [pulse.audience for pulse in list_pulses(unit, initiative.key)]
    planned = [phase.cohort for phase in list_phases(unit, initiative.key) if phase.cohort]
    spoken_for = [load.audience for load in loads]
    people, kinds = count_members(unit), {each.name: each.kind for each in list_audiences(unit)}
    found = [
        Coverage(name, people[name], spoken_for.count(name))
        for name in dict.fromkeys([*told, *asked, *planned, *filter(None, spoken_for)])
        if name in people and kinds.get(name) not in ("executives", "champions")
    ]
    return sorted(found, key=lambda each: (not each.is_thin, each.champions, -each.people))


def _find_since(unit: Unit, initiative: Initiative, user_id: str) -> datetime | None:
    """Since when they are champion without a break; None where the log does not say."""
    since = None
    for entry in list_entries(unit, initiative.key):
        if (entry.facts.get("user"), entry.facts.get("role")) == (user_id, Role.CHAMPION):
            if entry.action == "role.revoked":
                break
            since = entry.at
    return since


def _find_last_word(unit: Unit, initiative: Initiative, user_id: str) -> datetime | None:
    """When they last posted a status or reported a risk."""
    statuses = [each.at for each in list_statuses(unit, initiative.key, LOOKED_THROUGH) if each.author_id == user_id]
    risks = [risk.created_at for risk in list_risks(unit, initiative.key) if risk.author_id == user_id]
    return max([*statuses, *risks], default=None)


def _find_thanks(unit: Unit, initiative: Initiative, user_id: str) -> datetime | None:
    """When a win was last told with their name, to which they agreed."""
    return max((win.created_at for win in list_wins(unit, initiative.key) if user_id in win.named_ids), default=None)


def _is_longer_ago(moment: datetime | None, span: timedelta, now: datetime) -> bool:
    return moment is not None and now - moment > span
