"""Readings kept many at once, tokens, and answers that are given again: alike on both databases."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, date, timedelta

import pytest
from sqlalchemy import select

from commands.slack.arrivals import PART, give_up, take_in
from commands.slack.measures import Matched, Measures
from commands.slack.readings import Batch, KpiValue
from storage.adoptions import (
    AdoptionReading,
    MetricKind,
    add_adoption_reading,
    add_adoption_readings,
    adoption_readings,
    list_adoption_readings,
    list_read_metrics,
)
from storage.api_answers import ApiAnswer, find_api_answer, keep_api_answer
from storage.api_tokens import add_api_token, api_tokens, find_api_token, revoke_api_token
from storage.arrivals import end_arrival
from storage.errors import Busy
from storage.first_uses import FirstUse, list_first_uses, replace_first_uses
from storage.initiatives import add_initiative, close_initiative
from storage.kpis import KpiReading, add_kpi, list_kpi_readings
from storage.store import Store
from tests.stores import KINDS, TEAM, open_store

DAY = date(2026, 11, 2)
SECRET = "a" * 64
NAMES = ["weekly logins", 'it\'s 100 % "quoted" \\ \u00e4\u4f60\U0001f600', '{"a": [1]}', "'; drop table x --"]


@pytest.fixture(scope="module", params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(request.param, tmp_path_factory.mktemp("readings")) as opened:
        yield opened


@pytest.fixture
def key(store: Store, request: pytest.FixtureRequest) -> str:
    name = f"K{abs(hash(request.node.name)) % 10**8}"
    store.write_now(
        TEAM, lambda unit: add_initiative(unit, name, "New CRM", sponsor_id="U1", lead_id="U2", end_state="x")
    )
    return name


def test_many_readings_are_kept_as_they_were_given(store: Store, key: str):
    readings = [
        AdoptionReading(key, name, count, 10**6, DAY + timedelta(days=count), kind)
        for name, kind in zip(NAMES, [*MetricKind, MetricKind.RATE], strict=True)
        for count in range(50)
    ]
    store.write_now(TEAM, lambda unit: add_adoption_readings(unit, readings), actor_id="token:hr")
    kept = store.read_now(TEAM, lambda unit: list_adoption_readings(unit, key))
    assert sorted(kept, key=repr) == sorted(readings, key=repr)
    query = select(adoption_readings.c.at, adoption_readings.c.author_id, adoption_readings.c.id).where(
        adoption_readings.c.initiative_key == key
    )
    rows = store.read_now(TEAM, lambda unit: unit.connection.execute(query).all())
    assert {(row.author_id, row.at.tzinfo) for row in rows} == {("token:hr", UTC)}
    assert len({row.id for row in rows}) == len(readings)


def test_a_metric_is_of_the_kind_that_was_entered_last(store: Store, key: str):
    for kind, days in ((MetricKind.RATE, 9), (MetricKind.UTILISATION, 2)):
        reading = AdoptionReading(key, "licences", 1, 9, DAY + timedelta(days=days), kind)
        store.write_now(TEAM, lambda unit, reading=reading: add_adoption_reading(unit, reading))
    assert store.read_now(TEAM, lambda unit: list_read_metrics(unit, key)) == {"licences": MetricKind.UTILISATION}


def test_readings_are_kept_under_their_own_spelling_or_not_at_all(store: Store, key: str):
    def prepare(unit):
        add_kpi(unit, key, "Tickets", baseline=9, target=1, by_on=DAY, measured_in=None)
        add_adoption_reading(unit, AdoptionReading(key, "logins", 1, 9, DAY, MetricKind.PROFICIENCY))

    store.write_now(TEAM, prepare)
    good = Batch([(0, AdoptionReading(key, "LOGINS", 2, 9, DAY))], [(1, KpiValue(key, "tickets", 0.1, DAY))])
    bad = Batch([*good.adoption, (2, AdoptionReading(key, "lgins", 2, 9, DAY))], [(3, KpiValue("NOSUCH", "x", 1, DAY))])

    flaws = store.write_now(TEAM, lambda unit: Measures(unit, adds_metrics=True).keep(bad))
    assert [(flaw.position, flaw.field) for flaw in flaws] == [(2, "metric"), (3, "initiative")]
    assert len(store.read_now(TEAM, lambda unit: list_adoption_readings(unit, key))) == 1
    assert store.write_now(TEAM, lambda unit: Measures(unit, adds_metrics=True).keep(good)) == []
    kept = store.read_now(TEAM, lambda unit: list_adoption_readings(unit, key))
    assert [(each.metric, each.kind) for each in kept] == [("logins", MetricKind.PROFICIENCY)] * 2
    (values,) = store.read_now(TEAM, lambda unit: list_kpi_readings(unit, key)).values()
    assert values[0].value == 0.1


def test_what_arrives_in_parts_counts_once_all_of_it_is_there_or_never(store: Store, key: str):
    def count() -> tuple[int, int]:
        adoption = store.read_now(TEAM, lambda unit: len(list_adoption_readings(unit, key)))
        return adoption, sum(map(len, store.read_now(TEAM, lambda unit: list_kpi_readings(unit, key)).values()))

    kpi = store.write_now(
        TEAM, lambda unit: add_kpi(unit, key, "Tickets", baseline=9, target=1, by_on=DAY, measured_in=None)
    )
    most = PART + 1
    matched = Matched(
        [AdoptionReading(key, "logins", 1, 9, DAY - timedelta(days=number)) for number in range(most)],
        [KpiReading(kpi.id, 1.0, DAY - timedelta(days=number)) for number in range(most)],
        [],
    )

    async def arrive(ends: bool) -> str:
        arrival_id = await take_in(store, TEAM, matched, "token:hr")
        assert count() == (0, 0)
        if ends:
            await store.write(TEAM, lambda unit: end_arrival(unit, arrival_id))
        await give_up(store, TEAM, arrival_id)
        return arrival_id

    given_up = asyncio.run(arrive(ends=False))
    query = select(adoption_readings.c.id).where(adoption_readings.c.arrival_id == given_up)
    assert store.read_now(TEAM, lambda unit: unit.connection.execute(query).first()) is None
    with pytest.raises(Busy):
        store.write_now(TEAM, lambda unit: end_arrival(unit, given_up))
    asyncio.run(arrive(ends=True))
    assert count() == (most, most)


def test_nothing_is_kept_for_a_closed_initiative(store: Store, key: str):
    store.write_now(TEAM, lambda unit: close_initiative(unit, key))
    batch = Batch([(7, AdoptionReading(key, "logins", 2, 9, DAY))])
    (flaw,) = store.write_now(TEAM, lambda unit: Measures(unit, adds_metrics=True).keep(batch))
    assert (flaw.position, flaw.field, flaw.reason) == (7, "initiative", f"{key} is closed")


def test_of_a_token_only_its_fingerprint_is_kept_and_a_revoked_one_opens_nothing(store: Store):
    token = store.write_now(TEAM, lambda unit: add_api_token(unit, "hr", SECRET, None))
    (row,) = store.read_now(TEAM, lambda unit: unit.connection.execute(select(api_tokens)).all())
    assert SECRET not in repr(row)
    assert store.read_now(TEAM, lambda unit: find_api_token(unit, SECRET)) == token
    assert store.read_now(TEAM, lambda unit: find_api_token(unit, f"{SECRET[:-1]}b")) is None
    assert store.read_now("T2", lambda unit: find_api_token(unit, SECRET)) is None

    def keep(unit):
        keep_api_answer(unit, token, "k", ApiAnswer("r", {"recorded": 1}))
        first = find_api_answer(unit, token, "k")
        unit.now += timedelta(hours=24)
        return first, find_api_answer(unit, token, "k"), keep_api_answer(unit, token, "k", ApiAnswer("s", {}))

    first, expired, _ = store.write_now(TEAM, keep)
    assert (first, expired) == (ApiAnswer("r", {"recorded": 1}), None)

    store.write_now(TEAM, lambda unit: revoke_api_token(unit, token))
    assert store.read_now(TEAM, lambda unit: find_api_token(unit, SECRET)) is None
    assert store.write_now(TEAM, lambda unit: add_api_token(unit, "HR", "b" * 64, None)).name == "HR"


def test_a_new_list_of_first_uses_takes_the_place_of_the_one_before(store: Store, key: str):
    first, second = (FirstUse(DAY, used_on, DAY) for used_on in (None, DAY))
    for uses in ([first, first], [second]):
        store.write_now(TEAM, lambda unit, uses=uses: replace_first_uses(unit, key, "logins", uses))
    assert store.read_now(TEAM, lambda unit: list_first_uses(unit, key, "logins")) == [second]
    assert store.read_now(TEAM, lambda unit: list_first_uses(unit, key, "other")) == []
