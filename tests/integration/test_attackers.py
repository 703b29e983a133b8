"""Attackers after sealing: one joins three waves by whatever the database shows, one adds and takes away results.

`test_ballots.py` has the attacks on a single pulse. Here there are three waves, with segments, ledger and rollups.
"""

import asyncio
import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import linprog
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from storage.pulses import Pulse, get_pulse, list_sealed_rows
from storage.releases import releases
from storage.segments import pulse_segments
from storage.tables import metadata
from surveys.disclosure import Hidden
from surveys.questions import make_agreement
from surveys.results import PulseResult, Scores, summarise_pulse
from surveys.sealing import Sealed, SealedRow
from tests.stores import KINDS, TEAM, compact_in_the_end, open_store
from tests.surveyed import StandingClock, Survey

PEOPLE = [f"U{n:03}" for n in range(200)]
QUESTIONS = [make_agreement(f"Statement {n}") for n in range(3)]
BY_CHANCE = 25
"""In any order within 5 segments, 5 rows stand beside their own person on average, and 2.6 others fit: 25 is past luck.

(Poisson, p < 1e-6. A link would give 200.)
"""
SEGMENTS = {user_id: f"#team{n % 5}" for n, user_id in enumerate(PEOPLE)}
Answers = dict[str, tuple[int, ...]]


class Waves:
    """Two hundred people who were asked the same three questions three times, and what each of them said."""

    def __init__(self, survey: Survey, folder: Path) -> None:
        self.store, self.folder = survey.store, folder
        self.is_postgresql = self.store.engine.dialect.name == "postgresql"
        self.truths: list[Answers] = []
        self.orders: list[list[str]] = []
        chance = random.Random(11)
        for _ in range(3):
            order = chance.sample(PEOPLE, len(PEOPLE))
            truth = {user_id: tuple(chance.randint(1, 5) for _ in QUESTIONS) for user_id in order}
            pulse = survey.open("staff", PEOPLE, QUESTIONS, SEGMENTS)
            for user_id in order:
                survey.answer(pulse, {user_id: truth[user_id]})
            survey.close(pulse)
            survey.pass_days(7)
            self.truths.append(truth)
            self.orders.append(order)
        asyncio.run(compact_in_the_end(self.store))

    def query(self, statement: str) -> list[tuple[object, ...]]:
        with self.store.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(statement))]

    def list_people_orders(self, wave: int) -> dict[str, list[str]]:
        """Every order of people that the attacker may know or find."""
        table = metadata.tables["pulse_segments"]
        with self.store.engine.connect() as connection:
            frozen = connection.execute(select(table.c.user_id).where(table.c.pulse_id == f"P-{wave + 1}"))
            return {
                "answering": self.orders[wave],
                "the first wave's": self.orders[0],
                "ids": PEOPLE,
                "segments": list(frozen.scalars()),
                "within segments": sorted(PEOPLE, key=SEGMENTS.__getitem__),
            }

    def list_row_orders(self, wave: int) -> dict[str, list[tuple[str, tuple[int, ...]]]]:
        """The sealed rows (segment, answers) in every order that the database gives them."""
        table = metadata.tables["sealed_ballots"]
        statement = select(table.c.segment, table.c.scores).where(table.c.pulse_id == f"P-{wave + 1}")
        places = ["id", "segment, id", "ctid" if self.is_postgresql else "team_id", None]
        orders = {}
        with self.store.engine.connect() as connection:
            for place in places:
                ordered = statement if place is None else statement.order_by(text(place))
                orders[str(place)] = [(row.segment, read(row.scores)) for row in connection.execute(ordered)]
        rows = self.store.read_now(TEAM, lambda unit: list_sealed_rows(unit, f"P-{wave + 1}"))
        pages = self.read_pages()
        by_place = sorted(rows, key=lambda row: pages.find(row[0].encode()))
        orders["place in the file"] = [(segment, read(scores)) for _, segment, scores in by_place]
        return orders

    def read_pages(self) -> bytes:
        if not self.is_postgresql:
            return b"".join(file.read_bytes() for file in sorted(self.folder.glob("groundswell.db*")))
        with self.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("CHECKPOINT")
            file = "SELECT pg_read_binary_file(pg_relation_filepath('sealed_ballots'))"
            return bytes(connection.exec_driver_sql(file).scalar_one())


def read(scores: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(scores[str(index)] for index in range(len(QUESTIONS)))


@pytest.fixture(scope="module", params=KINDS)
def waves(request, tmp_path_factory) -> Iterator[Waves]:
    clock, folder = StandingClock(), tmp_path_factory.mktemp("waves")
    with open_store(request.param, folder, clock) as store:
        yield Waves(Survey(store, clock, PEOPLE), folder)


def test_no_order_of_rows_fits_an_order_of_people_or_of_another_wave(waves: Waves) -> None:
    rows = [waves.list_row_orders(wave) for wave in range(3)]
    for wave, truth in enumerate(waves.truths):
        for (place, ordered), (name, people) in itertools.product(
            rows[wave].items(), waves.list_people_orders(wave).items()
        ):
            assert len(ordered) == len(people) == 200
            hits = sum(answers == truth[person] for (_, answers), person in zip(ordered, people, strict=True))
            assert hits < BY_CHANCE, (wave, place, name)
    # Who knows what somebody said in one wave finds no row of another beside it.
    pairs = [{(one[user], other[user]) for user in PEOPLE} for one, other in itertools.combinations(waves.truths, 2)]
    for both, (one, other) in zip(pairs, itertools.combinations(range(3), 2), strict=True):
        for place in rows[one]:
            beside = zip(rows[one][place], rows[other][place], strict=True)
            assert sum((first, second) in both for (_, first), (_, second) in beside) < BY_CHANCE, (one, other, place)


def test_no_column_of_a_row_stands_anywhere_else_or_in_another_wave(waves: Waves) -> None:
    cells: dict[str, set[str]] = {}
    with waves.store.engine.connect() as connection:
        for table in metadata.sorted_tables:
            for column in table.columns:
                values = connection.execute(select(column).where(column.is_not(None))).scalars()
                cells[f"{table.name}.{column.name}"] = set(map(str, values))
    own = cells.pop("sealed_ballots.id")
    assert len(own) == 600
    assert [name for name, values in cells.items() if own & values] == []
    assert cells["ballots.token"] == set()
    # What ledger and weeks share with the rows: pulse and segment, which 40 people have in common.
    assert cells["sealed_ballots.segment"] == cells["pulse_segments.segment"] == set(SEGMENTS.values())
    named = {name for name, values in cells.items() if values & set(PEOPLE)}
    assert not {name for name in named if name.startswith(("sealed_", "releases.", "rollups."))}


def test_transactions_and_row_ids_tell_no_row_from_another(waves: Waves) -> None:
    if waves.is_postgresql:
        marks = waves.query("SELECT DISTINCT pulse_id, xmin::text, cmin::text FROM sealed_ballots")
        assert len({mark[:2] for mark in marks}) <= 3
        people = {row[0] for row in waves.query("SELECT xmin::text FROM pulse_segments")}
        assert not people & {mark[1] for mark in marks}
    else:
        with pytest.raises(OperationalError, match="no such column: rowid"):
            waves.query("SELECT rowid FROM sealed_ballots")


# --- Differencing -----------------------------------------------------------------------------------------------------

DEPARTMENTS = {"north": 30, "south": 25, "east": 20, "west": 15, "plant": 12, "lab": 8, "desk": 4, "board": 3}
STAFF = [f"{name}{n:02}" for name, size in DEPARTMENTS.items() for n in range(size)]
DEPARTMENT = {person: person[:-2] for person in STAFF}
KNOW = make_agreement("I know what changes for me.")
NARROWEST = 1.0
"""No sum of the scores of 1 to 4 people may be known to less than one point: else one of them could be told apart."""


def list_audiences() -> dict[str, list[str]]:
    """Eight audiences as an attacker would make them: nearly alike, nearly complements, sums but for a few."""
    chance = random.Random(3)
    sellers = [person for person in STAFF if DEPARTMENT[person] in ("north", "south", "desk")]
    others = [person for person in STAFF if person not in sellers]
    return {
        "all": STAFF,
        "all-but-one": STAFF[1:],
        "sellers": sellers,
        "others": [person for person in others if DEPARTMENT[person] != "board"],
        "sellers-but-two": sellers[2:],
        "sellers-and-one": [*sellers, others[0]],
        "half": chance.sample(STAFF, 60),
        "managers": chance.sample(STAFF, 30),
    }


@pytest.fixture(scope="module")
def differenced(tmp_path_factory) -> "Differenced":
    clock = StandingClock()
    with open_store("sqlite", tmp_path_factory.mktemp("differencing"), clock) as store:
        return Differenced(Survey(store, clock, STAFF))


class Differenced:
    """Three waves of one question to eight audiences, who answer alike wherever they are asked in a wave.

    That is the attacker's best case, as is that everybody answers. The attacker is all viewers together: of every
    initiative, every audience and every segment.
    """

    def __init__(self, survey: Survey) -> None:
        chance = random.Random(4)
        self.audiences = list_audiences()
        self.shown: list[dict[str, PulseResult]] = []
        self.unguarded: list[dict[str, PulseResult]] = []
        self.truths: list[dict[str, int]] = []
        for _ in range(3):
            truth = {person: chance.randint(1, 5) for person in STAFF}
            pulses = {
                name: survey.open(name, people, [KNOW], {person: DEPARTMENT[person] for person in people})
                for name, people in self.audiences.items()
            }
            for name, pulse in pulses.items():
                survey.answer(pulse, {person: [truth[person]] for person in self.audiences[name]})
            for pulse in chance.sample(list(pulses.values()), len(pulses)):
                survey.close(pulse)
            self.truths.append(truth)
            self.shown.append({name: survey.find(pulse) for name, pulse in pulses.items()})
            self.unguarded.append({name: self._summarise(survey, pulse) for name, pulse in pulses.items()})
            survey.pass_days(7)
        self.frozen = survey.store.read_now(TEAM, lambda unit: unit.connection.execute(select(pulse_segments)).all())
        self.released = survey.store.read_now(TEAM, lambda unit: unit.connection.execute(select(releases)).all())
        self.columns = self._list_columns()

    def _summarise(self, survey: Survey, pulse: Pulse) -> PulseResult:
        """The result as it would be without a ledger."""
        rows = survey.store.read_now(TEAM, lambda unit: list_sealed_rows(unit, pulse.id))
        invited = survey.store.read_now(TEAM, lambda unit: get_pulse(unit, pulse.id)).invited
        return summarise_pulse([KNOW], Sealed(tuple(SealedRow(*row) for row in rows), ()), invited)

    def _list_columns(self) -> dict[tuple[str, ...], list[str]]:
        """People who are alike to the attacker: in the same department and the same audiences."""
        columns: dict[tuple[str, ...], list[str]] = {}
        for person in STAFF:
            inside = (name for name, people in self.audiences.items() if person in people)
            columns.setdefault((DEPARTMENT[person], *inside), []).append(person)
        return columns

    def list_equations(self, results: Mapping[str, PulseResult]) -> list[tuple[list[int], dict[int, int]]]:
        """What was published, as (which columns it adds up, answers by score)."""
        segment_of = {(row.pulse_id, row.user_id): row.segment for row in self.frozen}
        equations = []
        for index, (name, result) in enumerate(results.items()):
            pulse_id = f"P-{index + 1}"
            cuts = [(None, result.overall[0]), *((segment, parts[0]) for segment, parts in result.segments.items())]
            for segment, part in cuts:
                if isinstance(part, Scores):
                    row = [
                        int(name in key and segment in (None, segment_of[pulse_id, people[0]]))
                        for key, people in self.columns.items()
                    ]
                    equations.append((row, dict(part.distribution)))
        return equations

    def list_small_groups(self) -> list[list[int]]:
        """Every column of 1 to 4 people, and all that lies between two audiences or departments by so few."""
        sizes = [len(people) for people in self.columns.values()]
        rows = [[int(name in key) for key in self.columns] for name in (*self.audiences, *DEPARTMENTS)]
        groups = [[int(index == column) for index in range(len(sizes))] for column in range(len(sizes))]
        groups += [
            [a * (1 - b) for a, b in zip(one, other, strict=True)] for one, other in itertools.permutations(rows, 2)
        ]
        small = {tuple(group) for group in groups if 0 < np.dot(group, sizes) < 5}
        return [list(group) for group in sorted(small)]

    def measure_interval(self, equations: list[tuple[list[int], dict[int, int]]], group: Sequence[int]) -> float:
        """How far apart the least and the greatest sum of a group's scores are that fit everything published."""
        sizes = [len(people) for people in self.columns.values()]
        count = len(sizes)
        left, right = [], []
        for row, distribution in equations:
            for score in range(1, 6):
                left.append([row[column] * (score == other) for column in range(count) for other in range(1, 6)])
                right.append(distribution[score])
        for column in range(count):
            left.append([float(column == at) for at in range(count) for _ in range(5)])
            right.append(sizes[column])
        worth = np.array([group[column] * score for column in range(count) for score in range(1, 6)], float)
        least, most = (linprog(sign * worth, A_eq=np.array(left), b_eq=right, bounds=(0, None)) for sign in (1, -1))
        assert least.status == most.status == 0
        return float(-most.fun - least.fun)


def is_determined(rows: Sequence[Sequence[int]], group: Sequence[int]) -> bool:
    return bool(np.linalg.matrix_rank(np.array([*rows, group])) == np.linalg.matrix_rank(np.array(rows)))


def test_something_is_published_and_something_refused_in_every_wave(differenced: Differenced) -> None:
    for shown in differenced.shown:
        parts = [part for result in shown.values() for part in result.overall]
        assert sum(isinstance(part, Scores) for part in parts) >= 3
        assert sum(isinstance(part, Hidden) for part in parts) >= 2
    assert {row.is_shown for row in differenced.released} == {True, False}


@pytest.mark.parametrize("wave", range(3))
def test_no_group_of_fewer_than_five_can_be_worked_out_over_all_audiences(differenced: Differenced, wave: int) -> None:
    equations = differenced.list_equations(differenced.shown[wave])
    rows = [row for row, _ in equations]
    groups = differenced.list_small_groups()
    assert len(groups) > 20
    assert [group for group in groups if is_determined(rows, group)] == []
    widths = [differenced.measure_interval(equations, group) for group in groups]
    assert min(widths) >= NARROWEST - 1e-6


@pytest.mark.parametrize("wave", range(3))
def test_the_same_attack_succeeds_without_the_ledger(differenced: Differenced, wave: int) -> None:
    equations = differenced.list_equations(differenced.unguarded[wave])
    rows = [row for row, _ in equations]
    found = [group for group in differenced.list_small_groups() if is_determined(rows, group)]
    assert found
    assert min(differenced.measure_interval(equations, group) for group in found) == pytest.approx(0, abs=1e-6)


def test_suppressed_cells_of_three_waves_together_stay_open_even_if_nobody_changed_their_mind(tmp_path) -> None:
    """The three waves as one set of answers: one audience's rounds are alike, so that each tells nothing new."""
    clock = StandingClock()
    with open_store("sqlite", tmp_path, clock) as store:
        survey, chance = Survey(store, clock, STAFF), random.Random(9)
        truth = {person: [chance.randint(1, 5)] for person in STAFF if DEPARTMENT[person] != "board"}
        results = []
        for _ in range(3):
            results.append(survey.ask("all", truth, [KNOW], DEPARTMENT))
            survey.pass_days(7)
    assert results[0].overall == results[1].overall == results[2].overall
    assert results[0].segments == results[1].segments == results[2].segments
    hidden = [name for name, parts in results[0].segments.items() if isinstance(parts[0], Hidden)]
    assert hidden == ["Other", "lab"], "the four at the desk, and a neighbour to hide them"
