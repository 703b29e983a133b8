"""Vendors by gestures: criteria with weights, scores by several, compared with how sure it is, chosen and recorded."""

import itertools
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from tests.workspaces import Office, find_id

pytestmark = pytest.mark.asyncio(loop_scope="module")

_numbers = itertools.count(1)
USUAL = (
    "Implementation support", "Open APIs and integrations", "Secure architecture", "Innovation without security risk",
)  # fmt: skip


@pytest.fixture
def office(quick_office: Office) -> Office:
    return quick_office


@pytest_asyncio.fixture(loop_scope="module")
async def key(quick_office: Office) -> AsyncIterator[str]:
    """The key of a new initiative."""
    name = f"V{next(_numbers)}"
    await quick_office.start_initiative(name)
    yield name
    await quick_office.drain()
    quick_office.read_everything()
    await quick_office.end_initiatives()


async def let_otto_review(office: Office, key: str) -> None:
    until = office.store.clock.now().date() + timedelta(days=30)
    assert "Reviewer @otto" in await office.type("lena", f"/change role grant {key} @otto reviewer until:{until}")


async def add(office: Office, key: str, name: str) -> str:
    """A vendor's id."""
    return find_id("V", await office.type("lena", f'/change vendor add {key} "{name}"'))


async def list_criterion_ids(office: Office, key: str) -> list[str]:
    """The ids of the criteria, in their order."""
    listed = await office.type("lena", f"/change criterion list {key}")
    return [word for word in listed.split() if word.startswith("VC-")]


async def score(office: Office, handle: str, vendor: str, ids: list[str], scores: str) -> str:
    """Score by line: a digit for each criterion."""
    pairs = " ".join(f"{each}:{digit}" for each, digit in zip(ids, scores, strict=True))
    return await office.type(handle, f"/change vendor score {vendor} {pairs}")


async def test_from_the_first_vendor_to_the_recorded_choice(office: Office, key: str):
    objective = find_id(
        "O",
        await office.type(
            "lena", f'/change objective add {key} "Quick" measure:"Hours" baseline:48 target:24 by:2027-03-31'
        ),
    )
    form = await office.open_form("lena", "/change vendor")
    for label in ("Initiative:", "Vendor:", "Offer (optional):"):
        assert label in form
    card = (await office.submit("lena", {"Initiative": key, "Vendor": "Acme", "Offer": "40 seats, 2 years"})).text
    first = find_id("V", card)
    for words in ("Acme", "40 seats, 2 years", *USUAL):
        assert words in card
    second = await add(office, key, "Beta")
    requirement = await office.type(
        "lena", f'/change criterion add {key} "Works offline" weight:5 objective:{objective}'
    )
    assert f"Serves\n{objective} Quick" in requirement
    assert "Hours" in await office.click_reply("lena", f"Open {objective}")
    ids = await list_criterion_ids(office, key)
    assert len(ids) == len(USUAL) + 1

    await office.open_form("ana", f"/change vendor score {first}")
    filled = dict(zip([*USUAL, "Works offline"], ["4", "5", "3", "4", "2"], strict=True))
    scored = (await office.submit("ana", filled)).text
    assert "Works offline" in scored
    assert f"[Score {second} next]" in scored
    await score(office, "ana", second, ids, "33445")
    await score(office, "lena", first, ids, "55521")
    await score(office, "lena", second, ids, "31444")
    compared = await office.type("clara", f"/change vendor {key}")
    for words in (
        # Weights 3, 3, 3, 3, 5: Acme (4.5·3 + 5·3 + 4·3 + 3·3 + 1.5·5) / 17, Beta (3 + 2 + 4 + 4)·3 + 4.5·5 of 17.
        f"1. Beta ({second}): 3.62 of 5", f"2. Acme ({first}): 3.35 of 5", "Works offline (5) | 4.5 | 1.5",
        "1 of 2 raters who scored everything put Beta first themselves", "of all weightings",
        "Raters disagree about Acme on “Secure architecture”: from 3 to 5", "How sure is that?",
    ):  # fmt: skip
        assert words in compared
    await office.click_reply("clara", f"Choose {second}")
    chosen = (await office.submit("clara", {"Reason": "It works offline, and that decides"})).text
    assert "State\nchosen" in chosen
    assert f"1. Beta ({second}): 3.62 of 5" in chosen
    decision = find_id("D", chosen)
    assert "It works offline, and that decides" in await office.click_reply("clara", f"Open {decision}")
    assert f"Vendor: Beta ({second})" in await office.type("ana", f"/change decision show {decision}")

    await let_otto_review(office, key)
    # What the comparison said stays, whatever is changed after it.
    await office.type("lena", f"/change criterion drop {ids[-1]} Nobody travels any more")
    later = await office.type("otto", f"/change vendor show {second}")
    assert f"1. Beta ({second}): 3.62 of 5" in later
    assert f"Chosen: Beta ({second})" in await office.type("otto", f"/change vendor {key}")
    refused = await office.type("lena", f"/change vendor choose {first} cheaper")
    assert f"Vendor: Beta ({second}) is chosen. For example: /change vendor reopen {second}." in refused
    again = await office.type("clara", f"/change vendor reopen {second}")
    assert "State\ncompared" in again
    assert "The comparison when it was chosen" not in again


async def test_nobody_sees_what_others_gave_before_they_have_scored_but_those_who_choose(office: Office, key: str):
    await let_otto_review(office, key)
    vendor = await add(office, key, "Acme")
    ids = await list_criterion_ids(office, key)
    await score(office, "lena", vendor, ids, "5151")
    hidden = await office.type("ana", f"/change vendor show {vendor}")
    assert "Criterion | Weight | Yours\n" in hidden
    assert "What others gave is shown once you have scored every criterion" in hidden
    assert "lena scored" not in hidden
    first = await office.type("ana", f"/change vendor {key}")
    assert "Your scores first" in first
    assert "of 5" not in first
    for handle in ("clara", "otto"):
        assert "Mean | All" in await office.type(handle, f"/change vendor show {vendor}")
    half = await office.type("ana", f"/change vendor score {vendor} {ids[0]}:3")
    assert "Mean" not in half
    assert "3, 5" in await score(office, "ana", vendor, ids, "3333")
    assert "of 5" in await office.type("ana", f"/change vendor {key}")
    assert "3, 4" in await score(office, "lena", vendor, ids, "4444")


async def test_those_who_may_score_are_asked_once_a_day_and_find_it_on_home(office: Office, key: str):
    vendor = await add(office, key, "Acme")
    ids = await list_criterion_ids(office, key)
    office.read_everything()
    assert await office.type("lena", f"/change vendor ask {key}") == "Asked: @ana, @clara."
    message = await office.receive("ana")
    assert "asks for your scores of 1 vendor" in "\n".join(office.read(message))
    assert f"Score {vendor} Acme" in await office.open_home("ana")
    await score(office, "ana", vendor, ids, "1234")
    assert f"Score {vendor} Acme" not in await office.open_home("ana")
    assert "Nobody is asked" in await office.type("lena", f"/change vendor ask {key}")


async def test_everything_is_corrected_by_hand_and_history_keeps_both(office: Office, key: str):
    vendor = await add(office, key, "Acme")
    await office.open_form("lena", f"/change vendor edit {vendor}")
    assert "name Acme → Acme Ltd" in (await office.submit("lena", {"Vendor": "Acme Ltd"})).text
    dropped = await office.type("lena", f"/change vendor drop {vendor} No hosting in the EU")
    assert "Dropped: No hosting in the EU" in dropped
    assert f"Vendor: {vendor} is dropped" in await office.type("ana", f"/change vendor score {vendor} VC-1:3")
    assert "State\ncompared" in await office.type("lena", f"/change vendor reopen {vendor}")
    (criterion, *_) = await list_criterion_ids(office, key)
    await office.open_form("lena", f"/change criterion edit {criterion}")
    assert "weight 3 → 5" in (await office.submit("lena", {"Weight": "5"})).text
    assert "Dropped: all have it" in await office.type("lena", f"/change criterion drop {criterion} all have it")
    assert "weight 5 · dropped" in await office.type("lena", f"/change criterion list {key}")
    assert "Dropped" not in await office.type("lena", f"/change criterion reopen {criterion}")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("vendor add {key}", "Vendor: it is empty"),
        ("vendor add XYZ Acme", "Initiative: “XYZ” was not found"),
        ("vendor add {key} acme", "Vendor: {key} has “acme” already"),
        ("vendor show V-9999", "Vendor: “V-9999” was not found"),
        ("vendor show R-1", "Vendor: an id like V-3"),
        ("vendor score {vendor} VC-9999:3", "Criterion: VC-9999 is not one of {key}"),
        ("vendor score {vendor} VC-1:7", "VC-1: Whole number 1–5"),
        ("vendor reopen {vendor}", "Vendor: {vendor} is compared already"),
        ("vendor drop {vendor}", "Reason: it is missing"),
        ("criterion add {key} Price weight:7", "Weight: Whole number 1–5"),
        ("criterion add {key} Price objective:O-9999", "Objective: “O-9999” was not found"),
        ("criterion add {key} Price wieght:3", "Did you mean weight?"),
        ('criterion add {key} "secure ARCHITECTURE"', "Criterion: {key} has “secure ARCHITECTURE” already"),
    ],
)
async def test_bad_lines_are_told_and_change_nothing(office: Office, key: str, line: str, told: str):
    vendor = await add(office, key, "Acme")
    before = await office.count_rows()
    answer = await office.type("lena", "/change " + line.format(key=key, vendor=vendor))
    assert told.format(key=key, vendor=vendor) in answer
    assert answer.endswith("Nothing was saved.")
    assert await office.count_rows() == before


async def test_who_may(office: Office, key: str):
    await let_otto_review(office, key)
    vendor = await add(office, key, "Acme")
    (criterion, *_) = await list_criterion_ids(office, key)
    table = {
        f"vendor {key}": {"lena", "clara", "ana", "otto"},
        f"vendor list {key}": {"lena", "clara", "ana", "otto"},
        f"criterion list {key}": {"lena", "clara", "ana", "otto"},
        f"criterion show {criterion}": {"lena", "clara", "ana", "otto"},
        f"vendor show {vendor}": {"lena", "clara", "ana", "otto"},
        f"vendor score {vendor} {criterion}:3": {"lena", "clara", "ana"},
        f"vendor choose {vendor} yes": {"lena", "clara"},
        f"vendor reopen {vendor}": {"lena", "clara"},
        f"vendor add {key} More": {"lena"},
        f"vendor ask {key}": {"lena"},
        f"vendor edit {vendor}": {"lena"},
        f"vendor drop {vendor} no": {"lena"},
        f"criterion add {key} Price": {"lena"},
        f"criterion edit {criterion}": {"lena"},
        f"criterion drop {criterion} no": {"lena"},
        f"criterion reopen {criterion}": {"lena"},
    }
    for line, allowed in table.items():
        for handle in {"mia", "aroha", "jonas", "otto", "ana", "clara"} - allowed:
            refusal = await office.type(handle, f"/change {line}")
            assert "ask @lena" in refusal, (handle, line)
            assert refusal.endswith("Nothing was saved.")


async def test_in_a_closed_initiative_it_can_be_read_and_nothing_more(office: Office, key: str):
    vendor = await add(office, key, "Acme")
    await office.end_initiatives(key)
    shown = await office.type("lena", f"/change vendor show {vendor}")
    assert "[Score]" not in shown
    assert "closed" in await office.type("lena", f"/change vendor score {vendor} VC-1:3")
    assert "closed" in await office.type("lena", f'/change vendor add {key} "Beta"')
