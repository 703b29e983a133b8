"""The dashboard: who is let in, once and for how long, what they see, and the facts as files."""

import csv
import io
import re
import zipfile
from datetime import timedelta
from html import escape

import pytest
import pytest_asyncio
from sqlalchemy import select

from bot.sandbox.cast import CAST
from bot.sandbox.faults import Fault
from storage.roles import Role, grant_role, revoke_role
from storage.schema import metadata
from tests.dashboards import Reader, take_link
from tests.workspaces import Office

pytestmark = pytest.mark.asyncio(loop_scope="module")

HOSTILE = '<script>alert(1)</script> & "quotes" \''
SECRET = "Signing keys leak"
PLACE = "/dashboard/initiatives"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(quick_office: Office) -> Office:
    """Two initiatives of Lena's; CRM has facts of every kind, some of them hostile."""
    office = quick_office
    await office.start_initiative("CRM", f"One record {HOSTILE}")
    await office.start_initiative("FSM", "Field service")
    today = office.store.clock.now().date()
    await office.type("mia", "/change audience new board kind:executives from:@execs")
    await office.type("lena", f'/change kpi add CRM "=Tickets" baseline:600 target:300 by:{today + timedelta(days=90)}')
    await office.type("lena", f'/change kpi read CRM "=Tickets" 521.5 on:{today - timedelta(days=9)}')
    await office.type("lena", f'/change kpi read CRM "=Tickets" 412 on:{today}')
    await office.type("lena", '/change kpi target CRM "=Tickets" 280 reason:"+more is asked"')
    await office.type("ana", f"/change-risk CRM {HOSTILE} likelihood:4 impact:5")
    await office.type("ana", f"/change-risk CRM {SECRET} likelihood:5 impact:5 private:security")
    await office.type("lena", f'/change milestone add CRM "Go-live {HOSTILE[:8]}" {today + timedelta(days=9)}')
    await office.type("lena", f"/change adoption CRM logins 42/120 on:{today}")
    await office.type("ana", f"/change-status CRM green {HOSTILE}")
    return office


async def test_link_is_for_those_who_may_look_and_opens_a_clean_address(office: Office):
    for handle in ("lena", "clara", "mia", "hana"):
        reader = Reader(office)
        seen = await reader.look(await take_link(office, handle, "CRM"))
        assert (seen.status, seen.headers["location"]) == (303, f"{PLACE}/CRM")
        page = await reader.look(f"{PLACE}/CRM")
        assert page.status == 200, page.words
        assert "One record" in page.words
    for handle in ("ana", "aroha"):
        assert "Needs role" in await office.type(handle, "/change dashboard CRM")
        assert "Needs role" in await office.type(handle, "/change dashboard")
    assert "not found" in await office.type("lena", "/change dashboard NOPE")


async def test_link_works_once_and_whole_and_in_time(office: Office):
    link = await take_link(office, "lena")
    assert (await Reader(office).look(link, "HEAD")).status == 405, "what looks a link up for a preview uses nothing up"
    altered = link[:-1] + ("A" if link[-1] != "A" else "B")
    refused = await Reader(office).look(altered)
    assert refused.status == 403
    assert "This link opens nothing" in refused.words
    assert (await Reader(office).look(link)).status == 303
    assert (await Reader(office).look(link)).status == 403, "a second opening"
    for broken in (f"{link}x", link.replace("T0SANDBOX0", "T0FOREIGN0"), f"{link}/..", link.rpartition("/")[0] + "/"):
        assert (await Reader(office).look(broken)).status in (403, 404)
    late = await take_link(office, "lena")
    await office.pass_time(office.store.clock.now() + timedelta(minutes=16))
    assert (await Reader(office).look(late)).status == 403


async def test_session_is_a_cookie_that_scripts_and_other_sites_do_not_get(office: Office):
    link = await take_link(office, "lena")
    cookie = (await Reader(office).look(link)).headers["set-cookie"]
    assert {"HttpOnly", "SameSite=lax", "Path=/dashboard", "Max-Age=28800"} <= set(cookie.split("; "))
    assert "Secure" not in cookie, "the browser would not send it back to this http address"
    served_at = office.app.house.pages.base_url
    assert served_at is not None
    link = await take_link(office, "lena")
    office.app.house.pages.base_url = "https://change.example.com"
    try:
        assert "Secure" in (await Reader(office).look(link)).headers["set-cookie"]
        assert (await take_link(office, "lena")).startswith("https://change.example.com/dashboard/open/")
    finally:
        office.app.house.pages.base_url = served_at


async def test_session_ends_by_itself_and_by_hand(office: Office):
    reader = await Reader(office).enter("lena")
    assert (await reader.look("/dashboard/")).status == 200
    kept = dict(reader.cookies)
    assert (await reader.look("/dashboard/leave", "POST")).status == 200
    assert (await Reader(office, kept).look("/dashboard/")).status == 403
    reader = await Reader(office).enter("lena")
    await office.pass_time(office.store.clock.now() + timedelta(hours=8, minutes=1))
    assert (await reader.look("/dashboard/")).status == 403


async def test_nobody_sees_by_another_ones_session_or_without(office: Office):
    await office.store.write(office.team_id, lambda unit: grant_role(unit, "FSM", CAST["ben"].id, Role.REVIEWER))
    reader = await Reader(office).enter("ben")
    portfolio = await reader.look("/dashboard/")
    assert "Field service" in portfolio.words
    assert "One record" not in portfolio.words
    assert (await reader.look(f"{PLACE}/FSM")).status == 200
    assert (await reader.look(f"{PLACE}/CRM")).status == 403
    assert (await reader.look(f"{PLACE}/CRM/files/facts.xlsx")).status == 403
    name, session = next(iter(reader.cookies.items()))
    for wrong in ("", "nonsense", session[:-1] + ("A" if session[-1] != "A" else "B"), session.split(".")[0]):
        assert (await Reader(office, {name: wrong}).look("/dashboard/")).status == 403
    assert (await Reader(office).look(f"{PLACE}/CRM")).status == 403


async def test_rights_are_asked_for_again_at_every_page(office: Office):
    await office.store.write(office.team_id, lambda unit: grant_role(unit, "CRM", CAST["marco"].id, Role.REVIEWER))
    reader = await Reader(office).enter("marco", "CRM")
    assert (await reader.look(f"{PLACE}/CRM")).status == 200
    await office.store.write(office.team_id, lambda unit: revoke_role(unit, "CRM", CAST["marco"].id, Role.REVIEWER))
    for place in (f"{PLACE}/CRM", f"{PLACE}/CRM/files/risks.csv", "/dashboard/"):
        assert (await reader.look(place)).status == 403, place


async def test_executive_begins_with_what_they_follow(office: Office):
    reader = await Reader(office).enter("hana")
    portfolio = (await reader.look("/dashboard/")).words
    assert "One record" in portfolio
    assert "Field service" in portfolio
    await office.type("hana", "/change follow FSM")
    assert "One record" not in (await reader.look("/dashboard/")).words
    assert (await reader.look(f"{PLACE}/CRM")).status == 200, "what they follow is a choice, and no limit"
    await office.type("hana", "/change unfollow FSM")
    assert "One record" in (await reader.look("/dashboard/")).words


async def test_every_answer_forbids_scripts_strangers_and_keeping(office: Office):
    reader = await Reader(office).enter("lena")
    for place, status in (
        ("/dashboard", 307), ("/dashboard/", 200), (f"{PLACE}/CRM", 200), (f"{PLACE}/CRM/files/facts.zip", 200),
        ("/dashboard/style.css", 200), ("/dashboard/open/x", 403), (f"{PLACE}/NOPE", 404), ("/dashboard/nothing", 404),
        (f"{PLACE}/CRM/files/x.csv", 404), ("/dashboard/openapi.json", 404), ("/dashboard/docs", 404),
    ):  # fmt: skip
        seen = await reader.look(place)
        assert seen.status == status, place
        policy = seen.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self' data:;")
        assert "frame-ancestors 'none'" in policy
        assert "script-src" not in policy
        assert seen.headers["referrer-policy"] == "no-referrer"
        assert seen.headers["x-content-type-options"] == "nosniff"
        assert seen.headers["cache-control"] == "no-store"


async def test_hostile_words_stay_words_and_private_risks_stay_away(office: Office):
    reader = await Reader(office).enter("lena")
    for place in ("/dashboard/", f"{PLACE}/CRM"):
        page = (await reader.look(place)).html
        assert escape(HOSTILE) in page.replace("&#34;", "&quot;").replace("&#39;", "&#x27;"), place
        assert "<script" not in page
        assert " on" not in " ".join(re.findall(r"<[a-z][^>]*?( on\w+=)", page))
        assert "style=" not in page
        assert SECRET not in page
    archive = (await reader.look(f"{PLACE}/CRM/files/facts.zip")).body
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        assert not any(SECRET.encode() in files.read(name) for name in files.namelist())
    workbook = (await reader.look(f"{PLACE}/CRM/files/facts.xlsx")).body
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        assert not any(SECRET.encode() in parts.read(name) for name in parts.namelist())


async def test_figures_are_the_facts(office: Office):
    reader = await Reader(office).enter("lena")
    readings = await read_csv(reader, "kpi_readings")
    stored = metadata.tables["kpi_readings"].c
    query = select(stored.value, stored.read_on).order_by(stored.read_on)
    kept = await office.store.read(office.team_id, lambda unit: unit.connection.execute(query).all())
    assert [(float(row["Value"]), row["Day"]) for row in readings] == [(value, str(day)) for value, day in kept]
    assert readings[0]["KPI"] == "'=Tickets"
    targets = await read_csv(reader, "kpi_targets")
    assert [(row["Version"], row["Target"], row["Reason"]) for row in targets] == [
        ("1", "300.0", ""),
        ("2", "280.0", "'+more is asked"),
    ]
    (adoption,) = await read_csv(reader, "adoption")
    assert (adoption["Active"], adoption["Eligible"], float(adoption["Share"])) == ("42", "120", 42 / 120)
    (risk,) = await read_csv(reader, "risks")
    assert (risk["Likelihood"], risk["Impact"], risk["Score"], risk["Band"]) == ("4", "5", "20", "critical")
    page = (await reader.look(f"{PLACE}/CRM")).words
    assert "412 on" in page
    assert "42 of 120 eligible people are active: 35 % (95 % interval 27–44 %)" in page
    assert "watermelon" in page


async def read_csv(reader: Reader, name: str) -> list[dict[str, str]]:
    seen = await reader.look(f"{PLACE}/CRM/files/{name}.csv")
    assert seen.status == 200
    assert seen.headers["content-disposition"].startswith('attachment; filename="CRM-')
    return list(csv.DictReader(io.StringIO(seen.body.decode("utf-8-sig"))))


async def test_facts_come_as_files_to_the_lead(office: Office):
    office.read_everything()
    assert "come as a direct message" in await office.type("lena", "/change export CRM")
    assert "The facts of CRM" in await office.receive_text("lena")
    message = await office.receive("lena")
    assert [file["name"].rpartition(".")[2] for file in message.files] == ["xlsx", "zip"]
    upload = office.workspace.uploads[message.files[1]["id"]]
    assert upload.content is not None
    with zipfile.ZipFile(io.BytesIO(upload.content)) as files:
        assert len(files.namelist()) == 12
    for handle in ("ana", "mia", "hana"):
        assert "Needs role" in await office.type(handle, "/change export CRM")


async def test_where_files_may_not_be_sent_the_dashboard_is_offered(office: Office):
    office.read_everything()
    office.sandbox.faults.script("files.getUploadURLExternal", Fault.refuse("missing_scope"))
    await office.type("lena", "/change export CRM")
    await office.receive("lena")
    message = await office.receive("lena")
    assert "The dashboard has them too" in "\n".join(office.read(message))
    assert "The dashboard of CRM" in await office.click("lena", message, "Dashboard")
