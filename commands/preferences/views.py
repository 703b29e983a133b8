"""How somebody's preferences look."""

from datetime import datetime

import slackblocks as sb

from commands.slack.blocks import Message, actions, button, compose, context, header, section
from commands.slack.language import Say, mark
from storage.attention import Claims
from storage.outbox import Attention

TITLES = {Attention.MEMOS: mark("Memos"), Attention.PULSES: mark("Pulses"), Attention.NUDGES: mark("Nudges")}
MEANINGS = {
    Attention.MEMOS: mark("What changes for you, and when"),
    Attention.PULSES: mark("A few questions on how it goes"),
    Attention.NUDGES: mark("Reminders of what is due from you"),
}


def preferences_card(claims: Claims, pulses_until: datetime | None, waiting: int, now: datetime, say: Say) -> Message:
    """What reaches somebody, with a button for each thing that can be changed."""
    pause = _show_pause(pulses_until, say) if pulses_until is not None and pulses_until > now else None
    out = claims.opted_out | {Attention.PULSES} if pause else claims.opted_out
    is_snoozed = claims.snoozed_until is not None and claims.snoozed_until > now
    snooze = (
        button(say("Resume"), "preference.resume", "now", style="primary")
        if is_snoozed
        else button(say("Snooze a week"), "preference.snooze", "week")
    )
    week = say.count(
        claims.budget,
        "This week {spent} of at most {number} message has come",
        "This week {spent} of at most {number} messages have come",
        spent=len(claims.spent),
    )
    return compose(
        header(say("What reaches you")),
        section(f"{week}; {_count_waiting(waiting, say)}.\n{_show_wait(claims, now, say)}"),
        *(_kind_block(kind, say, is_out=kind in out) for kind in Attention),
        pause,
        actions(snooze),
        context(say("Alerts, decisions and gates that wait for you, digests and mandatory memos always come.")),
    )


def _show_wait(claims: Claims, now: datetime, say: Say) -> str:
    if claims.snoozed_until is not None and claims.snoozed_until > now:
        return say(":zzz: Snoozed until {moment}", moment=say.instant(claims.snoozed_until))
    if claims.away_until is not None and claims.away_until > now:
        return say(":palm_tree: Your status says that you are away, so what can wait does, 14 days at most")
    return say("Nothing is snoozed.")


def _show_pause(until: datetime, say: Say) -> sb.ContextBlock:
    return context(say("Pulses put off until {moment}", moment=say.instant(until)))


def _count_waiting(waiting: int, say: Say) -> str:
    return say.count(waiting, "{number} waits", "{number} wait") if waiting else say("none waits")


def _kind_block(kind: Attention, say: Say, *, is_out: bool) -> sb.SectionBlock:
    title = say(TITLES[kind])
    label, action, spoken = (
        (say("Opt in"), "preference.optin", say("Opt in to {kind}", kind=title))
        if is_out
        else (say("Opt out"), "preference.optout", say("Opt out of {kind}", kind=title))
    )
    state = say("opted out") if is_out else say(MEANINGS[kind])
    opener = button(label, f"{action}:{kind}", kind, spoken=spoken)
    return section(f"*{title}* {state}", accessory=opener)
