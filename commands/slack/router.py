"""The router: from typed words, clicked buttons and submitted forms to the feature's listener."""

from collections.abc import Sequence
from dataclasses import replace

from commands.slack.ask import Answer, Ask, Listener, Reply
from commands.slack.blocks import compose, context, header, section, sections, select
from commands.slack.features import Command, Direct, Feature
from commands.slack.inputs import is_blank, is_storable
from commands.slack.line_forms import FORM, find_missing, open_line_form, write_filled
from commands.slack.suggestions import did_you_mean
from commands.slack.text import escape, shorten
from commands.slack.values import ID, KEY
from storage.errors import BadInput, BadInputs, OutOfDate

MENU_ACTION = "menu.show"
ECHO_LIMIT = 60
"""Of a word that means nothing here, so much is said back."""


class Router:
    """Finds the listener for a gesture in plain dictionaries, at the same cost however many features there are."""

    def __init__(self, features: Sequence[Feature]) -> None:
        self._features = features
        self._commands = {(c.noun, c.verb): c for feature in features for c in feature.commands}
        self._nouns = sorted({noun for noun, _ in self._commands})
        self._direct = {direct.noun: direct for feature in features for direct in feature.direct}
        self._actions = {name: listener for feature in features for name, listener in feature.actions.items()}
        self._actions[MENU_ACTION] = self._on_menu
        self._forms = {name: listener for feature in features for name, listener in feature.forms.items()}
        self._forms[FORM] = self._on_line_form

    async def on_command(self, ask: Ask) -> Answer:
        """Answer `/change NOUN [VERB] …`; no words give the menu, unknown words a suggestion."""
        if is_blank(ask.text):
            return self._show_menu()
        noun, rest = _split_word(ask.text)
        noun = noun.lower()
        if noun == "help":
            return self._show_help(rest)
        found = self._find_command(noun, rest)
        if found is None:
            return self._show_help(noun)
        command, text = found
        return await self._run(command, replace(ask, text=text))

    async def _run(self, command: Command, ask: Ask) -> Answer:
        """Run a command; given nothing where it needs something, it is asked for by form."""
        try:
            return await command.listener(ask)
        except (BadInput, BadInputs) as error:
            missing = find_missing(error)
            if missing is None or not is_blank(ask.text):
                raise
            return await open_line_form(ask, command, missing)

    async def _on_line_form(self, ask: Ask) -> Answer:
        """The submitted form that a command asked by: as if its line had been typed."""
        command = self._commands[ask.metadata["noun"], ask.metadata["verb"]]
        return await command.listener(replace(ask, text=write_filled(ask, command)))

    async def on_direct_command(self, noun: str, ask: Ask) -> Answer:
        """Answer `/change-status …` and `/change-risk …`."""
        if ask.text.strip().lower() == "help":
            return self._show_help(noun)
        return await self._direct[noun].listener(ask)

    async def on_action(self, action_id: str, ask: Ask) -> Answer:
        """Answer a clicked button or a changed select; whatever follows ":" only keeps the id unique."""
        if not is_storable(ask.value):
            raise OutOfDate
        return await self._find(self._actions, action_id.partition(":")[0])(ask)

    async def on_form(self, callback_id: str, ask: Ask) -> Answer:
        """Answer a submitted form."""
        return await self._find(self._forms, callback_id)(ask)

    def _find_command(self, noun: str, rest: str) -> tuple[Command, str] | None:
        """The command meant, and what it is given; None for a noun alone that says nothing by itself."""
        verb, after_verb = _split_word(rest)
        verbs = sorted({v for n, v in self._commands if n == noun})
        if not verbs:
            raise BadInput("Command", self._unknown(noun, self._nouns), "/change help")
        if (noun, verb.lower()) in self._commands:
            return self._commands[noun, verb.lower()], after_verb
        if "" in verbs:
            return self._commands[noun, ""], rest.strip()
        listing, showing = self._commands.get((noun, "list")), self._commands.get((noun, "show"))
        if listing is not None and (not verb or _is_subject(rest, listing, verbs)):
            return listing, rest.strip()
        if not verb:
            return None
        if showing is not None and "ID" in showing.usage and ID.fullmatch(rest.strip()):
            return showing, rest.strip()
        raise BadInput("Command", self._unknown(verb, verbs), f"/change {self._commands[noun, verbs[0]].usage}")

    @staticmethod
    def _unknown(word: str, known: Sequence[str]) -> str:
        similar = did_you_mean(word, known)
        hint = f"Did you mean “{similar[0]}”?" if similar else f"Known: {', '.join(known)}"
        return f"there is no “{shorten(word, ECHO_LIMIT)}”. {hint}"

    @staticmethod
    def _find(listeners: dict[str, Listener], name: str) -> Listener:
        if name not in listeners:
            raise OutOfDate
        return listeners[name]

    def _show_menu(self) -> Reply:
        areas: dict[str, list[Feature]] = {}
        for feature in self._features:
            areas.setdefault(feature.area, []).append(feature)
        blocks = [section(f"*{area}*\n" + "\n".join(map(self._outline, features))) for area, features in areas.items()]
        options = sorted((feature.title, feature.entries[0].noun) for feature in self._features)
        choice = select("In full", MENU_ACTION, [(noun, title) for title, noun in options])
        return Reply(
            compose(
                header("Groundswell"),
                section("What would you like to do?", accessory=choice),
                *blocks,
                context("`/change help NOUN` shows a topic in full."),
            )
        )

    def _outline(self, feature: Feature) -> str:
        nouns = [f"`/change {noun}`" for noun in dict.fromkeys(each.noun for each in feature.commands)]
        return "\n".join([*map(self._line, feature.direct), f"• {escape(feature.title)}: {' '.join(nouns)}"])

    async def _on_menu(self, ask: Ask) -> Answer:
        return self._show_help(ask.value)

    def _show_help(self, noun: str) -> Reply:
        wanted = noun.strip().lower()
        if not wanted:
            return self._show_menu()
        known = [entry for feature in self._features for entry in feature.entries]
        commands = [entry for entry in known if entry.noun == wanted]
        if not commands:
            raise BadInput("Command", self._unknown(wanted, self._nouns), "/change help")
        lines = "\n".join(map(self._line, commands))
        return Reply(compose(*sections(f"*{escape(wanted)}*\n{lines}")))

    def _line(self, command: Command | Direct) -> str:
        name = f"/change-{command.noun}" if isinstance(command, Direct) else "/change"
        return f"• `{escape(f'{name} {command.usage}')}` {escape(command.summary)}"


def _is_subject(rest: str, listing: Command, verbs: Sequence[str]) -> bool:
    """Whether all that follows a noun is what its list is about, and not a slip of one of its verbs."""
    return "KEY" in listing.usage and KEY.fullmatch(rest.strip()) is not None and not did_you_mean(rest.strip(), verbs)


def _split_word(text: str) -> tuple[str, str]:
    """The first word, and what follows it; any white space separates them."""
    word, *rest = text.split(maxsplit=1) or [""]
    return word, rest[0] if rest else ""
