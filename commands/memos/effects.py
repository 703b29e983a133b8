"""The effect of a memo: whether people know what changes for them, by audience and never by person.

A tap is kept like a ballot: under a token, in a lane of its own, without person or time. Figures are released from five
answers of an audience on, and again with every five more: a figure that moved with each tap would give the taps away.
"""

import re
from collections.abc import Mapping, Sequence
from functools import partial

from commands.memos.rendering import UNASKED
from commands.slack.access import permit
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.blocks import Message, actions, button, compose, context, header, local_time, section
from commands.slack.features import Round
from commands.slack.figures import show_percent
from commands.slack.language import Say, find_language, mark, translate
from commands.slack.subjects import take_only_id
from commands.slack.text import inert
from storage.audiences import list_audiences
from storage.copies import find_copy_of, list_copies
from storage.errors import BadInput, OutOfDate, Refused
from storage.initiatives import get_initiative
from storage.memo_effects import (
    EffectFigure,
    EffectRound,
    count_effects,
    find_effect_round,
    list_effect_figures,
    list_open_effects,
    put_effect,
    put_effect_figure,
    seal_effect,
)
from storage.memos import Memo, get_memo
from storage.outbox import State
from storage.roles import Role
from storage.units import Unit
from surveys.disclosure import FLOOR_SCORES
from surveys.statistics import Proportion
from surveys.tokens import ballot_token, derive_key

MAY_READ = (Role.LEAD, Role.SPONSOR)
TOO_LATE = mark("This memo takes no more answers. Thank you all the same. Nothing was saved.")
_TAP = re.compile("(M-[0-9]+) (yes|no)")


async def on_tap(ask: Ask) -> Answer:
    """I know what changes for me, or not yet: counted, and the message is left as it is."""
    tap = _TAP.fullmatch(ask.value)
    if tap is None:
        raise OutOfDate
    memo_id, is_known = tap[1], tap[2] == "yes"
    effect, audience, say = await ask.read(lambda unit: _find_place(unit, memo_id, ask.user_id))
    assert effect.salt is not None
    token = ballot_token(derive_key(ask.house.pepper, effect.salt), memo_id, ask.user_id)

    def store(unit: Unit) -> None:
        current = find_effect_round(unit, memo_id)
        if current is None or not current.is_open:
            raise Refused(say(TOO_LATE))
        put_effect(unit, memo_id, token, audience, is_known)

    await ask.house.store.write_ballot(ask.team_id, store)
    return Reply(compose(section(say("Thank you, it is counted. You can change it with another tap."))))


async def on_effect(ask: Ask) -> Answer:
    """`/change memo effect ID`."""
    return await _show(ask, take_only_id(ask.text, "M", "Memo", "/change memo effect M-1"))


async def on_effect_button(ask: Ask) -> Answer:
    """Effect, on a card."""
    return await _show(ask, ask.value)


async def release_effects(tick: Round) -> None:
    """Release what five more have answered, and seal every memo whose time is over."""
    store, team_id = tick.house.store, tick.team_id
    rounds = await store.read(team_id, list_open_effects)
    if not rounds:
        return
    fresh = await store.read(team_id, partial(_find_releasable, memo_ids=[each.memo_id for each in rounds]))
    if fresh:
        await store.write(team_id, partial(_release, figures=fresh))
    due = [each.memo_id for each in rounds if each.seals_at <= tick.now]
    for memo_id in due:
        await store.write(team_id, partial(seal_effect, memo_id=memo_id))
    if due:
        await store.compact()


def is_releasable(answered: int, released: int) -> bool:
    """Whether a figure of so many answers may take the place of one of `released` (0: of none)."""
    return answered - released >= FLOOR_SCORES


def effect_message(
    memo: Memo, effect: EffectRound, figures: Sequence[EffectFigure], reached: Mapping[str, int]
) -> Message:
    """What may be said of each audience that was asked."""
    known = {figure.audience: figure for figure in figures}
    lines = [section(_show_figure(name, known.get(name), count)) for name, count in reached.items()]
    until = f"Answers are taken until {local_time(effect.seals_at)}." if effect.is_open else "Sealed: this is final."
    return compose(
        header(f"{memo.id} · I know what changes for me"),
        *(lines or [section("Nobody who is asked has it yet.")]),
        context(
            f"{until} An audience shows from {FLOOR_SCORES} answers on and moves with every {FLOOR_SCORES} more, "
            "so that no tap can be told from the figures."
        ),
        actions(button("Receipt", "memo.show", memo.id)),
    )


def _show_figure(audience: str, figure: EffectFigure | None, reached: int) -> str:
    if figure is None:
        return f"*{inert(audience)}* hidden: fewer than {FLOOR_SCORES} answers of {reached:,} people"
    share = Proportion(figure.known, figure.answered)
    low, high = share.interval
    return (
        f"*{inert(audience)}* {show_percent(share.value)} know what changes for them "
        f"(n = {figure.answered:,} of {reached:,}, 95 % interval {round(100 * low)}–{round(100 * high)} %)"
    )


async def _show(ask: Ask, memo_id: str) -> Answer:
    def find(unit: Unit) -> Answer:
        memo = get_memo(unit, memo_id)
        permit(unit, ask, get_initiative(unit, memo.initiative_key), MAY_READ)
        effect = find_effect_round(unit, memo_id)
        if effect is None:
            raise BadInput("Memo", f"{memo_id} has asked nobody yet", f"/change memo show {memo_id}")
        return Reply(effect_message(memo, effect, list_effect_figures(unit, [memo_id]), _count_reached(unit, memo)))

    return await ask.read(find)


def _count_reached(unit: Unit, memo: Memo) -> dict[str, int]:
    """How many people of each audience that is asked have the memo."""
    reached: dict[str, int] = {}
    for copy in list_copies(unit, memo.id):
        if copy.delivery.state == State.SENT and copy.delivery.audience:
            reached[copy.delivery.audience] = reached.get(copy.delivery.audience, 0) + 1
    unasked = {audience.name for audience in list_audiences(unit) if audience.kind in UNASKED}
    return {name: reached[name] for name in memo.audiences if name in reached and name not in unasked}


def _find_place(unit: Unit, memo_id: str, user_id: str) -> tuple[EffectRound, str, Say]:
    """The open round, and the audience that somebody was told in; raises Refused for others and when it is over."""
    effect, copy = find_effect_round(unit, memo_id), find_copy_of(unit, memo_id, user_id)
    audience = copy.delivery.audience if copy else None
    say = translate(find_language(unit, user_id, audience))
    if audience is None:
        raise Refused(say("This memo was sent to other people. Nothing was saved."))
    if effect is None or not effect.is_open:
        raise Refused(say(TOO_LATE))
    return effect, audience, say


def _find_releasable(unit: Unit, memo_ids: Sequence[str]) -> list[EffectFigure]:
    released = {(each.memo_id, each.audience): each.answered for each in list_effect_figures(unit, memo_ids)}
    return [
        figure
        for figure in count_effects(unit, memo_ids)
        if is_releasable(figure.answered, released.get((figure.memo_id, figure.audience), 0))
    ]


def _release(unit: Unit, figures: Sequence[EffectFigure]) -> None:
    for figure in figures:
        put_effect_figure(unit, figure)
