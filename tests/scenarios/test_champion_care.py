"""Champion care by gestures: load, silence, thanks, time in the part, and audiences without anybody."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from tests.workspaces import MEMO, Office, find_id, open_office

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """An office of its own, since weeks pass."""
    async with open_office(tmp_path_factory.mktemp("office"), "socket") as opened:
        await opened.start_initiative("CRM")
        await opened.type("mia", "/change audience new sales kind:employees from:@sales")
        yield opened


async def test_load_and_words_are_counted(office: Office):
    await office.type("lena", "/change champion add CRM @ben for sales")
    card = await office.type("lena", "/change champion care CRM")
    assert "@ben for sales\n0 open tasks in 1 change · not heard yet · since" in card
    for number in range(6):
        await office.type("ana", f"/change-risk CRM Risk {number} likelihood:2 impact:2 owner:@ben")
    card = await office.type("lena", "/change champion care CRM")
    assert "6 open tasks" in card
    assert ":point_right: carries much: share it" in card
    assert card.index("@ben") < card.index("@ana")
    assert "last heard" in card[card.index("@ana") :]


async def test_who_is_quiet_unthanked_or_long_in_it_is_said(office: Office):
    await office.pass_time(office.store.clock.now() + timedelta(weeks=4))
    card = await office.type("lena", "/change champion care CRM")
    assert "has gone quiet: talk" in card[card.index("@ben") : card.index("@ana")]
    await office.type("ben", "/change-status CRM green all is well")
    card = await office.type("lena", "/change champion care CRM")
    assert "has gone quiet" not in card[card.index("@ben") : card.index("@ana")]
    await office.pass_time(office.store.clock.now() + timedelta(weeks=5))
    assert "not thanked for long" in await office.type("lena", "/change champion care CRM")
    await office.click_reply("lena", "Thank somebody")
    assert "Initiative:" in "\n".join(office.read_modal("lena"))
    await office.gestures.close_view("lena")
    await office.pass_time(office.store.clock.now() + timedelta(weeks=18))
    assert "ask about handing over" in await office.type("lena", "/change champion care CRM")
    await office.type("lena", "/change champion remove CRM @ben")
    await office.type("lena", "/change champion add CRM @ben for sales")
    card = await office.type("lena", "/change champion care CRM")
    assert "handing over" not in card[card.index("@ben") : card.index("@ana")]


async def test_an_audience_that_was_told_and_has_nobody_is_warned_of(office: Office):
    await office.type("mia", "/change audience new board kind:executives from:@execs")
    await office.type("mia", "/change audience new heads kind:managers from:@execs")
    await office.open_form("lena", "/change memo new CRM to heads,board")
    assert find_id("M", (await office.submit("lena", MEMO)).text)
    card = await office.type("lena", "/change champion care CRM")
    assert ":warning: heads: no champion for" in card
    assert "board" not in card
    assert ":white_check_mark: sales: 1 champion for" in card
    assert "1 audience with fewer than one champion for fifty people" in card


async def test_it_is_the_leads_alone(office: Office):
    for handle in ("ana", "clara", "mia", "aroha"):
        refused = await office.type(handle, "/change champion care CRM")
        assert "Needs role lead; ask @lena" in refused
        assert refused.endswith("Nothing was saved.")
