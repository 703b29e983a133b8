"""Correcting: every copy that people have is changed in place, and who has none yet gets the corrected memo."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from commands.memos.composing import Look, Renderings, Sources, list_sources, render_all
from commands.memos.plan import find_facts, get_in_state, make_send_key, read_texts
from commands.memos.receipts import REPLACED, corrections_of
from commands.memos.views import text_fields
from commands.memos.vocabulary import Facts
from commands.memos.workshop import Workshop
from commands.slack.ask import Answer, Ask, House, Reply
from commands.slack.blocks import actions, button, compose, section
from commands.slack.conflicts import check_unchanged, save_or_reopen, stamp
from commands.slack.features import Round
from commands.slack.figures import show_count
from commands.slack.inputs import clean_line
from commands.slack.modals import Modal, TextField
from commands.slack.subjects import take_only_id
from storage.audiences import Audience, get_audience
from storage.copies import Copy, list_copies
from storage.deliveries import SUPERSEDED, cancel_send
from storage.errors import BadInput
from storage.memo_revisions import Revision, add_revision, as_corrected, list_revised_since, list_revisions, with_texts
from storage.memos import Memo, MemoState, get_memo
from storage.outbox import Priority, Recipient, State, promise
from storage.people import Person, list_people
from storage.roles import Role
from storage.units import Unit

MAY_CORRECT = (Role.LEAD,)
WHAT_LIMIT = 200
UPDATE_TEXT = 4_000
"""Slack changes no message to a longer text than this."""
CATCH_UP = timedelta(hours=25)
"""So long after a correction a copy of the old memo may still turn up: a delivery is given up after a day."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A memo as it reads from now on, for those who have it (`copies`) and those who still wait for it."""

    memo: Memo
    copies: Sequence[Copy]
    updates: Renderings
    fresh: Renderings


async def on_correct(ask: Ask) -> Answer:
    """`/change memo correct ID`: the form, filled in."""
    memo_id = take_only_id(ask.text, "M", "Memo", "/change memo correct M-1")
    return await ask.read(lambda unit: _open_form(unit, ask, memo_id))


async def on_correct_button(ask: Ask) -> Answer:
    """Correct, on a card."""
    return await ask.read(lambda unit: _open_form(unit, ask, ask.value))


async def on_correct_form(ask: Ask) -> Answer:
    """The submitted form."""
    memo_id, texts = ask.metadata["id"], read_texts(ask.form)
    what = clean_line(
        ask.form["what_was_corrected"] or "", "What was corrected", WHAT_LIMIT, example="The date: 14 December, not 7"
    )
    before = await ask.read(lambda unit: _find_current(unit, ask, memo_id))
    look = Look(ask.now.date(), what, f"v{ask.now:%j%H%M%S}-")
    correction = await prepare(ask.house, ask.team_id, with_texts(before, texts), look)
    _check_texts(correction)

    def correct(unit: Unit) -> Answer:
        memo = _find_current(unit, ask, memo_id)
        check_unchanged(ask, memo)
        revision = add_revision(unit, memo, what, **texts)
        waiting = _replace_waiting(unit, correction, revision)
        count = promise_updates(unit, correction, revision)
        _supersede(unit, memo_id, revision)
        also = f" {show_count(waiting, 'copy', 'copies')} that had not left will say it at once." if waiting else ""
        told = f"*{memo_id}* is being corrected in {show_count(count, 'copy', 'copies')}.{also}"
        return Reply(compose(section(told), actions(button("Receipt", "memo.show", memo_id))))

    return await save_or_reopen(ask, correct, lambda unit: _open_form(unit, ask, memo_id))


async def prepare(house: House, team_id: str, memo: Memo, look: Look) -> Correction:
    """The corrected memo for everybody who has it or waits for it, every text made."""

    def find(unit: Unit) -> tuple[list[Copy], list[Audience], dict[str, Person]]:
        copies = [copy for copy in list_copies(unit, memo.id) if copy.kind == "memo"]
        people = {person.user_id: person for person in list_people(unit)}
        return copies, [get_audience(unit, name) for name in memo.audiences], people

    def find_words(unit: Unit) -> tuple[Facts, Sources]:
        return find_facts(unit, memo.initiative_key), list_sources(unit)

    copies, audiences, people = await house.store.read(team_id, find)
    facts, sources = await house.store.read(team_id, find_words)
    had, waiting = (_sort_people(copies, people, audiences, state) for state in (State.SENT, State.PLANNED))
    async with Workshop() as workshop:
        updates = await render_all(workshop, memo, facts, sources, audiences, had, look)
        fresh = await render_all(workshop, memo, facts, sources, audiences, waiting)
    return Correction(memo, copies, updates, fresh)


def promise_updates(unit: Unit, correction: Correction, revision: Revision) -> int:
    """Promise to change every copy that people have; gives how many are new."""
    texts = correction.updates
    recipients = [
        Recipient(
            delivery.recipient,
            unit.now,
            texts.variants.get(delivery.recipient, "none"),
            copy=(delivery.channel_id, delivery.ts),
            failure=texts.failures.get(delivery.recipient),
        )
        for delivery in (
            copy.delivery for copy in correction.copies if copy.key != make_send_key(revision.memo_id, revision)
        )
        if delivery.state == State.SENT and delivery.channel_id and delivery.ts
    ]
    return promise(
        unit,
        key=revision.send_key,
        kind="revision",
        subject=corrections_of(revision.memo_id),
        priority=Priority.UPDATE,
        contents_by_variant=texts.contents,
        recipients=recipients,
        is_mandatory=True,
    )


async def catch_up_corrections(tick: Round) -> None:
    """Correct the copies that arrived only after their memo had been corrected: they were in flight at that moment."""
    store, team_id = tick.house.store, tick.team_id
    for memo_id in await store.read(team_id, lambda unit: list_revised_since(unit, tick.now - CATCH_UP)):
        memo, revision, is_late = await store.read(team_id, partial(_find_late, memo_id=memo_id))
        if is_late:
            look = Look(revision.created_at.date(), revision.what, f"v{tick.now:%j%H%M%S}-")
            correction = await prepare(tick.house, team_id, memo, look)
            await store.write(team_id, partial(promise_updates, correction=correction, revision=revision))


def _find_late(unit: Unit, memo_id: str) -> tuple[Memo, Revision, bool]:
    revisions = list_revisions(unit, memo_id)
    newest = revisions[0]
    corrected = {
        copy.delivery.recipient for copy in list_copies(unit, corrections_of(memo_id)) if copy.key == newest.send_key
    }
    is_late = any(
        copy.delivery.state == State.SENT
        and copy.key != make_send_key(memo_id, newest)
        and copy.delivery.recipient not in corrected
        for copy in list_copies(unit, memo_id)
    )
    return as_corrected(get_memo(unit, memo_id), revisions), newest, is_late


def _open_form(unit: Unit, ask: Ask, memo_id: str) -> Modal:
    memo = _find_current(unit, ask, memo_id)
    what = TextField("What was corrected", limit=WHAT_LIMIT, hint="Readers see it on top of their copy, with the date")
    return Modal(
        callback_id="memo.correct",
        title=f"Correct {memo.id}",
        submit="Correct every copy",
        intro="Every copy that people have is changed in place; the old text is kept in the history.",
        fields=[*text_fields(memo), what],
        metadata={"id": memo.id, "stamp": stamp(memo)},
    )


def _find_current(unit: Unit, ask: Ask, memo_id: str) -> Memo:
    memo = get_in_state(unit, ask, memo_id, MAY_CORRECT, (MemoState.SENT,))
    return as_corrected(memo, list_revisions(unit, memo_id))


def _check_texts(correction: Correction) -> None:
    failures = [*correction.updates.failures.values(), *correction.fresh.failures.values()]
    if failures:
        raise BadInput("Facts", failures[0], "two sentences with the numbers that matter")
    longest = max((len(content.text) for content in correction.updates.contents.values()), default=0)
    if longest > UPDATE_TEXT:
        reason = (
            f"a corrected copy would have {longest:,} characters; Slack changes no message to more than {UPDATE_TEXT:,}"
        )
        raise BadInput("Facts", reason, "fewer words")


def _replace_waiting(unit: Unit, correction: Correction, revision: Revision) -> int:
    """Take back the old memo where it has not left, and promise the corrected one for the same moment."""
    texts, due = correction.fresh, dict[str, tuple[datetime, str | None]]()
    for key in {copy.key for copy in correction.copies}:
        for delivery in cancel_send(unit, key, REPLACED):
            due[delivery.recipient] = (delivery.due_at, delivery.audience)
    recipients = [
        Recipient(user_id, due_at, texts.variants[user_id], audience=audience)
        for user_id, (due_at, audience) in due.items()
        if user_id in texts.variants
    ]
    if not recipients:
        return 0
    return promise(
        unit,
        key=make_send_key(revision.memo_id, revision),
        kind="memo",
        subject=revision.memo_id,
        priority=Priority.MEMO,
        contents_by_variant=texts.contents,
        recipients=recipients,
        is_mandatory=correction.memo.is_mandatory,
    )


def _supersede(unit: Unit, memo_id: str, revision: Revision) -> None:
    """Earlier corrections that have not reached a copy yet would undo this one."""
    for earlier in list_revisions(unit, memo_id):
        if earlier.number != revision.number:
            cancel_send(unit, earlier.send_key, SUPERSEDED)


def _sort_people(
    copies: Sequence[Copy], people: Mapping[str, Person], audiences: Sequence[Audience], state: State
) -> dict[str, list[Person]]:
    """Those whose copy stands in a state, by audience."""
    found: dict[str, list[Person]] = {audience.name: [] for audience in audiences}
    for delivery in (copy.delivery for copy in copies):
        if delivery.state == state and delivery.recipient in people and delivery.audience in found:
            found[delivery.audience].append(people[delivery.recipient])
    return found
