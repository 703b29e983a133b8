"""An attacker with the database looks for who answered what: while a pulse is open, and after it is sealed."""

import asyncio
import random
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select, text

from commands.pulses.answering import change_ballot, find_asked, make_token
from commands.pulses.rounds import RoundPlan, close_round, open_round
from commands.slack.ask import Ask, House
from storage.ballots import ballots
from storage.errors import Refused
from storage.initiatives import add_initiative
from storage.people import Person, put_people
from storage.pulses import get_pulse, list_sealed_rows
from storage.store import Store
from storage.tables import metadata
from surveys.ballots import put_answer, put_comment
from surveys.questions import make_agreement
from tests.stores import KINDS, TEAM, compact_in_the_end, open_store

PEOPLE = [f"U{n:03}" for n in range(200)]
QUESTIONS = [make_agreement(f"Statement {n}") for n in range(3)]
BY_CHANCE = 14
"""With 125 equally likely answers, 1.6 of 200 guesses are right on average; 14 is past all luck (p < 1e-8)."""


class Office:
    """A pulse to two hundred people who answer through the real rules, and what each of them said."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.folder = store, folder
        self.house = House(store, directory=None, admins=frozenset({"U000"}), undo_seconds=0, pepper=b"p" * 32)
        self.truth: dict[str, tuple[int, ...]] = {}
        self.order: list[str] = []
        self.tokens: list[str] = []
        members = [Person(user_id, user_id.lower(), f"Person {user_id}", "UTC") for user_id in PEOPLE]
        store.write_now(TEAM, lambda unit: put_people(unit, members))
        store.write_now(TEAM, lambda unit: add_initiative(unit, "CRM", "One record", sponsor_id="U001", lead_id="U000"))
        plan = RoundPlan("CRM", "staff", QUESTIONS, 5)
        self.pulse = store.write_now(TEAM, lambda unit: open_round(unit, plan, members), actor_id="U000")

    @property
    def is_postgresql(self) -> bool:
        return self.store.engine.dialect.name == "postgresql"

    def ask(self, user_id: str) -> Ask:
        return Ask(self.house, TEAM, user_id, self.store.clock.now())

    async def answer(self, user_id: str, scores: Sequence[int]) -> None:
        """One tap a question, as `on_answer` does."""
        ask = self.ask(user_id)
        for index, score in enumerate(scores):
            asked = await find_asked(ask, self.pulse.id)
            await change_ballot(ask, asked, lambda ballot, i=index, s=score: put_answer(ballot, QUESTIONS, i, s))

    async def let_everybody_answer(self) -> None:
        chance = random.Random(7)
        self.order = chance.sample(PEOPLE, len(PEOPLE))
        for user_id in self.order:
            self.truth[user_id] = tuple(chance.randint(1, 5) for _ in QUESTIONS)
            await self.answer(user_id, self.truth[user_id])
        self.tokens = [make_token(self.ask(user_id), self.pulse) for user_id in self.order]

    async def close(self) -> None:
        await self.store.write(TEAM, lambda unit: close_round(unit, self.pulse.id))
        await compact_in_the_end(self.store)

    def count_hits(self, guesses: Sequence[tuple[int, ...]], people: Sequence[str]) -> int:
        """How many people's answers a row-by-row guess gets right."""
        return sum(guess == self.truth[user_id] for guess, user_id in zip(guesses, people, strict=True))

    def query(self, statement: str) -> list[Any]:
        with self.store.engine.connect() as connection:
            return list(connection.execute(text(statement)))

    def list_orders(self) -> dict[str, list[str]]:
        """Every order of people that the attacker may know or find."""
        return {
            "answering": self.order,
            "answering, backwards": self.order[::-1],
            "ids": sorted(PEOPLE),
            "tokens": [user for _, user in sorted(zip(self.tokens, self.order, strict=True))],
            "deliveries": [row.recipient for row in self.query("SELECT recipient FROM deliveries")],
            "people": [row.user_id for row in self.query("SELECT user_id FROM people")],
        }


@pytest.fixture(params=KINDS)
def office(request, tmp_path) -> Iterator[Office]:
    with open_store(request.param, tmp_path) as store:
        yield Office(store, tmp_path)


@dataclass(frozen=True)
class Looks:
    """What an attacker saw of an open pulse that everybody answered, whatever has become of it since."""

    office: Office
    before: dict[str, set[str]]
    after: dict[str, set[str]]
    """Every cell before and after the answers, save the ballots'."""
    ballots: Sequence[Any]
    pages: bytes
    transactions: dict[str, set[str]]
    """By table those that wrote its rows, as PostgreSQL tells them."""


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=KINDS)
async def answered(request, tmp_path_factory) -> AsyncIterator[Looks]:
    """Two hundred answers, looked at while the pulse is open; one test closes it."""
    folder = tmp_path_factory.mktemp("answered")
    with open_store(request.param, folder) as store:
        office = Office(store, folder)
        before = list_cells(office, without=["ballots"])
        await office.let_everybody_answer()
        after = list_cells(office, without=["ballots"])
        yield Looks(office, before, after, list_ballots(office), read_pages(office), list_transactions(office))


def list_ballots(office: Office) -> Sequence[Any]:
    with office.store.engine.connect() as connection:
        return connection.execute(select(ballots)).all()


def list_transactions(office: Office) -> dict[str, set[str]]:
    tables = metadata.tables if office.is_postgresql else ()
    return {table: {row.xmin for row in office.query(f"SELECT xmin::text FROM {table}")} for table in tables}


def list_cells(office: Office, *, without: Sequence[str] = ()) -> dict[str, set[str]]:
    """Every value of every column as text, by "table.column"."""
    cells = {}
    with office.store.engine.connect() as connection:
        for table in metadata.sorted_tables:
            for column in table.columns if table.name not in without else ():
                values = connection.execute(select(column).where(column.is_not(None))).scalars()
                cells[f"{table.name}.{column.name}"] = set(map(str, values))
    return cells


def read_pages(office: Office) -> bytes:
    """The bytes that the database has on disk."""
    if not office.is_postgresql:
        return b"".join(file.read_bytes() for file in sorted(office.folder.glob("groundswell.db*")))
    with office.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("CHECKPOINT")
        files = "SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class WHERE relkind IN ('r', 'i', 't')"
        kept = "AND relnamespace = 'public'::regnamespace OR relkind = 't'"
        return b"".join(bytes(row[0]) for row in connection.exec_driver_sql(f"{files} {kept}"))


async def test_open_ballots_hang_on_the_token_alone(answered):
    office, stored = answered.office, answered.ballots
    assert len(stored) == 200
    assert {(row.pulse_id, row.segment) for row in stored} == {("P-1", "All")}
    own = {row.token for row in stored}
    assert own == set(office.tokens)
    written = "".join(str(tuple(row)) for row in stored)
    assert not any(user_id in written for user_id in PEOPLE)
    for name, values in answered.after.items():
        assert not any(token in value for value in values for token in own), name
    salt = office.pulse.salt
    assert salt is not None
    assert office.house.pepper not in answered.pages
    # The attack that sealing ends: with pepper, salt and the invited people every ballot can be found.
    answers = {row.token: tuple(row.answers[str(n)] for n in range(3)) for row in stored}
    assert office.count_hits([answers[token] for token in office.tokens], office.order) == 200


async def test_nothing_about_a_person_is_written_in_a_ballots_transaction(answered):
    assert answered.after == answered.before
    if answered.office.is_postgresql:
        with_ballots = answered.transactions["ballots"]
        others = set().union(*(found for table, found in answered.transactions.items() if table != "ballots"))
        assert with_ballots
        assert others
        assert not with_ballots & others


async def test_changed_minds_and_double_taps_keep_one_row(office):
    for user_id in PEOPLE[:10]:
        await office.answer(user_id, (1, 1, 1))
        await asyncio.gather(*(office.answer(user_id, (score, score, score)) for score in (2, 3, 2, 4)))
        await office.answer(user_id, (5, 5, 5))
    ask = office.ask(PEOPLE[0])
    asked = await find_asked(ask, office.pulse.id)
    await change_ballot(ask, asked, lambda ballot: put_comment(ballot, "Well said"))
    rows = office.query("SELECT count(*), count(DISTINCT token) FROM ballots")
    assert [tuple(row) for row in rows] == [(10, 10)]
    await office.close()
    sealed = office.store.read_now(TEAM, lambda unit: list_sealed_rows(unit, "P-1"))
    assert [tuple(scores.values()) for _, _, scores in sealed] == [(5, 5, 5)] * 10


async def test_answers_that_race_the_close_are_in_or_told(office):
    async def answer(user_id: str) -> str:
        await asyncio.sleep(random.uniform(0, 0.2))
        try:
            await office.answer(user_id, (3, 3, 3))
        except Refused as closed:
            return closed.sentence
        return "in"

    async def close() -> None:
        await asyncio.sleep(0.1)
        await office.close()

    *outcomes, _ = await asyncio.gather(*(answer(user_id) for user_id in PEOPLE), close())
    sealed = office.store.read_now(TEAM, lambda unit: list_sealed_rows(unit, "P-1"))
    complete = [row for row in sealed if len(row[2]) == 3]
    told = [sentence for sentence in outcomes if sentence != "in"]
    assert told
    assert all("came too late" in sentence for sentence in told)
    # Who was told may have answered some of the questions in time.
    assert outcomes.count("in") == len(complete) <= len(sealed) <= 200
    assert office.query("SELECT token FROM ballots") == []


async def test_sealed_answers_lead_to_nobody(answered):
    office = answered.office
    await office.close()
    check_columns(office)
    check_order(office)
    check_transactions(office)
    check_pages(office)


def check_columns(office: Office) -> None:
    """No value of a sealed row stands in any other table, save the workspace's and the pulse's."""
    cells = list_cells(office)
    own = cells["sealed_ballots.id"]
    assert len(own) == 200
    others = {name: values for name, values in cells.items() if not name.startswith("sealed_ballots.")}
    assert [name for name, values in others.items() if own & values] == []
    assert [name for name, values in cells.items() if values & set(office.tokens)] == []
    assert cells["sealed_ballots.segment"] == {"All"}
    assert cells["ballots.token"] == set()
    pulse = office.store.read_now(TEAM, lambda unit: get_pulse(unit, "P-1"))
    assert pulse.salt is None


def check_order(office: Office) -> None:
    """Rows in the order that the table gives them, or by their ids, fit nobody's order better than chance."""
    for order in ("id", "ctid" if office.is_postgresql else "team_id", None):
        statement = select(metadata.tables["sealed_ballots"].c.scores)
        with office.store.engine.connect() as connection:
            ordered = statement if order is None else statement.order_by(text(order))
            rows = connection.execute(ordered).scalars().all()
        guesses = [tuple(scores[str(n)] for n in range(3)) for scores in rows]
        assert sorted(guesses) == sorted(office.truth.values())
        for name, people in office.list_orders().items():
            assert office.count_hits(guesses, people) < BY_CHANCE, (order, name)


def check_transactions(office: Office) -> None:
    """All rows were written at once, so that the transaction says nothing of one of them."""
    if office.is_postgresql:
        assert len({row.xmin for row in office.query("SELECT xmin::text FROM sealed_ballots")}) == 1


def check_pages(office: Office) -> None:
    """The bytes on disk hold no token and no salt, no journal is left, and rows lie in an order of chance."""
    pages = read_pages(office)
    assert [token for token in office.tokens if token.encode() in pages] == []
    assert office.pulse.salt not in pages
    journal = office.folder / "groundswell.db-wal"
    assert not journal.exists() or journal.stat().st_size == 0
    rows = office.store.read_now(TEAM, lambda unit: list_sealed_rows(unit, "P-1"))
    by_place = sorted(rows, key=lambda row: pages.find(row[0].encode()))
    guesses = [tuple(scores[str(n)] for n in range(3)) for _, _, scores in by_place]
    for name, people in office.list_orders().items():
        assert office.count_hits(guesses, people) < BY_CHANCE, name


async def test_the_bytes_do_show_tokens_and_salt_while_open(answered):
    """Without this the search through the pages would prove nothing."""
    assert all(token.encode() in answered.pages for token in answered.office.tokens)
    assert answered.office.pulse.salt in answered.pages


@pytest.mark.postgresql
async def test_what_an_old_reader_still_sees_is_owed_until_it_is_gone(tmp_path):
    """Dead rows that a snapshot holds are copied by VACUUM FULL; it counts as done only when none was."""
    row = {"team_id": TEAM, "pulse_id": "P-1", "token": "t" * 64, "segment": "All", "answers": {}}

    def come(unit):
        unit.connection.execute(ballots.insert().values(**row))

    def go(unit):
        unit.connection.execute(ballots.delete())

    with open_store("postgresql", tmp_path) as store:
        reader = store.engine.connect().execution_options(isolation_level="REPEATABLE READ")
        reader.exec_driver_sql("SELECT count(*) FROM people").all()
        await store.write(TEAM, come)
        await store.write(TEAM, go)
        await store.compact()
        assert store.owes_compaction
        reader.close()
        await compact_in_the_end(store)
