"""Checks of rich text: sections, lists, quotes and preformatted text, and the pieces inside them."""

from bot.sandbox.validation.schema import (
    Check,
    array,
    boolean,
    integer,
    one_of,
    pick,
    record,
    string,
    tagged,
    typed,
    web_address,
)

_TEXT_STYLE = {
    "style": record({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline"), boolean)),
}
_MENTION_STYLE = {
    "style": record(
        {}, dict.fromkeys(("bold", "italic", "strike", "highlight", "client_highlight", "unlink"), boolean)
    ),
}

_PIECE = tagged(
    {
        "text": typed({"text": string()}, _TEXT_STYLE),
        "link": typed({"url": string(3000)}, {"text": string(), "unsafe": boolean, **_TEXT_STYLE}),
        "emoji": typed({"name": string()}, {"skin_tone": integer(1, 6), "unicode": string(), **_TEXT_STYLE}),
        "user": typed({"user_id": string()}, _MENTION_STYLE),
        "usergroup": typed({"usergroup_id": string()}, _MENTION_STYLE),
        "channel": typed({"channel_id": string()}, _MENTION_STYLE),
        "team": typed({"team_id": string()}, _MENTION_STYLE),
        "broadcast": typed({"range": one_of("here", "channel", "everyone")}, _MENTION_STYLE),
        "color": typed({"value": string()}, _TEXT_STYLE),
        "date": typed(
            {"timestamp": integer(0), "format": string()},
            {"url": web_address(3000), "fallback": string(), **_TEXT_STYLE},
        ),
    }
)

_PIECES = array(_PIECE, least=0)
_BORDER = {"border": integer(0, 1)}

_PARTS: dict[str, Check] = {
    "rich_text_section": typed({"elements": _PIECES}, {}),
    "rich_text_preformatted": typed({"elements": _PIECES}, _BORDER),
    "rich_text_quote": typed({"elements": _PIECES}, _BORDER),
}
_PARTS["rich_text_list"] = typed(
    {"style": one_of("bullet", "ordered"), "elements": array(pick(_PARTS, ("rich_text_section",)))},
    {"indent": integer(0, 8), "offset": integer(0), **_BORDER},
)

RICH_TEXT = typed({"elements": array(tagged(_PARTS))}, {"block_id": string(255)})
