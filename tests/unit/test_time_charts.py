"""Charts over time: runs of states without gaps, specifications that can be drawn, drawings without anything else."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.dashboard.drawings import Drawings, clean_svg
from commands.slack.charts import Cell, Grid, LineChart
from commands.slack.time_charts import Point, Run, Series, StateChart, TimeChart, join_runs

FIRST = date(2026, 9, 1)
RAGS = ("green", "amber", "red", "grey")
HOSTILE = "<script>alert(1)</script>"
steps = st.lists(st.tuples(st.integers(0, 9), st.sampled_from(RAGS)), min_size=1, max_size=12)


@given(steps, st.integers(1, 9))
def test_runs_cover_every_day_and_no_two_neighbours_are_alike(found, rest):
    days, day = [], FIRST
    for gap, rag in found:
        day += timedelta(days=gap)
        days.append((day, rag))
    runs = join_runs(days, day + timedelta(days=rest))
    assert runs[0].from_on == FIRST + timedelta(days=found[0][0])
    assert runs[-1].until_on == day + timedelta(days=rest)
    for before, after in pairwise(runs):
        assert before.until_on == after.from_on
        assert before.state != after.state
    said = dict(days)
    for run in runs:
        assert run.from_on < run.until_on
        assert said[run.from_on] == run.state


def list_charts() -> list[TimeChart | StateChart | Grid | LineChart]:
    points = [Point(FIRST + timedelta(days=7 * week), 0.4 + week / 10, 0.3, 0.9) for week in range(4)]
    return [
        TimeChart("Course", HOSTILE, [Series(HOSTILE, points), Series("Target", [Point(FIRST, 0.8)], True)]),
        TimeChart("Share", "", [Series("Share", points[:1])], is_share=True),
        TimeChart("Nothing", "", []),
        StateChart("States", [(HOSTILE, [Run("red", FIRST, FIRST + timedelta(days=3))])], {"red": "#e0696f"}),
        Grid("Map", "Likelihood", ["1"], [("1", [Cell("R-1", "low")])], {"low": ("🟢", "#cfe8cf")}),
        LineChart("Line", "Exposure", [("1 Sep", 3), ("8 Sep", 5)], [("Target", [4, 4])]),
    ]


async def test_every_chart_is_drawn_for_a_desk_and_for_a_phone_and_the_second_time_from_memory():
    drawings = Drawings()
    drawn = await drawings.draw(list_charts())
    for pictures in drawn:
        assert set(pictures) == {"wide", "narrow"}
        for svg in pictures.values():
            assert svg.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
            assert "<script" not in svg
            assert "style=" not in svg
            assert "href" not in svg
    assert "&lt;script&gt;" in drawn[0]["wide"]
    assert await drawings.draw(list_charts()) == drawn


async def test_chart_that_cannot_be_drawn_leaves_the_others():
    class Broken:
        title = "Broken"

        def to_spec(self, width: int) -> dict[str, object]:
            return {"mark": "nonsense", "width": width}

    drawn = await Drawings().draw([Broken(), list_charts()[1]])
    assert drawn[0] == {}
    assert drawn[1]


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<a xlink:href="javascript:alert(1)"><text>x</text></a>',
        '<image href="https://example.com/x.png"/>',
        '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>',
        "<style>*{}</style>",
    ],
)
def test_drawing_is_shapes_and_words_alone(inside):
    hostile = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" onload="alert(1)" '
        f'width="9" height="9" viewBox="0 0 9 9"><g style="fill:red" onclick="x()">'
        f"<text>5 &lt; 6</text>{inside}</g></svg>"
    )
    assert clean_svg(hostile) == (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" aria-hidden="true" focusable="false">'
        "<g><text>5 &lt; 6</text></g></svg>"
    )


@pytest.mark.parametrize(
    ("values", "scale"),
    [
        ((5200, 4600, 500), {"zero": True, "nice": True}),
        ((48, 46, 24.5), {"zero": False, "nice": True, "padding": 10}),
        ((-3, 8), {"zero": False, "nice": True, "padding": 10}),
    ],
)
def test_no_target_lies_on_the_frame(values, scale):
    series = Series("Measured", [Point(FIRST + timedelta(days=day), value) for day, value in enumerate(values)])
    assert TimeChart("KPI", "hours", [series]).to_spec(560)["encoding"]["y"]["scale"] == scale
