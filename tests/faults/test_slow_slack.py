"""Slack answers slowly or not at all: a gesture is acknowledged in time all the same, and nobody is wrongly unknown."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.faults import Fault
from bot.sandbox.members import User
from commands.slack.directory import Directory
from storage.audiences import list_audiences
from storage.errors import Unanswered
from storage.roles import Role, list_roles
from tests.sandboxes import eventually
from tests.workspaces import Office, open_office

LATE = Fault.latency(7)
"""Long after the gesture was acknowledged, so that a machine that does much else shows first one and then the other."""
STILL_AT_WORK = "This takes longer than usual."
UNANSWERED = "Slack does not answer at the moment; please try again in a minute. Nothing was saved."


@pytest.fixture(params=["socket", "http"])
async def office(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Office]:
    """An office with an initiative, and with somebody whom the bot has not heard of yet."""
    async with open_office(tmp_path, request.param) as opened:
        await opened.start_initiative("CRM")
        opened.workspace.users["UNEW"] = User("UNEW", "nora", "Nora New")
        yield opened


async def read_last_reply(office: Office, handle: str) -> str:
    """The newest answer that only somebody sees."""
    return "\n".join(office.read(office.workspace.ephemerals[office.workspace.get_user(handle).id][-1]))


async def has_champion(office: Office) -> bool:
    return Role.CHAMPION in await office.store.read(office.team_id, lambda unit: list_roles(unit, "CRM", "UNEW"))


async def test_a_command_is_acknowledged_in_time_and_its_answer_follows(office: Office) -> None:
    office.sandbox.faults.script("users.info", LATE, times=1)

    assert STILL_AT_WORK in await office.type("lena", "/change champion add CRM @nora")
    assert not await has_champion(office)

    await eventually(lambda: len(office.workspace.ephemerals[office.workspace.get_user("lena").id]) == 2, 30)
    assert "Champions" in await read_last_reply(office, "lena")
    assert await has_champion(office)


async def test_a_form_that_opens_too_late_is_said_to(office: Office) -> None:
    office.sandbox.faults.script("views.open", LATE, times=1)

    assert STILL_AT_WORK in await office.type("mia", "/change new")

    await eventually(lambda: len(office.workspace.ephemerals[office.workspace.get_user("mia").id]) == 2, 30)
    assert "The form could not be opened in time." in await read_last_reply(office, "mia")


async def test_a_submitted_form_tells_in_its_own_place_what_came_of_it(office: Office) -> None:
    await office.open_form("mia", "/change audience new")
    office.sandbox.faults.script("conversations.list", LATE, times=1)
    values = {"Name": "sellers", "Kind": "employees", "From": "#general"}

    outcome = await office.submit("mia", values)
    assert STILL_AT_WORK in "\n".join(outcome.view_lines)

    await eventually(lambda: STILL_AT_WORK not in "\n".join(office.read_modal("mia")), 30)
    assert [each.name for each in await office.store.read(office.team_id, list_audiences)] == ["sellers"]


@pytest.mark.parametrize("fault", [Fault.http_error(500), Fault.http_error(200), Fault.time_out(0.01)])
async def test_a_silence_is_not_taken_for_an_answer(office: Office, fault: Fault) -> None:
    office.sandbox.faults.script("users.info", fault, times=9)
    office.sandbox.faults.script("usergroups.list", fault, times=9)

    assert await office.type("lena", "/change champion add CRM @nora") == UNANSWERED
    assert await office.type("mia", "/change audience new ours kind:employees from:@sales") == UNANSWERED
    directory: Directory = office.app.directory
    with pytest.raises(Unanswered):
        await directory.list_people(office.team_id, ["UNEW"])
