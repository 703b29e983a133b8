"""Defining an audience: its name, its kind and its rule, checked all at once."""

import re
from collections.abc import Sequence
from typing import Any

from commands.audiences.sources import find_source
from commands.slack.ask import Ask
from commands.slack.inputs import clean_line
from commands.slack.membership import KINDS
from commands.slack.mentions import CsvRef, parse_sources
from commands.slack.values import parse_choice
from storage.audiences import Source
from storage.errors import BadInput, Problems

NAME = re.compile(r"[\w][\w .&/-]*")
NAME_LIMIT = 64
NAME_EXAMPLE = "sales-managers"


async def read_definition(ask: Ask, kind: str, included: str, excluded: str) -> tuple[dict[str, Any], bool]:
    """Kind and sources by column, and whether a list of addresses (`csv`) is among those who are meant."""
    problems, spec, has_csv = Problems(), dict[str, Any](), False
    with problems:
        spec["kind"] = parse_choice(kind, "Kind", KINDS)
    with problems:
        sources = parse_sources(included, "From")
        has_csv = any(isinstance(source, CsvRef) for source in sources)
        spec["included"] = [await find_source(ask, source) for source in sources if not isinstance(source, CsvRef)]
    with problems:
        exceptions = parse_sources(excluded, "Except") if excluded else []
        spec["excluded"] = [await find_source(ask, source) for source in exceptions]
    problems.raise_found()
    _check_exceptions(spec["excluded"])
    return spec, has_csv


def check_name(text: str) -> str:
    """The name of a new audience."""
    name = clean_line(text, "Name", NAME_LIMIT, example=NAME_EXAMPLE)
    if not NAME.fullmatch(name):
        raise BadInput("Name", "letters, digits, spaces and - . & / only", NAME_EXAMPLE)
    return name


def _check_exceptions(excluded: Sequence[Source]) -> None:
    if any("all" in source for source in excluded):
        raise BadInput("Except", "all would leave nobody", "except:@ana,#sales")
