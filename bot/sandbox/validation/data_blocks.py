"""Checks of the blocks that carry figures: tables, data tables and charts."""

from collections.abc import Iterator
from typing import Any

from bot.sandbox.validation.rich_texts import RICH_TEXT
from bot.sandbox.validation.schema import (
    Check,
    Finding,
    Rule,
    array,
    boolean,
    integer,
    number,
    one_of,
    record,
    string,
    tagged,
    typed,
)

_ID = {"block_id": string(255)}
_RAW_TEXT = typed({"text": string()}, {"emoji": boolean})
_RAW_NUMBER = typed({"value": number, "text": string()}, {})
_COLUMN = record({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})


def count_characters(content: Any) -> int:
    """Count the characters in every `text` inside a table's rows, as Slack does for its limit."""
    if isinstance(content, list):
        return sum(map(count_characters, content))
    if isinstance(content, dict):
        text = content.get("text")
        own = len(text) if isinstance(text, str) else 0
        return own + sum(count_characters(part) for part in content.values() if isinstance(part, list | dict))
    return 0


def _limit_characters(most: int) -> Rule:
    def rule(block: dict[str, Any]) -> Iterator[Finding]:
        if count_characters(block["rows"]) > most:
            yield "/rows", f"must be less than {most + 1} characters in total"

    return rule


def _check_column(setting: Any, pointer: str, findings: list[Finding]) -> None:
    """Accept a column's settings, or null where a column keeps the usual ones."""
    if setting is not None:
        _COLUMN(setting, pointer, findings)


def _require_even_rows(block: dict[str, Any]) -> Iterator[Finding]:
    width = len(block["rows"][0])
    for index, row in enumerate(block["rows"]):
        if len(row) != width:
            yield f"/rows/{index}", f"must have {width} cells like the first row"
    if block.get("row_header_column_index", 0) >= width:
        yield "/row_header_column_index", f"must be less than {width}"
    for index, cell in enumerate(block["rows"][0]):
        if cell["type"] == "rich_text":
            yield f"/rows/0/{index}/type", "unsupported type: rich_text"


def _require_matching_points(chart: dict[str, Any]) -> Iterator[Finding]:
    categories = chart["axis_config"]["categories"]
    if len(set(categories)) != len(categories):
        yield "/axis_config/categories", "must have unique items"
    names = [series["name"] for series in chart["series"]]
    if len(set(names)) != len(names):
        yield "/series", "must have unique names"
    for index, series in enumerate(chart["series"]):
        if sorted(point["label"] for point in series["data"]) != sorted(categories):
            yield f"/series/{index}/data", "must have exactly one point for each category"


def _require_positive(segment: dict[str, Any]) -> Iterator[Finding]:
    if segment["value"] <= 0:
        yield "/value", "must be greater than 0"


_LABEL = string(20)
_SEGMENT = record({"label": _LABEL, "value": number}, {}, _require_positive)
_SERIES = record(
    {"name": _LABEL, "data": array(record({"label": _LABEL, "value": number}, {}), 20)},
    {},
)
_AXES = record({"categories": array(_LABEL, 20)}, {"x_label": string(50), "y_label": string(50)})
_AXIS_CHART = typed({"series": array(_SERIES, 12), "axis_config": _AXES}, {}, _require_matching_points)
_CHART = tagged(
    {
        "pie": typed({"segments": array(_SEGMENT, 12)}, {}),
        "bar": _AXIS_CHART,
        "line": _AXIS_CHART,
        "area": _AXIS_CHART,
    }
)

DATA_BLOCKS: dict[str, Check] = {
    "table": typed(
        {"rows": array(array(tagged({"raw_text": _RAW_TEXT, "rich_text": RICH_TEXT}), 20), 100)},
        {**_ID, "column_settings": array(_check_column, 20)},
        _limit_characters(10_000),
    ),
    "data_table": typed(
        {
            "rows": array(
                array(tagged({"raw_text": _RAW_TEXT, "raw_number": _RAW_NUMBER, "rich_text": RICH_TEXT}), 20),
                201,
                least=2,
            ),
            "caption": string(),
        },
        {**_ID, "page_size": integer(1, 100), "row_header_column_index": integer(0, 19)},
        _require_even_rows,
        _limit_characters(20_000),
    ),
    "data_visualization": typed({"title": string(50), "chart": _CHART}, _ID),
}
