"""Language: what employees read of the bot's own words, in their language.

Texts stand in the code in English, with {places}, as `say("Your comment is saved.")`; the catalogues beside translate
them. What leads, sponsors and admins work with stays in English.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from storage.audiences import list_audiences
from storage.people import find_person
from storage.units import Unit

CATALOGUES = Path(__file__).parent / "catalogues"
SPOKEN = {"en": "English", "de": "Deutsch", "es": "Español", "fr": "Français"}
"""The languages that there are texts in, each by its own name."""
DEFAULT = "en"


def mark(text: str) -> str:
    """A text that is said elsewhere, marked so that the catalogues have it."""
    return text


DAY_AND_TIME = mark("{day} at {time}")


@dataclass(frozen=True, slots=True)
class Say:
    """Says texts in one language: `say(text, **places)`; a text that is in no catalogue is said as it is."""

    language: str

    def __call__(self, text: str, /, **places: object) -> str:
        """The text in this language, its {places} filled in."""
        said = _read_catalogue(self.language).gettext(text)
        return said.format(**places) if places else said

    def count(self, number: int, one: str, many: str, **places: object) -> str:
        """The text for a {number} of things, in the form that this language has for so many."""
        return _read_catalogue(self.language).ngettext(one, many, number).format(number=number, **places)

    def day(self, day: date) -> str:
        """A day with its month and year in words."""
        return format_date(day, "long", locale=self.language)

    def instant(self, instant: datetime) -> str:
        """An instant in mrkdwn that Slack shows in the reader's own zone; UTC where a client cannot."""
        utc = instant.astimezone(UTC)
        form = self(DAY_AND_TIME, day="{date_short_pretty}", time="{time}")
        return f"<!date^{int(utc.timestamp())}^{form}|{utc:%Y-%m-%d %H:%M} UTC>"


def translate(language: str) -> Say:
    """What says texts in a language; in English where there is no catalogue of it."""
    return Say(language if language in SPOKEN else DEFAULT)


def find_language(unit: Unit, user_id: str, audience: str | None = None) -> str:
    """What somebody reads: their choice, else that of their Slack, else that of the audience, else English."""
    person = find_person(unit, user_id)
    return (person.reads if person else None) or find_audience_language(unit, audience)


def find_audience_language(unit: Unit, audience: str | None) -> str:
    """The language of the audience of this name; English when there is none (any more)."""
    return next((each.language for each in list_audiences(unit) if each.name == audience), DEFAULT)


@cache
def _read_catalogue(language: str) -> NullTranslations:
    if language == DEFAULT:
        return NullTranslations()
    compiled = BytesIO()
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        write_mo(compiled, read_po(file, language))
    compiled.seek(0)
    return GNUTranslations(compiled)
