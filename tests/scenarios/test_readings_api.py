"""The readings API by real HTTP: what a system may post, what it is told otherwise, and what is saved then: nothing."""

import asyncio
import io
import json
import os
import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from sqlalchemy import func, select

from bot.web.readings.callers import MOST_A_MINUTE
from commands.slack.arrivals import take_in
from commands.slack.measures import Matched
from storage.adoptions import AdoptionReading, list_adoption_readings
from storage.adoptions import adoption_readings as table
from storage.kpis import list_kpi_readings
from tests.workspaces import Office

pytestmark = pytest.mark.asyncio(loop_scope="module")

JSON, CSV = "application/json", "text/csv"
ADMIN_PAGE = Path(__file__).parents[2] / "docs/admin.md"
TOKEN = re.compile(r"gsw_[A-Z0-9]+\.[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Answered:
    """What a system was told."""

    status: int
    headers: dict[str, str]
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class System:
    """Some other system, with a token and an initiative of its own."""

    office: Office
    token: str
    key: str

    @property
    def address(self) -> str:
        return f"{self.office.app.house.pages.base_url}/api/v1/readings"

    async def post(self, body: Any, kind: str = JSON, **headers: str) -> Answered:
        text = body if isinstance(body, str | bytes) else json.dumps(body)
        content = io.BytesIO(text.encode() if isinstance(text, str) else text)
        sent = {"Content-Type": kind, "Authorization": f"Bearer {self.token}"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        async with aiohttp.ClientSession() as session, session.post(self.address, data=content, headers=sent) as answer:
            return Answered(answer.status, dict(answer.headers), await answer.json())

    async def refuse(self, body: Any, kind: str = JSON, **headers: str) -> Answered:
        """The same for what is to be refused: nothing may be saved of it."""
        before = await self.office.count_rows()
        answer = await self.post(body, kind, **headers)
        assert answer.status >= 400
        assert answer.content["saved"] == "Nothing was saved."
        assert all({"field", "reason", "example"} <= set(each) for each in answer.content["errors"])
        assert await self.office.count_rows() == before
        return answer

    async def list_readings(self) -> list[tuple[str, int, int, date]]:
        readings = await self.office.store.read(
            self.office.team_id, lambda unit: list_adoption_readings(unit, self.key)
        )
        return [(each.metric, each.active, each.eligible, each.read_on) for each in readings]

    def reading(self, **changes: Any) -> dict[str, Any]:
        return {"initiative": self.key, "metric": "logins", "active": 4, "eligible": 60, "on": "2026-01-05"} | changes


async def make_token(office: Office, rest: str) -> str:
    answer = await office.type("mia", f"/change token new {rest}")
    found = TOKEN.search(answer)
    assert found, answer
    return found[0]


@pytest_asyncio.fixture(loop_scope="module")
async def system(quick_office: Office) -> AsyncIterator[System]:
    number = len(await quick_office.list_audit())
    await quick_office.start_initiative(f"S{number}")
    yield System(quick_office, await make_token(quick_office, f"system-{number}"), f"S{number}")
    await quick_office.type("mia", f"/change token revoke system-{number}")
    await quick_office.end_initiatives()


async def test_one_reading_several_and_a_table_are_recorded(system: System):
    office = system.office
    await office.type("lena", f'/change kpi add {system.key} "Tickets" baseline:600 target:300 by:2027-06-30')
    answer = await system.post(system.reading())
    assert (answer.status, answer.content) == (201, {"recorded": 1})
    several = [
        system.reading(metric="LOGINS", on="2026-01-12"),
        {"initiative": system.key.lower(), "kpi": "tickets", "value": 412.5},
    ]
    assert (await system.post(several)).content == {"recorded": 2}
    table = f"\ufeffon,initiative,metric,active,eligible\r\n2026-01-19,{system.key},logins,9,60\r\n"
    assert (await system.post(table, f"{CSV}; charset=utf-8")).content == {"recorded": 1}
    kpi_table = f"initiative,kpi,value,on\n{system.key},Tickets,400,2026-01-19"
    assert (await system.post(kpi_table, CSV)).content == {"recorded": 1}

    assert await system.list_readings() == [
        ("logins", 4, 60, date(2026, 1, 5)), ("logins", 4, 60, date(2026, 1, 12)), ("logins", 9, 60, date(2026, 1, 19)),
    ]  # fmt: skip
    readings = await office.store.read(office.team_id, lambda unit: list_kpi_readings(unit, system.key))
    today = office.store.clock.now().date()
    assert [(each.value, each.read_on) for each in next(iter(readings.values()))] == [
        (400, date(2026, 1, 19)), (412.5, today),
    ]  # fmt: skip
    assert "9 of 60 eligible people are active" in await office.type("aroha", f"/change adoption list {system.key}")


async def test_a_reading_sent_again_corrects_the_one_before(system: System):
    await system.post(system.reading(active=4))
    await system.post(system.reading(active=5))
    card = await system.office.type("aroha", f"/change adoption show {system.key}")
    assert "5 of 60 eligible people are active" in card
    assert re.search(r"4/60 by the token system-\d+ → 5/60 by the token system-\d+", card)


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"active": float("nan")}, "active", "“nan” is no whole number"),
        ({"active": "NaN"}, "active", "“NaN” is no whole number"),
        ({"active": -1}, "active", "-1 is below zero"),
        ({"active": 61}, "active", "61 are active, but only 60 eligible"),
        ({"active": 4.5}, "active", "“4.5” is no whole number"),
        ({"active": True}, "active", "“True” is no whole number"),
        ({"eligible": 0, "active": 0}, "active", "nobody is eligible"),
        ({"on": "2099-01-01"}, "on", "Thu 1 Jan 2099 has not come yet"),
        ({"on": "01/05/2026"}, "on", "“01/05/2026” is no day as YYYY-MM-DD"),
        ({"on": 0}, "on", "“0” is no text"),
        ({"metric": "\ud800"}, "metric", "unsupported character at 1"),
        ({"metric": None}, "metric", "it is missing"),
        ({"initiative": "NOSUCH"}, "initiative", "“NOSUCH” was not found"),
        ({"initiative": "С" * 3}, "initiative", "it holds a letter that only looks like one of A–Z"),
        ({"shoe size": 41}, "shoe size", "unknown; known: initiative, metric, active, eligible, on"),
        ({"kpi": "Tickets", "value": 1}, "metric", "unknown; known: initiative, kpi, value, on"),
        ({"metric": "lgins"}, "metric", "“lgins” was not found. Did you mean logins?"),
    ],
)
async def test_of_several_with_a_wrong_one_nothing_is_recorded(system: System, changes, field, reason):
    await system.post(system.reading(on="2025-12-29"))
    answer = await system.refuse([system.reading(), system.reading(**{"on": "2026-01-12"} | changes)])
    assert answer.status == 422
    found = [(each["index"], each["field"], each["reason"]) for each in answer.content["errors"]]
    assert any((index, name) == (1, field) and why.startswith(reason) for index, name, why in found), found
    assert {index for index, *_ in found} == {1}


async def test_wrong_lines_are_named_and_the_rest_of_them_counted(system: System):
    lines = [f"{system.key},logins,{n},5,2026-01-05" for n in range(6, 40)]
    answer = await system.refuse("\n".join(["initiative,metric,active,eligible,on", *lines]), CSV)
    assert answer.content["errors"][0] == {
        "line": 2, "field": "active", "reason": "6 are active, but only 5 eligible", "example": "412/1000",
    }  # fmt: skip
    assert (len(answer.content["errors"]), answer.content["more"]) == (20, 34 + 33 - 20)


@pytest.mark.parametrize(
    ("body", "kind", "status", "field"),
    [
        ("", JSON, 400, "body"),
        ("{", JSON, 400, "body"),
        ("[" * 100_000, JSON, 400, "body"),
        (b'{"initiative": "\xff"}', JSON, 400, "body"),
        ("[]", JSON, 422, "body"),
        ("[1]", JSON, 422, "reading"),
        ("null", JSON, 422, "reading"),
        ("initiative;metric", CSV, 422, "CSV"),
        ("", CSV, 422, "CSV"),
        ("a=1", "application/x-www-form-urlencoded", 415, "Content-Type"),
        ("<a/>", "", 415, "Content-Type"),
        ("[" + "1," * 500_000 + "1]", JSON, 413, "body"),
        ("x" * 10_000_001, CSV, 413, "body"),
        ("[" + "{}," * 100_000 + "{}]", JSON, 422, "body"),
    ],
    ids=lambda value: str(value)[:20],
)
async def test_a_body_that_is_no_such_thing_is_refused_as_a_whole(system: System, body, kind, status, field):
    answer = await system.refuse(body, kind)
    assert (answer.status, answer.content["errors"][0]["field"]) == (status, field)


async def test_a_repeated_request_is_done_once_and_answered_alike(system: System):
    first = await system.post(system.reading(), Idempotency_Key="one")
    before = await system.office.count_rows()
    again = await system.post(system.reading(), Idempotency_Key="one")
    assert (again.status, again.content) == (first.status, first.content)
    assert await system.office.count_rows() == before
    other = await system.refuse(system.reading(active=5), Idempotency_Key="one")
    assert (other.status, other.content["errors"][0]["field"]) == (422, "Idempotency-Key")
    assert (await system.refuse(system.reading(), Idempotency_Key="x" * 256)).status == 400
    assert (await system.post(system.reading(), Idempotency_Key="two")).status == 201
    assert len(await system.list_readings()) == 2


async def test_of_many_at_once_under_one_key_one_is_done(system: System):
    answers = await asyncio.gather(*(system.post(system.reading(), Idempotency_Key="race") for _ in range(12)))
    assert [(each.status, each.content) for each in answers] == [(201, {"recorded": 1})] * 12
    assert len(await system.list_readings()) == 1


@pytest.mark.parametrize(
    "sent", ["", "Bearer", "Bearer nonsense", "Basic {token}", "Bearer {token}x", "Bearer {other}"]
)
async def test_without_a_token_in_use_nothing_is_taken(system: System, sent: str):
    other = f"{system.token[:-1]}{'a' if system.token[-1] != 'a' else 'b'}"
    answer = await system.refuse(system.reading(), Authorization=sent.format(token=system.token, other=other))
    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.content["errors"][0]["reason"] == "no token in use; an admin makes one in Slack with `token new NAME`"


async def test_a_token_for_one_initiative_is_good_for_no_other(system: System):
    office = system.office
    token = await make_token(office, f"narrow for:{system.key}")
    narrow = System(office, token, system.key)
    assert (await narrow.post(narrow.reading())).status == 201
    await office.start_initiative(f"{system.key}X")
    answer = await narrow.refuse([narrow.reading(on="2026-01-12"), narrow.reading(initiative=f"{system.key}X")])
    assert answer.status == 403
    assert [(each["index"], each["field"]) for each in answer.content["errors"]] == [(1, "initiative")]
    await office.type("mia", "/change token revoke narrow")


async def test_tokens_are_made_shown_once_listed_and_revoked_by_admins(system: System, caplog):
    office = system.office
    name = (await office.list_audit())[-1][2]
    listed = await office.type("mia", "/change token list")
    assert f"{system.token.partition('.')[2][:8]}…" in listed
    assert system.token.partition(".")[2] not in listed
    assert "not used yet" in listed
    await system.post(system.reading())
    assert "last used" in await office.type("mia", "/change token list")
    assert f"there is a token “{name}” already" in await office.type("mia", f"/change token new {name}")
    posted = [entry for entry in await office.list_audit() if entry[1] == "readings.posted"][-1]
    assert posted == (f"token:{name}", "readings.posted", name, {"readings": 1, "initiatives": [system.key]})

    assert "is revoked" in await office.type("mia", f"/change token revoke {name}")
    assert (await system.refuse(system.reading())).status == 401
    assert "“nobody” was not found" in await office.type("mia", "/change token revoke nobody")
    assert system.token.partition(".")[2] not in caplog.text
    assert system.token.partition(".")[2] not in str(await office.list_audit())


async def test_a_token_comes_from_a_form_too_and_a_card_revokes_it(system: System):
    office = system.office
    await office.open_form("mia", "/change token new")
    made = (await office.submit("mia", {"Name": "by-form", "Initiative": f"{system.key} · One customer record"})).text
    assert f"for {system.key} alone" in made
    assert TOKEN.search(made)
    await office.type("mia", "/change token list")
    await office.click_reply("mia", "by-form")
    assert "by-form is revoked" in await office.click_reply("mia", "Revoke")
    await office.open_form("mia", "/change token new")
    refused = await office.submit("mia", {"Name": "two words"})
    assert refused.field_errors["Name"].endswith("Nothing was saved.")
    await office.gestures.close_view("mia")


async def test_tokens_are_for_admins_alone(system: System):
    office = system.office
    for handle in ("lena", "clara", "ana", "aroha"):
        for line in ("token new theirs", "token new", "token list", "token revoke theirs"):
            assert (await office.type(handle, f"/change {line}")).startswith("Needs role admin; ask @mia."), line


async def test_who_asks_too_often_is_told_when_to_come_back(system: System):
    async with asyncio.TaskGroup() as group:
        for _ in range(MOST_A_MINUTE):
            group.create_task(system.post("", "text/plain"))
    answer = await system.refuse(system.reading())
    assert answer.status == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 60


async def test_the_example_in_the_guide_works(system: System):
    block = re.search(r"```sh\n(curl .*?)```", ADMIN_PAGE.read_text(), re.DOTALL)
    assert block
    if shutil.which("curl") is None:
        pytest.skip("needs curl")
    address = system.address.removesuffix("/api/v1/readings")
    ran = await asyncio.create_subprocess_exec(
        "/bin/sh", "-c", block[1].replace('"CRM"', f'"{system.key}"'),
        env={"PATH": os.environ["PATH"], "ADDRESS": address, "TOKEN": system.token},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    output, _ = await ran.communicate()
    assert (ran.returncode, json.loads(output)) == (0, {"recorded": 1})
    assert await system.list_readings() == [("weekly logins", 412, 600, date(2026, 11, 20))]


async def test_a_hundred_thousand_rows_are_taken_and_one_more_is_not(system: System):
    header = "initiative,metric,active,eligible,on"
    refused = await system.refuse("\n".join([header, *["x"] * 100_001]), CSV)
    assert refused.status == 422
    assert refused.content["errors"][0]["reason"] == "more than 100,000 rows; send them in parts"

    days = [date(2024, 1, 1) + timedelta(days=count) for count in range(500)]
    rows = [f"{system.key},m{metric},{metric},200,{day}" for metric in range(200) for day in days]
    assert (await system.post("\n".join([header, *rows]), CSV)).content == {"recorded": 100_000}
    query = select(func.count(), func.min(table.c.read_on), func.max(table.c.active)).where(
        table.c.initiative_key == system.key
    )
    store, team_id = system.office.store, system.office.team_id
    kept = await store.read(team_id, lambda unit: tuple(unit.connection.execute(query).one()))
    assert kept == (100_000, days[0], 199)


async def test_people_are_served_while_many_readings_arrive_and_see_all_of_them_or_none(system: System):
    office = system.office
    days = [date(2024, 1, 1) + timedelta(days=count) for count in range(500)]
    rows = [f"{system.key},m{metric},{metric},200,{day}" for metric in range(40) for day in days]
    body = "\n".join(["initiative,metric,active,eligible,on", *rows])
    written = select(func.count()).where(table.c.initiative_key == system.key)
    seen: list[tuple[int, int]] = []
    post = asyncio.create_task(system.post(body, CSV))
    while not post.done():
        await office.type("ana", f"/change-status {system.key} green All is well")
        there = await office.store.read(office.team_id, lambda unit: unit.connection.execute(written).scalar_one())
        seen.append((there, len(await system.list_readings())))
    assert (await post).content == {"recorded": 20_000}
    assert {counted for _, counted in seen} <= {0, 20_000}
    assert any(0 < there < 20_000 for there, _ in seen), "a status got in between two parts"
    assert len(await system.list_readings()) == 20_000


async def test_readings_whose_process_died_while_they_arrived_are_gone_after_an_hour(system: System):
    store, team_id = system.office.store, system.office.team_id
    reading = AdoptionReading(system.key, "logins", 4, 60, date(2026, 1, 5))
    await take_in(store, team_id, Matched([reading], [], []), "token:hr")
    written = select(func.count()).where(table.c.initiative_key == system.key)
    for hours, left in ((0.9, 1), (0.2, 0)):
        await system.office.pass_time(store.clock.now() + timedelta(hours=hours))
        assert await system.list_readings() == []
        assert await store.read(team_id, lambda unit: unit.connection.execute(written).scalar_one()) == left
