"""Seats in trainings on both databases: never given twice, whoever races for them, and given up in order."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.initiatives import add_initiative
from storage.store import Store
from storage.training_seats import (
    Answer,
    answer_invitation,
    invite,
    list_nudged,
    list_seats,
    list_trained,
    list_waiting,
    note_nudged,
    set_attendance,
)
from storage.trainings import add_training, find_trainer, get_training, list_unreminded, note_reminded
from storage.units import Unit
from tests.stores import KINDS, TEAM, open_store, reopen
from tests.surveyed import StandingClock

PEOPLE = [f"U{number:02}" for number in range(12)]
WISHES = st.lists(
    st.tuples(st.sampled_from(PEOPLE[:6]), st.sampled_from([Answer.COMING, Answer.DECLINED, Answer.ANOTHER])),
    max_size=24,
)


@pytest.fixture(scope="module", params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with an initiative."""
    with open_store(request.param, tmp_path_factory.mktemp("seats"), StandingClock()) as opened:
        opened.write_now(
            TEAM,
            lambda unit: add_initiative(unit, "CRM", "One record", sponsor_id="U98", lead_id="U99"),
            actor_id="U99",
        )
        yield opened


def start(store: Store, seats: int | None) -> str:
    """A session in a week to which everybody is invited; gives its id."""

    def work(unit: Unit) -> str:
        training = add_training(unit, "CRM", "Steps", unit.now + timedelta(days=7), "staff", "U99", seats=seats)
        invite(unit, training.id, PEOPLE)
        return training.id

    return store.write_now(TEAM, work)


def answer(store: Store, training_id: str, user_id: str, wish: Answer) -> tuple[str | None, list[str]]:
    seat, seated = store.write_now(TEAM, lambda unit: answer_invitation(unit, training_id, user_id, wish))
    return seat.answer, seated


def test_two_processes_that_race_give_each_seat_once(store: Store):
    training = start(store, 4)
    url = store.engine.url.render_as_string(hide_password=False)
    with reopen(url, store.clock) as other, ThreadPoolExecutor(12) as pool:
        stores = [store, other] * 6
        wishes = [(place, training, user_id, Answer.COMING) for place, user_id in zip(stores, PEOPLE, strict=True)]
        answers = [said for said, _ in pool.map(lambda each: answer(*each), wishes)]
    assert answers.count(Answer.COMING) == 4
    assert answers.count(Answer.WAITING) == 8
    turns = [seat.turn for seat in store.read_now(TEAM, lambda unit: list_seats(unit, training))]
    assert sorted(turns) == list(range(2, 14)), "everybody had a turn of their own, after the invitation's"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seats=st.integers(1, 4), wishes=WISHES)
def test_nobody_waits_while_a_seat_is_free_and_the_longest_wait_ends_first(store: Store, seats: int, wishes):
    training_id = start(store, seats)
    coming, waiting = list[str](), list[str]()
    for user_id, wish in wishes:
        _, seated = answer(store, training_id, user_id, wish)
        if wish is Answer.COMING and user_id not in (*coming, *waiting):
            (coming if len(coming) < seats else waiting).append(user_id)
        if wish is not Answer.COMING:
            coming, waiting = ([each for each in some if each != user_id] for some in (coming, waiting))
        given, waiting = waiting[: seats - len(coming)], waiting[seats - len(coming) :]
        coming += given
        assert seated == given
    now = store.read_now(TEAM, lambda unit: list_seats(unit, training_id))
    assert {seat.user_id for seat in now if seat.answer == Answer.COMING} == set(coming)
    assert [seat.user_id for seat in list_waiting(now)] == waiting


def test_attendance_is_corrected_and_counts_once_a_person(store: Store):
    training_id = start(store, None)

    def attend(*user_ids: str) -> None:
        store.write_now(TEAM, lambda unit: set_attendance(unit, get_training(unit, training_id), user_ids))

    attend("U00", "U01", "U50")
    assert {"U00", "U01", "U50"} <= store.read_now(TEAM, lambda unit: list_trained(unit, "CRM", "Steps"))
    attend("U01")
    assert store.read_now(TEAM, lambda unit: list_trained(unit, "CRM")) == {"U01"}
    assert store.read_now(TEAM, lambda unit: list_trained(unit, "CRM", "Other")) == set()


def test_a_nudge_is_remembered_for_two_weeks(store: Store):
    clock = store.clock
    assert isinstance(clock, StandingClock)
    begun = clock.moment
    store.write_now(TEAM, lambda unit: note_nudged(unit, "CRM", ["U00"]))
    clock.moment = begun + timedelta(days=13)
    assert store.read_now(TEAM, lambda unit: list_nudged(unit, "CRM")) == {"U00"}
    clock.moment = begun + timedelta(days=14)
    assert store.read_now(TEAM, lambda unit: list_nudged(unit, "CRM")) == set()
    clock.moment = begun


def test_a_session_is_to_be_reminded_of_on_its_last_day_and_again_when_it_is_moved(store: Store):
    clock = store.clock
    assert isinstance(clock, StandingClock)
    begun = clock.moment
    training_id = start(store, None)

    def list_ids(unit: Unit) -> list[str]:
        return [each.id for each in list_unreminded(unit)]

    assert training_id not in store.read_now(TEAM, list_ids)
    clock.moment = begun + timedelta(days=6, hours=1)
    assert training_id in store.read_now(TEAM, list_ids)
    store.write_now(TEAM, lambda unit: note_reminded(unit, get_training(unit, training_id)))
    assert training_id not in store.read_now(TEAM, list_ids)
    assert store.read_now(TEAM, lambda unit: find_trainer(unit, "CRM")) == "U99"
    clock.moment = begun
