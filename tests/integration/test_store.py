"""The single writer: durable before the answer, one failure undoes nobody else's work, nothing is done twice."""

import asyncio
import threading
import time

import pytest
from sqlalchemy import event, select

from storage.audit import audit_log, find_breaks
from storage.engine import make_engine, sqlite_module
from storage.errors import AlreadyDone, BadInput, Busy
from storage.initiatives import add_initiative, edit_initiative, get_initiative
from storage.receipts import receipts
from storage.store import Store
from storage.units import Unit
from tests.stores import KINDS, TEAM, open_store, reopen


@pytest.fixture(params=KINDS)
def store(request, tmp_path):
    with open_store(request.param, tmp_path) as opened:
        yield opened


def note(name: str):
    """A unit of work that leaves one audit row."""
    return lambda unit: unit.audit("note.added", name)


def list_notes(unit: Unit) -> list[str]:
    query = select(audit_log.c.subject).where(audit_log.c.team_id == unit.team_id).order_by(audit_log.c.position)
    return list(unit.connection.execute(query).scalars())


def check_chain(store: Store) -> None:
    with store.engine.connect() as connection:
        assert list(find_breaks(connection)) == []


async def test_many_writers_at_once_lose_nothing(store):
    await asyncio.gather(*(store.write(TEAM, note(f"N-{n}")) for n in range(300)))
    assert sorted(await store.read(TEAM, list_notes)) == sorted(f"N-{n}" for n in range(300))
    check_chain(store)


async def test_failing_unit_undoes_itself_alone(store):
    def fail(unit: Unit) -> None:
        unit.audit("note.added", "bad")
        unit.connection.execute(receipts.insert().values(team_id=TEAM, key="bad", at=unit.now))
        raise BadInput("Note", "it is bad", "good")

    def break_a_rule(unit: Unit) -> None:
        for _ in range(2):
            unit.connection.execute(receipts.insert().values(team_id=TEAM, key="same", at=unit.now))

    results = await asyncio.gather(
        *(store.write(TEAM, work) for work in (note("N-1"), fail, note("N-2"), break_a_rule, note("N-3"))),
        return_exceptions=True,
    )
    assert [type(result).__name__ for result in results] == [
        "NoneType",
        "BadInput",
        "NoneType",
        "IntegrityError",
        "NoneType",
    ]
    assert await store.read(TEAM, list_notes) == ["N-1", "N-2", "N-3"]
    assert await store.read(TEAM, lambda unit: list(unit.connection.execute(select(receipts.c.key)))) == []
    check_chain(store)


async def test_units_of_one_commit_see_what_an_earlier_one_changed(store):
    def rename(unit: Unit) -> None:
        get_initiative(unit, "CRM")
        edit_initiative(unit, "CRM", name="Renamed")

    await store.write(TEAM, lambda unit: add_initiative(unit, "CRM", "Named", sponsor_id="U1", lead_id="U2"))
    before, _, after = await asyncio.gather(
        store.write(TEAM, lambda unit: get_initiative(unit, "CRM").name),
        store.write(TEAM, rename),
        store.write(TEAM, lambda unit: get_initiative(unit, "CRM").name),
    )
    assert (before, after) == ("Named", "Renamed")


async def test_receipt_makes_a_repeated_gesture_harmless(store):
    await store.write(TEAM, note("N-1"), receipt="command:1")
    with pytest.raises(AlreadyDone):
        await store.write(TEAM, note("N-1"), receipt="command:1")
    results = await asyncio.gather(
        *(store.write(TEAM, note("N-2"), receipt="command:2") for _ in range(20)), return_exceptions=True
    )
    assert sum(isinstance(result, AlreadyDone) for result in results) == 19
    assert await store.read(TEAM, list_notes) == ["N-1", "N-2"]


async def test_failed_gesture_keeps_no_receipt(store):
    def fail(_unit: Unit) -> None:
        raise BadInput("Note", "it is bad", "good")

    with pytest.raises(BadInput):
        await store.write(TEAM, fail, receipt="command:1")
    await store.write(TEAM, note("N-1"), receipt="command:1")
    assert await store.read(TEAM, list_notes) == ["N-1"]


async def test_what_was_answered_is_there_for_another_process(store):
    await store.write(TEAM, note("N-1"))
    with reopen(store.engine.url.render_as_string(hide_password=False)) as other:
        assert await other.read(TEAM, list_notes) == ["N-1"]


async def test_two_writers_on_one_database_keep_one_chain(store):
    with reopen(store.engine.url.render_as_string(hide_password=False)) as other:
        await asyncio.gather(*(each.write(TEAM, note(f"N-{n}")) for n in range(100) for each in (store, other)))
    assert len(await store.read(TEAM, list_notes)) == 200
    check_chain(store)


def test_write_from_a_thread_without_a_loop(store):
    threads = [threading.Thread(target=store.write_now, args=(TEAM, note(f"N-{n}"))) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.read_now(TEAM, list_notes)) == 20


async def test_ballots_unit_refuses_to_write_audit(store):
    with pytest.raises(RuntimeError):
        await store.write_ballot(TEAM, note("N-1"))
    assert await store.read(TEAM, list_notes) == []


def kill_once(store: Store, moment: str) -> None:
    """Let the server end the writer's connection at a moment of the next write transaction."""
    killer = make_engine(store.engine.url.render_as_string(hide_password=False))

    def strike(connection, *_: object) -> None:
        if connection.get_execution_options().get("writes") and killed == []:
            pid = connection.connection.driver_connection.info.backend_pid
            killed.append(pid)
            with killer.connect() as other, other.begin():
                other.exec_driver_sql(f"SELECT pg_terminate_backend({pid}, 5000)")
            killer.dispose()

    killed: list[int] = []
    if moment == "commit":
        event.listen(store.engine, "commit", strike)
    else:
        event.listen(store.engine, "before_cursor_execute", strike)


@pytest.mark.postgresql
@pytest.mark.parametrize("moment", ["statement", "commit"])
async def test_lost_connection_is_made_good_without_doubling(tmp_path, moment):
    with open_store("postgresql", tmp_path) as store:
        await store.write(TEAM, note("N-0"))
        kill_once(store, moment)
        await asyncio.gather(*(store.write(TEAM, note(f"N-{n}"), receipt=f"command:{n}") for n in range(1, 6)))
        assert sorted(await store.read(TEAM, list_notes)) == [f"N-{n}" for n in range(6)]
        check_chain(store)


@pytest.mark.postgresql
async def test_commit_whose_answer_was_lost_is_not_repeated(tmp_path):
    with open_store("postgresql", tmp_path) as store:
        struck: list[bool] = []

        def commit_and_cut(connection) -> None:
            if connection.get_execution_options().get("writes") and not struck:
                struck.append(True)
                driver = connection.connection.driver_connection
                driver.execute("COMMIT")
                driver.close()

        event.listen(store.engine, "commit", commit_and_cut)
        await store.write(TEAM, note("N-1"))
        assert struck == [True]
        assert await store.read(TEAM, list_notes) == ["N-1"]


@pytest.mark.postgresql
async def test_connection_lost_between_units_hurts_nobody(tmp_path):
    with open_store("postgresql", tmp_path) as store:
        await store.write(TEAM, note("N-1"))
        killer = make_engine(store.engine.url.render_as_string(hide_password=False))
        with killer.connect() as other, other.begin():
            other.exec_driver_sql(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        killer.dispose()
        await store.write(TEAM, note("N-2"))
        assert await store.read(TEAM, list_notes) == ["N-1", "N-2"]


@pytest.mark.postgresql
async def test_suspended_process_gives_its_turn_up_and_does_its_work_later(tmp_path, monkeypatch):
    monkeypatch.setattr("storage.engine.IDLE_SECONDS", 1)
    with open_store("postgresql", tmp_path) as sleeper:
        asleep = threading.Event()

        def fall_asleep(unit: Unit) -> None:
            unit.audit("note.added", "sleeper")
            if not asleep.is_set():
                asleep.set()
                time.sleep(3)

        late = asyncio.create_task(sleeper.write(TEAM, fall_asleep))
        await asyncio.to_thread(asleep.wait)
        with reopen(sleeper.engine.url.render_as_string(hide_password=False)) as other:
            await asyncio.wait_for(other.write(TEAM, note("other")), 2.5)
        await late
        assert await sleeper.read(TEAM, list_notes) == ["other", "sleeper"]
        check_chain(sleeper)


async def test_locked_by_another_process_is_busy_and_saves_nothing(tmp_path):
    with open_store("sqlite", tmp_path) as store:
        blocker = sqlite_module.connect(tmp_path / "groundswell.db", isolation_level=None)
        blocker.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy) as busy:
            await store.write(TEAM, note("N-1"), receipt="command:1")
        assert (
            busy.value.sentence == "Groundswell is busy at the moment; please try again in a minute. Nothing was saved."
        )
        assert await store.read(TEAM, list_notes) == []
        blocker.execute("ROLLBACK")
        blocker.close()
        await store.write(TEAM, note("N-1"), receipt="command:1")
        assert await store.read(TEAM, list_notes) == ["N-1"]


async def test_full_disk_saves_all_of_a_unit_or_nothing(tmp_path):
    with open_store("sqlite", tmp_path) as store:
        await store.write(TEAM, note("N-0"))
        pages: list[int] = []

        def limit(connection) -> None:
            if connection.get_execution_options().get("writes"):
                driver = connection.connection.driver_connection
                pages[:] = pages or [driver.execute("PRAGMA page_count").fetchone()[0] + 4]
                driver.execute(f"PRAGMA max_page_count={pages[0]}")

        event.listen(store.engine, "begin", limit)
        saved = []
        for n in range(1, 200):
            try:
                await store.write(TEAM, lambda unit, n=n: unit.audit("note.added", f"N-{n}", words="x" * 1000))
                saved.append(f"N-{n}")
            except Busy:
                break
        assert 0 < len(saved) < 100
        with pytest.raises(Busy):
            await store.write(TEAM, lambda unit: unit.audit("note.added", "N-x", words="x" * 5000))
        pages[0] += 1000
        await store.write(TEAM, note("N-last"))
        assert await store.read(TEAM, list_notes) == ["N-0", *saved, "N-last"]
        check_chain(store)
