"""Drawings: charts as SVG within a page, drawn by a child process and kept by what they show."""

import asyncio
import hashlib
import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

from markupsafe import Markup

from bot.logs import get_logger
from bot.pictures import draw_all
from commands.dashboards.figures import Figure, Section
from commands.slack.charts import Chart

WIDTHS = {"wide": 560, "narrow": 318}
"""Pixels of each drawing by the class that the style sheet shows or hides it by."""
MOST_KEPT = 500
ELEMENTS = frozenset({"svg", "g", "path", "line", "rect", "text", "tspan", "circle"})
ATTRIBUTES = frozenset(
    {"class", "d", "dx", "dy", "cx", "cy", "r", "x", "y", "x1", "x2", "y1", "y2", "width", "height", "viewBox"}
    | {"transform", "fill", "fill-opacity", "opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-opacity"}
    | {"stroke-miterlimit", "text-anchor", "font-size", "font-weight", "display"}
)
"""Everything else that a renderer may write, such as links, styles and handlers, is left out."""
SVG = "http://www.w3.org/2000/svg"

Pictures = Mapping[str, Markup]
"""A chart's drawings by class."""
Illustrated = Sequence[tuple[Section, Sequence[tuple[Figure, Pictures]]]]

log = get_logger(__name__)


class Drawings:
    """Draws one page's charts at a time, so that a crowd of readers starts one child process and not hundreds."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Markup] = OrderedDict()
        self._turn = asyncio.Lock()

    async def illustrate(self, sections: Sequence[Section]) -> Illustrated:
        """Each section with its figures, each of those with its drawings, if there are any."""
        charts = [figure.chart for section in sections for figure in section.figures if figure.chart]
        drawn = iter(await self.draw(charts))
        return [
            (section, [(figure, next(drawn) if figure.chart else {}) for figure in section.figures])
            for section in sections
        ]

    async def draw(self, charts: Sequence[Chart]) -> list[Pictures]:
        """For each chart its drawings; none where it could not be drawn, since a page does without."""
        specs = [[chart.to_spec(width) for width in WIDTHS.values()] for chart in charts]
        async with self._turn:
            found = await self._find([spec for pair in specs for spec in pair])
        drawn = [found[position : position + len(WIDTHS)] for position in range(0, len(found), len(WIDTHS))]
        return [
            {name: svg for name, svg in zip(WIDTHS, pair, strict=True) if svg is not None} if all(pair) else {}
            for pair in drawn
        ]

    async def _find(self, specs: Sequence[Mapping[str, Any]]) -> list[Markup | None]:
        marks = [hashlib.sha256(json.dumps(spec, sort_keys=True).encode()).hexdigest() for spec in specs]
        missing = {mark: spec for mark, spec in zip(marks, specs, strict=True) if mark not in self._kept}
        if missing:
            await self._draw_missing(missing)
        found = [self._kept.get(mark) for mark in marks]
        for mark in marks:
            if mark in self._kept:
                self._kept.move_to_end(mark)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return found

    async def _draw_missing(self, missing: Mapping[str, Mapping[str, Any]]) -> None:
        try:
            drawn = await draw_all(list(missing.values()))
        except (OSError, RuntimeError, TimeoutError):
            log.exception("charts not drawn", extra={"charts": len(missing)})
            return
        for mark, svg in zip(missing, drawn, strict=True):
            if svg is not None:
                self._kept[mark] = clean_svg(svg)


def clean_svg(svg: str) -> Markup:
    """An SVG of shapes and words alone, as wide as the place it is put into; hidden from screen readers, which get the
    words and the table beside it."""
    root = ElementTree.fromstring(svg)  # noqa: S314  # written by our own child process, which reads no documents
    _strip(root)
    for name in ("width", "height"):
        root.attrib.pop(name, None)
    root.set("aria-hidden", "true")
    root.set("focusable", "false")
    ElementTree.register_namespace("", SVG)
    return Markup(ElementTree.tostring(root, encoding="unicode"))  # noqa: S704  # only what is allowed above is left


def _strip(element: ElementTree.Element) -> None:
    element.attrib = {name: value for name, value in element.attrib.items() if name in ATTRIBUTES}
    for child in list(element):
        if child.tag.removeprefix(f"{{{SVG}}}") in ELEMENTS:
            _strip(child)
        else:
            element.remove(child)
