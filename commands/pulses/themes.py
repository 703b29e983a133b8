"""Themes: what comments are about and in what tone, read once after the close and shown as counts."""

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial

import slackblocks as sb

from commands.slack.blocks import context, section
from commands.slack.features import Round
from commands.slack.results import find_result
from commands.slack.text import inert, shorten
from storage.comment_readings import Tallies, find_reading, find_unread, put_reading
from storage.pulses import Pulse, get_pulse
from storage.units import Unit
from surveys.comments import can_read, tally_readings
from surveys.results import Comments, PulseResult

MOST_READ = 300
"""Of a question's comments, so many are read; they are shuffled, so these stand for all."""
QUESTION_SHOWN = 80
OFF = "Themes and tone are off: the bot was installed without its extra `nlp`."
NOT_YET = "Themes and tone are being read."
ABOUT = "Read by machine and counted only where it is sure; wrong now and then. What fewer than 5 wrote of is “other”."


async def read_new_comments(tick: Round) -> None:
    """Read the comments of one closed pulse that have not been read; nothing without the extra `nlp`."""
    store, team_id = tick.house.store, tick.team_id
    if not can_read():
        return
    pulse_id = await store.read(team_id, find_unread)
    if pulse_id is None:
        return
    result = await store.read(team_id, lambda unit: find_result(unit, get_pulse(unit, pulse_id)))
    # The model computes for a while, so neither the loop nor the writer waits for it.
    tallies = await asyncio.to_thread(_tally, _list_shown(result))
    await store.write(team_id, partial(put_reading, pulse_id=pulse_id, tallies=tallies))


def find_themes(unit: Unit, pulse: Pulse, result: PulseResult) -> list[sb.Block]:
    """What may be said of a closed pulse's comments; nothing where none are shown."""
    shown = _list_shown(result)
    return theme_blocks(result, find_reading(unit, pulse.id), is_on=can_read()) if shown else []


def theme_blocks(result: PulseResult, tallies: Tallies | None, *, is_on: bool) -> list[sb.Block]:
    """The counts of each question's comments; or that they are still to come, or that they are off."""
    if tallies is None:
        return [context(NOT_YET if is_on else OFF)]
    lines = []
    for place, counts in sorted(tallies.items()):
        title = shorten(result.questions[int(place)].text, QUESTION_SHOWN) if place else "Comments"
        lines.append(f"*{inert(title)}*\nThemes: {_show(counts['themes'])}\nTone: {_show(counts['tones'])}")
    return [section("\n".join(lines)), context(ABOUT)]


def _list_shown(result: PulseResult) -> dict[str, Sequence[str]]:
    """The comments that may be shown, by the question that they answer."""
    answers = [("", result.comments), *((str(index), part) for index, part in enumerate(result.overall))]
    return {place: part.texts[:MOST_READ] for place, part in answers if isinstance(part, Comments)}


def _tally(texts: Mapping[str, Sequence[str]]) -> Tallies:
    # It brings scipy along, for which a start need not wait.
    from surveys.comment_reader import open_reader

    reader = open_reader()
    return {place: tally_readings([reader.read_comment(text) for text in shown]) for place, shown in texts.items()}


def _show(counts: Mapping[str, int]) -> str:
    named = sorted(((n, name) for name, n in counts.items() if name != "other"), reverse=True)
    parts = [f"{name} {n}" for n, name in named]
    return " · ".join([*parts, f"other or unclear {counts['other']}"] if "other" in counts else parts)
