"""Tables and charts as lines of text."""

from typing import Any

from bot.sandbox.wording import read_rich_text
from bot.sandbox.workspace import Workspace


def read_table(block: dict[str, Any], workspace: Workspace) -> list[str]:
    """A table's rows, each in one line, under its caption where it has one."""
    rows = [" | ".join(_read_cell(cell, workspace) for cell in row) for row in block.get("rows", [])]
    return [block["caption"], *rows] if block.get("caption") else rows


def read_chart(block: dict[str, Any]) -> list[str]:
    """A chart's title, then its figures: a line for each segment of a pie, or for each series."""
    chart = block["chart"]
    if chart["type"] == "pie":
        return [block["title"], *(f"{each['label']}: {each['value']:g}" for each in chart["segments"])]
    return [
        block["title"],
        *(
            f"{series['name']}: " + ", ".join(f"{point['label']} {point['value']:g}" for point in series["data"])
            for series in chart["series"]
        ),
    ]


def _read_cell(cell: dict[str, Any], workspace: Workspace) -> str:
    if cell["type"] == "rich_text":
        return " ".join(read_rich_text(cell, workspace))
    return str(cell.get("text", cell.get("value", "")))
