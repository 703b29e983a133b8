"""Two hundred people in a sandbox, messages promised to them, and what must hold after every fault."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.app import App, build_app
from bot.config import Settings
from bot.sandbox.members import Channel, User
from bot.sandbox.messages import Message
from bot.sandbox.server import Sandbox
from bot.sandbox.workspace import BOT_USER_ID, TEAM_ID, Workspace
from storage.audit import find_breaks
from storage.clock import Clock
from storage.deliveries import claim_due
from storage.engine import make_engine
from storage.outbox import Content, Delivery, Priority, Recipient, deliveries, list_deliveries, promise
from storage.store import Store
from storage.units import Unit
from storage.upgrade import upgrade

ZONES = ("Europe/Berlin", "America/Los_Angeles", "Pacific/Auckland")
SUBJECT = "M-1"
WORDS = "From Monday on, customers live in one place."


def make_crowd(size: int = 200, **settings: Any) -> Workspace:
    """U1 to U200, all in #general."""
    users = [User(f"U{n}", f"p{n}", f"Person {n}", tz=ZONES[n % 3]) for n in range(1, size + 1)]
    channel = Channel("C1", "general", [*(user.id for user in users), BOT_USER_ID])
    return Workspace(users, [channel], **settings)


def promise_all(url: str, recipients: Sequence[str], subject: str = SUBJECT) -> None:
    """Promise a message to each from outside the bot's processes."""
    store = Store.open(url)
    upgrade(store.engine)
    store.write_now(TEAM_ID, lambda unit: promise_in(unit, recipients, subject))
    store.close()


def promise_in(unit: Unit, recipients: Sequence[str], subject: str = SUBJECT) -> None:
    """Promise the words to each, due now."""
    promise(
        unit,
        key=f"memo:{subject}",
        kind="memo",
        subject=subject,
        priority=Priority.MEMO,
        contents_by_variant={"all": Content(WORDS)},
        recipients=[Recipient(name, unit.now) for name in recipients],
    )


def later(minutes: float = 2) -> str:
    """A moment for `groundswell tick --at`, past the look-up's grace."""
    return (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()


@asynccontextmanager
async def make_app(sandbox: Sandbox, folder: Path, *, minutes: float = 0, **settings: Any) -> AsyncIterator[App]:
    """The bot in this process without sockets and drains of its own, with its clock `minutes` ahead."""
    values: dict[str, Any] = {
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_API_URL": sandbox.api_url,
        "DATABASE_URL": f"sqlite:///{folder / 'groundswell.db'}",
        "GROUNDSWELL_KEY_FILE": folder / "groundswell.key",
        "GROUNDSWELL_SENDS_PER_MINUTE": 6000,
        "GROUNDSWELL_UNDO_SECONDS": 0,
    }
    app = build_app(Settings(_env_file=None, **(values | settings)), Clock(timedelta(minutes=minutes)))
    try:
        await app.join_workspace()
        yield app
    finally:
        await app.close()


async def find_all(app: App) -> list[Delivery]:
    """Everything promised about the memo."""
    return await app.store.read(TEAM_ID, lambda unit: list_deliveries(unit, SUBJECT))


async def find_one(app: App) -> Delivery:
    """The only delivery."""
    (delivery,) = await find_all(app)
    return delivery


async def claim_and_vanish(app: App, limit: int) -> list[Delivery]:
    """Claim deliveries as a process does that is killed right after."""
    return await app.store.write(TEAM_ID, lambda unit: claim_due(unit, limit))


def list_copies(workspace: Workspace, user: str) -> list[Message]:
    """The messages from the bot that a person has."""
    return [message for message in workspace.list_direct(user) if message.is_from_bot]


def count_received(workspace: Workspace) -> int:
    """How many messages stand in all conversations; nobody but the bot writes in them."""
    return sum(map(len, workspace.timelines.values()))


def count_copies(workspace: Workspace) -> Counter[int]:
    """How many people have no, one, two … messages from the bot."""
    return Counter(len(list_copies(workspace, user)) for user in workspace.users if user != BOT_USER_ID)


def check_house(url: str, expected: dict[str, int]) -> None:
    """Deliveries stand as `expected`, every chain holds, and SQLite finds its file sound."""
    engine = make_engine(url)
    with engine.connect() as connection:
        states = Counter(connection.execute(select(deliveries.c.state)).scalars())
        breaks = list(find_breaks(connection))
        sound = "ok"
        if engine.dialect.name == "sqlite":
            sound = connection.exec_driver_sql("PRAGMA integrity_check").scalar_one()
    engine.dispose()
    assert (dict(states), breaks, sound) == (expected, [], "ok")
