"""Base rates and likeness: what closed initiatives tell, and which lessons speak of the same things."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from commands.retros.likeness import MOST, find_like_lessons
from commands.retros.outcomes import Outcome
from commands.retros.rates import describe_rates, show_days
from storage.gates import Gate
from storage.initiatives import Initiative
from storage.lessons import Lesson
from storage.milestones import Milestone
from storage.risks import Risk

BEGAN = datetime(2026, 1, 5, 9, tzinfo=UTC)
TARGET = date(2026, 6, 30)


def make_initiative(key: str, days_late: int | None = 0, name: str = "", end_state: str = "") -> Initiative:
    closed_at = None if days_late is None else datetime(2026, 6, 30, 12, tzinfo=UTC) + timedelta(days=days_late)
    return Initiative(key, name or key, end_state, "U1", "U2", None, None, TARGET, BEGAN, closed_at)


def make_risk(number: int, category: str | None) -> Risk:
    return Risk(
        f"R-{number}", "CRM", "U1", "A risk", category, 2, 2, 4, None, None, None, None, "closed", None, BEGAN, BEGAN
    )


def make_milestone(delay: int) -> Milestone:
    return Milestone("m", "CRM", "Go-live", TARGET, TARGET, TARGET + timedelta(days=delay), None, BEGAN)


def make_gate(decision: str) -> Gate:
    return Gate("G-1", "PH-1", "U1", BEGAN, {}, decision, "U2", BEGAN, None)


def make_outcome(key: str, days_late: int = 0, **parts) -> Outcome:
    nothing = {"milestones": [], "risks": [], "came_true": frozenset(), "first_gates": [], "kpis": [], "adoption": []}
    return Outcome(make_initiative(key, days_late), **{**nothing, "lessons": [], **parts})


def make_lesson(number: int, text: str, key: str = "OLD", tags: tuple[str, ...] = ()) -> Lesson:
    return Lesson(f"L-{number}", key, None, text, list(tags), "U1", BEGAN)


def test_two_are_too_few_to_be_a_base():
    assert describe_rates([make_outcome("A"), make_outcome("B")]) == [
        "Too early for base rates: 2 initiatives closed so far, and they take 3."
    ]


def test_every_count_by_hand():
    risks = [make_risk(1, "integration"), make_risk(2, "integration"), make_risk(3, None), make_risk(4, "skills")]
    outcomes = [
        make_outcome("A", -3, milestones=[make_milestone(0), make_milestone(21)]),
        make_outcome("B", 12, risks=risks, came_true=frozenset({"R-1", "R-3"})),
        make_outcome("C", 40, first_gates=[("Pilot", make_gate("no-go")), ("Wave", make_gate("go"))]),
    ]
    assert describe_rates(outcomes) == [
        # Wilson's interval for 2 of 3 is 20.8 to 93.9 %, for 1 and 2 of 4 4.6 to 69.9 % and 15.0 to 85.0 %.
        "Ends: 2 of 3, 67 % (21 to 94 %) were late; the middle one 12 days late, from 3 days early to 40 days late.",
        "Milestones: 1 of 2, 50 % (9 to 91 %) came after the day first promised; "
        "the middle one 10.5 days late, the furthest 21 days late.",
        "Risks: 2 of 4, 50 % (15 to 85 %) came true: integration 1 of 2, without a roadblock 1 of 1.",
        "Gates: 1 of 2, 50 % (9 to 91 %) were refused when first asked for.",
    ]


def test_nothing_is_said_of_what_there_was_none_of():
    outcomes = [Outcome(make_initiative(key, 0), [], [], frozenset(), [], [], [], []) for key in "ABC"]
    (only,) = describe_rates(outcomes)
    assert only.startswith("Ends: 0 of 3, 0 %")


def test_days_are_said_as_people_say_them():
    assert [show_days(days) for days in (0, 1, -1, 2.5, 14)] == [
        "on the day", "1 day late", "1 day early", "2.5 days late", "14 days late",
    ]  # fmt: skip


def test_lessons_of_the_same_things_are_found_by_the_beginnings_of_words():
    new = make_initiative("NEW", None, "Move customer data", "All customers are migrated to one CRM")
    lessons = [
        make_lesson(1, "Plan the migration of customer data early"),
        make_lesson(2, "Train the trainers first"),
        make_lesson(3, "Feed the team", tags=("customers",)),
        make_lesson(4, "Migrate customer data twice", key="NEW"),
    ]
    assert [lesson.id for lesson in find_like_lessons(new, lessons, {"OLD": "Warehouse"})] == ["L-1", "L-3"]
    assert [lesson.id for lesson in find_like_lessons(new, [make_lesson(5, "Ask early")], {"OLD": "Customers"})] == [
        "L-5"
    ]


def test_a_word_that_most_lessons_hold_says_nothing():
    lessons = [make_lesson(number, f"The rollout taught word{number}") for number in range(8)]
    assert find_like_lessons(make_initiative("NEW", None, "A rollout"), lessons, {}) == []


@given(st.lists(st.text(max_size=40), max_size=12), st.text(max_size=40))
def test_whatever_the_words_only_lessons_of_others_come_and_few(texts, name):
    lessons = [make_lesson(number, text, key="NEW" if number % 3 else "OLD") for number, text in enumerate(texts)]
    found = find_like_lessons(make_initiative("NEW", None, name), lessons, {})
    assert len(found) <= MOST
    assert all(lesson.initiative_key == "OLD" for lesson in found)
