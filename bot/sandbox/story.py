"""The story: one week of a rollout in which every kind of person does what they use the bot for."""

import re
from datetime import datetime, time, timedelta

from bot.sandbox.cast import CAST, ZONES, Part, list_players
from bot.sandbox.history import CLARITY
from bot.sandbox.narrator import Narrator, StoryError
from bot.sandbox.outcomes import Outcome
from bot.sandbox.steering import play_steering
from storage.recurrence import to_instant

SALES = [player.handle for player in list_players(Part.SALES)]
EXECUTIVES = [player.handle for player in list_players(Part.EXECUTIVE, Part.SPONSOR)]
ANSWERS = ("4 Agree", "5 Strongly agree", "4 Agree", "2 Disagree", "4 Agree", "3 Neither agree nor disagree", "4 Agree")
SAID, DOING = "Two of seven do not know what changes.", "Every team lead walks through the new screens on Thursday."
DIGEST = (
    "Your week in changes", "CRM One customer record: red", "FSM Field service on mobile: green", "The facts: 🔴 red",
    "Duplicate records", "13 % of the way", "Top risks (4 live)", "R-2", "R-6", "71 % favourable (n = 7", "47 of 120",
    "Third region trained", "Jobs closed on the first visit", "88 % favourable", "Figures carry their n",
)  # fmt: skip
"""What the digest says of the week, among other things."""
FSM_PULSE_ANSWERS = ("5 Strongly agree", "4 Agree", "4 Agree")


async def play(narrator: Narrator) -> None:
    """The whole story, a chapter after the other; StoryError at the first step that goes another way."""
    await _report(narrator)
    await play_steering(narrator)
    await _refuse(narrator)
    await _measure(narrator)
    await _tell(narrator)
    await _ask(narrator)
    await _ask_too_few(narrator)
    await _brief_executives(narrator)
    await _look_home(narrator)
    await _wait_for_monday(narrator)
    narrator.check_discretion()


async def _report(narrator: Narrator) -> None:
    narrator.begin_chapter("Champions report, in one line or by a form")
    await narrator.run_command(
        "ana",
        "/change-status CRM red The sync workaround fails in test; go-live needs a decision "
        "workstream:migration roadblock:integration",
        "One customer record is red", "Workstream: migration", "Roadblock: Integrations bite",
        channel="crm-rollout",
    )  # fmt: skip
    await narrator.open_form("nikau", "/change-status", "Post a status", "Summary", "[Post]", in_part=True)
    await narrator.submit_form(
        "nikau",
        {
            "Initiative": "FSM · Field service on mobile",
            "Status": "🟢 green",
            "Summary": "Third region trained; 69 of 80 technicians close jobs on the tablet.",
        },
        "Field service on mobile is green",
    )
    review_on = narrator.find_today() + timedelta(days=14)
    await narrator.run_command(
        "ben",
        "/change-risk CRM Sales goes live without reliable contacts likelihood:4 impact:5 category:integration "
        f'owner:@ana review:{review_on:%Y-%m-%d} mitigation:"Freeze the old system, load once, compare counts"',
        "Sales goes live without reliable contacts", "critical 20 (4 × 5)", "@ana",
        channel="crm-rollout",
    )  # fmt: skip
    await narrator.run_command("lena", "/change risk list CRM", "Legacy sync", "Sales goes live", in_part=True)


async def _refuse(narrator: Narrator) -> None:
    narrator.begin_chapter("What is wrong is said in a sentence, and nothing is saved")
    await narrator.run_command("ana", "/change-status CRM purple All is well", "Status:", "Nothing was saved.")
    await narrator.run_command(
        "ben", "/change-risk CRM Sync likelihood:9 impact:often", "Likelihood:", "Impact:", "Nothing was saved."
    )
    await narrator.run_command(
        "aroha", "/change-status CRM green Looks fine to me", "Needs role champion or lead", "Nothing was saved."
    )
    await narrator.run_command(
        "lena", "/change integration needs CRM Identity Billing",
        "this closes a circle: Identity → Billing → CRM → Identity", "Nothing was saved.",
    )  # fmt: skip


async def _measure(narrator: Narrator) -> None:
    narrator.begin_chapter("The lead records what is measured")
    await narrator.run_command(
        "lena",
        '/change kpi read CRM "Time to quote" 44',
        "Time to quote 44 hours",
        "17 % of the way from 48 to 24 hours",
        in_part=True,
    )
    await narrator.run_command("lena", "/change adoption CRM weekly logins 47/120", "weekly logins", "47 of 120")


async def _tell(narrator: Narrator) -> None:
    narrator.begin_chapter("A memo: facts once, a version for each audience")
    await narrator.open_form(
        "lena", "/change memo new CRM to sales,managers,champions,leadership", "New memo", in_part=True
    )
    outcome = await narrator.submit_form(
        "lena",
        {
            "Facts": "The sync loses 3 contacts in 1,000. We load once more by hand and compare the counts.",
            "What changes": "You work in the new CRM only; the old one can be read but not changed.",
            "When": "From Monday in three weeks",
            "What to do": "Book a half-hour training and check your own ten most important contacts.",
        },
        "A draft: nobody has it yet.", "sales (12)", "leadership (6)",
    )  # fmt: skip
    memo_id = _find_id(outcome, "M")
    await narrator.run_command(
        "lena",
        f"/change memo preview {memo_id} as @aroha",
        "as Aroha Ngata (employees) sees it",
        "[Send now]",
        in_part=True,
    )
    await narrator.run_command("lena", f"/change memo send {memo_id}", "26 people get it now.", in_part=True)
    await narrator.receive("aroha", "What changes for you", "You work in the new CRM only", in_part=True)
    await narrator.receive_each(SALES[1:], "What changes for you")
    await narrator.receive(
        "greta", "What changes for your team", "Talking points", "What we do not know yet, say so", in_part=True
    )
    await narrator.receive_each(_list_others(Part.MANAGER, "greta"), "Talking points")
    await narrator.receive(
        "ana", "The detail", "The sync loses", "What we ask of you", "/change-status CRM", in_part=True
    )
    await narrator.receive_each(_list_others(Part.CHAMPION, "ana"), "What we ask of you")
    await narrator.receive("clara", "Where we stand", "red: The gate is passed", "Numbers", "47 of 120", in_part=True)
    await narrator.receive_each([handle for handle in EXECUTIVES if handle != "clara"], "Where we stand")
    await narrator.await_answer("lena", f"/change memo show {memo_id}", "Deliveries 26: sent 26")


async def _ask(narrator: Narrator) -> None:
    narrator.begin_chapter("A pulse: asked of twelve, answered by seven, shown once it is closed")
    outcome = await narrator.run_command(
        "lena", f'/change pulse new CRM to sales "{CLARITY}" open:3', "12 people in sales"
    )
    pulse_id = _find_id(outcome, "P")
    asked = {SALES[0]: await narrator.receive(SALES[0], CLARITY, "[5 Strongly agree]")}
    for handle in SALES[1:]:
        asked[handle] = await narrator.receive(handle, CLARITY, is_told=False)
    narrator.tell(f"The other {len(SALES) - 1} in sales got the same question.")
    await narrator.open_home(SALES[-1], "A question for you", CLARITY, "[5 Strongly agree]", in_part=True)
    for handle, answer in zip(SALES, ANSWERS, strict=False):
        await narrator.click(handle, asked[handle], answer, "Your answers are saved", is_told=handle == SALES[0])
    narrator.tell(f"{len(ANSWERS) - 1} more people answer, with a tap each. Who answered what stays with them.")
    await narrator.click(SALES[0], asked[SALES[0]], "Change my answers", CLARITY, "[5 Strongly agree]", in_part=True)
    await narrator.click(SALES[0], asked[SALES[0]], "5 Strongly agree", "Your answers are saved", in_part=True)
    await narrator.run_command("lena", f"/change pulse results {pulse_id}", "Results are published once")
    await narrator.run_command("lena", f"/change pulse close {pulse_id}", "7 of 12 answered", "71 % favourable")
    await narrator.click(SALES[-1], asked[SALES[-1]], "4 Agree", "came too late", "Nothing was saved.")
    await _respond(narrator, pulse_id)


async def _respond(narrator: Narrator, pulse_id: str) -> None:
    narrator.begin_chapter("You said, we did: people hear what came of it before they are asked again")
    await narrator.run_command(
        "lena", f'/change pulse new CRM to sales "{CLARITY}"', "has had no response yet", "Nothing was saved."
    )
    await narrator.run_command("lena", f'/change pulse respond {pulse_id} "{SAID}" "{DOING}"', "12 people", DOING)
    await narrator.receive(SALES[0], "you said, we did", SAID, DOING)
    await narrator.receive_each(SALES[1:], "you said, we did")


async def _ask_too_few(narrator: Narrator) -> None:
    narrator.begin_chapter("Small groups stay hidden")
    await narrator.run_command(
        "lena", f'/change pulse new CRM to support "{CLARITY}"', "a pulse needs at least 5", "Nothing was saved."
    )
    outcome = await narrator.run_command("marco", f'/change pulse new FSM to field "{CLARITY}"', "8 people in field")
    pulse_id = _find_id(outcome, "P")
    technicians = [player.handle for player in list_players(Part.FIELD)]
    asked = {handle: await narrator.receive(handle, CLARITY, is_told=False) for handle in technicians}
    for handle, answer in zip(technicians, FSM_PULSE_ANSWERS, strict=False):
        await narrator.click(handle, asked[handle], answer, "Your answers are saved", is_told=False)
    narrator.tell("All eight were asked; three answer.")
    await narrator.run_command(
        "marco", f"/change pulse close {pulse_id}", "Fewer than 5 of 8 answered", "Hidden: fewer than 5 answers."
    )


async def _brief_executives(narrator: Narrator) -> None:
    narrator.begin_chapter("Executives get one page")
    await narrator.run_command("mia", "/change digest send", "on its way to 6 executives")
    await narrator.receive("clara", *DIGEST, in_part=True)
    await narrator.receive_each([handle for handle in EXECUTIVES if handle != "clara"], "Your week in changes")


async def _look_home(narrator: Narrator) -> None:
    narrator.begin_chapter("The Home tab, by who looks at it")
    await narrator.open_home("lena", "Book training rooms", "CRM One customer record", in_part=True)
    await narrator.open_home("clara", "Decide D-2", in_part=True)
    await narrator.open_home("ana", "CRM One customer record", "[Post a status]", in_part=True)
    await narrator.open_home("aroha", "What needs you", "Nothing needs you right now")


async def _wait_for_monday(narrator: Narrator) -> None:
    narrator.begin_chapter("Monday, 09:00: the same page, when the day begins where each reader lives")
    monday = narrator.find_today() + timedelta(days=2)
    monday += timedelta(days=-monday.weekday() % 7)
    wall = datetime.combine(monday, time(9))
    for zone in sorted(ZONES, key=lambda zone: to_instant(wall, zone)):
        narrator.move_clock(to_instant(wall, zone) + timedelta(seconds=5))
        readers = [handle for handle in EXECUTIVES if CAST[handle].zone == zone]
        for handle in readers:
            await narrator.receive(handle, "Your week in changes", is_told=False)
        names = " and ".join(CAST[handle].name for handle in readers)
        narrator.tell(f"It is Monday, 09:00, in {zone}: {names} get the digest; nobody else does.")
        if early := [handle for handle in EXECUTIVES if narrator.count_unread(handle)]:
            raise StoryError(f"{early[0]} got the digest outside Monday morning")
    narrator.tell(
        "Over the days the bot's rules look at the facts, and warn the leads of what they find. Seven of twelve in "
        "sales, after eleven, may be chance, so Lena hears nothing of it. In field service it is not:"
    )
    await narrator.receive("marco", "Fewer answer", "field: fewer than 5 of 8 answered, after 8 of 8", "[Snooze]")


def _list_others(part: Part, told: str) -> list[str]:
    return [player.handle for player in list_players(part) if player.handle != told]


def _find_id(outcome: Outcome, letter: str) -> str:
    match = re.search(rf"{letter}-[0-9]+", outcome.text)
    if match is None:
        raise StoryError(f"the answer names no {letter}-number: {outcome.text}")
    return match[0]
