"""What playbooks, runs and lessons say passes Slack's rules, whatever people wrote."""

import re
from datetime import UTC, datetime, timedelta

from hypothesis import assume, given

from commands.playbooks.lesson_views import lesson_card, list_of_found, list_of_lessons
from commands.playbooks.run_views import list_of_runs, run_card
from commands.playbooks.steps import MOST_STEPS
from commands.playbooks.thread_views import (
    done_message,
    failure_message,
    opening_message,
    step_message,
    summary_message,
)
from commands.playbooks.timing import find_gaps, measure_run
from commands.playbooks.views import attached_message, list_all, list_of_initiative, playbook_card
from commands.slack.blocks import Message
from commands.slack.inputs import clean_text, is_blank
from storage.initiatives import Initiative
from storage.lessons import Lesson
from storage.playbooks import Attachment, Playbook, Step
from storage.runs import Run, RunStep
from tests.shown import WORDS, check_shown

NOW = datetime(2026, 12, 7, 8, tzinfo=UTC)
INITIATIVE = Initiative("CRM", "One customer record", "Sales", "U1", "U2", None, None, None, NOW, None)


def draw_playbooks(words: str) -> list[Message]:
    line = re.sub(r"[\n\u2028\u2029]", " ", words)
    steps = (Step(line[:200], "owner", 30),) * MOST_STEPS
    playbook = Playbook("PB-1", line[:120], line[:300], steps, 2, "skills", "U1", NOW, NOW)
    attached = [Attachment("R-1", "PB-1", line[:120])] * 20
    lesson = Lesson("L-1", "CRM", "RUN-1", words[:500], [line[:24]] * 8, "U1", NOW)
    return [
        list_all([playbook] * 20).show(1),
        list_of_initiative(INITIATIVE, attached).show(1),
        playbook_card(playbook, ["R-1"] * 2000, [], "Saved."),
        attached_message("R-1", attached),
        list_of_lessons(INITIATIVE, [lesson] * 20).show(1),
        list_of_found(line[:100], [lesson] * 20).show(1),
        list_of_found(line[:100], []).show(),
        lesson_card(lesson, "UTC", note="Saved."),
    ]


def draw_runs(words: str) -> list[Message]:
    line = re.sub(r"[\n\u2028\u2029]", " ", words)
    about = ("RUN-1", "CRM", "PB-1", line[:120], 2, "R-1", True, "U1", "U1")
    run = Run(*about, "running", "C1", "1.0", None, NOW, None)
    failed = Run(*about, "failed", None, None, line[:255], NOW, NOW)
    done_at = NOW + timedelta(hours=3)
    steps = [RunStep("RUN-1", number, line[:200], "owner", 30, None, None) for number in range(2, MOST_STEPS + 1)]
    steps.insert(0, RunStep("RUN-1", 1, line[:200], "lead", 30, "U1", done_at))
    timing = measure_run(NOW, done_at, steps)
    return [
        list_of_runs(INITIATIVE, [run, failed] * 10, "UTC").show(1),
        run_card(run, steps, timing, "UTC", note="Started."),
        run_card(failed, steps, timing, "UTC"),
        opening_message(run, line[:300], steps),
        step_message(run, steps[1], len(steps), {"owner": "U3"}),
        done_message(run, steps[0], len(steps), timing.spent[1]),
        summary_message(run, steps, timing, find_gaps(steps, timing)),
        failure_message(failed, line[:255]),
    ]


@given(WORDS)
def test_whatever_is_written_stays_words(words: str):
    assume(not is_blank(words))
    cleaned = clean_text(words, "Text", 2000)
    check_shown([*draw_playbooks(cleaned), *draw_runs(cleaned)])


def test_the_longest_texts_still_fit():
    for words in ("<" * 1000, "&" * 1000, "*" * 1000, "b\n" * 500):
        cleaned = clean_text(words, "Text", 1000)
        check_shown([*draw_playbooks(cleaned), *draw_runs(cleaned)])
