"""What is kept of memos, on both databases: templates, approvals, corrections, effects, and copies changed in place."""

from datetime import UTC, datetime, timedelta

import pytest

from storage import deliveries
from storage.clock import Clock
from storage.copies import find_copy_at, find_copy_of, list_copies
from storage.initiatives import add_initiative
from storage.memo_approvals import ApprovalState, ask_approval, decide_approval, find_approval, list_open_approvals
from storage.memo_effects import (
    EffectFigure,
    count_effects,
    find_effect_round,
    list_effect_figures,
    list_open_effects,
    open_effect,
    put_effect,
    put_effect_figure,
    seal_effect,
)
from storage.memo_revisions import add_revision, as_corrected, list_revised_since, list_revisions
from storage.memo_templates import add_memo_template, find_memo_template, list_memo_templates
from storage.memos import MemoState, add_memo, get_memo, list_memos_in
from storage.outbox import Content, Priority, Recipient, State, list_deliveries, promise
from storage.units import Unit
from tests.stores import KINDS, TEAM, open_store

NOW = datetime(2026, 12, 7, 8, tzinfo=UTC)
TEXTS = {"facts": "Tested", "change": "One place", "timing": "Monday", "action": "Book"}
COPY = ("D1", "1.0")


@pytest.fixture(params=KINDS)
def store(request, tmp_path):
    with open_store(request.param, tmp_path, Clock.set_to(NOW)) as opened:
        opened.write_now(TEAM, furnish)
        yield opened


def furnish(unit: Unit) -> None:
    add_initiative(unit, "CRM", "One record", sponsor_id="U1", lead_id="U2")
    add_memo(unit, "CRM", ["staff"], **TEXTS)


def test_every_version_of_a_template_is_kept_and_the_newest_counts(store):
    def work(unit: Unit) -> None:
        for source in ("one", "two", None):
            add_memo_template(unit, "employees", "en", source)
        add_memo_template(unit, "employees", "de", "eins")

    store.write_now(TEAM, work)
    newest = store.read_now(TEAM, list_memo_templates)
    assert [(each.language, each.version, each.source) for each in newest] == [("de", 1, "eins"), ("en", 3, None)]
    assert store.read_now("T2", list_memo_templates) == []
    assert store.read_now(TEAM, lambda unit: find_memo_template(unit, "managers", "en")) is None


def test_a_question_asked_anew_withdraws_the_one_before(store):
    store.write_now(TEAM, lambda unit: ask_approval(unit, "M-1", "U2", 600, None))
    second = store.write_now(TEAM, lambda unit: ask_approval(unit, "M-1", "U2", 700, "2026-12-08T09:00:00"))
    (asked,) = store.read_now(TEAM, list_open_approvals)
    assert (asked, asked.round, asked.recipients) == (second, 2, 700)
    store.write_now(TEAM, lambda unit: decide_approval(unit, asked, ApprovalState.DECLINED, "Not yet"), actor_id="U1")
    decided = store.read_now(TEAM, lambda unit: find_approval(unit, "M-1"))
    assert decided is not None
    assert (decided.state, decided.decided_by, decided.reason) == ("declined", "U1", "Not yet")
    assert decided.decided_at is not None
    assert decided.decided_at >= NOW
    assert store.read_now(TEAM, list_open_approvals) == []


def test_a_correction_leaves_the_memo_as_it_went_out(store):
    def correct(unit: Unit) -> None:
        memo = get_memo(unit, "M-1")
        for timing in ("Tuesday", "Friday"):
            current = as_corrected(memo, list_revisions(unit, "M-1"))
            add_revision(unit, current, "The day", **{**TEXTS, "timing": timing})

    store.write_now(TEAM, correct)
    memo = store.read_now(TEAM, lambda unit: get_memo(unit, "M-1"))
    revisions = store.read_now(TEAM, lambda unit: list_revisions(unit, "M-1"))
    assert memo.timing == "Monday"
    assert [revision.timing for revision in revisions] == ["Friday", "Tuesday"]
    assert as_corrected(memo, revisions).timing == "Friday"
    assert store.read_now(TEAM, lambda unit: list_revised_since(unit, NOW - timedelta(hours=1))) == ["M-1"]
    assert store.read_now(TEAM, lambda unit: list_revised_since(unit, NOW + timedelta(hours=1))) == []
    assert [each.id for each in store.read_now(TEAM, lambda unit: list_memos_in(unit, MemoState.DRAFT))] == ["M-1"]


def test_taps_are_counted_by_audience_and_gone_when_sealed(store):
    def tap(unit: Unit) -> None:
        open_effect(unit, "M-1", b"s" * 32, NOW + timedelta(days=30))
        open_effect(unit, "M-1", b"t" * 32, NOW)
        for number in range(6):
            put_effect(unit, "M-1", f"token{number}", "staff", number < 4)
        put_effect(unit, "M-1", "token5", "staff", True)

    store.write_now(TEAM, tap)
    (opened,) = store.read_now(TEAM, list_open_effects)
    assert (opened.salt, opened.seals_at) == (b"s" * 32, NOW + timedelta(days=30)), "what has begun goes on"
    counted = store.read_now(TEAM, lambda unit: count_effects(unit, ["M-1"]))
    assert counted == [EffectFigure("M-1", "staff", 5, 6)]
    store.write_now(TEAM, lambda unit: put_effect_figure(unit, counted[0]))
    store.write_now(TEAM, lambda unit: seal_effect(unit, "M-1"))
    sealed = store.read_now(TEAM, lambda unit: find_effect_round(unit, "M-1"))
    assert sealed is not None
    assert not sealed.is_open
    assert store.read_now(TEAM, lambda unit: count_effects(unit, ["M-1"])) == []
    assert store.read_now(TEAM, lambda unit: list_effect_figures(unit, ["M-1"])) == counted


def promise_update(unit: Unit, number: int = 1) -> None:
    promise(
        unit,
        key=f"memo:M-1:revision:{number}",
        kind="revision",
        subject="correction:M-1",
        priority=Priority.UPDATE,
        contents_by_variant={"0": Content(f"Corrected {number}")},
        recipients=[
            Recipient("U1", unit.now, "0", copy=COPY),
            Recipient("U2", unit.now, "none", failure="no name"),
        ],
    )


def test_an_update_is_claimed_apart_and_what_failed_before_it_left_stays_failed(store):
    store.write_now(TEAM, promise_update)
    assert store.read_now(TEAM, deliveries.has_due_updates)
    assert store.write_now(TEAM, lambda unit: deliveries.claim_due(unit, 9)) == []
    (claimed,) = store.write_now(TEAM, lambda unit: deliveries.claim_due(unit, 9, updates=True))
    assert (claimed.recipient, claimed.channel_id, claimed.ts, claimed.is_update) == ("U1", *COPY, True)
    failed = [each for each in store.read_now(TEAM, lambda u: list_deliveries(u, "correction:M-1")) if each != claimed]
    assert [(each.recipient, each.state, each.reason) for each in failed] == [("U2", State.FAILED, "no name")]
    assert not store.read_now(TEAM, deliveries.has_due_updates)


def test_an_unanswered_update_is_repeated_unless_a_newer_one_took_its_place(store):
    store.write_now(TEAM, promise_update)
    (first,) = store.write_now(TEAM, lambda unit: deliveries.claim_due(unit, 1, updates=True))
    assert store.write_now(TEAM, lambda unit: deliveries.repeat_update(unit, first, NOW))
    (again,) = store.write_now(TEAM, lambda unit: deliveries.claim_due(unit, 1, updates=True))
    assert (again.id, again.attempts) == (first.id, 1)
    store.clock = Clock.set_to(NOW + timedelta(minutes=1))
    store.write_now(TEAM, lambda unit: promise_update(unit, 2))
    assert store.write_now(TEAM, lambda unit: deliveries.repeat_update(unit, again, NOW))
    states = [each.state for each in store.read_now(TEAM, lambda unit: list_deliveries(unit, "correction:M-1"))]
    assert sorted(states) == ["cancelled", "failed", "failed", "planned"]


def test_a_copy_is_found_by_where_it_stands_and_by_whom_it_is_for(store):
    def send(unit: Unit) -> None:
        promise(
            unit, key="memo:M-1", kind="memo", subject="M-1", priority=Priority.MEMO,
            contents_by_variant={"0": Content("Words")}, recipients=[Recipient("U1", unit.now, "0", audience="staff")],
        )  # fmt: skip
        (claimed,) = deliveries.claim_due(unit, 1)
        deliveries.settle(unit, claimed, State.SENT, channel_id="D1", ts="1.0")
        promise_update(unit)

    store.write_now(TEAM, send)
    found = store.read_now(TEAM, lambda unit: find_copy_at(unit, "U1", *COPY))
    assert found is not None
    assert (found.kind, found.key, found.subject, found.delivery.audience) == ("memo", "memo:M-1", "M-1", "staff")
    assert store.read_now(TEAM, lambda unit: find_copy_of(unit, "M-1", "U1")) == found
    assert store.read_now(TEAM, lambda unit: list_copies(unit, "M-1")) == [found]
    for user, channel, ts in (("U2", "D1", "1.0"), ("U1", "D2", "1.0"), ("U1", "D1", "2.0")):
        assert store.read_now(TEAM, lambda unit, at=(user, channel, ts): find_copy_at(unit, *at)) is None
    assert store.write_now(TEAM, lambda unit: deliveries.cancel_send(unit, "memo:M-1", "why")) == []
