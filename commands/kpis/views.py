"""How KPIs look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import slackblocks as sb

from commands.slack.blocks import (
    Message,
    actions,
    button,
    compose,
    context,
    header,
    local_time,
    mention_actor,
    section,
    sections,
)
from commands.slack.charts import LineChart
from commands.slack.dates import describe_date
from commands.slack.figures import show_number
from commands.slack.history import history_blocks
from commands.slack.kpi_lines import show_kpi
from commands.slack.pages import Line, Listing
from commands.slack.text import escape, inert, shorten
from storage.initiatives import Initiative
from storage.kpis import Kpi, KpiReading, KpiTarget
from storage.units import AuditEntry

FEWEST = 3
POINTS_SHOWN = 20
CHART_TITLE, CHART_NAME = 50, 20


@dataclass(frozen=True, slots=True)
class KpiShelf:
    """An initiative's KPIs, those that it was judged by once, and the readings of all by KPI id."""

    initiative: Initiative
    active: Sequence[Kpi]
    retired: Sequence[Kpi]
    readings: Mapping[str, Sequence[KpiReading]]


def kpi_list_message(shelf: KpiShelf, page: int = 0) -> Message:
    """An initiative's KPIs against their targets, and the way to those that were retired."""
    key, count = shelf.initiative.key, len(shelf.active)
    listing = _list_kpis(shelf, shelf.active, f"{key} · KPIs", f"None yet. `/change kpi add {key} …`", "kpi.page")
    few = context(f"{count} of at least {FEWEST} KPIs: a change needs three to five.")
    buttons = [button("Retired KPIs", "kpi.retired", f"{key} 0")] if shelf.retired else []
    return listing.show(page, *buttons, head=[few] if 0 < count < FEWEST else [])


def retired_list_message(shelf: KpiShelf, page: int) -> Message:
    """The KPIs that an initiative is judged by no longer; each card has the way back."""
    title, empty = f"{shelf.initiative.key} · Retired KPIs", "None: every one is in use."
    return _list_kpis(shelf, shelf.retired, title, empty, "kpi.retired").show(page)


@dataclass(frozen=True, slots=True)
class KpiFile:
    """One KPI with its readings, every target that it had, and its changes."""

    kpi: Kpi
    readings: Sequence[KpiReading]
    targets: Sequence[KpiTarget]
    entries: Sequence[AuditEntry]


def kpi_card(file: KpiFile, zone: str) -> Message:
    """Everything about one KPI: its course, and every target that it had."""
    kpi, readings = file.kpi, file.readings
    return compose(
        header(f"{kpi.initiative_key} · KPI"),
        section(show_kpi(kpi, readings)),
        _draw_course(kpi, readings),
        *sections("*Targets*\n" + "\n".join(_show_target(kpi, target) for target in file.targets)),
        *history_blocks(file.entries, zone),
        None if kpi.is_active else context(f"Retired: {kpi.initiative_key} is judged by it no longer."),
        actions(*_buttons(kpi)),
    )


def retired_message(kpi: Kpi) -> Message:
    """What has just been retired, with the way back."""
    text = f"*{inert(kpi.name)}* is retired: {kpi.initiative_key} is judged by it no longer. Its readings stay."
    return compose(*sections(text), actions(_reopen_button(kpi)))


def too_many_message(sentence: str, typed: str) -> Message:
    """The refusal of a sixth KPI, with the way out."""
    choose = button("Choose which to retire", "kpi.replace", typed, style="primary")
    return compose(*sections(escape(sentence)), actions(choose))


def _list_kpis(shelf: KpiShelf, kpis: Sequence[Kpi], title: str, empty: str, turn_action: str) -> Listing:
    lines = [Line(show_kpi(kpi, shelf.readings.get(kpi.id, ())), kpi.id, kpi.name) for kpi in kpis]
    return Listing(title, shelf.initiative.key, lines, empty, turn_action, "kpi.show")


def _buttons(kpi: Kpi) -> list[sb.Button]:
    if not kpi.is_active:
        return [_reopen_button(kpi)]
    return [
        button("Record a value", "kpi.read", kpi.id, style="primary"),
        button("Set a target", "kpi.target", kpi.id),
        button("Edit", "kpi.edit", kpi.id),
        button("Retire", "kpi.retire", kpi.id, style="danger"),
    ]


def _reopen_button(kpi: Kpi) -> sb.Button:
    return button("Reopen", "kpi.reopen", kpi.id)


def _draw_course(kpi: Kpi, readings: Sequence[KpiReading]) -> sb.Block | None:
    days = {reading.read_on: reading.value for reading in readings}
    if len(days) < 2:
        return None
    points = [(f"{day:%d %b %y}", value) for day, value in sorted(days.items())[-POINTS_SHOWN:]]
    return LineChart(shorten(kpi.name, CHART_TITLE, str), "Value", points).to_block()


def _show_target(kpi: Kpi, target: KpiTarget) -> str:
    reason = f": {inert(target.reason)}" if target.reason else ""
    goal = f"{inert(show_number(target.target, kpi.unit))} by {describe_date(target.by_on)}"
    return f"{target.version}. {goal}, set {local_time(target.at)} by {mention_actor(target.author_id)}{reason}"
