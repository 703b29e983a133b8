"""How it looks when messages wait: for a lead, by message and reason."""

from collections.abc import Sequence

from commands.slack.blocks import Message, actions, button, compose, context, local_time, section, sections
from commands.slack.figures import count_people, show_count
from commands.slack.pages import Line, Listing
from storage.attention import Waiting
from storage.initiatives import Initiative

SHOWN = 10
BUTTONS = 5


def waiting_message(initiative: Initiative, waiting: Sequence[Waiting], arrived: int, page: int = 0) -> Message:
    """What of an initiative's messages waits, for how many, why, and until when."""
    lines = [Line(_show(each), each.subject if each.kind == "memo" else None) for each in waiting]
    listing = Listing(
        f"{initiative.key} · What waits", initiative.key, lines, "Nothing waits.", "attention.page", "memo.show"
    )
    late = f"{show_count(arrived, 'message')} had to wait and arrived since. " if arrived else ""
    note = "What is most important goes first: memos, then pulses, then reminders. Nothing is lost by waiting."
    return listing.show(page, head=[context(f"{late}{note}")])


def told_message(waiting: Sequence[Waiting], keys: Sequence[str]) -> Message:
    """What a lead is told in the morning."""
    count = show_count(sum(each.count for each in waiting), "message")
    more = f"\nand {len(waiting) - SHOWN} more" if len(waiting) > SHOWN else ""
    lines = "\n".join(f"• {_show(each)}" for each in waiting[:SHOWN])
    return compose(
        section(f":hourglass_flowing_sand: *{count} began to wait*, so that nobody gets too much in a week"),
        *sections(f"{lines}{more}"),
        actions(*(button(f"What waits in {key}", f"attention.show:{key}", key) for key in keys[:BUTTONS])),
        context("You are told at most once a day."),
    )


def default_message(budget: int, before: int) -> Message:
    """The answer to setting how much is not too much."""
    was = f" It was {before}." if before != budget else ""
    allowed = (
        f"At most *{show_count(budget, 'message')}* a week reach one person where no audience says otherwise.{was}"
    )
    return compose(section(allowed), context("Alerts, gates, decisions, digests and mandatory memos are not counted."))


def _show(waiting: Waiting) -> str:
    verb = "waits" if waiting.count == 1 else "wait"
    until = f"until {local_time(waiting.first_at)}"
    last = f", the last until {local_time(waiting.last_at)}" if waiting.last_at > waiting.first_at else ""
    return f"*{waiting.subject}* {waiting.kind}: {count_people(waiting.count)} {verb} ({waiting.reason}) {until}{last}"
