"""Quick wins: told at once or after somebody agrees to be named, once, and never with a name before that."""

import itertools
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.sandbox.cast import CAST
from storage.initiatives import edit_initiative
from storage.roles import Role, revoke_role
from storage.wins import get_win, list_wins
from tests.workspaces import Office, find_id

pytestmark = pytest.mark.asyncio(loop_scope="module")

CHANNEL = "C002"
WORDS = "The support desk moved in one day"

_numbers = itertools.count(1)


@pytest_asyncio.fixture(loop_scope="module")
async def key(quick_office: Office) -> AsyncIterator[str]:
    """A new initiative with a home channel, which is swept afterwards: nothing may be left there unasked."""
    name = f"WIN{next(_numbers)}"
    await quick_office.start_initiative(name)
    await quick_office.store.write(quick_office.team_id, lambda unit: edit_initiative(unit, name, channel_id=CHANNEL))
    quick_office.read_everything()
    yield name
    await quick_office.drain()
    timeline = quick_office.workspace.timelines[CHANNEL]
    for message in list(timeline):
        timeline.remove(message.ts)
    await quick_office.end_initiatives()


async def list_posts(office: Office) -> list[str]:
    """What the home channel reads, once everything promised has left."""
    await office.drain()
    return ["\n".join(office.read(message)) for message in office.workspace.timelines[CHANNEL]]


async def add_with_credit(office: Office, key: str, credit: str = "ben") -> str:
    """A win of Ana's that credits somebody; gives its id."""
    return find_id("W", await office.type("ana", f'/change win {key} "{WORDS}" @{credit}'))


async def test_a_win_without_credit_is_posted_at_once_and_listed(quick_office: Office, key: str) -> None:
    office = quick_office
    answer = await office.type("ana", f'/change win {key} "{WORDS}"')
    assert "Saved. Posted to #crm-rollout." in answer
    (post,) = await list_posts(office)
    assert "Quick win in One customer record" in post
    assert WORDS in post
    assert "Thanks" not in post
    win = find_id("W", answer)
    assert f"{win} {WORDS}" in await office.type("otto", f"/change win list {key}")
    assert WORDS in await office.type("otto", f"/change win show {win}")


async def test_words_need_no_quotes_and_own_credit_needs_no_asking(quick_office: Office, key: str) -> None:
    office = quick_office
    await office.type("ana", f"/change win {key} Training is fully booked")
    await office.type("lena", f'/change win {key} "{WORDS}" @lena')
    posts = await list_posts(office)
    assert len(posts) == 2
    assert "Training is fully booked" in posts[0]
    assert "Thanks to @lena" in posts[1]
    assert office.list_unread("lena") == []


async def test_somebody_who_agrees_is_named_once_and_only_then(quick_office: Office, key: str) -> None:
    office = quick_office
    win = await add_with_credit(office, key)
    assert await list_posts(office) == []
    listed = await office.type("otto", f"/change win list {key}")
    assert "not told yet" in listed
    assert "@ben" not in listed
    assert "@ben" not in await office.type("otto", f"/change win show {win}")
    assert "@ben" in await office.type("lena", f"/change win show {win}")

    asked = await office.receive("ben")
    text = "\n".join(office.read(asked))
    for words in ("@ana wants to thank you", WORDS, "#crm-rollout"):
        assert words in text
    assert "it is told with your name" in await office.click("ben", asked, "Name me")
    (post,) = await list_posts(office)
    assert "Thanks to @ben" in post
    assert "Thanks to @ben" in await office.type("otto", f"/change win list {key}")

    assert "told without your name" in await office.click("ben", asked, "Take my name back")
    assert "told with your name" in await office.click("ben", asked, "Name me after all")
    assert await list_posts(office) == [post]


async def test_somebody_who_declines_is_named_nowhere(quick_office: Office, key: str) -> None:
    office = quick_office
    win = await add_with_credit(office, key)
    await office.click("ben", await office.receive("ben"), "No, thank you")
    (post,) = await list_posts(office)
    assert WORDS in post
    assert "ben" not in post.lower()
    assert "@ben" not in await office.type("otto", f"/change win list {key}")
    assert "told without their name" in await office.type("lena", f"/change win show {win}")
    (told,) = await office.store.read(office.team_id, lambda unit: list_wins(unit, key))
    assert told.named_ids == []
    assert [credit.user_id for credit in told.credits] == [""]


async def test_only_the_person_asked_can_answer_and_only_about_the_newest_words(quick_office: Office, key: str) -> None:
    office = quick_office
    win = await add_with_credit(office, key)
    old = await office.receive("ben")
    await office.open_form("ana", f"/change win edit {win}")
    await office.submit("ana", {"Win": "The support desk moved in two days"})
    before = await office.count_rows()
    refusal = await office.click("ben", old, "Name me")
    assert "was changed after you were asked" in refusal
    assert refusal.endswith("Nothing was saved.")
    assert await office.count_rows() == before

    new = await office.receive("ben")
    await office.open_form("ana", f"/change win edit {win}")
    await office.submit("ana", {"Credit": "nikau"})
    before = await office.count_rows()
    assert "no longer names you" in await office.click("ben", new, "Name me")
    assert await office.count_rows() == before
    await office.click("nikau", await office.receive("nikau"), "Name me")
    (post,) = await list_posts(office)
    assert "two days" in post
    assert "Thanks to @nikau" in post
    assert "words" in await office.type("lena", f"/change win show {win}")


async def test_taking_the_credit_out_tells_the_win_without_waiting(quick_office: Office, key: str) -> None:
    office = quick_office
    win = await add_with_credit(office, key)
    await office.open_form("lena", f"/change win edit {win}")
    assert "Posted to #crm-rollout." in (await office.submit("lena", {"Credit": None})).text
    (post,) = await list_posts(office)
    assert "Thanks" not in post


async def test_the_question_waits_on_the_home_tab_and_can_be_answered_there(quick_office: Office, key: str) -> None:
    office = quick_office
    win = await add_with_credit(office, key)
    home = await office.open_home("ben")
    assert f"wants to thank you for this quick win in {key}" in home
    await office.gestures.select("ben", "home", f"win.answer:{win}", "Name me")
    assert key not in await office.open_home("ben")
    (post,) = await list_posts(office)
    assert "Thanks to @ben" in post


async def test_without_a_home_channel_it_is_kept_and_said_so(quick_office: Office, key: str) -> None:
    office = quick_office
    await office.store.write(office.team_id, lambda unit: edit_initiative(unit, key, channel_id=None))
    answer = await office.type("ana", f'/change win {key} "{WORDS}"')
    assert f"{key} has no home channel: it is kept for memos and the digest." in answer
    assert await list_posts(office) == []


async def test_the_form_and_a_conflict_keep_what_was_typed(quick_office: Office, key: str) -> None:
    office = quick_office
    await office.open_form("ana", "/change win")
    text = (await office.submit("ana", {"Initiative": f"{key} · One customer record", "Win": WORDS})).text
    win = find_id("W", text)
    await office.open_form("ana", f"/change win edit {win}")
    await office.open_form("lena", f"/change win edit {win}")
    await office.submit("lena", {"Win": "Half a day"})
    again = await office.submit("ana", {"Win": "One long day"})
    assert "Somebody changed this while your form was open" in "\n".join(again.view_lines)
    assert "One long day" in "\n".join(office.read_modal("ana"))
    assert (await office.store.read(office.team_id, lambda unit: get_win(unit, win))).words == "Half a day"
    await office.submit("ana")
    card = await office.type("lena", f"/change win show {win}")
    assert "One long day" in card
    assert "Half a day → One long day" in card


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('"Desk moved" "Twice"', "Win: it must be one text in quotes."),
        ('"Desk moved" @ben today', "“@today” was not found"),
        (f'"Desk moved" {" ".join(["@ben"] * 11)}', "Credit: 11 people; limit 10."),
        ('"   "', "Win: it is empty."),
        ("Desk moved thanks to @ben", "Win: name people as its credit, after the quoted words"),
        ('"@ben moved the desk"', "Win: name people as its credit, after the quoted words"),
        (f'"{"x" * 301}"', "Win: too long: 301; limit 300 characters."),
        ('"Desk moved" @gil', "Credit: Gil Guest is a guest."),
        ('"Desk moved" @dora', "Credit: Dora Gone is deactivated."),
        ('"Desk moved" @nobody', "was not found"),
    ],
)
async def test_bad_input_is_refused_in_its_own_words(quick_office: Office, key: str, line: str, sentence: str) -> None:
    before = await quick_office.count_rows()
    refusal = await quick_office.type("ana", f"/change win {key} {line}")
    assert sentence in refusal
    assert refusal.endswith("Nothing was saved.")
    assert await quick_office.count_rows() == before


@pytest.mark.parametrize("line", ["/change win", '/change win {key} "Mine"', "/change win edit {win}"])
async def test_others_may_not_tell_wins(quick_office: Office, key: str, line: str) -> None:
    office = quick_office
    win = find_id("W", await office.type("lena", f'/change win {key} "{WORDS}"'))
    for handle in ("clara", "otto", "mia"):
        assert "Needs role champion or lead; ask @" in await office.type(handle, line.format(key=key, win=win))


async def test_a_role_that_ended_while_the_form_was_open_is_noticed(quick_office: Office, key: str) -> None:
    office = quick_office
    await office.open_form("ana", f"/change win {key}")
    await office.store.write(office.team_id, lambda unit: revoke_role(unit, key, CAST["ana"].id, Role.CHAMPION))
    (sentence,) = (await office.submit("ana", {"Win": WORDS})).field_errors.values()
    assert sentence.startswith("Needs role champion or lead")
    await office.gestures.close_view("ana")


async def test_many_wins_are_turned_page_by_page(quick_office: Office, key: str) -> None:
    office = quick_office
    await office.store.write(office.team_id, lambda unit: edit_initiative(unit, key, channel_id=None))
    for number in range(13):
        await office.type("ana", f"/change win {key} Number {number} is done")
    assert "Number 0 is done" not in await office.type("otto", f"/change win list {key}")
    assert "Number 0 is done" in await office.click_reply("otto", "Next")
