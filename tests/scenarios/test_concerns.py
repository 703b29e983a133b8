"""Concerns: to the lead with a name and replies to and fro, or anonymously with the next morning's round."""

import itertools
import logging
from collections.abc import AsyncIterator
from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from sqlalchemy import select

from bot.sandbox.cast import CAST
from storage.concerns import edit_concern, get_concern
from storage.initiatives import edit_initiative
from storage.schema import metadata
from tests.workspaces import LEAD, Office, find_id

pytestmark = pytest.mark.asyncio(loop_scope="module")

WORDS = "The training comes after the switch"
ANONYMOUS = "anonymously: nobody can tell"
PRIVATE = "privately: the lead sees my name"

_numbers = itertools.count(1)


@pytest_asyncio.fixture(loop_scope="module")
async def key(quick_office: Office) -> AsyncIterator[str]:
    """A new initiative that Lena leads, the only one open."""
    name = f"CON{next(_numbers)}"
    await quick_office.start_initiative(name)
    await quick_office.drain()
    quick_office.read_everything()
    yield name
    await quick_office.drain()
    await quick_office.end_initiatives()


async def raise_concern(office: Office, key: str, words: str = WORDS) -> str:
    """A private one of Aroha's; gives its id."""
    return find_id("CN", await office.type("aroha", f'/change concern {key} "{words}"'))


async def read_tables(office: Office) -> dict[str, list[str]]:
    """Every row of every table."""

    def read(unit):
        return {
            table.name: sorted(str(tuple(row)) for row in unit.connection.execute(select(table)))
            for table in metadata.sorted_tables
        }

    return await office.store.read(office.team_id, read)


def next_morning(office: Office) -> datetime:
    """Nine o'clock tomorrow where Lena lives."""
    zone = ZoneInfo(CAST[LEAD].zone)
    tomorrow = office.store.clock.now().astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(9), zone)


async def test_a_private_concern_reaches_the_lead_who_replies_and_is_replied_to(quick_office: Office, key: str) -> None:
    office = quick_office
    answer = await office.type("aroha", f'/change concern {key} "{WORDS}"')
    concern = find_id("CN", answer)
    assert f"@lena, who leads {key}, reads it with your name" in answer
    told = await office.receive("lena")
    text = "\n".join(office.read(told))
    assert "@aroha has a concern about One customer record" in text
    assert WORDS in text

    await office.click("lena", told, "Reply")
    assert "@aroha reads it in a direct message" in (await office.submit("lena", {"Reply": "It moves to March"})).text
    heard = await office.receive("aroha")
    assert "It moves to March" in "\n".join(office.read(heard))
    await office.click("aroha", heard, "Reply")
    await office.submit("aroha", {"Reply": "Thank you"})
    assert "Thank you" in await office.receive_text("lena")
    for handle in ("aroha", "lena"):
        card = await office.type(handle, f"/change concern show {concern}")
        assert card.index(WORDS) < card.index("It moves to March") < card.index("Thank you")


async def test_the_form_can_be_private_too(quick_office: Office, key: str) -> None:
    office = quick_office
    form = await office.open_form("aroha", "/change concern")
    assert f"Initiative: [{key} · One customer record]" in form
    outcome = await office.submit("aroha", {"Concern": f"{WORDS}\nand nobody says so", "How": PRIVATE})
    assert find_id("CN", outcome.text)
    assert "and nobody says so" in await office.receive_text("lena")


async def test_author_and_lead_find_it_and_nobody_else_does(quick_office: Office, key: str) -> None:
    office = quick_office
    concern = await raise_concern(office, key)
    for handle in ("aroha", "lena"):
        assert concern in await office.type(handle, "/change concern list")
    assert "You have raised none" in await office.type("otto", "/change concern list")
    for handle in ("otto", "clara", "ana", "mia"):
        for verb in ("show", "edit"):
            refusal = await office.type(handle, f"/change concern {verb} {concern}")
            unknown = await office.type(handle, f"/change concern {verb} CN-999")
            assert refusal == unknown.replace("CN-999", concern), "nobody learns that there is one"
    assert "Needs role author of the concern; ask @aroha." in await office.type(
        "lena", f"/change concern edit {concern}"
    )


async def test_the_author_corrects_it_and_the_lead_hears_of_that(quick_office: Office, key: str) -> None:
    office = quick_office
    concern = await raise_concern(office, key)
    await office.receive("lena")
    await office.open_form("aroha", f"/change concern edit {concern}")
    card = (await office.submit("aroha", {"Concern": "The training comes too late"})).text
    assert f"{WORDS} → The training comes too late" in card
    assert "@aroha has put a concern in other words" in await office.receive_text("lena")


async def test_a_conflict_keeps_what_was_typed(quick_office: Office, key: str) -> None:
    office = quick_office
    concern = await raise_concern(office, key)
    await office.open_form("aroha", f"/change concern edit {concern}")
    other_window = partial(edit_concern, concern_id=concern, words="From one window")
    await office.store.write(office.team_id, other_window, actor_id=CAST["aroha"].id)
    again = await office.submit("aroha", {"Concern": "From another"})
    assert "Somebody changed this while your form was open" in "\n".join(again.view_lines)
    kept = await office.store.read(office.team_id, lambda unit: get_concern(unit, concern))
    assert kept.words == "From one window"
    assert "From another" in (await office.submit("aroha")).text


async def test_it_waits_on_the_leads_home_until_there_is_a_reply(quick_office: Office, key: str) -> None:
    office = quick_office
    concern = await raise_concern(office, key)
    assert f"Concern {concern}" in await office.open_home("lena")
    await office.gestures.click("lena", "home", f"concern.reply:{concern}")
    await office.submit("lena", {"Reply": "I see"})
    assert f"Concern {concern}" not in await office.open_home("lena")
    assert "I see" in await office.receive_text("aroha")


async def test_an_anonymous_one_leaves_one_row_no_line_in_the_log_and_no_message(
    quick_office: Office, key: str, caplog: pytest.LogCaptureFixture
) -> None:
    office = quick_office
    await office.open_form("aroha", "/change concern")
    before = await read_tables(office)
    with caplog.at_level(logging.DEBUG, logger="bot"):
        outcome = await office.submit("aroha", {"Concern": "Nobody dares to say it", "How": ANONYMOUS})
        await office.app.edge.finish()
    assert "Saved without your name and without the time." in outcome.text
    assert "Nobody dares" not in outcome.text
    after = await read_tables(office)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"anonymous_concerns"}
    (row,) = set(after["anonymous_concerns"]) - set(before["anonymous_concerns"])
    assert CAST["aroha"].id not in row
    assert "Nobody dares" not in caplog.text
    assert CAST["aroha"].id not in caplog.text
    assert office.list_unread("lena") == []
    assert "Nobody dares" not in await office.type("lena", "/change concern list")


async def test_anonymous_ones_come_together_the_next_morning_and_stay_in_the_leads_list(
    quick_office: Office, key: str
) -> None:
    office = quick_office
    # After today's round, whatever the hour at which this runs: it takes what was written before nine.
    await office.pass_time(next_morning(office) + timedelta(hours=3))
    for handle, words in (("aroha", "It is too slow"), ("ben", "It is too early")):
        await office.open_form(handle, f"/change concern {key}")
        await office.submit(handle, {"Concern": words, "How": ANONYMOUS})
    await office.drain()
    office.read_everything()
    morning = next_morning(office)
    await office.pass_time(morning - timedelta(minutes=5))
    assert office.list_unread("lena") == []
    await office.pass_time(morning + timedelta(seconds=5))
    text = ""
    while office.count_unread("lena"):
        text += await office.receive_text("lena")
    assert "One or more anonymous concerns about One customer record" in text
    assert "It is too slow" in text
    assert "It is too early" in text
    assert "aroha" not in text.lower()
    await office.pass_time(morning + timedelta(hours=5))
    assert office.list_unread("lena") == []
    listed = await office.type("lena", "/change concern list")
    assert f"Anonymous {key}" in listed
    assert "It is too slow" in listed
    for handle in ("aroha", "clara"):
        assert "It is too slow" not in await office.type(handle, "/change concern list")


async def test_a_form_sent_twice_is_one_concern(quick_office: Office, key: str) -> None:
    office = quick_office
    concerns = metadata.tables["anonymous_concerns"]
    await office.open_form("aroha", f"/change concern {key}")
    for _ in range(2):
        view = office.workspace.modals[CAST["aroha"].id][-1]
        await office.submit("aroha", {"Concern": "Said once", "How": ANONYMOUS})
        office.workspace.modals[CAST["aroha"].id].append(view)
    await office.gestures.close_view("aroha")
    query = select(concerns.c.words).where(concerns.c.initiative_key == key)
    stored = await office.store.read(office.team_id, lambda unit: unit.connection.execute(query).scalars().all())
    assert stored == ["Said once"]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("anonymous It is slow", "How: one line always shows your name; only the form can be anonymous."),
        ('"It is slow" anonymously', "How: one line always shows your name; only the form can be anonymous."),
        ('" "', "Concern: it is empty."),
        (f'"{"x" * 1001}"', "Concern: too long: 1,001; limit 1,000 characters."),
    ],
)
async def test_bad_lines_are_refused_in_their_own_words(
    quick_office: Office, key: str, line: str, sentence: str
) -> None:
    before = await quick_office.count_rows()
    refusal = await quick_office.type("aroha", f"/change concern {key} {line}")
    assert sentence in refusal
    assert refusal.endswith("Nothing was saved.")
    assert await quick_office.count_rows() == before


@pytest.mark.parametrize("how", [PRIVATE, ANONYMOUS])
async def test_an_empty_form_is_refused(quick_office: Office, key: str, how: str) -> None:
    before = await quick_office.count_rows()
    await quick_office.open_form("aroha", f"/change concern {key}")
    outcome = await quick_office.submit("aroha", {"Concern": "\u200b", "How": how}, hostile=True)
    assert outcome.field_errors["Concern"].startswith("Concern: it is empty.")
    assert await quick_office.count_rows() == before
    await quick_office.gestures.close_view("aroha")


async def test_an_unknown_or_closed_initiative_is_refused_by_name(quick_office: Office, key: str) -> None:
    office = quick_office
    await office.open_form("aroha", f"/change concern {key}")
    await office.end_initiatives(key)
    before = await office.count_rows()
    for line in (f"/change concern {key} {WORDS}", f"/change concern {key}"):
        assert f"{key} is closed" in await office.type("aroha", line)
    outcome = await office.submit("aroha", {"Concern": WORDS, "How": ANONYMOUS})
    assert f"{key} is closed" in outcome.field_errors["Initiative"]
    assert "was not found" in await office.type("aroha", f"/change concern NOPE {WORDS}")
    assert "there is none yet" in await office.type("aroha", "/change concern")
    assert await office.count_rows() == before
    await office.gestures.close_view("aroha")


async def test_a_lead_who_left_no_longer_reads_it_and_the_new_one_does(quick_office: Office, key: str) -> None:
    office = quick_office
    concern = await raise_concern(office, key)
    await office.store.write(office.team_id, lambda unit: edit_initiative(unit, key, lead_id=CAST["marco"].id))
    assert f"“{concern}” was not found." in await office.type("lena", f"/change concern show {concern}")
    assert WORDS in await office.type("marco", f"/change concern show {concern}")
