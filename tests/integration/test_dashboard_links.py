"""Links to the dashboard on both databases: good once whoever races for them, for one workspace, and never readable."""

import asyncio
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest

from commands.dashboards.links import LINK_LIFETIME, SESSION_LIFETIME, enter, give_link, leave, read_team, recognise
from commands.slack.addresses import PageAddress
from commands.slack.ask import Ask, House
from storage.clock import Clock
from storage.dashboard_links import dashboard_links, dashboard_sessions
from storage.errors import BadInput
from storage.initiatives import add_initiative
from storage.store import Store
from tests.stores import KINDS, TEAM, open_store, reopen

NOW = datetime(2026, 12, 7, 8, tzinfo=UTC)
PEPPER = b"p" * 32


@pytest.fixture(params=KINDS)
def store(request, tmp_path):
    with open_store(request.param, tmp_path, Clock.set_to(NOW)) as opened:
        opened.write_now(
            TEAM, lambda unit: add_initiative(unit, "CRM", "One customer record", sponsor_id="U2", lead_id="U1")
        )
        yield opened


@pytest.fixture
def other(store):
    """Another process on the same database."""
    with later(store, timedelta(0)) as opened:
        yield opened


def later(store: Store, span: timedelta) -> AbstractContextManager[Store]:
    """The same database after a while."""
    return reopen(store.engine.url.render_as_string(hide_password=False), Clock.set_to(store.clock.now() + span))


def make_ask(store: Store, address: str | None = "http://127.0.0.1:3000") -> Ask:
    house = House(store, None, frozenset(), undo_seconds=0, pepper=PEPPER, pages=PageAddress(address))
    return Ask(house, TEAM, "U1", store.clock.now())


def take(store: Store, key: str | None = "CRM") -> str:
    """The token of a new link."""
    ask = make_ask(store)
    return store.write_now(TEAM, lambda unit: give_link(unit, ask, key)).rpartition("/")[2]


async def test_of_openings_at_once_by_two_processes_one_gets_in(store: Store, other: Store):
    token = take(store)
    opening = [each.write(TEAM, lambda unit: enter(unit, PEPPER, token)) for each in (store, other) * 5]
    visits = [visit for visit in await asyncio.gather(*opening) if visit]
    assert len(visits) == 1
    assert visits[0].initiative_key == "CRM"
    assert other.read_now(TEAM, lambda unit: recognise(unit, PEPPER, visits[0].session)) == "U1"


def test_link_and_session_end_at_their_time(store: Store):
    late, token = take(store), take(store, None)
    visit = store.write_now(TEAM, lambda unit: enter(unit, PEPPER, token))
    assert visit is not None
    with later(store, LINK_LIFETIME) as after_link:
        assert after_link.write_now(TEAM, lambda unit: enter(unit, PEPPER, late)) is None
        assert after_link.read_now(TEAM, lambda unit: recognise(unit, PEPPER, visit.session)) == "U1"
    with later(store, SESSION_LIFETIME) as after_session:
        assert after_session.read_now(TEAM, lambda unit: recognise(unit, PEPPER, visit.session)) is None
        fresh = take(after_session)
        assert after_session.write_now(TEAM, lambda unit: enter(unit, PEPPER, fresh)) is not None
        kept = after_session.read_now(TEAM, lambda unit: unit.connection.execute(dashboard_sessions.select()).all())
        assert len(kept) == 1, "sessions that are over are forgotten"


def test_nothing_opens_with_another_key_kind_or_workspace(store: Store):
    token = take(store)
    assert read_team(token) == TEAM
    assert store.write_now(TEAM, lambda unit: enter(unit, b"q" * 32, token)) is None
    assert store.write_now("T2", lambda unit: enter(unit, PEPPER, token)) is None
    assert store.read_now(TEAM, lambda unit: recognise(unit, PEPPER, token)) is None, "a link is no session"
    visit = store.write_now(TEAM, lambda unit: enter(unit, PEPPER, token))
    assert visit is not None
    assert store.write_now(TEAM, lambda unit: enter(unit, PEPPER, visit.session)) is None, "nor a session a link"
    store.write_now(TEAM, lambda unit: leave(unit, PEPPER, visit.session))
    assert store.read_now(TEAM, lambda unit: recognise(unit, PEPPER, visit.session)) is None


def test_database_keeps_no_secret(store: Store):
    token = take(store)
    visit_row = store.read_now(TEAM, lambda unit: unit.connection.execute(dashboard_links.select()).all())
    assert token.partition(".")[2] not in str(visit_row)


def test_without_pages_there_is_no_link(store: Store):
    with pytest.raises(BadInput, match="its pages are not served here"):
        store.write_now(TEAM, lambda unit: give_link(unit, make_ask(store, None), None))


@pytest.mark.parametrize(
    "token", ["", ".", "T1", "T1.", "T1.short", "t1." + "a" * 43, "T1." + "a" * 44, "T1." + "é" * 43]
)
def test_what_cannot_be_a_pass_is_none(token: str):
    assert read_team(token) is None
