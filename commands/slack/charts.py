"""Charts and maps: one description each, shown as Slack's native block, or as a picture where a surface has none.

A picture is described in Vega-Lite (https://vega.github.io/vega-lite/docs/spec.html) and drawn by the process.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import slackblocks as sb

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
FONT = "DejaVu Sans, Helvetica, Arial, sans-serif"
PALETTE = ("#12858c", "#c8601d", "#8061b5", "#4b8a3d", "#b34a78")
"""Colours that can be told apart, and seen on white as on black."""
INK = "#14211f"
"""For words on coloured ground."""
HEIGHT = 220


class Chart(Protocol):
    """Anything that can be drawn: its title, and its specification for a width in pixels."""

    @property
    def title(self) -> str:
        """What it shows."""

    def to_spec(self, width: int) -> dict[str, Any]:
        """The Vega-Lite specification, without the title."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to be drawn and sent to the asker: its specification, and all of it in words for who cannot see it."""

    title: str
    spec: Mapping[str, Any]
    alt_text: str


@dataclass(frozen=True, slots=True)
class LineChart:
    """Values over up to 20 labelled points; labels are at most 20 characters and differ from each other.

    `beside` are further lines over the same points, each with its name, to hold the values against.
    """

    title: str
    name: str
    points: Sequence[tuple[str, float]]
    beside: Sequence[tuple[str, Sequence[float]]] = ()

    def to_block(self) -> sb.Block:
        """The native chart; only messages can hold it."""
        labels = [label for label, _ in self.points]
        lines = [(self.name, [value for _, value in self.points]), *self.beside]
        series = [sb.DataSeries(name, list(map(sb.DataPoint, labels, values))) for name, values in lines]
        return sb.DataVisualizationBlock(self.title, sb.LineChart(series, sb.AxisConfig(labels)))

    def to_spec(self, width: int) -> dict[str, Any]:
        """The same to be drawn `width` pixels wide."""
        labels = [label for label, _ in self.points]
        lines = [(self.name, [value for _, value in self.points]), *self.beside]
        names = [name for name, _ in lines]
        scale = {"domain": names, "range": list(PALETTE[: len(names)])}
        legend = {"orient": "top", "title": None, "columns": 1} if self.beside else None
        encoding = {
            "x": {"field": "label", "type": "ordinal", "sort": labels, "title": None},
            "y": {"field": "value", "type": "quantitative", "title": None if self.beside else self.name},
            "color": {"field": "line", "type": "nominal", "scale": scale, "legend": legend},
        }
        values = [
            {"line": name, "label": label, "value": value}
            for name, course in lines for label, value in zip(labels, course, strict=True)
        ]  # fmt: skip
        mark = {"type": "line", "point": {"size": 45}}
        return {**make_frame(width, HEIGHT), "data": {"values": values}, "mark": mark, "encoding": encoding}


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of plain text under named columns; a message holds one, of up to 100 rows and 10,000 characters."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]

    def to_block(self) -> sb.Block:
        """The native table, its cells wrapped so that a phone shows them whole."""
        rows: list[list[sb.RawText | sb.RichTextObject]] = [
            [sb.RawText(text) for text in row] for row in (self.columns, *self.rows)
        ]
        return sb.TableBlock(rows, [sb.ColumnSettings(is_wrapped=True) for _ in self.columns])


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of a grid: what stands in it, and the name of its colour."""

    text: str
    colour: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A map of labelled rows, from top to bottom, and columns; `corner` says what rows and columns are."""

    title: str
    corner: str
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Cell]]]
    colours: Mapping[str, tuple[str, str]]
    """For each name of a colour the sign that stands for it in text, and its value in a picture."""

    def to_block(self) -> sb.Block:
        """The native table."""
        texts = [[self.corner, *self.columns], *([label, *map(self._show, cells)] for label, cells in self.rows)]
        rows: list[list[sb.RawText | sb.RichTextObject]] = [[sb.RawText(text) for text in row] for row in texts]
        return sb.TableBlock(rows)

    def to_spec(self, width: int) -> dict[str, Any]:
        """The same to be drawn `width` pixels wide."""
        fields = [
            {"row": label, "column": column, "text": cell.text, "colour": cell.colour}
            for label, cells in self.rows
            for column, cell in zip(self.columns, cells, strict=True)
        ]
        place = {
            "x": {"field": "column", "type": "ordinal", "sort": list(self.columns), "title": self.corner},
            "y": {"field": "row", "type": "ordinal", "sort": [label for label, _ in self.rows], "title": None},
        }
        names = list(self.colours)
        colour = {
            "field": "colour", "type": "nominal", "legend": None,
            "scale": {"domain": names, "range": [self.colours[name][1] for name in names]},
        }  # fmt: skip
        layers = [
            {"mark": {"type": "rect", "stroke": "white"}, "encoding": {**place, "color": colour}},
            {"mark": {"type": "text", "fontSize": 13, "fill": INK}, "encoding": {**place, "text": {"field": "text"}}},
        ]
        return {**make_frame(width, round(width * 0.64)), "data": {"values": fields}, "layer": layers}

    def to_picture(self, alt_text: str) -> Picture:
        """The same as a picture."""
        return Picture(self.title, {**self.to_spec(560), "title": self.title, "background": "white"}, alt_text)

    def _show(self, cell: Cell) -> str:
        return f"{self.colours[cell.colour][0]} {cell.text}".strip()


def make_frame(width: int, height: int) -> dict[str, Any]:
    """What every specification begins with: its size all around in pixels, on whatever ground it is put."""
    axis = {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal", "labelAngle": 0, "titlePadding": 8}
    legend = {"labelFontSize": 12, "symbolOpacity": 1}
    return {
        "$schema": SCHEMA, "width": width, "height": height, "background": None,
        "autosize": {"type": "fit", "contains": "padding"},
        "config": {"font": FONT, "axis": axis, "view": {"stroke": None}, "legend": legend},
    }  # fmt: skip
