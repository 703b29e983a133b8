"""The language command: everybody chooses their own."""

from commands.languages.views import AS_IN_SLACK, AS_OTHERS, CHOSEN, language_card
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Replacement, Reply
from commands.slack.blocks import Message
from commands.slack.features import Command, Feature
from commands.slack.inputs import is_blank
from commands.slack.language import SPOKEN, find_language, translate
from commands.slack.values import parse_choice
from storage.errors import OutOfDate
from storage.people import choose_language, get_person
from storage.units import Unit

EXAMPLE = "/change language de"
AUTO = "auto"
CODES = (*SPOKEN, AUTO)
NAMES = {name.casefold(): code for code, name in SPOKEN.items()} | {
    "english": "en", "german": "de", "spanish": "es", "french": "fr",
}  # fmt: skip


async def on_language(ask: Ask) -> Answer:
    """`/change language [CODE|auto]`; without one, what it is now."""
    await ask.house.directory.get_person(ask.team_id, ask.user_id)
    if is_blank(ask.text):
        return Reply(await ask.read(lambda unit: _make_card(unit, ask)))
    arguments = parse(ask.text)
    code = parse_choice(arguments.take_word("Language", EXAMPLE), "Language", CODES, NAMES)
    arguments.finish(EXAMPLE)
    return Reply(await ask.write(lambda unit: _choose(unit, ask, code)))


async def on_language_button(ask: Ask) -> Answer:
    """A language, or As in Slack, on the card."""
    if ask.value not in CODES:
        raise OutOfDate
    return Replacement(await ask.write(lambda unit: _choose(unit, ask, ask.value)))


def _choose(unit: Unit, ask: Ask, code: str) -> Message:
    choose_language(unit, ask.user_id, None if code == AUTO else code)
    return _make_card(unit, ask)


def _make_card(unit: Unit, ask: Ask) -> Message:
    person = get_person(unit, ask.user_id)
    reason = CHOSEN if person.language else AS_IN_SLACK if person.reads in SPOKEN else AS_OTHERS
    return language_card(reason, translate(find_language(unit, ask.user_id)))


FEATURE = Feature(
    title="Languages",
    area="Every day",
    commands=[
        Command("language", "", "language [en|de|es|fr|auto]", "The language that I write to you in", on_language),
    ],
    actions={"language.choose": on_language_button},
)
