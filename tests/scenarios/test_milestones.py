"""Milestones by gestures: promised, moved with a reason, done, corrected; what is overdue waits for the lead."""

import itertools
from collections.abc import AsyncIterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from commands.slack.dates import describe_date
from storage.initiatives import edit_initiative
from storage.milestones import add_milestone, drop_milestone, get_milestone, move_milestone
from tests.workspaces import Office

pytestmark = pytest.mark.asyncio(loop_scope="module")

HERE = ZoneInfo("America/Los_Angeles")
"""Where Lena, who leads, lives."""
_numbers = itertools.count(1)


@pytest_asyncio.fixture(loop_scope="module")
async def key(quick_office: Office) -> AsyncIterator[str]:
    """The key of a new initiative, closed afterwards: Lena leads, Clara sponsors, Ana is champion."""
    name = f"K{next(_numbers)}"
    await quick_office.start_initiative(name)
    yield name
    await quick_office.end_initiatives()


@pytest.fixture
def office(quick_office: Office) -> Office:
    return quick_office


def find_day(office: Office, days: int) -> date:
    """The day where Lena lives, so many days from today."""
    return office.store.clock.now().astimezone(HERE).date() + timedelta(days=days)


async def promise(office: Office, key: str, name: str, days: int) -> None:
    """A milestone by Lena, without a gesture."""
    day = find_day(office, days)
    await office.store.write(office.team_id, lambda unit: add_milestone(unit, key, name, day), actor_id="U002")


async def test_a_promise_in_one_line_is_moved_with_a_reason_and_its_card_keeps_every_date(office: Office, key: str):
    first, second, third = (find_day(office, days) for days in (10, 24, 20))
    card = await office.type("lena", f'/change milestone add {key.lower()} "Go-live Berlin" {first}')
    assert f"{describe_date(first)} · in 10 days" in card
    assert f"1. {describe_date(first)} · @lena" in card

    card = await office.type("lena", f'/change milestone move {key} "go-live berlin" {second} Vendor is two weeks late')
    assert f"{describe_date(second)} · 14 days later than first promised" in card
    card = await office.type("lena", f"/change milestone move {key} Go-live Berlin {third} they caught up")
    assert f"{describe_date(third)} · 10 days later than first promised" in card

    shown = await office.type("aroha", f"/change milestone show {key} Go-live Berlin")
    for line in (
        f"1. {describe_date(first)} · @lena", f"2. {describe_date(second)} · @lena",
        f"3. {describe_date(third)} · @lena",
    ):  # fmt: skip
        assert line in shown
    assert "Vendor is two weeks late" in shown
    assert "they caught up" in shown


async def test_words_are_a_date_in_the_middle_and_one_word_needs_no_quotes(office: Office, key: str):
    await office.type("lena", f"/change milestone add {key} Cutover in 3 weeks")
    assert "Dry run" in await office.type("lena", f"/change milestone add {key} “Dry run” “in 2 weeks”")
    card = await office.type("lena", f"/change milestone move {key} Cutover in 5 weeks the vendor in May is late")
    assert f"{describe_date(find_day(office, 35))} · 14 days later" in card
    assert ": the vendor in May is late" in card


async def test_done_says_early_or_late_and_is_corrected_by_saying_it_again(office: Office, key: str):
    await promise(office, key, "Pilot", 2)
    card = await office.type("lena", f"/change milestone done {key} Pilot")
    assert f"done {describe_date(find_day(office, 0))}, 2 days early" in card
    card = await office.type("lena", f"/change milestone done {key} pilot on:yesterday")
    assert f"done {describe_date(find_day(office, -1))}, 3 days early" in card
    assert f"done {find_day(office, 0)} → {find_day(office, -1)}" in card

    assert "in 2 days" in await office.type("lena", f"/change milestone reopen {key} Pilot")
    await promise(office, key, "Training", -3)
    assert "3 days late" in await office.type("lena", f"/change milestone done {key} Training")


async def test_the_list_says_how_each_stands_and_opens_its_card(office: Office, key: str):
    assert "No milestone yet." in await office.type("aroha", f"/change milestone list {key}")
    await promise(office, key, "Overdue one", -2)
    await promise(office, key, "Later one", 30)
    await office.type("lena", f'/change milestone drop {key} "Later one" Nobody needs it')
    listed = await office.type("lena", f"/change milestone list {key}")
    assert listed.index("Overdue one") < listed.index("Later one")
    assert "overdue by 2 days" in listed
    assert "dropped: Nobody needs it" in listed
    milestone = await office.store.read(office.team_id, lambda unit: get_milestone(unit, key, "Overdue one"))
    assert "Dates\n1." in await office.click_reply("lena", milestone.id)


async def test_a_long_list_is_turned_page_by_page(office: Office, key: str):
    for number in range(1, 15):
        await promise(office, key, f"Step {number}", number)
    assert "Step 13" not in await office.type("aroha", f"/change milestone list {key}")
    assert "Step 13" in await office.click_reply("aroha", "Next")
    assert "Step 13" not in await office.click_reply("aroha", "Previous")


async def test_everything_by_form_and_button(office: Office, key: str):
    form = await office.open_form("lena", "/change milestone add")
    for label in ("Initiative:", "Milestone:", "Date:"):
        assert label in form
    day = find_day(office, 12)
    outcome = await office.submit("lena", {"Milestone": "Go live", "Date": day.isoformat()})
    assert "Go live" in outcome.text
    assert "in 12 days" in outcome.text

    await office.click_reply("lena", "Move")
    moved = await office.submit("lena", {"Date": find_day(office, 20).isoformat(), "Reason": "Vendor is late"})
    assert "8 days later than first promised" in moved.text
    await office.click_reply("lena", "Rename")
    renamed = await office.submit("lena", {"Milestone": "Go-live"})
    assert "Go-live" in renamed.text
    assert "20 days early" in await office.click_reply("lena", "Done today")
    assert "in 20 days" in await office.click_reply("lena", "Reopen")
    await office.click_reply("lena", "Drop")
    assert "dropped: Berlin is sold" in (await office.submit("lena", {"Reason": "Berlin is sold"})).text
    renamed_by_line = await office.type("lena", f'/change milestone edit {key} Go-live name:"Go-live Rome"')
    assert "name Go-live → Go-live Rome" in renamed_by_line
    assert "Milestone: Go-live Rome" in await office.open_form("lena", f"/change milestone edit {key} Go-live Rome")
    await office.gestures.close_view("lena")


async def test_what_was_typed_survives_somebody_elses_change(office: Office, key: str):
    await promise(office, key, "Go-live", 5)
    for label, values, kept in [
        ("Move", {"Date": find_day(office, 9).isoformat(), "Reason": "Mine"}, "Reason: Mine"),
        ("Rename", {"Milestone": "My name"}, "Milestone: My name"),
        ("Drop", {"Reason": "My reason"}, "Reason: My reason"),
    ]:
        await office.type("lena", f"/change milestone show {key} Go-live")
        await office.click_reply("lena", label)
        await office.store.write(office.team_id, lambda unit: move_on(unit, key), actor_id="U003")
        before = await office.count_rows()
        await office.submit("lena", values)
        form = "\n".join(office.read_modal("lena"))
        assert "Somebody changed this while your form was open. Nothing was saved." in form
        assert kept in form
        assert await office.count_rows() == before
        await office.gestures.close_view("lena")

    await office.type("lena", f"/change milestone show {key} Go-live")
    await office.click_reply("lena", "Rename")
    await office.store.write(office.team_id, lambda unit: move_on(unit, key), actor_id="U003")
    await office.submit("lena", {"Milestone": "My name"})
    assert "My name" in (await office.submit("lena")).text


def move_on(unit, key):
    milestone = get_milestone(unit, key, "Go-live")
    return move_milestone(unit, milestone, milestone.due_on + timedelta(days=1), "theirs")


async def test_name_needs_no_quotes_where_a_date_ends_the_line(office: Office, key: str):
    for line, name, day in [
        ("CRM Go-live Paris 2027-02-01", "CRM Go-live Paris", "Mon 1 Feb 2027"),
        ("Wave 2 ready Mon 1 Feb 2027", "Wave 2 ready", "Mon 1 Feb 2027"),
        ('"Due next friday" 2027-02-01', "Due next friday", "Mon 1 Feb 2027"),
    ]:
        card = await office.type("lena", f"/change milestone add {key} {line}")
        assert f"{name}\n{day}" in card


async def test_bad_lines_are_refused_in_their_own_words_and_change_nothing(office: Office, key: str):
    await promise(office, key, "Go-live Berlin", 10)
    await promise(office, key, "Pilot", 5)
    await office.type("lena", f"/change milestone done {key} Pilot")
    same = find_day(office, 10)
    for line, told in [
        (f"add {key}", "Milestone: it is missing."),
        (f'add {key} "Cutover"', "Date: it is missing."),
        (f'add {key} "Cutover" 02/03', "Date: Ambiguous: use YYYY-MM-DD."),
        (f"add {key} Cutover Paris", 'Date: “paris” is not a date; use YYYY-MM-DD or words like “next friday”. '
         'For example: /change milestone add CRM "Go-live Berlin" 2027-01-10.'),
        (f"add {key} 2027-02-01", "Milestone: it is empty."),
        (f'add {key} "{"x" * 121}" tomorrow', "Milestone: too long: 121; limit 120 characters."),
        (f'add {key} "go-live BERLIN" tomorrow', f"{key} has a milestone “go-live BERLIN” already."),
        ("add NOPE x tomorrow", "“NOPE” was not found."),
        (f'move {key} "Go-live Berlin" {find_day(office, 20)}', "Reason: it is missing."),
        (f'move {key} "Go-live Berlin"', "Date: it is missing."),
        (f'move {key} "Go-live Berlin" {same} why not', "“Go-live Berlin” is for that day already."),
        (f'move {key} "Go-live Berlin" yesterday why not', "is past."),
        (f'move {key} "Go-live Berln" tomorrow why', "“Go-live Berln” is unknown. Did you mean Go-live Berlin?"),
        (f"move {key} Pilot tomorrow why", "“Pilot” is done already."),
        (f"move {key}", "Milestone: it is missing."),
        (f"done {key} Go-live Berln", "Did you mean Go-live Berlin?"),
        (f"done {key} Go-live Berlin on:tomorrow", "has not come yet."),
        (f"edit {key} Pilot name:\"Go-live Berlin\"", "already."),
        (f"reopen {key} Go-live Berlin", "“Go-live Berlin” is neither done nor dropped."),
        (f"drop {key} Go-live Berlin", "Reason: it is missing."),
        (f"show {key}", "Milestone: it is empty."),
    ]:  # fmt: skip
        before = await office.count_rows()
        answer = await office.type("lena", f"/change milestone {line}")
        assert told in answer, line
        assert answer.endswith("Nothing was saved."), line
        assert await office.count_rows() == before, line


async def test_only_the_lead_may_and_a_closed_initiative_takes_nothing(office: Office, key: str):
    await promise(office, key, "Go-live", 10)
    for verb in (
        "add {key} Cutover tomorrow", "done {key} Go-live", "move {key} Go-live tomorrow why",
        "edit {key} Go-live", "edit {key} Go-live name:Other", "drop {key} Go-live why", "reopen {key} Go-live", "add",
    ):  # fmt: skip
        for handle in ("ana", "clara", "mia", "aroha"):
            before = await office.count_rows()
            refusal = await office.type(handle, f"/change milestone {verb.format(key=key)}")
            assert "Needs role lead; ask @lena" in refusal, (handle, verb)
            await office.app.edge.finish()
            after = await office.count_rows()
            assert {name for name in before if before[name] != after[name]} <= {"audit_log", "chains"}
    for label in ("Done today", "Move", "Rename", "Drop"):
        await office.type("aroha", f"/change milestone show {key} Go-live")
        assert "Needs role lead; ask @lena" in await office.click_reply("aroha", label)
    await office.end_initiatives(key)
    assert f"{key} is closed" in await office.type("lena", f"/change milestone done {key} Go-live")
    await office.start_initiative(f"{key}B")


async def test_a_lead_who_is_none_any_more_cannot_submit(office: Office, key: str):
    await promise(office, key, "Go-live", 10)
    await office.open_form("lena", f"/change milestone edit {key} Go-live")
    marco = office.workspace.get_user("marco").id
    await office.store.write(office.team_id, lambda unit: edit_initiative(unit, key, lead_id=marco))
    outcome = await office.submit("lena", {"Milestone": "Mine"})
    (sentence,) = outcome.field_errors.values()
    assert "Needs role lead; ask @marco" in sentence
    await office.gestures.close_view("lena")


async def test_what_is_overdue_waits_for_the_lead_alone(office: Office, key: str):
    await promise(office, key, "Go-live", -1)
    await promise(office, key, "Cutover", 1)
    home = await office.open_home("lena")
    assert f"Go-live ({key})" in home
    assert "overdue by 1 day" in home
    assert "Cutover" not in home
    assert "Go-live" not in await office.open_home("ana")
    await office.type("lena", f"/change milestone done {key} Go-live")
    assert "Go-live" not in await office.open_home("lena")


async def test_the_longest_texts_and_very_many_dates_fit_into_what_slack_takes(office: Office, key: str):
    def promise_at_length(unit):
        for number in range(13):
            name = f"{number:03}" + "&*" * 58
            milestone = add_milestone(unit, key, name, find_day(office, number))
            for move in range(1, 41 if number == 0 else 2):
                milestone = move_milestone(unit, milestone, find_day(office, number + move), "<*" * 250)
            drop_milestone(unit, milestone, "&_" * 250)

    await office.store.write(office.team_id, promise_at_length, actor_id="U002")
    assert "001&&" in await office.type("lena", f"/change milestone list {key}")
    assert "and 21 between" in await office.type("lena", f'/change milestone show {key} "000{"&*" * 58}"')
