"""Languages: every text of the bot's own for employees is in every catalogue, with the same places, and no other."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.pofile import read_po

from commands.slack.language import CATALOGUES, DEFAULT, SPOKEN, translate
from surveys.question_bank import QUESTION_BANK
from surveys.questions import AGREEMENT_OPTIONS, ENPS_OPTIONS

ROOT = Path(__file__).parents[2]
OTHERS = [language for language in SPOKEN if language != DEFAULT]
KEYWORDS = {"say": None, "mark": None, "count": (2, 3)}
TITLES = ("Add a comment", "Your answer")
MODAL_TITLE, BUTTON = 24, 75


def list_marked() -> set[str | tuple[str, ...]]:
    """What the code says or marks, and what surveys bring along: scales and the question bank."""
    in_code = extract_from_dir(ROOT / "commands", method_map=[("**.py", "python")], keywords=KEYWORDS)
    marked = {message for _, _, message, _, _ in in_code}
    marked |= {message for _, message, _, _ in extract_from_file("python", ROOT / "bot/home.py", keywords=KEYWORDS)}
    marked |= {option.label for option in (*AGREEMENT_OPTIONS, *ENPS_OPTIONS) if not option.label.isdecimal()}
    questions = [question for topic in QUESTION_BANK.values() for question in topic]
    return marked | {text for question in questions for text in (question.text, *question.choices)}


def read_catalogue(language):
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        return read_po(file, language, abort_invalid=True)


def list_places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_has_every_text_and_no_other(language):
    assert {message.id for message in read_catalogue(language) if message.id} == list_marked()


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated_with_the_same_places_and_marks(language):
    for message in read_catalogue(language):
        if not message.id:
            continue
        assert not message.fuzzy, message.id
        ids, strings = (each if isinstance(each, tuple | list) else (each,) for each in (message.id, message.string))
        assert len(ids) == len(strings)
        for english, translated in zip(ids, strings, strict=True):
            assert translated.strip(), english
            assert list_places(translated) == list_places(english), english
            assert re.findall(r"`[^`]*`|:\w+:|\*", translated) == re.findall(r"`[^`]*`|:\w+:|\*", english)
            assert (translated[-1:] == ".") == (english[-1:] == ".")


@pytest.mark.parametrize("language", SPOKEN)
def test_titles_and_scales_fit_where_they_stand(language):
    say = translate(language)
    assert all(len(say(title)) <= MODAL_TITLE for title in TITLES)
    assert all(len(say(option.label)) <= BUTTON for option in (*AGREEMENT_OPTIONS, *ENPS_OPTIONS))
    choices = {choice for topic in QUESTION_BANK.values() for question in topic for choice in question.choices}
    assert all(len(say(choice)) <= BUTTON for choice in choices)


@pytest.mark.parametrize("language", SPOKEN)
def test_every_language_has_its_plurals(language):
    say = translate(language)
    forms = [say.count(number, "{number} waits", "{number} wait") for number in (1, 2)]
    assert forms[0].removeprefix("1") != forms[1].removeprefix("2")


def test_days_are_said_as_people_write_them():
    said = {language: translate(language).day(date(2026, 12, 4)) for language in SPOKEN}
    assert said == {
        "en": "December 4, 2026",
        "de": "4. Dezember 2026",
        "es": "4 de diciembre de 2026",
        "fr": "4 décembre 2026",
    }


def test_an_instant_is_shown_by_slack_itself_with_the_word_between_in_the_language():
    instant = datetime(2026, 12, 4, 8, tzinfo=UTC)
    said = translate("de").instant(instant)
    assert said == f"<!date^{instant.timestamp():.0f}^{{date_short_pretty}} um {{time}}|2026-12-04 08:00 UTC>"


def test_what_no_catalogue_knows_is_said_as_it_is():
    say = translate("de")
    assert say("Wird {das} besser?") == "Wird {das} besser?"
    assert translate("it")("Save") == "Save"
