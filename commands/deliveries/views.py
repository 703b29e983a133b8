"""What owners are told of messages whose place is closed to the bot, and how to go on."""

from collections.abc import Sequence

import slackblocks as sb

from commands.slack.blocks import Message, actions, button, compose, mention, section, sections
from commands.slack.text import inert
from storage.initiatives import Initiative
from storage.memos import Memo
from storage.refusals import Refusal

NAMES_SHOWN = 10
_MEANINGS = {
    "channel_not_found": "Slack does not show me that place, or I was taken out of it",
    "not_in_channel": "I am not in that channel",
    "is_archived": "the channel is archived",
}


def channel_refused_message(initiative: Initiative, refusal: Refusal) -> Message:
    """A post to the home channel was refused."""
    text = f":warning: A post for *{initiative.key}* did not get into <#{refusal.recipient}>: {_explain(refusal)}."
    return compose(section(text), section(_advise(refusal)), actions(_edit_button(initiative)))


def channel_paused_message(initiative: Initiative, refusal: Refusal, count: int) -> Message:
    """Nothing is posted to the home channel any more."""
    text = (
        f":double_vertical_bar: *{initiative.key}* is no longer told in <#{refusal.recipient}>: "
        f"{count} posts in a row did not get in, as {_explain(refusal)}. "
        "Quick wins are kept for memos and the digest meanwhile."
    )
    again = button("Post there again", "delivery.post_again", f"{initiative.key} {refusal.recipient}")
    return compose(section(text), section(_advise(refusal)), actions(again, _edit_button(initiative)))


def schedule_refused_message(what: str, refusals: Sequence[Refusal]) -> Message:
    """What is sent on a schedule did not reach somebody."""
    return compose(section(f":warning: {what} did not reach everybody."), *sections(_list_people(refusals)))


def schedule_paused_message(what: str, refusals: Sequence[Refusal], count: int, command: str) -> Message:
    """What was sent on a schedule is sent no longer."""
    text = f":double_vertical_bar: {what} is no longer sent: {count} times in a row it reached nobody."
    return compose(section(text), *sections(_list_people(refusals)), section(f"To resume it: `{command}`"))


def memo_refused_message(memo: Memo, refusals: Sequence[Refusal]) -> Message:
    """A memo cannot be delivered to some."""
    text = f":warning: {memo.id} ({memo.initiative_key}) cannot reach everybody."
    return compose(section(text, accessory=button("Receipt", "memo.show", memo.id)), *sections(_list_people(refusals)))


def resumed_message(initiative: Initiative) -> Message:
    """What stands there once posts go to the channel again."""
    return compose(section(f"*{initiative.key}* is told in <#{initiative.channel_id}> again, from the next post on."))


def _list_people(refusals: Sequence[Refusal]) -> str:
    lines = [f"• {mention(refusal.recipient)}: {_explain(refusal)}" for refusal in refusals[:NAMES_SHOWN]]
    more = len(refusals) - NAMES_SHOWN
    return "\n".join([*lines, f"and {more} more"] if more > 0 else lines)


def _explain(refusal: Refusal) -> str:
    meaning = _MEANINGS[refusal.reason or ""] if refusal.is_in_channel else "Slack finds no conversation with them"
    return f"{meaning} ({inert(refusal.reason or '')})"


def _advise(refusal: Refusal) -> str:
    if refusal.reason == "is_archived":
        return "Choose another channel with *Edit*, or take it out of the archive."
    return "Write `/invite @Groundswell` in it, or choose another channel with *Edit*."


def _edit_button(initiative: Initiative) -> sb.Button:
    return button("Edit", "initiative.edit", initiative.key)
