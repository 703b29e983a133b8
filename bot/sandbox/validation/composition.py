"""Checks of the parts that blocks and elements share: texts, options, confirmations, filters, files."""

from bot.sandbox.validation.schema import (
    Check,
    array,
    boolean,
    one_of,
    pick,
    record,
    require_exactly_one,
    require_some,
    string,
    tagged,
    typed,
    web_address,
)


def any_text_kinds(most: int) -> dict[str, Check]:
    """Give the two kinds of text object, each of 1 to `most` characters, for a list that also takes other things."""
    return {
        "plain_text": typed({"text": string(most)}, {"emoji": boolean}),
        "mrkdwn": typed({"text": string(most)}, {"verbatim": boolean}),
    }


def any_text(most: int) -> Check:
    """Accept a `plain_text` or `mrkdwn` object of 1 to `most` characters."""
    return tagged(any_text_kinds(most))


def plain_text(most: int) -> Check:
    """Accept a `plain_text` object of 1 to `most` characters."""
    return pick(any_text_kinds(most), ("plain_text",))


IDENTIFIER = string(255)
PLACEHOLDER = plain_text(150)
STYLE = one_of("primary", "danger")

CONFIRM = record(
    {"title": plain_text(100), "text": any_text(300), "confirm": plain_text(30), "deny": plain_text(30)},
    {"style": STYLE},
)

OPTION = record({"text": plain_text(75), "value": string(150)}, {"description": plain_text(75)})
BOX_OPTION = record({"text": any_text(75), "value": string(150)}, {"description": any_text(75)})
OVERFLOW_OPTION = record(
    {"text": plain_text(75), "value": string(150)}, {"description": plain_text(75), "url": string(3000)}
)
OPTION_GROUP = record({"label": plain_text(75), "options": array(OPTION, 100)}, {})

DISPATCH_CONFIG = record(
    {"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), 2)},
    {},
)

CONVERSATION_FILTER = record(
    {},
    {
        "include": array(one_of("im", "mpim", "private", "public")),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
    require_some("include", "exclude_external_shared_channels", "exclude_bot_users"),
)

SLACK_FILE = record(
    {}, {"id": string(like=r"F[A-Z0-9]{8,}"), "url": web_address(3000)}, require_exactly_one("id", "url")
)

WORKFLOW = record(
    {
        "trigger": record(
            {"url": web_address(3000)},
            {"customizable_input_parameters": array(record({"name": string(), "value": string(least=0)}, {}))},
        )
    },
    {},
)
