"""An attacker with the database looks for who raised a concern and when; the daily round tells each of them once."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from commands.concerns.anonymous import hold_rounds, keep_anonymously
from commands.slack.ask import Ask, House
from commands.slack.features import Round
from storage.anonymous_concerns import anonymous_concerns, list_forwarded_concerns, take_waiting_concerns
from storage.clock import Clock
from storage.errors import BadInput
from storage.initiatives import add_initiative, close_initiative, edit_initiative
from storage.outbox import contents, list_deliveries
from storage.people import Person, put_people
from storage.store import Store
from storage.tables import metadata
from tests.stores import KINDS, TEAM, open_store

AUTHOR, LEAD, OTHER = "UAUTHOR77", "ULEAD", "UOTHER"
ENVELOPE = "form:V123456789:hash987654"
DAY = date(2026, 12, 7)


def at(hour: int, day: int = 7, minute: int = 0) -> datetime:
    """A moment in December 2026, by UTC; where the lead lives it is an hour later."""
    return datetime(2026, 12, day, hour, minute, tzinfo=UTC)


class Office:
    """A store with one initiative, led from Berlin, whose day has had its round."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.folder = store, folder
        self.house = House(store, directory=None, admins=frozenset(), undo_seconds=0, pepper=b"p" * 32)
        members = [Person(LEAD, "lena", "Lena", "Europe/Berlin"), Person(OTHER, "otto", "Otto", "Pacific/Auckland")]
        store.write_now(TEAM, lambda unit: put_people(unit, members))
        store.write_now(TEAM, lambda unit: add_initiative(unit, "CRM", "One record", sponsor_id=OTHER, lead_id=LEAD))

    async def keep(self, words: str, receipt: str) -> None:
        await keep_anonymously(Ask(self.house, TEAM, AUTHOR, self.store.clock.now(), receipt=receipt), "CRM", words)

    async def sweep(self, moment: datetime) -> list[str]:
        """Let the clock's round be held; gives every message so far, as text."""
        await hold_rounds(Round(self.house, TEAM, moment))
        return self.list_told()

    def list_told(self) -> list[str]:
        with self.store.engine.connect() as connection:
            return list(connection.execute(select(contents.c.text)).scalars())

    def read_tables(self) -> dict[str, list[str]]:
        """Every row of every table."""
        with self.store.engine.connect() as connection:
            return {
                table.name: sorted(str(tuple(row)) for row in connection.execute(select(table)))
                for table in metadata.sorted_tables
            }

    def query(self, statement: str) -> list[Any]:
        with self.store.engine.connect() as connection:
            return list(connection.exec_driver_sql(statement))


@pytest.fixture(params=KINDS)
def office(request, tmp_path) -> Iterator[Office]:
    with open_store(request.param, tmp_path, Clock.set_to(at(10))) as store:
        yield Office(store, tmp_path)


def read_pages(office: Office) -> bytes:
    """The bytes that SQLite has on disk."""
    return b"".join(file.read_bytes() for file in sorted(office.folder.glob("groundswell.db*")))


async def test_no_table_but_one_changes_and_its_row_leads_to_nobody(office):
    await office.sweep(at(10))
    before = office.read_tables()
    await office.keep("The tool is slow", ENVELOPE)
    after = office.read_tables()
    assert [name for name in before if before[name] != after[name]] == ["anonymous_concerns"]
    columns = [column.name for column in anonymous_concerns.columns]
    assert columns == ["team_id", "id", "initiative_key", "words", "is_forwarded"]
    everything = str(after)
    assert AUTHOR not in everything
    assert "V123456789" not in everything
    if office.store.engine.dialect.name == "sqlite":
        pages = read_pages(office)
        assert b"The tool is slow" in pages
        assert AUTHOR.encode() not in pages
        assert b"V123456789" not in pages
    else:
        own = {row.xmin for row in office.query("SELECT xmin::text FROM anonymous_concerns")}
        others = {
            row.xmin
            for table in metadata.tables
            if table != "anonymous_concerns"
            for row in office.query(f"SELECT xmin::text FROM {table}")
        }
        assert own
        assert not own & others


async def test_a_repeated_envelope_stores_once_and_another_one_stores_the_same_words_again(office):
    await asyncio.gather(*(office.keep("The tool is slow", ENVELOPE) for _ in range(3)))
    assert len(office.read_tables()["anonymous_concerns"]) == 1
    await office.sweep(at(10))
    await office.keep("The tool is slow", ENVELOPE)
    assert len(office.read_tables()["anonymous_concerns"]) == 1
    await office.keep("The tool is slow", f"{ENVELOPE}2")
    assert len(office.read_tables()["anonymous_concerns"]) == 2


async def test_a_closed_initiative_takes_none(office):
    office.store.write_now(TEAM, lambda unit: close_initiative(unit, "CRM"))
    with pytest.raises(BadInput, match="CRM is closed"):
        await office.keep("Too late", ENVELOPE)
    assert office.read_tables()["anonymous_concerns"] == []


async def test_the_lead_hears_once_a_day_not_before_nine_of_all_that_waits(office):
    await office.keep("First words", "form:1")
    await office.keep("Second words", "form:2")
    assert await office.sweep(at(7, minute=59)) == []
    (text,) = await office.sweep(at(8))
    assert text.startswith("One or more anonymous concerns about *One record*")
    assert "First words" in text
    assert "Second words" in text
    assert await office.sweep(at(8, minute=1)) == [text]
    (delivery,) = office.store.read_now(TEAM, lambda unit: list_deliveries(unit, "CRM"))
    assert delivery.recipient == LEAD
    forwarded = office.store.read_now(TEAM, lambda unit: list_forwarded_concerns(unit, "CRM"))
    assert sorted(forwarded) == ["First words", "Second words"]


async def test_words_of_the_day_wait_for_the_next_morning_even_when_nothing_was_told_today(office):
    assert await office.sweep(at(8)) == []
    await office.keep("Written at ten", "form:1")
    assert await office.sweep(at(10)) == []
    assert await office.sweep(at(23, minute=30)) == []
    (text,) = await office.sweep(at(8, day=8))
    assert "Written at ten" in text


async def test_rounds_at_the_same_moment_tell_once(office):
    await office.keep("Words", "form:1")
    await asyncio.gather(*(office.sweep(at(8)) for _ in range(4)))
    assert len(office.list_told()) == 1


async def test_a_new_lead_and_a_closed_initiative_do_not_lose_words(office):
    await office.sweep(at(8))
    await office.keep("Before the change", "form:1")
    office.store.write_now(TEAM, lambda unit: edit_initiative(unit, "CRM", lead_id=OTHER))
    office.store.write_now(TEAM, lambda unit: close_initiative(unit, "CRM"))
    assert await office.sweep(at(19, day=8)) == []
    assert len(await office.sweep(at(20, day=8))) == 1
    (delivery,) = office.store.read_now(TEAM, lambda unit: list_deliveries(unit, "CRM"))
    assert delivery.recipient == OTHER
    assert await office.sweep(at(20, day=9)) == office.list_told()


async def test_many_long_ones_come_in_messages_that_slack_takes_and_none_is_lost(office):
    written = [f"{number}:" + "&" * 997 for number in range(10)]
    for words in written:
        await office.keep(words, f"form:{words}")
    told = await office.sweep(at(8))
    assert len(told) > 1
    assert all(sum(f"{number}:&amp;" in text for text in told) == 1 for number in range(10))


async def test_other_workspaces_have_none_of_it(office):
    await office.keep("Words", "form:1")
    await hold_rounds(Round(office.house, "T2", at(8)))
    assert office.store.write_now("T2", lambda unit: list_forwarded_concerns(unit, "CRM")) == []
    assert office.list_told() == []
    assert office.store.write_now(TEAM, lambda unit: take_waiting_concerns(unit, "CRM", DAY)) == ["Words"]
