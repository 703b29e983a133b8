"""Draws in a process of its own: specifications on standard input, pictures on standard output.

Without an argument one Vega-Lite specification becomes a PNG; with the argument `svg` a list of them becomes a list of
SVG texts, None for one that cannot be drawn. The renderer holds the interpreter while it draws, which would keep
commands waiting, and its engine takes memory that only the end of a process gives back.
"""

import json
import sys
from typing import Any

import vl_convert

SCALE = 2.0
"""Pixels for each unit of the specification, so that text is sharp on a phone."""


def main() -> None:
    """Draw what is asked for."""
    asked = json.load(sys.stdin)
    if sys.argv[1:] == ["svg"]:
        json.dump([_draw_svg(spec) for spec in asked], sys.stdout)
    else:
        sys.stdout.buffer.write(vl_convert.vegalite_to_png(asked, scale=SCALE))


def _draw_svg(spec: Any) -> str | None:
    try:
        return str(vl_convert.vegalite_to_svg(spec))
    except ValueError:
        return None


if __name__ == "__main__":
    main()
