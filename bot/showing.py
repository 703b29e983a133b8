"""Showing: where an answer to a click appears; beside a message, in its place, or in a modal."""

from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.responses import ResponsePoster
from commands.slack.ask import Answer, Place, Replacement, Reply
from commands.slack.blocks import Message, compose, read_aloud, section, sections
from commands.slack.text import escape

ONLY_IN_MESSAGES = ("table", "data_visualization")


async def show_answer(
    responses: ResponsePoster, client: AsyncWebClient, body: dict[str, Any], answer: Reply | Replacement
) -> None:
    """Show an answer to the click that `body` describes.

    On the Home tab, which is drawn anew anyway, a reply opens a modal; in a modal it comes on top of it.
    """
    view = body.get("view")
    if view is None and isinstance(answer, Reply):
        await responses.reply(body["response_url"], answer.message)
    elif isinstance(answer, Replacement) and answer.place is not None:
        await _replace_at(client, answer.place, answer.message)
    elif view is None:
        await responses.replace(client, body, answer.message)
    elif view["type"] == "modal":
        await _show_in_modal(client, body, answer)
    elif isinstance(answer, Reply):
        await client.views_open(trigger_id=body["trigger_id"], view=make_notice(answer.message))


async def show_form_answer(
    responses: ResponsePoster, client: AsyncWebClient, response_url: str | None, answer: Answer
) -> None:
    """Show an answer to a submitted form where that was opened, by the response URL, or at the place that it names."""
    match answer:
        case Replacement() if answer.place is not None:
            await _replace_at(client, answer.place, answer.message)
        case Replacement() if response_url:
            await responses.replace_by(response_url, answer.message)
        case Reply() if response_url:
            await responses.reply(response_url, answer.message)


async def _replace_at(client: AsyncWebClient, place: Place, message: Message) -> None:
    """Put new content into the message at a place."""
    await client.chat_update(channel=place.channel_id, ts=place.ts, text=message.text, blocks=message.blocks)


async def _show_in_modal(client: AsyncWebClient, body: dict[str, Any], answer: Reply | Replacement) -> None:
    notice = make_notice(answer.message)
    if isinstance(answer, Reply):
        try:
            await client.views_push(trigger_id=body["trigger_id"], view=notice)
        except SlackApiError as error:
            if error.response["error"] != "push_limit_reached":
                raise
        else:
            return
    await client.views_update(view_id=body["view"]["id"], view=notice)


def find_form(body: dict[str, Any]) -> dict[str, Any] | None:
    """The form in which a click was made; None elsewhere, a modal that only tells something included."""
    view: dict[str, Any] = body.get("view") or {}
    return view if view.get("type") == "modal" and view.get("private_metadata") else None


def make_notice(message: Message) -> dict[str, Any]:
    """A modal that only tells something; what a modal cannot hold is in it as text."""
    blocks = []
    for block in message.blocks or compose(*sections(message.text)).blocks:
        if block["type"] in ONLY_IN_MESSAGES:
            blocks += compose(*sections(read_aloud([block])), prefix=f"{block['block_id']}-").blocks
        else:
            blocks.append(block)
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Groundswell"},
        "close": {"type": "plain_text", "text": "Close"},
        "blocks": blocks,
    }


def make_sentence(sentence: str) -> dict[str, Any]:
    """The same for a plain sentence."""
    return make_notice(compose(section(escape(sentence))))
