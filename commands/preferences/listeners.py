"""Preference commands: snooze, optout, optin, preferences; everybody sets their own, nobody anybody else's."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, time, timedelta

import slackblocks as sb

from commands.preferences.views import preferences_card
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Replacement, Reply
from commands.slack.blocks import button, divider
from commands.slack.features import Command, Feature
from commands.slack.inputs import is_blank
from commands.slack.language import find_language, translate
from commands.slack.moments import parse_instant
from commands.slack.values import parse_choice
from storage.attention import count_waiting, find_claims
from storage.errors import BadInput, Missing, OutOfDate
from storage.outbox import Attention
from storage.preferences import find_preferences, opt_in, opt_out, put_snooze
from storage.units import Unit

SNOOZE_EXAMPLE = "/change snooze until 2026-12-04"
OPT_OUT_EXAMPLE = "/change optout pulses"
MORNING = time(8)
LONGEST_SNOOZE = timedelta(days=90)
A_WEEK = timedelta(days=7)
KINDS = tuple(Attention)
EVERYTHING = "all"
Answering = type[Reply] | type[Replacement]


async def on_show(ask: Ask) -> Answer:
    """`/change preferences`."""
    return await ask.read(lambda unit: _make_card(unit, ask, Reply))


async def offer_card(ask: Ask) -> Sequence[sb.Block]:
    """On the Home tab: the way to what reaches me, for those who know no command."""
    say = await ask.read(lambda unit: translate(find_language(unit, ask.user_id)))
    return [divider(), sb.ActionsBlock([button(say("What reaches you"), "preference.show", "me")])]


async def on_snooze(ask: Ask) -> Answer:
    """`/change snooze until DATE`: until the morning of that day, or a time on it."""
    if is_blank(ask.text):
        raise Missing("Until", "it is missing", SNOOZE_EXAMPLE)
    until = parse_instant(parse(ask.text).take_rest(), ask.now, await ask.find_zone(), "Until", default=MORNING)
    if until > ask.now + LONGEST_SNOOZE:
        raise BadInput("Until", f"at most {LONGEST_SNOOZE.days} days ahead; for longer, opt out", OPT_OUT_EXAMPLE)
    return await _snooze(ask, until, Reply)


async def on_snooze_at_once(ask: Ask) -> Answer:
    """`/change snooze DATE`, the word "until" left out; without a date the card, whose button snoozes a week."""
    return await on_show(ask) if is_blank(ask.text) else await on_snooze(ask)


async def on_snooze_off(ask: Ask) -> Answer:
    """`/change snooze off`."""
    parse(ask.text).finish("/change snooze off")
    return await _snooze(ask, None, Reply)


async def on_snooze_button(ask: Ask) -> Answer:
    """Snooze a week."""
    return await _snooze(ask, ask.now + A_WEEK, Replacement)


async def on_resume_button(ask: Ask) -> Answer:
    """Resume."""
    return await _snooze(ask, None, Replacement)


async def on_opt_out(ask: Ask) -> Answer:
    """`/change optout [memos|pulses|nudges|all]`; without a kind the card, whose buttons do it."""
    if is_blank(ask.text):
        return await on_show(ask)
    kinds = _read_kinds(ask.text, OPT_OUT_EXAMPLE)
    return await _opt(ask, lambda unit: opt_out(unit, ask.user_id, kinds), Reply)


async def on_opt_in(ask: Ask) -> Answer:
    """`/change optin [memos|pulses|nudges|all]`; without a kind the card, whose buttons do it."""
    if is_blank(ask.text):
        return await on_show(ask)
    kinds = _read_kinds(ask.text, "/change optin pulses")
    return await _opt(ask, lambda unit: opt_in(unit, ask.user_id, kinds), Reply)


async def on_opt_out_button(ask: Ask) -> Answer:
    """Opt out, beside a kind."""
    kind = _read_value(ask.value)
    return await _opt(ask, lambda unit: opt_out(unit, ask.user_id, [kind]), Replacement)


async def on_opt_in_button(ask: Ask) -> Answer:
    """Opt in, beside a kind."""
    kind = _read_value(ask.value)
    return await _opt(ask, lambda unit: opt_in(unit, ask.user_id, [kind]), Replacement)


async def _snooze(ask: Ask, until: datetime | None, answering: Answering) -> Answer:
    return await _opt(ask, lambda unit: put_snooze(unit, ask.user_id, until), answering)


async def _opt(ask: Ask, change: Callable[[Unit], object], answering: Answering) -> Answer:
    def save(unit: Unit) -> Answer:
        change(unit)
        return _make_card(unit, ask, answering)

    return await ask.write(save)


def _make_card(unit: Unit, ask: Ask, answering: Answering) -> Answer:
    say = translate(find_language(unit, ask.user_id))
    claims, pulses_until = find_claims(unit, ask.user_id), find_preferences(unit, ask.user_id).pulses_until
    return answering(preferences_card(claims, pulses_until, count_waiting(unit, ask.user_id), unit.now, say))


def _read_kinds(text: str, example: str) -> Collection[Attention]:
    arguments = parse(text)
    kind = parse_choice(arguments.take_word("Kind", example), "Kind", (*KINDS, EVERYTHING))
    arguments.finish(example)
    return KINDS if kind == EVERYTHING else [Attention(kind)]


def _read_value(value: str) -> Attention:
    try:
        return Attention(value)
    except ValueError:
        raise OutOfDate from None


FEATURE = Feature(
    title="Preferences",
    area="Every day",
    commands=[
        Command("preferences", "", "preferences", "What reaches you, and what waits", on_show),
        Command("snooze", "", "snooze [DATE]", "Put off memos, pulses and reminders", on_snooze_at_once),
        Command("snooze", "until", "snooze until DATE", "Memos, pulses and reminders wait until then", on_snooze),
        Command("snooze", "off", "snooze off", "What has waited comes now", on_snooze_off),
        Command("optout", "", "optout [memos|pulses|nudges|all]", "Have none of them any more", on_opt_out),
        Command("optin", "", "optin [memos|pulses|nudges|all]", "Have them again", on_opt_in),
    ],
    home_cards=[offer_card],
    actions={
        "preference.show": on_show,
        "preference.snooze": on_snooze_button,
        "preference.resume": on_resume_button,
        "preference.optout": on_opt_out_button,
        "preference.optin": on_opt_in_button,
    },
)
