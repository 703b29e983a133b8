"""The digest's words and figures: nothing is said to have risen that may not be, nothing unchanged is told again."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.sandbox.validation.messages import find_message_problems, find_violations
from commands.digests.composing import Reader, compose_digest
from commands.digests.facts import InitiativeFacts
from commands.digests.figures import choose_charts, tabulate_kpis
from commands.digests.lines import show_what_went_well
from commands.digests.scopes import choose_scope, describe_scope
from commands.digests.sentiment import describe_sentiment
from commands.slack.derivation import Signal
from commands.slack.scoring import Bands
from commands.slack.standing import Standing
from storage.adoptions import AdoptionReading
from storage.decisions import Decision
from storage.derivations import Derivation
from storage.initiatives import Initiative
from storage.kpis import Kpi, KpiReading
from storage.milestones import Milestone
from storage.pulses import Pulse
from storage.risks import Risk
from storage.statuses import Status
from storage.wins import Credit, Win
from surveys.questions import Kind, Question, make_enps
from surveys.results import PulseResult, summarise_pulse
from surveys.sealing import Sealed, SealedRow

NOW = datetime(2026, 12, 7, 9, tzinfo=UTC)
TODAY = NOW.date()
LONG_AGO = NOW - timedelta(days=90)
READER = Reader("U1", TODAY)
TREND_WORDS = re.compile(
    r"\b(rose|fell|risen|fallen|improv\w*|increas\w*|decreas\w*|grew|grown|declin\w*|dropp\w*|up|down|better|worse)\b",
    re.IGNORECASE,
)
QUESTION = {"kind": "agreement", "text": "I know what changes for me"}


def make_initiative(key: str = "CRM", **changes: Any) -> Initiative:
    made = Initiative(key, "One customer record", "Sales in one CRM", "U1", "U2", None, None, None, LONG_AGO, None)
    return replace(made, **changes)


def make_status(rag: str, at: datetime) -> Status:
    return Status("1", "CRM", "U3", rag, "As planned", None, None, at)


def make_facts(key: str = "CRM", declared: str = "green", derived: str = "green", **more: Any) -> InitiativeFacts:
    """An initiative of which nothing has changed in the week, unless `more` says so."""
    status = make_status(declared, NOW - timedelta(days=8))
    standing = Standing(status, False, [Signal("Risk", derived, "R-1: high risk")])
    more.setdefault("initiative", make_initiative(key))
    more.setdefault("status_before", status)
    return InitiativeFacts(**{"standing": standing, "bands": Bands(), "now": NOW, **more})


def make_kpi(name: str = "Tickets", baseline: float = 600, target: float = 300) -> Kpi:
    return Kpi(name, "CRM", name, "tickets", baseline, LONG_AGO, target, TODAY + timedelta(days=90))


def read(kpi: Kpi, *values: float) -> dict[str, list[KpiReading]]:
    """These values, a week apart, the last one today."""
    days = [TODAY - timedelta(weeks=week) for week in reversed(range(len(values)))]
    return {kpi.id: [KpiReading(kpi.id, value, day) for value, day in zip(values, days, strict=True)]}


def count_active(*counts: int, eligible: int = 1000) -> list[AdoptionReading]:
    days = [TODAY - timedelta(weeks=week) for week in reversed(range(len(counts)))]
    return [AdoptionReading("CRM", "logins", n, eligible, day) for n, day in zip(counts, days, strict=True)]


def ask_people(
    favourable: int, n: int, number: int = 1, audience: str = "staff", question: Question | None = None
) -> tuple[Pulse, PulseResult]:
    asked = question or Question.from_json(QUESTION)
    high, low = (9, 3) if asked.kind is Kind.ENPS else (5, 2)
    rows = tuple(SealedRow(str(i), "All", {"0": high if i < favourable else low}) for i in range(n))
    closed_at = NOW - timedelta(days=2)
    pulse = Pulse(f"P-{number}", "CRM", "U2", audience, [asked.to_json()], "closed", n, None, NOW, closed_at)
    return pulse, summarise_pulse([asked], Sealed(rows, ()), n)


def tell_sentiment(*asked: tuple[Pulse, PulseResult]) -> str:
    return describe_sentiment([pulse for pulse, _ in asked], {pulse.id: result for pulse, result in asked})


def make_risk(score: tuple[int, int], number: int = 1) -> Risk:
    return Risk(
        f"R-{number}", "CRM", "U3", "Sync drops records", None, *score, 6, "U3", None, None, None, "open", None,
        LONG_AGO, LONG_AGO,
    )  # fmt: skip


def make_win(words: str, consent: str) -> Win:
    return Win("W-1", "CRM", "U2", words, 1, NOW, None, (Credit("U3", consent, 1, NOW),))


def make_everything(**more: Any) -> InitiativeFacts:
    """A week in which everything there is to tell has moved."""
    kpi = make_kpi()
    (after, result), (before, earlier) = ask_people(90, 100), ask_people(40, 100, 2)
    return make_facts(
        derived="red",
        days=[Derivation("CRM", TODAY - timedelta(weeks=week), "green", "amber", [], 30) for week in (3, 2, 1)],
        kpis=[kpi],
        readings=read(kpi, 560, 500, 412),
        adoption=count_active(120, 400),
        risks=[make_risk((4, 4))],
        scores_before={"R-1": 6},
        pulses=[after, before],
        results={after.id: result, before.id: earlier},
        decisions=[
            Decision("D-1", "CRM", "U2", "Which vendor?", None, None, "U1", TODAY, "open", None, None, LONG_AGO)
        ],
        milestones=[Milestone("1", "CRM", "Go-live Berlin", TODAY, TODAY, TODAY, None, LONG_AGO)],
        wins=[make_win("The desk moved in a day", "given")],
        **more,
    )


def test_every_word_of_a_trend_stands_with_n_interval_and_what_could_have_been_seen():
    for facts in (make_everything(), make_everything(now=NOW + timedelta(hours=1))):
        text = compose_digest([facts], READER).text
        sentences = re.split(r"(?<=[.:])\s+(?=[A-Z*])|\n", text)
        trends = [(i, sentence) for i, sentence in enumerate(sentences) if TREND_WORDS.search(sentence)]
        assert len(trends) == 2, trends
        for index, sentence in trends:
            assert "rose" in sentence
            assert re.search(r"\(n = [0-9,]+\) to .* \(n = [0-9,]+\)", sentence)
            assert "95 % interval" in sentence
            assert sentences[index + 1].startswith("Smallest change that would have been seen")


@pytest.mark.parametrize(("before", "after"), [(400, 401), (400, 430), (400, 450), (400, 400)])
def test_adoption_rises_only_when_that_is_clear_and_matters(before: int, after: int):
    text = compose_digest([make_facts(adoption=count_active(before, after))], READER).text
    assert "Active people: no clear change from" in text
    assert not TREND_WORDS.search(text)


def test_adoption_that_fell_is_said_to_have():
    assert "Active people fell from 60 % (n = 1,000) to 40 % (n = 1,000)" in (
        compose_digest([make_facts(adoption=count_active(600, 400))], READER).text
    )


def test_of_a_kpi_both_values_are_told_and_no_word_of_a_trend():
    kpi = make_kpi()
    text = compose_digest([make_facts(kpis=[kpi], readings=read(kpi, 560, 412))], READER).text
    assert "412 tickets (from 560 a week ago)" in text
    assert "Went well*\nTickets: from 560 to 412 tickets" in text
    assert not TREND_WORDS.search(text)


def test_a_state_says_what_it_was_a_week_ago():
    was = [Derivation("CRM", TODAY - timedelta(days=8), "green", "green", [], 4)]
    now = Standing(make_status("amber", NOW), False, [Signal("Risk", "red", "R-1: critical risk")])
    text = compose_digest([make_facts(standing=now, days=was)], READER).text
    assert "🟡 *CRM* One customer record: amber, was green a week ago · derived 🔴 red, was green" in text


def test_what_has_not_changed_keeps_its_line_and_nothing_else():
    quiet = [make_facts("ERP"), make_facts("FSM")]
    text = compose_digest(quiet, READER).text
    assert text.count("nothing changed since last week") == 2
    assert "Nothing changed since last week." in text
    assert "Top risks" not in text
    text = compose_digest([*quiet, make_everything()], READER).text
    assert text.count("Top risks") == 1
    assert "2 more initiatives above" in text


def test_what_waits_for_the_reader_has_its_button_and_for_others_only_a_line():
    def find_buttons(reader: str) -> list[str]:
        blocks = compose_digest([make_everything()], Reader(reader, TODAY)).blocks
        return [block["accessory"]["value"] for block in blocks if "accessory" in block]

    assert find_buttons("U1") == ["D-1"]
    assert find_buttons("U2") == []
    line = "*D-1* Which vendor? · by Mon 7 Dec 2026"
    assert f"{line} · waits for <@U1>" in compose_digest([make_everything()], Reader("U2", TODAY)).text
    assert compose_digest([make_everything()], Reader("U1", TODAY)).text.count(line) == 1, "nothing is said twice"


def test_risks_say_how_they_moved():
    moved = {"risks": [make_risk((4, 4)), make_risk((2, 3), 2), make_risk((1, 2), 3), make_risk((1, 1), 4)]}
    text = compose_digest([make_facts(**moved, scores_before={"R-1": 6, "R-2": 6})], READER).text
    assert "🔴 critical 16 (4 × 4), was 6 a week ago" in text
    assert "🟡 medium 6 (2 × 3), as a week ago" in text
    assert "🟢 low 2 (1 × 2), new this week" in text
    assert "R-4" not in text
    assert "*Top risks* (4 live)" in text


def test_charts_show_the_kpi_farthest_behind_and_adoption_else_exposure():
    near, far = make_kpi("Near"), make_kpi("Far")
    readings = read(near, 500, 440) | read(far, 590, 580)
    facts = make_facts(kpis=[near, far], readings=readings, adoption=count_active(100, 400))
    behind, adopted = choose_charts([facts])
    assert behind.title == "CRM · Far, tickets"
    assert behind.points == [("30 Nov", 590), ("07 Dec", 580)]
    assert behind.beside == [("Even way to target", [462, 450])]
    assert adopted.points == [("30 Nov", 10.0), ("07 Dec", 40.0)]
    days = [Derivation("CRM", TODAY - timedelta(weeks=week), "green", "green", [], 20 - week) for week in (1, 0)]
    (exposure,) = choose_charts([make_facts(days=days)])
    assert exposure.points == [("30 Nov", 19), ("07 Dec", 20)]
    assert choose_charts([make_facts()]) == []


def test_an_initiative_with_nothing_in_it_keeps_its_line_and_leaves_the_page_to_others():
    nothing: dict[str, Any] = {"standing": Standing(None, True, []), "status_before": None}
    new = [make_facts(f"N{n}", **nothing, initiative=make_initiative(f"N{n}", created_at=NOW)) for n in range(40)]
    text = compose_digest(new[:3], READER).text
    assert "Top risks" not in text
    assert text.count("no status yet") == 3
    kpi = make_kpi()
    told = make_facts("OLD", kpis=[kpi], readings=read(kpi, 560, 412))
    page = compose_digest([*new, told], READER)
    assert "*OLD · " in page.text
    assert "40 more initiatives above" in page.text


def test_the_year_of_a_target_is_said_where_the_day_alone_could_be_another():
    late, soon = replace(make_kpi(), by_on=TODAY - timedelta(days=1)), replace(make_kpi(), by_on=TODAY)
    table = tabulate_kpis([make_facts(kpis=[late, soon])])
    assert table is not None
    assert [row[2] for row in table.rows] == ["300 tickets by 6 Dec 2026", "300 tickets by 7 Dec"]


def test_the_table_names_initiatives_only_when_there_are_several():
    kpi = make_kpi()
    facts = make_facts(kpis=[kpi], readings=read(kpi, 560, 412))
    alone, other = tabulate_kpis([facts]), tabulate_kpis([facts, make_facts("FSM", kpis=[make_kpi("Visits")])])
    assert alone is not None
    assert other is not None
    assert alone.rows == [
        ["Tickets", "█▁ 412 tickets (from 560 a week ago)",
         "300 tickets by 7 Mar: 63 % of the way, 50 % of the time gone"],
    ]  # fmt: skip
    assert [row[0] for row in other.rows] == ["CRM · Tickets", "FSM · Visits"]
    assert other.rows[1][1] == "no reading yet"
    assert tabulate_kpis([make_facts()]) is None


def test_what_went_well_is_a_win_before_a_kpi_and_is_not_made_up():
    kpi = make_kpi()
    closer, farther = read(kpi, 560, 412), read(kpi, 412, 560)
    win = make_win("The desk moved", "declined")
    assert show_what_went_well(make_facts(wins=[win], kpis=[kpi], readings=closer)) == "The desk moved"
    assert (
        show_what_went_well(make_facts(wins=[make_win("The desk moved", "given")]))
        == "The desk moved · thanks to <@U3>"
    )
    assert show_what_went_well(make_facts(kpis=[kpi], readings=closer)) == "Tickets: from 560 to 412 tickets"
    assert show_what_went_well(make_facts(kpis=[kpi], readings=farther)) is None


def test_forty_initiatives_fit_the_most_urgent_first():
    week = make_everything()
    many = [replace(week, initiative=make_initiative(f"K{n:02}"), standing=make_facts().standing) for n in range(39)]
    digest = compose_digest([*many, make_everything(initiative=make_initiative("RED"))], READER)
    payload = {"channel": "C1", "text": digest.text, "blocks": digest.blocks}
    assert find_message_problems(payload) == []
    assert find_violations(payload) == []
    assert all(digest.text.count(f"*K{n:02}* One customer record: green") == 1 for n in range(39))
    assert digest.text.index("*RED*") < digest.text.index("*K00*")
    assert "*RED · One customer record*" in digest.text
    kinds = [block["type"] for block in digest.blocks]
    assert kinds.count("data_visualization") == 2
    assert kinds.count("table") == 1


def test_a_scope_is_what_is_followed_or_everything():
    initiatives = [make_initiative("CRM"), make_initiative("ERP"), make_initiative("FSM")]
    assert choose_scope(initiatives, {"FSM"}) == [initiatives[2]]
    assert choose_scope(initiatives, ()) == initiatives
    assert choose_scope(initiatives, {"OLD"}) == initiatives
    assert describe_scope(initiatives, initiatives) is None
    assert "1 of 3 open initiatives" in (describe_scope(initiatives, initiatives[:1]) or "")


def test_a_day_of_dates_is_the_readers_own():
    assert "Tue 8 Dec 2026" in compose_digest([make_facts()], Reader(None, date(2026, 12, 8))).text


def test_sentiment_is_compared_with_when_the_same_audience_was_asked_the_same() -> None:
    told = tell_sentiment(ask_people(40, 50, 3), ask_people(1, 50, 2, "others"), ask_people(20, 50, 1))
    assert told.count("(staff)") == 1
    assert "80 % favourable (n = 50" in told
    assert "Favourable answers rose from 40 % (n = 50) to 80 % (n = 50)" in told


def test_sentiment_of_a_net_promoter_score_is_told_with_its_change() -> None:
    score = make_enps("Would you recommend it?")
    told = tell_sentiment(ask_people(30, 40, 2, question=score), ask_people(30, 40, 1, question=score))
    assert "“Would you recommend it?” (staff): eNPS +50 (n = 40, 95 % interval +" in told
    assert "eNPS: no clear change from +50" in told


def test_sentiment_of_an_earlier_pulse_says_that_it_is() -> None:
    told = tell_sentiment(ask_people(2, 4, 2), ask_people(20, 50, 1))
    assert "40 % favourable (n = 50" in told
    assert "Asked in P-1; nothing later has a score that may be shown." in told
    assert "Hidden: fewer than 5 answers." in tell_sentiment(ask_people(2, 4, 2))
