"""The router: words, buttons and forms lead to their listener, and what leads nowhere is said."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from commands.registry import FEATURES
from commands.slack.ask import Ask, House, Reply, Silence
from commands.slack.features import Command, Direct, Feature
from commands.slack.router import Router
from storage.errors import BadInput, OutOfDate

ASK = Ask(cast(House, None), "T1", "U1", datetime(2026, 12, 1, tzinfo=UTC))


class Heard:
    """A listener that remembers what it was asked."""

    def __init__(self, name: str) -> None:
        self.name, self.texts = name, cast(list[str], [])

    async def __call__(self, ask: Ask) -> Any:
        self.texts.append(ask.text)
        return Silence()


LISTED, SHOWN, POSTED, PRESSED = (Heard(name) for name in ("list", "show", "post", "press"))
FEATURE = Feature(
    title="Risks",
    commands=[
        Command("risk", "list", "risk list KEY", "All", LISTED),
        Command("risk", "", "risk KEY", "One", SHOWN),
        Command("memo", "send", "memo send ID", "Send", LISTED),
        Command("memo", "show", "memo show ID", "Show", LISTED),
    ],
    direct=[Direct("risk", "KEY TITLE", "Report", POSTED)],
    actions={"risk.press": PRESSED},
    forms={"risk.form": PRESSED},
)
ROUTER = Router([FEATURE])


@pytest.mark.parametrize(
    ("typed", "listener", "text"),
    [
        ("risk list CRM", LISTED, "CRM"),
        ("RISK  List\tCRM  and more", LISTED, "CRM  and more"),
        ("risk\nlist", LISTED, ""),
        ("risk CRM", SHOWN, "CRM"),
        ("risk", SHOWN, ""),
        ("\u00a0risk\u00a0list CRM", LISTED, "CRM"),
    ],
)
async def test_words_lead_to_the_listener_and_the_rest_goes_along(typed, listener, text):
    await ROUTER.on_command(replace(ASK, text=typed))

    assert listener.texts[-1].strip() == text


async def test_buttons_and_forms_lead_to_theirs_whatever_keeps_an_id_unique():
    await ROUTER.on_action("risk.press:R-1", replace(ASK, text="pressed"))
    assert PRESSED.texts[-1] == "pressed"
    await ROUTER.on_form("risk.form", replace(ASK, text="filled in"))
    assert PRESSED.texts[-1] == "filled in"
    for route in (ROUTER.on_action, ROUTER.on_form):
        with pytest.raises(OutOfDate):
            await route("no.such", ASK)


async def test_the_direct_command_has_its_listener_and_its_help():
    await ROUTER.on_direct_command("risk", replace(ASK, text="CRM Few"))
    assert POSTED.texts[-1] == "CRM Few"

    answer = await ROUTER.on_direct_command("risk", replace(ASK, text=" HELP "))
    assert isinstance(answer, Reply)
    assert "`/change-risk KEY TITLE` Report" in answer.message.text
    assert "`/change risk list KEY` All" in answer.message.text


@pytest.mark.parametrize("typed", ["", "  ", "\u200b", "help", "HELP "])
async def test_nothing_and_help_give_the_menu(typed):
    answer = await ROUTER.on_command(replace(ASK, text=typed))

    assert isinstance(answer, Reply)
    assert "What would you like to do?" in answer.message.text
    assert "• `/change-risk KEY TITLE` Report\n• Risks: `/change risk` `/change memo`" in answer.message.text


async def test_a_topic_chosen_in_the_menu_is_shown_in_full():
    answer = await ROUTER.on_action("menu.show", replace(ASK, value="memo"))

    assert isinstance(answer, Reply)
    assert "`/change memo send ID` Send" in answer.message.text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("rsk list", "there is no “rsk”. Did you mean “risk”?"),
        ("weather", "there is no “weather”. Known: memo, risk"),
        ("memo sned M-1", "there is no “sned”. Did you mean “send”?"),
        ("help weather", "there is no “weather”."),
        ("<!channel>", "there is no “<!channel>”"),
    ],
)
async def test_unknown_words_are_met_with_what_there_is(typed, told):
    with pytest.raises(BadInput) as refusal:
        await ROUTER.on_command(replace(ASK, text=typed))

    assert told in refusal.value.sentence


async def test_a_noun_that_says_nothing_alone_is_explained():
    answer = await ROUTER.on_command(replace(ASK, text="memo"))

    assert isinstance(answer, Reply)
    assert "`/change memo send ID` Send" in answer.message.text


async def test_a_long_unknown_word_is_not_said_back_in_full():
    with pytest.raises(BadInput) as refusal:
        await ROUTER.on_command(replace(ASK, text="x" * 3001))

    assert len(refusal.value.sentence) < 300


def test_no_two_features_claim_the_same_words_buttons_or_forms():
    for claims in (
        [(command.noun, command.verb) for feature in FEATURES for command in feature.commands],
        [direct.noun for feature in FEATURES for direct in feature.direct],
        [name for feature in FEATURES for name in feature.actions],
        [name for feature in FEATURES for name in feature.forms],
        [name for feature in FEATURES for name in feature.jobs],
    ):
        assert len(claims) == len(set(claims))
