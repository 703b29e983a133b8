"""How trends look: a line for each of the first questions, and for all of them what may be said."""

from collections.abc import Sequence

import slackblocks as sb

from commands.pulses.trends import Trend
from commands.slack.blocks import Message, compose, context, header, section
from commands.slack.charts import LineChart
from commands.slack.text import inert, shorten
from storage.initiatives import Initiative

MOST_CHARTS = 2  # Slack's limit for a message
MOST_POINTS = 20  # Slack's limit for a chart
MOST_SHOWN = 10
TITLE_LIMIT = 50


def trend_message(initiative: Initiative, trends: Sequence[Trend], audience: str | None) -> Message:
    """An initiative's trends, or one audience's."""
    title = header(f"{initiative.key} · Trends")
    if not trends:
        whom = f" of {inert(shorten(audience, TITLE_LIMIT))}" if audience else ""
        return compose(
            title,
            section(f"No trend yet{whom}: it begins with the first closed pulse that five people answered."),
        )
    blocks: list[sb.Block] = []
    for index, trend in enumerate(trends[:MOST_SHOWN]):
        said = "\n".join(inert(sentence) for sentence in trend.sentences)
        blocks.append(section(f"*{inert(trend.series.question)}* ({inert(trend.series.audience)})\n{said}"))
        if index < MOST_CHARTS and len(trend.weeks) > 1:
            blocks.append(_draw(trend).to_block())
    more = len(trends) - MOST_SHOWN
    hint = f"And {more} more: `/change pulse trend {initiative.key} AUDIENCE`. " if more > 0 else ""
    return compose(title, *blocks, context(f"{hint}Weeks in which fewer than five answered are left out."))


def _draw(trend: Trend) -> LineChart:
    """The last twenty weeks, between the ends of their intervals."""
    points = trend.list_points()[-MOST_POINTS:]
    return LineChart(
        shorten(trend.series.question, TITLE_LIMIT),
        trend.measure,
        [(f"{point.monday.day} {point.monday:%b %y}", point.value) for point in points],
        beside=(("from (95 %)", [point.low for point in points]), ("to (95 %)", [point.high for point in points])),
    )
