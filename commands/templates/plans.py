"""The plan in a template's text: phases and checkpoints, taken strictly from plain mappings, lists, texts and numbers.

`place` says where something stands, and ends in ", " unless it is empty: "phase 2, checkpoint 1, ".
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from commands.slack.inputs import clean_line
from commands.slack.suggestions import describe_unknown
from commands.slack.text import shorten
from storage.checkpoints import MEASURE_LIMIT, MOST_CHECKPOINTS, UNIT_LIMIT, Direction
from storage.errors import BadInput, Problems
from storage.phases import MOST_BUFFER_DAYS, MOST_PHASES, NAME_LIMIT, PhaseKind
from storage.templates import TEMPLATE_NAME_LIMIT, CheckpointPlan, PhasePlan

FIELD = "YAML"
EXAMPLE = "phases: [{name: Pilot, starts: 0, lasts: 28}]"
MOST_DAYS = 3660
MOST_DIGITS = 15
SHOWN = 40
TEMPLATE_KEYS = ("name", "phases")
PHASE_KEYS = ("name", "kind", "starts", "lasts", "buffer", "checkpoints")
CHECKPOINT_KEYS = ("measure", "target", "direction", "unit", "due")


def read_document(value: Any) -> tuple[str, tuple[PhasePlan, ...]]:
    """The name and the phases of a template; BadInput(s) with the place of all that is wrong."""
    document = _take_mapping(value, TEMPLATE_KEYS, "")
    problems = Problems()
    with problems:
        name = _take_text(document, "name", TEMPLATE_NAME_LIMIT, "")
    with problems:
        listed = _take_list(document, "phases", MOST_PHASES, "")
        if not listed:
            refuse("phases: it is empty")
    problems.raise_found()
    phases = []
    for number, each in enumerate(listed, start=1):
        with problems:
            phases.append(_read_phase(each, f"phase {number}, "))
    problems.raise_found()
    return name, tuple(phases)


def refuse(reason: str) -> NoReturn:
    """Raise BadInput about the text as a whole."""
    raise BadInput(FIELD, reason, EXAMPLE)


def _read_phase(value: Any, place: str) -> PhasePlan:
    phase = _take_mapping(value, PHASE_KEYS, place)
    problems = Problems()
    values: dict[str, Any] = {}
    with problems:
        values["name"] = _take_text(phase, "name", NAME_LIMIT, place)
    with problems:
        values["kind"] = _take_word(phase, "kind", [kind.value for kind in PhaseKind], PhaseKind.OTHER, place)
    with problems:
        values["starts_after_days"] = _take_days(phase, "starts", MOST_DAYS, place)
    with problems:
        values["lasts_days"] = _take_days(phase, "lasts", MOST_DAYS, place)
    with problems:
        values["buffer_days"] = _take_days({"buffer": 0, **phase}, "buffer", MOST_BUFFER_DAYS, place)
    checkpoints = []
    with problems:
        listed = _take_list(phase, "checkpoints", MOST_CHECKPOINTS, place) if phase.get("checkpoints") else []
        for number, each in enumerate(listed, start=1):
            checkpoints.append(_read_checkpoint(each, f"{place}checkpoint {number}, "))
    problems.raise_found()
    return PhasePlan(**values, checkpoints=tuple(checkpoints))


def _read_checkpoint(value: Any, place: str) -> CheckpointPlan:
    checkpoint = _take_mapping(value, CHECKPOINT_KEYS, place)
    problems = Problems()
    values: dict[str, Any] = {"unit": None}
    with problems:
        values["measure"] = _take_text(checkpoint, "measure", MEASURE_LIMIT, place)
    with problems:
        values["target"] = _take_number(checkpoint, "target", place)
    with problems:
        directions = [direction.value for direction in Direction]
        values["direction"] = _take_word(checkpoint, "direction", directions, Direction.AT_LEAST, place)
    with problems:
        if checkpoint.get("unit") is not None:
            values["unit"] = _take_text(checkpoint, "unit", UNIT_LIMIT, place)
    with problems:
        values["due_after_days"] = _take_days(checkpoint, "due", MOST_DAYS, place)
    problems.raise_found()
    return CheckpointPlan(**values)


def _take_mapping(value: Any, keys: Sequence[str], place: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        refuse(f"{place}it must have {', '.join(keys)}")
    for key in value:
        if key not in keys:
            refuse(f"{place}{describe_unknown(shorten(str(key), SHOWN), keys)}")
    return value


def _take_list(mapping: Mapping[str, Any], key: str, most: int, place: str) -> list[Any]:
    value = _require(mapping, key, place)
    if not isinstance(value, list):
        refuse(f"{place}{key}: it must be a list, each entry after “- ”")
    if len(value) > most:
        refuse(f"{place}{key}: {len(value)} given; at most {most}")
    return value


def _take_text(mapping: Mapping[str, Any], key: str, limit: int, place: str) -> str:
    value = _require(mapping, key, place)
    if not isinstance(value, str):
        refuse(f"{place}{key}: it is not a text; put it in quotes")
    try:
        return clean_line(value, FIELD, limit)
    except BadInput as error:
        refuse(f"{place}{key}: {error.reason}")


def _take_word(mapping: Mapping[str, Any], key: str, words: list[str], default: str, place: str) -> str:
    value = mapping.get(key, default)
    if value not in words:
        refuse(f"{place}{key}: {describe_unknown(shorten(str(value), SHOWN), words)}")
    return str(value)


def _take_days(mapping: Mapping[str, Any], key: str, most: int, place: str) -> int:
    value = _require(mapping, key, place)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        refuse(f"{place}{key}: whole number of days, 0–{most:,}")
    return value


def _take_number(mapping: Mapping[str, Any], key: str, place: str) -> float:
    value = _require(mapping, key, place)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not math.isfinite(value) or abs(value) >= 10**MOST_DIGITS:
        refuse(f"{place}{key}: there is no number to reach")
    return float(value)


def _require(mapping: Mapping[str, Any], key: str, place: str) -> Any:
    if mapping.get(key) is None:
        refuse(f"{place}{key}: it is missing")
    return mapping[key]
