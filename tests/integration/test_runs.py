"""Runs by two processes at once: each thread opened once, each step's message promised once, the summary too."""

import asyncio
from datetime import UTC, datetime
from functools import partial

import pytest

from commands.playbooks.library import LIBRARY
from commands.playbooks.threads import finish_run, open_thread, promise_opening
from storage.clock import Clock
from storage.copies import find_content
from storage.deliveries import claim_due, settle
from storage.initiatives import add_initiative
from storage.lessons import add_lesson, list_lessons, search_lessons
from storage.outbox import State, list_deliveries
from storage.runs import add_run, get_run, list_live_runs, list_run_steps, mark_step
from storage.units import Unit
from tests.stores import KINDS, TEAM, open_store, reopen

NOW = datetime(2026, 12, 7, 8, tzinfo=UTC)
READY = LIBRARY["integration"]


@pytest.fixture(params=KINDS)
def store(request, tmp_path):
    with open_store(request.param, tmp_path, Clock.set_to(NOW)) as opened:
        yield opened


@pytest.fixture
def other(store):
    """Another process on the same database."""
    with reopen(store.engine.url.render_as_string(hide_password=False), store.clock) as opened:
        yield opened


def start(unit: Unit) -> str:
    """CRM and a drill of it at #C1, its opening promised; gives the run's id."""
    add_initiative(unit, "CRM", "One customer record", sponsor_id="U2", lead_id="U1")
    about = {"playbook_id": READY.id, "playbook_name": READY.name, "playbook_version": 1, "risk_id": None}
    run = add_run(unit, "CRM", READY.steps, place="C1", is_drill=True, **about)
    promise_opening(unit, run, READY.scenario)
    return run.id


def post_opening(unit: Unit, state: State = State.SENT, **details: str) -> None:
    (claimed,) = claim_due(unit, 1)
    settle(unit, claimed, state, **details)


async def list_told(store, run_id: str) -> list[tuple[str, str, str | None]]:
    """Of each message about a run: to whom, how it stands, in which thread."""

    def find(unit: Unit) -> list[tuple[str, str, str | None]]:
        found = list_deliveries(unit, run_id)
        threads = [find_content(unit, each.send_id, each.variant).thread_ts for each in found]
        return [(each.recipient, each.state, ts) for each, ts in zip(found, threads, strict=True)]

    return await store.read(TEAM, find)


async def test_two_processes_open_a_thread_once(store, other):
    run_id = await store.write(TEAM, start)
    await store.write(TEAM, partial(open_thread, run_id=run_id))
    assert await list_told(store, run_id) == [("C1", "planned", None)], "the opening has not arrived yet"
    await store.write(TEAM, lambda unit: post_opening(unit, channel_id="C1", ts="1.0"))
    await asyncio.gather(*(each.write(TEAM, partial(open_thread, run_id=run_id)) for each in (store, other) * 3))

    assert await list_told(store, run_id) == [("C1", "sent", None), *[("C1", "planned", "1.0")] * len(READY.steps)]
    due = [each.due_at for each in await store.read(TEAM, lambda unit: list_deliveries(unit, run_id))]
    assert due == sorted(set(due)), "steps leave in their order"


async def test_thread_that_could_not_be_opened_is_told_once_and_the_run_has_failed(store, other):
    run_id = await store.write(TEAM, start)
    await store.write(TEAM, lambda unit: post_opening(unit, State.FAILED, reason="not_in_channel"))
    await asyncio.gather(*(each.write(TEAM, partial(open_thread, run_id=run_id)) for each in (store, other)))

    run = await store.read(TEAM, lambda unit: get_run(unit, run_id))
    assert (run.state, run.reason) == ("failed", "not_in_channel")
    assert await list_told(store, run_id) == [("C1", "failed", None), (run.starter_id, "planned", None)]
    assert await store.read(TEAM, list_live_runs) == []


async def test_end_takes_back_the_steps_that_have_not_left_and_keeps_the_gaps(store):
    run_id = await store.write(TEAM, start)
    await store.write(TEAM, lambda unit: post_opening(unit, channel_id="C1", ts="1.0"))
    await store.write(TEAM, partial(open_thread, run_id=run_id))
    steps = await store.read(TEAM, lambda unit: list_run_steps(unit, run_id))
    await store.write(TEAM, lambda unit: mark_step(unit, steps[0], done=True), actor_id="U1")
    await store.write(TEAM, partial(finish_run, run_id=run_id))

    told = await list_told(store, run_id)
    assert [state for _, state, _ in told].count("cancelled") == len(steps)
    assert told.count(("C1", "planned", "1.0")) == 1, "the summary"
    lessons = await store.read(TEAM, lambda unit: list_lessons(unit, "CRM"))
    assert {(each.source, each.author_id) for each in lessons} == {(run_id, "system")}
    assert len(lessons) == len(steps) - 1
    assert all(each.tags == ["gap", "drill", "integration"] for each in lessons)


async def test_run_that_ends_before_its_opening_has_left_says_nothing(store):
    run_id = await store.write(TEAM, start)
    await store.write(TEAM, partial(finish_run, run_id=run_id))
    assert await list_told(store, run_id) == [("C1", "cancelled", None)]


async def test_run_that_ends_while_its_opening_is_on_its_way_is_summed_up_beside_it(store):
    run_id = await store.write(TEAM, start)
    await store.write(TEAM, lambda unit: claim_due(unit, 1))
    await store.write(TEAM, partial(finish_run, run_id=run_id))
    assert await list_told(store, run_id) == [("C1", "sending", None), ("C1", "planned", None)]


async def test_search_folds_the_case_of_every_alphabet_and_knows_no_other_workspace(store):
    def add(unit: Unit) -> None:
        add_initiative(unit, "CRM", "One customer record", sponsor_id="U2", lead_id="U1")
        add_lesson(unit, "CRM", "ÄNDERUNGEN früh zeigen", ["data"])
        add_lesson(unit, "CRM", "Later", [])

    await store.write(TEAM, add)
    found = await store.read(TEAM, lambda unit: search_lessons(unit, "änderungen DATA"))
    assert [each.text for each in found] == ["ÄNDERUNGEN früh zeigen"]
    assert [each.id for each in await store.read(TEAM, lambda unit: search_lessons(unit, ""))] == ["L-2", "L-1"]
    assert await store.read("T2", lambda unit: search_lessons(unit, "data")) == []
