"""Languages: a German employee reads nothing English of the bot's own; everybody chooses; each is made once."""

import re

import pytest
import pytest_asyncio
from sqlalchemy import select

from bot.sandbox.cast import Part, list_players
from storage.outbox import contents
from storage.units import Unit
from tests.workspaces import Office, find_id

pytestmark = pytest.mark.asyncio(loop_scope="module")

SALES = [player.handle for player in list_players(Part.SALES)]
GERMAN, FRENCH, ENGLISH, SPANISH = SALES[:4]
"""By their Slack, by their choice, by their Slack, and as the audience is told."""
MEMO = {"Facts": "Alles geprüft", "What changes": "Kunden an einem Ort", "When": "Ab Montag", "What to do": "Üben"}
WORDS = re.compile(
    r"\b(the|your|you|and|is|are|of|to|not|with|for|can|until|closes|at|who|what|where|when|agree|nothing|how|"
    r"save|comment|answer|language|this|week)\b",
    re.IGNORECASE,
)
COMMANDS = re.compile("`[^`]*`")


def list_english(text: str) -> list[str]:
    """The English words in what somebody read, commands aside."""
    return WORDS.findall(COMMANDS.sub("", text))


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def staff(quick_office: Office) -> None:
    """Twelve people in one audience, told in Spanish where nothing else is known of them."""
    office = quick_office
    await office.start_initiative("CRM", "Ein Kundenstamm")
    for handle, locale in ((GERMAN, "de-DE"), (ENGLISH, "en-GB")):
        office.workspace.get_user(handle).locale = locale
    await office.app.directory.sync_people(office.team_id)
    assert "choisi" in await office.type(FRENCH, "/change language fr")
    await office.type("mia", "/change audience new staff kind:employees from:@sales")
    await office.type("mia", "/change audience rules staff language:es")


async def test_a_german_employee_reads_a_pulse_in_german_from_first_to_last(quick_office: Office) -> None:
    office = quick_office
    opened = await office.type("lena", '/change pulse new CRM to staff "Die Umstellung hilft mir" open:5')
    pulse = find_id("P", opened)
    message = await office.receive(GERMAN)
    read = ["\n".join(office.read(message))]
    assert "Ein Kundenstamm: Wie läuft es?" in read[0]
    home = await office.open_home(GERMAN)
    assert "Eine Frage an Sie (CRM)" in home
    assert "[4 Stimme zu]" in home
    read.append(await office.click(GERMAN, message, "4 Stimme zu"))
    assert "Ihre Antworten sind gespeichert" in read[-1]
    await office.click(GERMAN, message, "Kommentar hinzufügen")
    read.append("\n".join(office.read_modal(GERMAN)))
    read.append((await office.submit(GERMAN, {"Kommentar": "Weiter so"})).text)
    assert read[-1] == "Ihr Kommentar ist gespeichert."
    await office.type("lena", f"/change pulse close {pulse}")
    read.append(await office.click(GERMAN, message, "Meine Antworten ändern"))
    assert "kam also zu spät" in read[-1]
    assert [list_english(text) for text in read] == [[]] * len(read)


async def test_everybody_reads_a_memo_in_their_own_language_and_each_is_made_once(quick_office: Office) -> None:
    office = quick_office
    await office.open_form("lena", "/change memo new CRM to staff")
    memo = find_id("M", (await office.submit("lena", MEMO)).text)
    await office.drain()
    office.read_everything()
    await office.type("lena", f"/change memo send {memo}")
    read = {handle: await office.receive_text(handle) for handle in (GERMAN, FRENCH, ENGLISH, SPANISH)}
    assert "Was sich für Sie ändert" in read[GERMAN]
    assert "Ein Kundenstamm : ce que vous devez savoir" in read[FRENCH]
    assert "I know what changes for me" in read[ENGLISH]
    assert "Qué cambia para usted" in read[SPANISH]

    def list_variants(unit: Unit) -> list[str]:
        query = select(contents.c.variant).where(contents.c.text.contains("Kunden an einem Ort"))
        return sorted(unit.connection.execute(query).scalars())

    assert await office.store.read(office.team_id, list_variants) == ["0:de", "0:en", "0:es", "0:fr"]
    newest = office.workspace.list_direct(GERMAN)[-1]
    thanks = await office.click(GERMAN, newest, "Ich weiß, was sich für mich ändert")
    assert thanks.startswith("Vielen Dank")
    assert list_english(f"{read[GERMAN]}\n{thanks}".replace("Sales works in one CRM", "")) == []
    seen = await office.type("lena", f"/change memo preview {memo} as @{FRENCH}")
    assert "Ce qui change pour vous" in seen


async def test_a_correction_is_told_in_the_language_of_each_copy(quick_office: Office) -> None:
    office = quick_office
    await office.open_form("lena", "/change memo correct M-1")
    await office.submit("lena", MEMO | {"When": "Ab Dienstag", "What was corrected": "Tag"})
    await office.drain()
    corrected = {handle: office.workspace.list_direct(handle)[-1].text for handle in (GERMAN, SPANISH)}
    assert "(berichtigt am " in corrected[GERMAN]
    assert "(corregido el " in corrected[SPANISH]


async def test_what_people_may_decline_is_said_in_their_language(quick_office: Office) -> None:
    office = quick_office
    read = [
        await office.type(GERMAN, line)
        for line in (
            "/change preferences",
            "/change snooze off",
            "/change optout pulses",
            "/change optin",
            "/change language",
        )
    ]
    read.append(await office.click_reply(GERMAN, "Wie in Slack"))
    assert "abbestellt" in read[2]
    assert [list_english(text) for text in read] == [[]] * len(read)


async def test_a_language_is_chosen_by_name_or_button_and_given_back(quick_office: Office) -> None:
    office = quick_office
    assert "wie Sie es gewählt haben" in await office.type(ENGLISH, "/change language German")
    assert "como usted eligió" in await office.click_reply(ENGLISH, "Español")
    assert "as your Slack is set" in await office.click_reply(ENGLISH, "Como en Slack")
    facts = [facts for who, what, _, facts in await office.list_audit() if what == "language.chosen"]
    assert facts[-3:] == [{"language": [None, "de"]}, {"language": ["de", "es"]}, {"language": ["es", None]}]
    # What Slack says later does not take a choice back.
    await office.app.directory.sync_people(office.team_id)
    assert "Votre langue" in await office.type(FRENCH, "/change language")


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        ("/change language klingon", "Language: “klingon” is unknown. Known: en, de, es, fr, auto."),
        ("/change language de fr", "Nothing was saved."),
    ],
)
async def test_another_language_is_refused(quick_office: Office, line: str, refusal: str) -> None:
    office = quick_office
    rows = await office.count_rows()
    assert refusal in await office.type(GERMAN, line)
    assert await office.count_rows() == rows


async def test_a_training_is_offered_in_the_language_of_each(quick_office: Office) -> None:
    office = quick_office
    office.read_everything()
    added = await office.type("lena", '/change training add CRM "Der neue Weg" 2027-02-01 10:00 for staff')
    training = find_id("T", added)
    await office.type("lena", f"/change training invite {training}")
    message = await office.receive(GERMAN)
    invited = "\n".join(office.read(message))
    answered = await office.click(GERMAN, message, "Ich komme")
    assert "Sie sind zu einer Schulung von CRM eingeladen." in invited
    assert "Sie kommen." in answered
    assert list_english(f"{invited}\n{answered}") == []


async def test_home_and_the_thanks_for_a_quick_win_are_in_the_language_of_each(quick_office: Office) -> None:
    office = quick_office
    await office.start_initiative("WIN")
    await office.type("viktor", "/change language de")
    assert "Zurzeit wartet nichts auf Sie." in await office.open_home("viktor")
    await office.drain()
    office.read_everything()
    await office.type("lena", '/change win WIN "Halved the queue" @viktor @uma')
    german, english = await office.receive("viktor"), await office.receive("uma")
    assert "möchte Ihnen für diesen schnellen Erfolg in One customer record danken:" in "\n".join(office.read(german))
    assert "wants to thank you for this quick win in" in "\n".join(office.read(english))
    home = await office.open_home("viktor")
    assert "Was auf Sie wartet" in home
    assert "/change zeigt alles" in home
    answered = await office.click("viktor", german, "Mit Namen")
    assert "Danke; es wird mit Ihrem Namen erzählt." in answered
    assert "Zuerst wird 1 Person gefragt." in answered
    await office.type("viktor", "/change language auto")
    await office.end_initiatives("WIN")
