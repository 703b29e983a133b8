"""The map of risks by likelihood and impact, each field in its band's colour; pure."""

from collections.abc import Sequence

from commands.slack.charts import Cell, Grid
from commands.slack.scoring import BAND_MARKS, Bands
from storage.initiatives import Initiative
from storage.risks import Risk

SCORES = range(1, 6)
BAND_COLOURS = {"low": "#cfe8cf", "medium": "#fdf1b8", "high": "#fbcf9d", "critical": "#f2a6a0"}


def map_risks(initiative: Initiative, risks: Sequence[Risk], bands: Bands, *, is_brief: bool = False) -> Grid:
    """Risks by likelihood (columns) and impact (rows, the worst on top); a brief map numbers its rows and columns."""
    places: dict[tuple[int, int], list[str]] = {}
    for risk in risks:
        places.setdefault((risk.likelihood, risk.impact), []).append(risk.id)
    rows = [
        (
            str(impact) if is_brief else f"Impact {impact}",
            [Cell(", ".join(places.get((column, impact), [])), bands.find(column * impact)) for column in SCORES],
        )
        for impact in reversed(SCORES)
    ]
    colours = {name: (BAND_MARKS[name], colour) for name, colour in BAND_COLOURS.items()}
    columns = [str(score) if is_brief else f"Likelihood {score}" for score in SCORES]
    return Grid(f"{initiative.key}: live risks", "Likelihood across, impact up", columns, rows, colours)


def describe_map(risks: Sequence[Risk], bands: Bands) -> str:
    """The map in words, for who cannot see it."""
    lines = [f"{risk.id} {risk.title}: {bands.show(risk.likelihood, risk.impact)}" for risk in risks]
    return "\n".join(lines) or "No live risk."
