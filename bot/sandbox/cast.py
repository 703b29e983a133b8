"""The cast of the sample workspace: 41 invented people in three time zones, their channels and user groups."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.sandbox.members import Channel, User, UserGroup
from bot.sandbox.workspace import BOT_USER_ID, TEAM_ID, Workspace

AUCKLAND, BERLIN, LOS_ANGELES = "Pacific/Auckland", "Europe/Berlin", "America/Los_Angeles"
ZONES = (AUCKLAND, BERLIN, LOS_ANGELES)
SAMPLE_NOTE = "Sample data: every person, company and figure in this workspace is invented."


class Part(StrEnum):
    """What somebody is in the story; the last three are employees, each in the team that the word names."""

    ADMIN = "admin"
    SPONSOR = "sponsor"
    EXECUTIVE = "executive"
    LEAD = "lead"
    MANAGER = "manager"
    CHAMPION = "champion"
    SALES = "sales"
    FIELD = "field"
    SUPPORT = "support"


@dataclass(frozen=True, slots=True)
class Player:
    """One invented person; `id` is their Slack user id."""

    id: str
    handle: str
    name: str
    zone: str
    part: Part
    title: str


_ROLES: dict[Part, tuple[tuple[str, str], ...]] = {
    Part.ADMIN: (("Mia Sato", "Workspace administrator"),),
    Part.SPONSOR: (("Clara Winter", "Chief Revenue Officer"), ("Tane Ruawai", "Chief Operating Officer")),
    Part.EXECUTIVE: (
        ("Hana Kealoha", "Chief Executive Officer"),
        ("Jonas Brandt", "Chief Financial Officer"),
        ("Rosa Delgado", "Chief People Officer"),
        ("Femi Adeyemi", "Chief Information Officer"),
    ),
    Part.LEAD: (("Lena Vogt", "Leads the CRM rollout"), ("Marco Silva", "Leads field service on mobile")),
    Part.MANAGER: (
        ("Greta Holm", "Sales manager, Europe"),
        ("Dana Whitaker", "Sales manager, West Coast"),
        ("Ihaia Parata", "Field manager, New Zealand"),
        ("Otto Lindner", "Support manager"),
    ),
    Part.CHAMPION: (
        ("Ana Lima", "Account executive, CRM champion"),
        ("Ben Okafor", "Account executive, CRM champion"),
        ("Nikau Tamihana", "Technician, mobile champion"),
        ("Sofia Reyes", "Technician, mobile champion"),
    ),
}
_TEAMS: dict[Part, tuple[str, tuple[str, ...]]] = {
    Part.SALES: (
        "Sales",
        (
            "Aroha Ngata", "Bruno Keller", "Carmen Ortiz", "Dev Patel", "Elif Kaya", "Frank Mills",
            "Gwen Parker", "Hugo Stein", "Ivy Chen", "Jakub Nowak", "Kiri Walker", "Liam Brooks",
        ),
    ),
    Part.FIELD: (
        "Field service",
        (
            "Mere Hohepa", "Nils Bauer", "Olga Petrova", "Pedro Ramos",
            "Quinn Harper", "Rewi Paki", "Saskia Vogel", "Tom Alvarez",
        ),
    ),
    Part.SUPPORT: ("Support", ("Uma Krishnan", "Viktor Lang", "Wiremu Tipene", "Zoë Fischer")),
}  # fmt: skip


def _call_cast() -> dict[str, Player]:
    named = [(part, name, title) for part, roles in _ROLES.items() for name, title in roles]
    named += [(part, name, title) for part, (title, names) in _TEAMS.items() for name in names]
    players = [
        Player(f"U{number:03d}", name.split()[0].lower().replace("ë", "e"), name, ZONES[number % 3], part, title)
        for number, (part, name, title) in enumerate(named, start=1)
    ]
    return {player.handle: player for player in players}


CAST = _call_cast()
"""Everybody by handle, which is the first name."""


def list_players(*parts: Part) -> list[Player]:
    """Everybody with one of these parts, in the cast's order."""
    return [player for player in CAST.values() if player.part in parts]


def make_workspace() -> Workspace:
    """The sample workspace, with nothing said in it yet."""
    users = [_make_user(player) for player in CAST.values()]
    leaders = list_players(Part.SPONSOR, Part.EXECUTIVE, Part.LEAD)
    champions = list_players(Part.CHAMPION)
    sellers = [CAST["lena"], *champions[:2], *list_players(Part.SALES, Part.SUPPORT, Part.MANAGER)]
    technicians = [CAST["marco"], *champions[2:], *list_players(Part.FIELD)]
    channels = [
        Channel("C001", "general", _list_ids(CAST.values()), topic=SAMPLE_NOTE),
        Channel("C002", "crm-rollout", _list_ids(sellers), topic="One customer record. Sample data."),
        Channel("C003", "field-service", _list_ids(technicians), topic="Field service on mobile. Sample data."),
        Channel("C004", "leadership", _list_ids(leaders), is_private=True, topic="Leaders only. Sample data."),
    ]
    groups = [
        _make_group("S001", "execs", "Executives", Part.EXECUTIVE, Part.SPONSOR),
        _make_group("S002", "managers", "Managers", Part.MANAGER),
        _make_group("S003", "champions", "Champions", Part.CHAMPION),
        _make_group("S004", "sales", "Sales", Part.SALES),
        _make_group("S005", "field", "Field service", Part.FIELD),
        _make_group("S006", "support", "Support", Part.SUPPORT),
    ]
    return Workspace(users, channels, groups, team_id=TEAM_ID, name="Harbour & Vale (sample data)")


def _make_user(player: Player) -> User:
    return User(
        player.id, player.handle, player.name, tz=player.zone, title=player.title,
        email=f"{player.handle}@example.com", is_admin=player.part is Part.ADMIN,
    )  # fmt: skip


def _make_group(group_id: str, handle: str, name: str, *parts: Part) -> UserGroup:
    return UserGroup(group_id, handle, name, [player.id for player in list_players(*parts)])


def _list_ids(players: Iterable[Player]) -> list[str]:
    return [*(player.id for player in players), BOT_USER_ID]
