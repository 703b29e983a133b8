"""Pages: figures and cards made into HTML; every text in them is escaped, and nothing in them runs."""

from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from commands.dashboards.figures import Kind, Value
from commands.slack.dates import describe_date
from commands.slack.figures import show_number
from storage.errors import SAVED_NOTHING

SHARE_DIGITS = 1
MARKS = {"green": "●", "amber": "▲", "red": "■", "grey": "○"}
"""Signs of different shapes that every font has, beside word and colour."""
ABSENT = "–"


def render(template: str, **values: Any) -> str:
    """A page from its template and values."""
    return _environment().get_template(template).render(**values)


def read_style() -> str:
    """The style sheet."""
    return files(__package__).joinpath("dashboard.css").read_text("utf-8")


def show_value(value: Value, kind: Kind) -> str:
    """A fact as a reader sees it in a table."""
    match value:
        case None | "":
            return ABSENT
        case datetime():
            return f"{value.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        case date():
            return describe_date(value)
        case int() | float():
            return f"{100 * value:.{SHARE_DIGITS}f} %" if kind == "share" else show_number(value)
    return value


def tell_refusal(sentence: str) -> str:
    """A refusal as a page says it, where nothing was to be saved and mentions have no meaning."""
    return sentence.removesuffix(SAVED_NOTHING).strip()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(__package__ or "", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["show"] = show_value
    environment.filters["day"] = describe_date
    environment.globals["marks"] = MARKS
    return environment
