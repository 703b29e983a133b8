"""Whatever people write, what is made of it passes Slack's rules and holds no live mention, link or format."""

import contextlib
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given

from commands.digests.composing import Reader, compose_digest
from commands.digests.facts import InitiativeFacts
from commands.initiatives.views import initiative_card, initiative_list_message
from commands.memos.rendering import Facts, render_memo
from commands.memos.views import memo_card, memo_list_message
from commands.pulses.asking import question_message
from commands.pulses.views import results_message
from commands.risks.dossiers import Dossier
from commands.risks.views import heat_map_message, list_of_risks, risk_card, risk_saved_message
from commands.slack.blocks import Message
from commands.slack.derivation import Signal
from commands.slack.history import history_blocks
from commands.slack.inputs import clean_text, is_blank
from commands.slack.language import translate
from commands.slack.membership import KINDS
from commands.slack.results import read_questions
from commands.slack.scoring import Bands
from commands.slack.standing import Standing
from commands.slack.text import inert
from commands.statuses.views import status_history_message, status_saved_message
from storage.adoptions import AdoptionReading
from storage.decisions import Decision
from storage.derivations import Derivation
from storage.errors import BadInput
from storage.initiatives import Initiative
from storage.kpis import Kpi, KpiReading
from storage.memos import Memo
from storage.milestones import Milestone
from storage.playbooks import Attachment
from storage.pulses import Pulse
from storage.risks import Risk
from storage.statuses import Status
from storage.units import AuditEntry
from storage.wins import Credit, Win
from surveys.results import PulseResult, summarise_pulse
from surveys.sealing import Sealed, SealedComment, SealedRow
from tests.shown import WORDS, check_shown

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
INITIATIVE = Initiative("CRM", "One customer record", "Sales", "U1", "U2", None, None, None, NOW, None)
STATUS = Status("1", "CRM", "U3", "red", "Sync fails", None, "skills", NOW)
BANDS = Bands()
RISK = Risk(
    "R-1", "CRM", "U3", "Few", None, 5, 5, 25, "U3", date(2026, 12, 4), None, None, "closed", None, NOW, NOW
)  # fmt: skip
MEMO = Memo("M-1", "CRM", "U2", "Facts", "Change", "When", "Do", ["staff"], "draft", NOW, NOW)


def draw_everything(words: str) -> list[Message]:
    """Every message of ours that shows what a person wrote, with these words in each of its places."""
    line = re.sub(r"[\n\u2028\u2029]", " ", words)
    initiative = replace(INITIATIVE, name=line[:120], end_state=words[:500])
    status = replace(STATUS, summary=words[:500], workstream=line[:60])
    risk = replace(RISK, title=line[:200], mitigation=words[:1000], reason=line[:500])
    standing = Standing(status, False, [Signal("KPI", "red", line[:120])] * 5)
    change = AuditEntry("T1", NOW, "U1", "risk.edited", "R-1", {"title": [line[:200], words[:200]]})
    dossier = Dossier(risk, BANDS, entries=[change] * 9, playbooks=[Attachment("R-1", "PB-1", line[:80])] * 9)
    memo = replace(MEMO, facts=words[:1000], change=words[:600], timing=line[:200], action=words[:400])
    messages = [
        status_saved_message(initiative, status),
        status_history_message(initiative, [status] * 10, standing, {line[:60]: status}, "UTC"),
        risk_saved_message(dossier),
        risk_card(dossier, "UTC"),
        list_of_risks(initiative, [risk] * 30, BANDS).show(1),
        heat_map_message(initiative, [risk] * 30, [], BANDS, [NOW]),
        initiative_card(initiative, standing, ["U3"], [], history_blocks([change], "UTC")),
        initiative_list_message([initiative] * 40, {"CRM": standing}, 1),
        memo_card(memo, {line[:64]: 3}, "A draft."),
        memo_list_message(initiative, [memo] * 20, {}),
    ]
    pulse = Pulse(
        "P-1", "CRM", "U2", line[:64], [{"kind": "agreement", "text": line[:300]}], "closed", 12, None, NOW, NOW
    )
    sealed = Sealed(
        tuple(SealedRow(str(number), "All", {"0": 4}) for number in range(12)),
        tuple(SealedComment(str(number), None, words) for number in range(12)),
    )
    questions = read_questions(pulse)
    result = summarise_pulse(questions, sealed, 12)
    messages += [
        results_message(pulse, result, inert(line[:200]), {0: line}, []),
        question_message(pulse, questions, 0, line[:120] or "Title", translate("en"), again=False),
    ]
    told = draw_facts(line, replace(initiative, created_at=NOW), standing, replace(risk, state="open"), pulse, result)
    messages += [compose_digest([told] * count, Reader("U1", NOW.date(), "You follow 1 of 2.")) for count in (1, 6, 45)]
    facts = Facts(initiative, status, [f"{line[:80]}: 412"])
    for kind in KINDS:
        with contextlib.suppress(BadInput):  # an executives' version that is too long
            messages.append(render_memo(memo, kind, facts))
    return messages


def draw_facts(
    line: str, initiative: Initiative, standing: Standing, risk: Risk, pulse: Pulse, result: PulseResult
) -> InitiativeFacts:
    """A week with as much of everything as there can be."""
    day = NOW.date()
    kpis = [
        Kpi(str(n), "CRM", line[:80], line[:20] or None, 600, NOW - timedelta(90), 300, day + timedelta(90))
        for n in range(5)
    ]
    days = [day - timedelta(weeks=week) for week in reversed(range(12))]
    decision = Decision("D-1", "CRM", "U2", line[:500], None, None, "U1", day, "open", None, None, NOW)
    return InitiativeFacts(
        initiative, standing, BANDS, NOW,
        days=[Derivation("CRM", each, "green", "amber", [], 40) for each in days],
        kpis=kpis,
        readings={kpi.id: [KpiReading(kpi.id, 1234.56 * n, each) for n, each in enumerate(days)] for kpi in kpis},
        adoption=[AdoptionReading("CRM", f"{n}{line[:40]}", 10, 60, each) for n in range(4) for each in days],
        risks=[risk] * 5,
        pulses=[pulse, pulse],
        results={pulse.id: result},
        decisions=[decision] * 9,
        milestones=[Milestone("1", "CRM", line[:120] or "M", day, day, day, None, NOW)] * 9,
        wins=[Win("W-1", "CRM", "U3", line[:300], 1, NOW, None, (Credit("U3", "given", 1, NOW),))],
    )  # fmt: skip


@given(WORDS)
def test_whatever_is_written_stays_words(words: str) -> None:
    assume(not is_blank(words))
    check_shown(draw_everything(clean_text(words, "Text", 2000)))


@pytest.mark.parametrize(
    "words", ["<" * 1000, "&" * 1000, "*" * 1000, "a\n\n\n\n" * 200, "b\n" * 500, "👨‍👩‍👧‍👦" * 130, "> quote\n" * 120]
)
def test_the_longest_texts_still_fit(words: str) -> None:
    kept = clean_text(words[:1000], "Text", 1000)
    assert not is_blank(kept)

    check_shown(draw_everything(kept))
