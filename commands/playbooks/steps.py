"""Steps as people write them: one a line, `what | owner role | 30m`, times in m, h or d."""

import re
from collections.abc import Sequence

from commands.slack.inputs import clean_line, clean_text, is_blank
from commands.slack.values import parse_choice
from storage.errors import BadInput, GroundswellError, Problems
from storage.playbooks import Step

OWNERS = ("lead", "sponsor", "champion", "manager", "owner")
"""Roles that a step may fall to; the owner is that of the risk."""
EXAMPLE = "Call the vendor | owner | 30m"
MOST_STEPS = 12
WHAT_LIMIT = 200
TEXT_LIMIT = 3000
LONGEST_DAYS = 30
_MINUTES = {"m": 1, "h": 60, "d": 24 * 60}
_DURATION = re.compile(r"([0-9]{1,5})\s*(m|h|d)(?:in|ins|inutes?|rs?|ours?|ays?)?", re.IGNORECASE)


def parse_steps(text: str) -> list[Step]:
    """The steps in these lines; BadInput(s) that name the line."""
    cleaned = clean_text(text, "Steps", TEXT_LIMIT, example=EXAMPLE)
    lines = [(number, line) for number, line in enumerate(cleaned.splitlines(), 1) if not is_blank(line)]
    if len(lines) > MOST_STEPS:
        raise BadInput("Steps", f"{len(lines)} given; a playbook has at most {MOST_STEPS}", EXAMPLE)
    problems, steps = Problems(), []
    for number, line in lines:
        with problems:
            steps.append(_parse_line(number, line))
    problems.raise_found()
    return steps


def parse_minutes(text: str) -> int:
    """Minutes in "30m", "2h" or "1d"; BadInput unless from 1 minute to 30 days."""
    match = _DURATION.fullmatch(text.strip())
    minutes = int(match[1]) * _MINUTES[match[2].lower()] if match else 0
    if not 1 <= minutes <= LONGEST_DAYS * _MINUTES["d"]:
        raise BadInput("Time", f"“{text.strip()}” is no time from 1m to {LONGEST_DAYS}d", "30m, 2h or 1d")
    return minutes


def write_steps(steps: Sequence[Step]) -> str:
    """The lines that `parse_steps` reads back as these steps."""
    return "\n".join(f"{step.what} | {step.owner} | {_write_minutes(step.minutes)}" for step in steps)


def show_minutes(minutes: int) -> str:
    """A time for readers: "12 min", "1 h 30 min", "2 days"."""
    days, rest = divmod(minutes, _MINUTES["d"])
    hours, left = divmod(rest, _MINUTES["h"])
    parts = [
        f"{days} {'day' if days == 1 else 'days'}" if days else "",
        f"{hours} h" if hours else "",
        f"{left} min" if left or not minutes else "",
    ]
    return " ".join(filter(None, parts))


def _parse_line(number: int, line: str) -> Step:
    parts = line.split("|")
    try:
        if len(parts) != 3:
            raise BadInput("Steps", f"{len(parts)} of 3 parts between |", EXAMPLE)
        what, owner, time = parts
        step_text = clean_line(what, "What", WHAT_LIMIT, example="Call the vendor")
        return Step(step_text, parse_choice(owner, "Owner role", OWNERS), parse_minutes(time))
    except GroundswellError as error:
        reason = error.reason if isinstance(error, BadInput) else error.sentence
        field = "" if error.field == "Steps" else f"{error.field}: "
        raise BadInput("Steps", f"line {number}: {field}{reason}", EXAMPLE) from None


def _write_minutes(minutes: int) -> str:
    unit = next(unit for unit in ("d", "h", "m") if minutes % _MINUTES[unit] == 0)
    return f"{minutes // _MINUTES[unit]}{unit}"
