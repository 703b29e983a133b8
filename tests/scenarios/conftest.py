"""An office for the scenarios of a module: the bot in its sandbox workspace, by both transports or by the quicker."""

import itertools
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.workspaces import MEMO, TRANSPORTS, Office, open_office

_numbers = itertools.count(1)


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=TRANSPORTS)
async def shared_office(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Office]:
    """An office by each transport; every test in it works on an initiative of its own."""
    async with open_office(tmp_path_factory.mktemp("office"), request.param) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def quick_office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """An office by Socket Mode alone, for what has nothing to do with the transport."""
    async with open_office(tmp_path_factory.mktemp("office"), "socket") as opened:
        yield opened
        opened.check_house()


@pytest_asyncio.fixture(loop_scope="module")
async def office(shared_office: Office) -> AsyncIterator[Office]:
    """The shared office, with nothing unread; at the end Slack must have had nothing to refuse."""
    await shared_office.drain()
    shared_office.read_everything()
    yield shared_office
    shared_office.check_house()


@pytest_asyncio.fixture(loop_scope="module")
async def key(office: Office) -> AsyncIterator[str]:
    """The key of a new initiative, closed afterwards: Mia is admin, Lena leads, Clara sponsors, Ana is champion."""
    name = f"K{next(_numbers)}"
    await office.start_initiative(name)
    yield name
    await office.end_initiatives()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def furnished(quick_office: Office) -> Office:
    """An office with an initiative, a risk, five KPIs, audiences, a memo in draft and a closed pulse."""
    office = quick_office
    await office.start_initiative("CRM")
    await office.type("ana", "/change-risk CRM Few trainers likelihood:2 impact:2 category:skills")
    await office.type("mia", "/change audience new staff kind:employees from:@sales")
    await office.type("mia", "/change audience new few kind:employees from:@support")
    await office.type("mia", "/change audience new board kind:executives from:@execs")
    for name in ("First", "Second", "Third", "Fourth", "Fifth"):
        await office.type("lena", f'/change kpi add CRM "{name}" baseline:1 target:2 by:2027-06-30')
    await office.open_form("lena", "/change memo new CRM to staff")
    await office.submit("lena", MEMO)
    return office
