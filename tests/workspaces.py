"""The bot at home in a sandbox workspace, by Socket Mode or signed HTTP, and verbs for what people do and see in it."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import CompoundSelect, func, literal, select, union_all

from bot.app import App, build_app
from bot.config import Settings
from bot.run import serving
from bot.sandbox.cast import CAST, make_workspace
from bot.sandbox.demo import FollowingClock
from bot.sandbox.gestures import Place
from bot.sandbox.members import Channel, User
from bot.sandbox.messages import Message
from bot.sandbox.outcomes import Outcome
from bot.sandbox.reader import read_blocks, read_message, read_view
from bot.sandbox.server import Sandbox
from bot.sandbox.wording import read_mrkdwn
from commands.pulses.choosing import SETTING as COOLDOWN
from storage.attention import SETTING
from storage.initiatives import add_initiative, close_initiative, list_initiatives
from storage.people import list_people
from storage.roles import Role, grant_role
from storage.schema import metadata
from storage.settings import put_setting
from storage.units import Unit
from tests.sandboxes import eventually
from tests.stores import make_migrated_url

TRANSPORTS = ("socket", "http")
PATIENCE_SECONDS = 30
"""So long a message may take to leave on a machine that does much else."""
EXTRAS = [
    User("U900", "gil", "Gil Guest", email="gil@example.org", is_restricted=True),
    User("U901", "dora", "Dora Gone", deleted=True),
    User("U902", "olaf", "Olaf Outside", team_id="T0FOREIGN0"),
    User("U903", "polly", "Polly Robot", is_bot=True),
]
BOARDROOM = Channel("C005", "boardroom", [CAST["clara"].id, CAST["hana"].id], is_private=True)
"""A private channel without the bot."""
OPENS_AT = datetime(2026, 12, 2, 17, tzinfo=UTC)
"""Every office opens at this moment, so that no test hangs on the hour or the day at which it runs.

It is a Wednesday: morning in Los Angeles, evening in Berlin, and Thursday in Auckland.
"""
MEMO = {"Facts": "Ready", "What changes": "All", "When": "Soon", "What to do": "Wait"}
"""A memo's texts where it does not matter what they say."""
PLENTY = 50
"""So many messages a week reach one person in an office, unless a test is about fewer."""
BY_THE_CLOCK = {
    "people", "receipts", "concern_rounds", "derivations", "alert_looks", "memberships", "comment_readings", "barriers",
}  # fmt: skip
"""Tables that the clock alone writes in."""
ADMIN, LEAD, CHAMPION, EMPLOYEE, SPONSOR = "mia", "lena", "ana", "aroha", "clara"


def find_id(letter: str, text: str) -> str:
    """The first id of a kind, such as M-3, in what somebody read."""
    match = re.search(rf"{letter}-[0-9]+", text)
    assert match, text
    return match[0]


class Office:
    """People at work with the bot; every verb checks that the answer is in time, for the asker alone, and whole."""

    def __init__(self, sandbox: Sandbox, app: App, request_url: str | None) -> None:
        self.sandbox, self.app, self.request_url = sandbox, app, request_url
        self.workspace, self.gestures, self.store = sandbox.workspace, sandbox.gestures, app.store
        self.team_id = sandbox.workspace.team_id
        self._read: dict[str, int] = {}

    async def type(self, handle: str, line: str, channel: str | None = None) -> str:
        """Type a command and give the answer, as the asker reads it."""
        outcome = self._check(await self.gestures.slash(handle, line, channel))
        assert outcome.replies, f"no answer to {line}"
        return outcome.text

    async def open_form(self, handle: str, line: str) -> str:
        """Type a command that opens a form, and give the form, as the asker reads it."""
        outcome = self._check(await self.gestures.slash(handle, line))
        assert outcome.view is not None, f"no form but: {outcome.text}"
        return "\n".join(outcome.view_lines)

    async def submit(self, handle: str, values: Mapping[str, Any] | None = None, *, hostile: bool = False) -> Outcome:
        """Fill in and submit the open form."""
        return self._check(await self.gestures.submit_view(handle, values, hostile=hostile))

    async def click(self, handle: str, place: Place, label: str) -> str:
        """Click, and give the answer, or else what the message says now."""
        outcome = self._check(await self.gestures.click(handle, place, label))
        return outcome.text or "\n".join(line for message in outcome.updated for line in self.read(message))

    async def open_home(self, handle: str) -> str:
        """Open the Home tab and give what stands there."""
        return "\n".join(self._check(await self.gestures.open_home(handle)).view_lines)

    async def click_reply(self, handle: str, label: str) -> str:
        """Click in the newest answer that only the asker sees."""
        return await self.click(handle, self.workspace.ephemerals[self.workspace.get_user(handle).id][-1], label)

    async def receive(self, handle: str) -> Message:
        """The next direct message that somebody gets from the bot, waited for."""
        user_id = self.workspace.get_user(handle).id
        seen = self._read.get(user_id, 0)
        await eventually(lambda: self.count_unread(handle) > 0, PATIENCE_SECONDS)
        self._read[user_id] = seen + 1
        return self.workspace.list_direct(handle)[seen]

    async def receive_text(self, handle: str) -> str:
        """The same, as the person reads it."""
        return "\n".join(self.read(await self.receive(handle)))

    def read_modal(self, handle: str) -> list[str]:
        """The lines of the modal that somebody has open."""
        return read_view(self.workspace.modals[self.workspace.get_user(handle).id][-1], self.workspace)

    def count_unread(self, handle: str) -> int:
        """How many direct messages from the bot somebody has not taken with `receive`."""
        user_id = self.workspace.get_user(handle).id
        return len(self.workspace.list_direct(user_id)) - self._read.get(user_id, 0)

    def list_unread(self, handle: str) -> list[str]:
        """The direct messages from the bot that somebody has not taken, as the person reads them; they stay unread."""
        user_id = self.workspace.get_user(handle).id
        return [
            "\n".join(self.read(each)) for each in self.workspace.list_direct(user_id)[self._read.get(user_id, 0) :]
        ]

    def read_everything(self) -> None:
        """Take every direct message so far as read."""
        self._read = {user.id: len(self.workspace.list_direct(user.id)) for user in self.workspace.users.values()}

    def read(self, message: Message) -> list[str]:
        """A message's lines."""
        return read_message(message, self.workspace)

    async def drain(self) -> None:
        """Let the bot do what is due, and wait until nothing promised is waiting to leave now."""
        await self.app.scheduler.tick()
        await eventually(lambda: self._count_leaving() == 0, PATIENCE_SECONDS)

    async def pass_time(self, moment: datetime) -> None:
        """Let it be `moment` for everybody, and let the bot do what is due."""
        clock = self.workspace.clock
        clock.advance(moment.timestamp() - clock.now())
        await self.drain()

    async def start_initiative(self, key: str = "CRM", name: str = "One customer record") -> None:
        """An initiative with its people, as if an admin had filled in the form."""

        def work(unit: Unit) -> None:
            people = {"sponsor_id": CAST[SPONSOR].id, "lead_id": CAST[LEAD].id}
            add_initiative(unit, key, name, end_state="Sales works in one CRM", **people)
            grant_role(unit, key, CAST[CHAMPION].id, Role.CHAMPION)

        await self.store.write(self.team_id, work)

    async def end_initiatives(self, *keys: str) -> None:
        """Close these initiatives, or all that are open."""

        def work(unit: Unit) -> None:
            for key in keys or [initiative.key for initiative in list_initiatives(unit, open_only=True)]:
                close_initiative(unit, key)

        await self.store.write(self.team_id, work)

    async def count_rows(self) -> dict[str, Any]:
        """How many rows every table of facts has, save what the clock alone writes, and the head of the audit log."""
        log = metadata.tables["audit_log"].c
        head = select(log.chain).order_by(log.position.desc()).limit(1)

        def count(unit: Unit) -> dict[str, Any]:
            # A result has keys() too, so dict() must be kept from taking it for a mapping.
            rows = dict(iter(unit.connection.execute(_count_everything())))
            return rows | {"chains": unit.connection.execute(head).scalar_one_or_none()}

        return await self.store.read(self.team_id, count)

    async def list_audit(self) -> list[tuple[str, str, str, dict[str, Any]]]:
        """The audit log: who, what, about what, and the facts."""
        log = metadata.tables["audit_log"].c
        query = select(log.actor_id, log.action, log.subject, log.facts).order_by(log.position)
        return await self.store.read(self.team_id, lambda unit: [tuple(row) for row in unit.connection.execute(query)])

    def check_house(self) -> None:
        """Slack had nothing to refuse, nothing appeared in a channel, and every message was whole."""
        violations = [f"{each.code}: {each.text}" for each in self.workspace.traffic.violations]
        assert violations == []
        for channel in self.workspace.channels.values():
            if not channel.is_direct:
                assert list(self.workspace.timelines[channel.id]) == [], f"posted in #{channel.name}"
        for timeline in [*self.workspace.timelines.values(), *self.workspace.ephemerals.values()]:
            for message in timeline:
                check_whole(message, self)

    def _check(self, outcome: Outcome) -> Outcome:
        if not outcome.was_sent:
            return outcome
        assert outcome.error is None
        assert outcome.ack_seconds is not None
        assert all(message.ephemeral_for for message in outcome.replies)
        for message in [*outcome.replies, *outcome.updated, *outcome.posted]:
            check_whole(message, self)
        assert "Traceback" not in outcome.text
        assert "(reference" not in outcome.text, outcome.text
        return outcome

    def _count_leaving(self) -> int:
        columns = metadata.tables["deliveries"].c
        is_leaving = columns.state.in_(["planned", "sending"]) & (columns.due_at <= self.store.clock.now())
        query = select(func.count()).select_from(columns.state.table).where(is_leaving)
        return int(self.store.read_now(self.team_id, lambda unit: unit.connection.execute(query).scalar_one()))


@cache
def _count_everything() -> CompoundSelect[str, int]:
    tables = [table for table in metadata.sorted_tables if table.name not in BY_THE_CLOCK]
    return union_all(*(select(literal(table.name), func.count()).select_from(table) for table in tables))


def check_whole(message: Message, office: Office) -> None:
    """The text of a message says everything that its blocks say, buttons aside."""
    if not message.is_from_bot or not message.blocks:
        return
    texts = [
        {key: value for key, value in block.items() if key != "accessory"}
        for block in message.blocks
        if block["type"] not in ("actions", "divider", "image")
    ]
    pictures = [block["alt_text"] for block in message.blocks if block["type"] == "image"]
    said = " ".join(read_mrkdwn(message.text, office.workspace).split())
    for line in [*read_blocks(texts, office.workspace), *pictures]:
        assert " ".join(line.split()) in said, f"{line!r} is missing in the text {said!r}"


@asynccontextmanager
async def open_office(
    directory: Path,
    transport: str,
    *,
    undo_seconds: int = 0,
    database_url: str | None = None,
    command: str = "/change",
) -> AsyncIterator[Office]:
    """The sample cast, some people whom nothing may be sent to, and the bot, connected by one of the two transports.

    Without an address of its own its database is a file in `directory`.
    """
    workspace = make_workspace()
    for user in EXTRAS:
        workspace.add_user(user)
    workspace.channels[BOARDROOM.id] = BOARDROOM
    port = _find_free_port()
    request_url = f"http://127.0.0.1:{port}/slack/events" if transport == "http" else None
    async with Sandbox(workspace, request_url=request_url) as sandbox:
        way = ("SLACK_APP_TOKEN",) if request_url is None else ("SLACK_SIGNING_SECRET",)
        chosen = {name: sandbox.environment[name] for name in ("SLACK_API_URL", "SLACK_BOT_TOKEN", *way)}
        settings = Settings(
            **chosen,
            _env_file=None,
            DATABASE_URL=database_url or make_migrated_url("sqlite", directory),
            GROUNDSWELL_KEY_FILE=directory / "groundswell.key",
            GROUNDSWELL_ADMINS=CAST[ADMIN].id,
            GROUNDSWELL_COMMAND=command,
            GROUNDSWELL_PORT=port,
            GROUNDSWELL_SENDS_PER_MINUTE=60_000,
            GROUNDSWELL_TICK_SECONDS=0.5,
            GROUNDSWELL_UNDO_SECONDS=undo_seconds,
        )  # type: ignore[call-arg]
        workspace.clock.advance(OPENS_AT.timestamp() - workspace.clock.now())
        async with serving(build_app(settings, FollowingClock(workspace.clock))) as app:
            office = Office(sandbox, app, request_url)
            if request_url is None:
                await sandbox.wait_for_bot()
            await _wait_for_people(office)
            await office.store.write(office.team_id, lambda unit: put_setting(unit, SETTING, PLENTY))
            await office.store.write(office.team_id, lambda unit: put_setting(unit, COOLDOWN, 0))
            yield office


async def _wait_for_people(office: Office) -> None:
    async with asyncio.timeout(5):
        while len(await office.store.read(office.team_id, list_people)) < len(office.workspace.users):
            await asyncio.sleep(0.01)


def _find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
