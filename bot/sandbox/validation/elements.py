"""Checks of block elements, and where each kind may stand."""

from bot.sandbox.validation.composition import (
    BOX_OPTION,
    CONFIRM,
    CONVERSATION_FILTER,
    DISPATCH_CONFIG,
    IDENTIFIER,
    OPTION,
    OPTION_GROUP,
    OVERFLOW_OPTION,
    PLACEHOLDER,
    SLACK_FILE,
    STYLE,
    WORKFLOW,
    plain_text,
)
from bot.sandbox.validation.element_rules import (
    require_fitting_count,
    require_fitting_length,
    require_fitting_number,
    require_listed_choice,
    require_prompt_to_display,
    require_real_date,
)
from bot.sandbox.validation.rich_texts import RICH_TEXT
from bot.sandbox.validation.schema import (
    Check,
    Fields,
    array,
    boolean,
    integer,
    one_of,
    record,
    require_exactly_one,
    string,
    tagged,
    typed,
    web_address,
)

_ACTION: Fields = {"action_id": IDENTIFIER}
_GESTURE: Fields = {**_ACTION, "confirm": CONFIRM}
_CHOICE: Fields = {**_GESTURE, "focus_on_load": boolean}
_PICKER: Fields = {**_CHOICE, "placeholder": PLACEHOLDER}
_SELECTION: Fields = {**_PICKER, "max_selected_items": integer(1)}
_TYPING: Fields = {
    **_ACTION,
    "focus_on_load": boolean,
    "placeholder": PLACEHOLDER,
    "dispatch_action_config": DISPATCH_CONFIG,
}
_STATIC: Fields = {"options": array(OPTION, 100), "option_groups": array(OPTION_GROUP, 100)}
_IDS = array(string())
_LABEL = string(75)
_DECIMAL = string(like=r"[+-]?(\d+(\.\d*)?|\.\d+)")

_FEEDBACK = record({"text": plain_text(75), "value": string(2000)}, {"accessibility_label": _LABEL})

ELEMENTS: dict[str, Check] = {
    "button": typed(
        {"text": plain_text(75)},
        {
            **_GESTURE,
            "url": string(3000),
            "value": string(2000),
            "style": STYLE,
            "accessibility_label": _LABEL,
            "agent_prompt": string(4000),
            "agent_prompt_display": string(),
        },
        require_prompt_to_display,
    ),
    "workflow_button": typed(
        {"text": plain_text(75), "workflow": WORKFLOW}, {**_GESTURE, "style": STYLE, "accessibility_label": _LABEL}
    ),
    "feedback_buttons": typed({"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, _ACTION),
    "icon_button": typed(
        {"icon": one_of("trash"), "text": plain_text(75)},
        {**_GESTURE, "value": string(2000), "accessibility_label": _LABEL, "visible_to_user_ids": array(string(), 10)},
    ),
    "image": typed(
        {"alt_text": string(2000)},
        {"image_url": web_address(3000), "slack_file": SLACK_FILE},
        require_exactly_one("image_url", "slack_file"),
    ),
    "static_select": typed(
        {},
        {**_PICKER, **_STATIC, "initial_option": OPTION},
        require_exactly_one("options", "option_groups"),
        require_listed_choice,
    ),
    "multi_static_select": typed(
        {},
        {**_SELECTION, **_STATIC, "initial_options": array(OPTION, 100)},
        require_exactly_one("options", "option_groups"),
        require_listed_choice,
        require_fitting_count,
    ),
    "external_select": typed({}, {**_PICKER, "initial_option": OPTION, "min_query_length": integer(0)}),
    "multi_external_select": typed(
        {},
        {**_SELECTION, "initial_options": array(OPTION, 100), "min_query_length": integer(0)},
        require_fitting_count,
    ),
    "users_select": typed({}, {**_PICKER, "initial_user": string()}),
    "multi_users_select": typed({}, {**_SELECTION, "initial_users": _IDS}, require_fitting_count),
    "conversations_select": typed(
        {},
        {
            **_PICKER,
            "initial_conversation": string(),
            "default_to_current_conversation": boolean,
            "response_url_enabled": boolean,
            "filter": CONVERSATION_FILTER,
        },
    ),
    "multi_conversations_select": typed(
        {},
        {
            **_SELECTION,
            "initial_conversations": _IDS,
            "default_to_current_conversation": boolean,
            "filter": CONVERSATION_FILTER,
        },
        require_fitting_count,
    ),
    "channels_select": typed({}, {**_PICKER, "initial_channel": string(), "response_url_enabled": boolean}),
    "multi_channels_select": typed({}, {**_SELECTION, "initial_channels": _IDS}, require_fitting_count),
    "overflow": typed({"options": array(OVERFLOW_OPTION, 5)}, _GESTURE),
    "radio_buttons": typed(
        {"options": array(BOX_OPTION, 10)}, {**_CHOICE, "initial_option": BOX_OPTION}, require_listed_choice
    ),
    "checkboxes": typed(
        {"options": array(BOX_OPTION, 10)}, {**_CHOICE, "initial_options": array(BOX_OPTION, 10)}, require_listed_choice
    ),
    "datepicker": typed({}, {**_PICKER, "initial_date": string(like=r"\d{4}-\d\d-\d\d")}, require_real_date),
    "timepicker": typed({}, {**_PICKER, "initial_time": string(like=r"([01]\d|2[0-3]):[0-5]\d"), "timezone": string()}),
    "datetimepicker": typed({}, {**_CHOICE, "initial_date_time": integer(1_000_000_000, 9_999_999_999)}),
    "plain_text_input": typed(
        {},
        {
            **_TYPING,
            "initial_value": string(3000, least=0),
            "multiline": boolean,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
        },
        require_fitting_length,
    ),
    "number_input": typed(
        {"is_decimal_allowed": boolean},
        {**_TYPING, "initial_value": _DECIMAL, "min_value": _DECIMAL, "max_value": _DECIMAL},
        require_fitting_number,
    ),
    "email_text_input": typed({}, {**_TYPING, "initial_value": string(like=r"[^@\s]+@[^@\s]+")}),
    "url_text_input": typed({}, {**_TYPING, "initial_value": web_address(3000)}),
    "rich_text_input": typed(
        {},
        {
            **_TYPING,
            "initial_value": tagged({"rich_text": RICH_TEXT}),
            "min_lines": integer(1, 100),
            "max_lines": integer(1, 100),
        },
    ),
    "file_input": typed({}, {**_ACTION, "filetypes": array(string()), "max_files": integer(1, 10)}),
}

_SELECTS = ("static_select", "external_select", "users_select", "conversations_select", "channels_select")
_MENUS = (*_SELECTS, *(f"multi_{kind}" for kind in _SELECTS))
_ANYWHERE = (*_MENUS, "radio_buttons", "checkboxes", "datepicker", "timepicker")

IN_SECTION = (*_ANYWHERE, "button", "workflow_button", "image", "overflow")
IN_ACTIONS = (*_ANYWHERE, "button", "workflow_button", "overflow", "datetimepicker", "rich_text_input")
IN_INPUT = (
    *_ANYWHERE,
    "datetimepicker",
    "plain_text_input",
    "number_input",
    "email_text_input",
    "url_text_input",
    "rich_text_input",
    "file_input",
)

# Kinds that are missing here may stand on every surface.
ELEMENT_SURFACES: dict[str, tuple[str, ...]] = {
    "workflow_button": ("message",),
    "datetimepicker": ("message", "modal"),
    "rich_text_input": ("modal", "home"),
    "number_input": ("modal",),
    "email_text_input": ("modal",),
    "url_text_input": ("modal",),
    "file_input": ("modal",),
}
