"""Whatever people write in decisions, follow-ups and roles, what is made of it passes Slack's rules and stays words."""

import re
from datetime import UTC, date, datetime

from hypothesis import assume, given

from commands.decisions.views import (
    decision_asked_message,
    decision_card,
    decision_list_message,
    decision_taken_message,
)
from commands.followups.views import (
    followup_card,
    followup_due_message,
    followup_list_message,
    followup_new_message,
    my_followups_message,
)
from commands.governance.agenda import Matters, make_agenda
from commands.governance.views import agenda_message
from commands.roles.views import role_list_message
from commands.slack.blocks import Message
from commands.slack.inputs import clean_text, is_blank
from commands.slack.scoring import Bands
from storage.decisions import Decision
from storage.followups import Followup
from storage.initiatives import Initiative
from storage.milestones import Milestone
from storage.roles import Grant, Role
from storage.statuses import Status
from storage.units import AuditEntry
from tests.shown import WORDS, check_shown

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
TODAY = date(2026, 12, 1)
LATE = date(2026, 11, 1)


def draw_everything(words: str) -> list[Message]:
    """Every message of these features that shows what a person wrote, with these words in each of its places."""
    line = re.sub(r"[\n\u2028\u2029]", " ", words)
    initiative = Initiative("CRM", line[:120], "Sales", "U1", "U2", None, None, None, NOW, None)
    asked = Decision("D-1", "CRM", "U2", words[:500], None, None, "U1", LATE, "open", None, None, NOW)
    taken = Decision(
        "D-2", "CRM", "U2", words[:500], words[:1000], words[:1000], "U1", None, "taken", "U1", NOW, NOW
    )  # fmt: skip
    task = Followup("F-1", "CRM", "U2", words[:500], "U3", LATE, line[:64], words[:500], "U3", None, NOW, NOW)
    done = Followup("F-2", "CRM", "U2", words[:500], "U3", LATE, None, words[:500], "U3", NOW, NOW, NOW)
    entries = [AuditEntry("T1", NOW, "U2", "decision.edited", "D-1", {"question": [words[:500], line]})] * 9
    grants = [Grant(f"U{number % 3 + 1}", Role.MANAGER, line[:64], TODAY) for number in range(30)]
    matters = Matters(
        [asked] * 20, Status("1", "CRM", "U3", "red", words[:500], None, None, NOW), [], [], [task] * 20,
        [Milestone("m1", "CRM", line[:80], LATE, LATE, None, None, NOW)] * 20,
    )  # fmt: skip
    return [
        decision_card(asked, entries, "UTC"),
        decision_card(taken, entries, "UTC"),
        decision_asked_message(asked),
        decision_taken_message(taken),
        decision_list_message(initiative, [asked, taken] * 10, TODAY),
        followup_card(task, entries, "UTC"),
        followup_card(done, entries, "UTC"),
        followup_new_message(task),
        followup_new_message(done),
        followup_due_message(task),
        followup_list_message(initiative, [task, done] * 10, TODAY, page=1),
        my_followups_message([task] * 3, TODAY),
        role_list_message(initiative, grants),
        agenda_message(initiative, make_agenda(matters, Bands(), TODAY), "every Monday at 09:00"),
    ]


@given(WORDS)
def test_whatever_is_written_stays_words(words: str):
    assume(not is_blank(words))
    check_shown(draw_everything(clean_text(words, "Text", 2000)))


def test_the_longest_texts_still_fit():
    for words in ("<" * 1000, "&" * 1000, "*" * 1000, "b\n" * 500):
        check_shown(draw_everything(clean_text(words, "Text", 1000)))
