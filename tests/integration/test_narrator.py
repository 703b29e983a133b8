"""The narrator: prints what people see and stops the story at whatever goes another way."""

import io
from collections.abc import AsyncIterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.cast import CAST, make_workspace
from bot.sandbox.narrator import Narrator, StoryError
from bot.sandbox.server import Sandbox


@pytest.fixture
async def narrator() -> AsyncIterator[Narrator]:
    async with Sandbox(make_workspace()) as sandbox:
        yield Narrator(sandbox, io.StringIO())


@pytest.fixture
def slack(narrator: Narrator) -> AsyncWebClient:
    return AsyncWebClient(token=narrator.sandbox.bot_token, base_url=narrator.sandbox.api_url, retry_handlers=[])


async def test_what_somebody_got_is_printed_under_their_name(narrator: Narrator, slack: AsyncWebClient) -> None:
    await slack.chat_postMessage(channel=CAST["ana"].id, text="The date has moved")

    await narrator.receive("ana", "date has moved")

    printed = narrator._out.getvalue()
    assert "Ana Lima (Account executive, CRM champion; Los Angeles) gets a direct message" in printed
    assert "    │ The date has moved" in printed
    narrator.check_discretion()


async def test_what_is_told_in_part_is_what_is_expected_and_a_sign_for_the_rest(
    narrator: Narrator, slack: AsyncWebClient
) -> None:
    await slack.chat_postMessage(channel=CAST["ana"].id, text="Dear Ana\nthe date\nof Berlin\nhas moved\nYours")

    await narrator.receive("ana", "the date", "has moved", in_part=True)

    _, _, screen = narrator._out.getvalue().partition("what Ana sees, in part:\n")
    assert screen.splitlines() == ["    │ the date", "    │ …", "    │ has moved"]


async def test_other_words_than_the_story_tells_end_it(narrator: Narrator, slack: AsyncWebClient) -> None:
    await slack.chat_postMessage(channel=CAST["ana"].id, text="The date stands")

    with pytest.raises(StoryError, match="Ana Lima should see “has moved” but sees: The date stands"):
        await narrator.receive("ana", "has moved")


async def test_a_command_that_nobody_answers_ends_it(narrator: Narrator) -> None:
    with pytest.raises(StoryError, match="got no answer"):
        await narrator.run_command("ana", "/change list")


async def test_a_message_that_the_story_does_not_tell_of_ends_it(narrator: Narrator, slack: AsyncWebClient) -> None:
    await slack.chat_postMessage(channel=CAST["ben"].id, text="Psst")

    with pytest.raises(StoryError, match="more messages than the story has reached Ben Okafor"):
        narrator.check_discretion()


async def test_a_message_for_everybody_ends_it(narrator: Narrator, slack: AsyncWebClient) -> None:
    await slack.chat_postMessage(channel="C001", text="Ana says no")

    with pytest.raises(StoryError, match="posted in #general"):
        narrator.check_discretion()


async def test_what_slack_would_refuse_ends_it(narrator: Narrator) -> None:
    narrator.sandbox.workspace.traffic.blame("no_text", "a message without text")

    with pytest.raises(StoryError, match="no_text: a message without text"):
        narrator.check_discretion()
