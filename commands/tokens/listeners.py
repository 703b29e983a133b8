"""Token commands, for admins: new, list, revoke."""

import re

from commands.slack.access import permit_admin
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Replacement, Reply
from commands.slack.blocks import Message
from commands.slack.features import Command, Feature
from commands.slack.grammar import Grammar
from commands.slack.inputs import clean_line, is_blank
from commands.slack.pages import read_turn
from commands.slack.values import parse_key
from commands.tokens.passes import make_pass
from commands.tokens.views import (
    token_card,
    token_list_message,
    token_made_message,
    token_modal,
    token_revoked_message,
)
from storage.api_tokens import NAME_LIMIT, add_api_token, get_api_token, list_api_tokens, revoke_api_token
from storage.errors import BadInput
from storage.initiatives import get_open_initiative, list_initiatives
from storage.units import Unit

NEW_EXAMPLE = "/change token new identity-provider for:CRM"
REVOKE_EXAMPLE = "/change token revoke identity-provider"
GRAMMAR = Grammar(options={"for": "CRM"})
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


async def on_new(ask: Ask) -> Answer:
    """`/change token new NAME [for:KEY]`; without arguments the form."""
    if is_blank(ask.text):
        return await ask.read(lambda unit: _open_form(unit, ask))
    arguments = parse(ask.text, GRAMMAR)
    name = arguments.take_word("Name", NEW_EXAMPLE)
    arguments.finish(NEW_EXAMPLE)
    return await _make(ask, name, arguments.option("for"))


def _open_form(unit: Unit, ask: Ask) -> Answer:
    permit_admin(unit, ask)
    return token_modal(list_initiatives(unit, open_only=True))


async def on_form(ask: Ask) -> Answer:
    """The submitted form for a new token."""
    return await _make(ask, ask.form["name"] or "", ask.form.get("initiative"))


async def _make(ask: Ask, name: str, scope: str | None) -> Answer:
    key = parse_key(scope, "For") if scope else None
    name = clean_line(name, "Name", NAME_LIMIT, example=NEW_EXAMPLE)
    if not _NAME.fullmatch(name):
        raise BadInput("Name", "letters, digits, “-”, “_” and “.” in one word", NEW_EXAMPLE)
    made = make_pass(ask.team_id)

    def make(unit: Unit) -> Message:
        permit_admin(unit, ask)
        if key:
            get_open_initiative(unit, key)
        return token_made_message(add_api_token(unit, name, made.secret, key), made, ask.house.pages.base_url)

    return Reply(await ask.write(make))


async def on_list(ask: Ask) -> Answer:
    """`/change token list`."""
    parse(ask.text).finish("/change token list")
    return Reply(await ask.read(lambda unit: _list(unit, ask)))


async def on_page(ask: Ask) -> Answer:
    """Next and Previous under the list."""
    _, page = read_turn(ask.value)
    return Replacement(await ask.read(lambda unit: _list(unit, ask, page)))


def _list(unit: Unit, ask: Ask, page: int = 0) -> Message:
    permit_admin(unit, ask)
    return token_list_message(list_api_tokens(unit), page)


async def on_show_button(ask: Ask) -> Answer:
    """Open, in the list."""

    def show(unit: Unit) -> Message:
        permit_admin(unit, ask)
        return token_card(get_api_token(unit, ask.value))

    return Reply(await ask.read(show))


async def on_revoke(ask: Ask) -> Answer:
    """`/change token revoke NAME`."""
    arguments = parse(ask.text)
    name = arguments.take_word("Token", REVOKE_EXAMPLE)
    arguments.finish(REVOKE_EXAMPLE)
    return await _revoke(ask, name)


async def on_revoke_button(ask: Ask) -> Answer:
    """Revoke, on a card."""
    return await _revoke(ask, ask.value)


async def _revoke(ask: Ask, name: str) -> Answer:
    def revoke(unit: Unit) -> Message:
        permit_admin(unit, ask)
        token = get_api_token(unit, name)
        revoke_api_token(unit, token)
        return token_revoked_message(token)

    return Reply(await ask.write(revoke))


FEATURE = Feature(
    title="API tokens",
    area="Measuring",
    commands=[
        Command("token", "list", "token list", "What other systems post readings with (admins)", on_list),
        Command(
            "token", "new", "token new NAME [for:KEY]", "A token for the readings API, shown once (admins)", on_new
        ),
        Command("token", "revoke", "token revoke NAME", "Take nothing with it any more (admins)", on_revoke),
    ],
    actions={"token.page": on_page, "token.show": on_show_button, "token.revoke": on_revoke_button},
    forms={"token.new": on_form},
)
