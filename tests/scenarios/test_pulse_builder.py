"""The builder: questions of every kind in one line or by form, the bank, the preview, and what it refuses."""

import pytest
import pytest_asyncio

from bot.sandbox.cast import Part, list_players
from surveys.question_bank import QUESTION_BANK
from tests.workspaces import Office, find_id

pytestmark = pytest.mark.asyncio(loop_scope="module")

SALES = [player.handle for player in list_players(Part.SALES)]
ASK = "I know what changes for me"


@pytest.fixture(scope="module")
def key() -> str:
    return "BUILD"


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def initiative(quick_office: Office, key: str) -> None:
    await quick_office.start_initiative(key)
    await quick_office.type("mia", "/change audience new sales kind:employees from:@sales")
    await quick_office.type("mia", "/change audience new nearly kind:employees from:@sales except:@aroha")


async def test_bank_lists_every_set_and_opens_the_form_with_one(quick_office: Office, key: str) -> None:
    listed = await quick_office.type("aroha", "/change pulse bank")
    for name, questions in QUESTION_BANK.items():
        assert name in listed
        assert all(question.text in listed for question in questions)
    await quick_office.type("lena", "/change pulse bank")
    ephemeral = quick_office.workspace.ephemerals[quick_office.workspace.get_user("lena").id][-1]
    await quick_office.gestures.click("lena", ephemeral, "pulse.build:training")
    assert "Bank (optional): [training (4 questions)]" in quick_office.read_modal("lena")
    outcome = await quick_office.submit("lena", {"Audience": "sales (employees)"})
    pulse = find_id("P", outcome.text)
    asked = await quick_office.receive_text(SALES[0])
    assert "1 of 4  The training prepared me for my own work." in asked
    await quick_office.type("lena", f"/change pulse close {pulse}")


async def test_preview_shows_every_question_as_it_will_be_and_stores_nothing(quick_office: Office, key: str) -> None:
    office = quick_office
    await office.drain()
    office.read_everything()
    await office.open_form("lena", f"/change pulse new {key}")
    questions = "\n".join([ASK, "multi: Which? | Phone | Paper", "comment: What else?"])
    chosen = {"Audience": "sales (employees)", "Questions": questions, "By": "Source: channel, group or list"}
    for label, value in chosen.items():
        await office.gestures.select("lena", "modal", label, value)
    before = await office.count_rows()
    await office.gestures.click("lena", "modal", "Preview")
    shown = "\n".join(office.read_modal("lena"))
    for words in (
        f"1 of 3  {ASK}", "[4 Agree]", "2 of 3  Which?", "☐ Phone ☐ Paper", "3 of 3  What else?", "[Skip]",
        "Your answers are saved", "Results are also shown by part of this audience",
    ):  # fmt: skip
        assert words in shown
    await office.gestures.click("lena", "modal", "4 Agree")
    assert "This is a preview" in "\n".join(office.read_modal("lena"))
    assert await office.count_rows() == before
    assert office.list_unread(SALES[0]) == []


@pytest.mark.parametrize(
    ("questions", "reasons"),
    [
        (f"{ASK}\n\nchoice: Which? | a\nenps:", ["line 3: 1 given; a choice needs 2 to 10", "line 4: it is empty"]),
        (f"{ASK}\n{ASK.upper()}", ["line 2: the same as line 1"]),
        ("\n".join(f"Question {n}" for n in range(6)), ["6 given; a pulse has at most 5"]),
        ("x" * 301, ["line 1: 301 characters; limit 300"]),
        ("", ["a pulse needs at least one question"]),
    ],
)
async def test_form_says_which_line_is_wrong(
    quick_office: Office, key: str, questions: str, reasons: list[str]
) -> None:
    office = quick_office
    await office.open_form("lena", f"/change pulse new {key}")
    before = await office.count_rows()
    outcome = await office.submit("lena", {"Audience": "sales (employees)", "Questions": questions})
    said = " ".join(outcome.field_errors.values())
    for reason in reasons:
        assert reason in said
    assert await office.count_rows() == before
    await office.gestures.close_view("lena")


async def test_form_has_every_option_of_the_one_line_and_says_all_that_is_wrong(quick_office: Office, key: str) -> None:
    office = quick_office
    await office.open_form("lena", f"/change pulse new {key}")
    wrong = {"Open days": "99", "Every": "sometimes", "Remind": "1", "Sample": "0%", "Override": "\u202e"}
    asked = {"Audience": "sales (employees)", "Questions": "The plan is clear to me"}
    refused = await office.submit("lena", {**asked, **wrong})
    assert set(refused.field_errors) == set(wrong) - {"Remind"}, "days to remind depend on how long it is open"
    right = {"Open days": "9", "Every": "", "Remind": "2,7", "Sample": "50%", "Override": "Answered in person"}
    opened = (await office.submit("lena", right)).text
    assert "6 of 12 people asked; 6 next time. Whoever has not answered is reminded on day 2 and 7." in opened
    await office.type("lena", f"/change pulse close {find_id('P', opened)}")
    line = f'/change pulse new {key} to sales "One more" open:99 every:sometimes sample:0% by:team'
    refused_line = await office.type("lena", line)
    assert [word.split(":")[0] for word in refused_line.splitlines()[:-1]] == ["Open days", "Every", "By", "Sample"]


@pytest.mark.parametrize(
    ("rest", "reason"),
    [
        (f'"{ASK}" "choice: Which? | a"', "question 2: 1 given; a choice needs 2 to 10"),
        ("bank:nothing", "Bank"),
        (f'bank:clarity "{ASK}"', "a set of the bank stands by itself"),
        (f'"{ASK}" every:"daily 09:00" on:"milestone Go-live"', "“Go-live” was not found"),
        ("", "it is missing, or not in quotes"),
    ],
)
async def test_one_line_refuses_in_its_own_words(quick_office: Office, key: str, rest: str, reason: str) -> None:
    before = await quick_office.count_rows()
    refused = await quick_office.type("lena", f"/change pulse new {key} to sales {rest}")
    assert reason in refused
    assert refused.endswith("Nothing was saved.")
    assert await quick_office.count_rows() == before


async def test_only_the_lead_builds_and_previews(quick_office: Office, key: str) -> None:
    assert "Needs role lead" in await quick_office.type("ana", f'/change pulse new {key} to sales "{ASK}"')
    assert "Needs role lead" in await quick_office.type("ana", f"/change pulse new {key}")


async def test_who_asks_nearly_the_same_people_the_same_is_warned(quick_office: Office, key: str) -> None:
    office = quick_office
    question = "I trust this plan"
    first = await office.type("lena", f'/change pulse new {key} to sales "{question}"')
    assert "may be hidden" not in first
    override = 'override:"answered in the meeting"'
    second = await office.type("lena", f'/change pulse new {key} to nearly "{question.upper()}" {override}')
    assert f"{find_id('P', first)} (sales)" in second
    assert "may be hidden" in second
    third = await office.type("lena", f'/change pulse new {key} to nearly "Something else" {override}')
    assert "may be hidden" not in third
