"""How tokens look: the one time that a token is shown, the list, a card, the form."""

from collections.abc import Sequence

from commands.slack.blocks import Message, actions, button, compose, context, header, local_time, mention_actor, section
from commands.slack.choices import OPTIONS_LIMIT
from commands.slack.modals import ChoiceField, Field, Modal, TextField
from commands.slack.pages import Line, Listing
from commands.slack.text import inert
from commands.tokens.passes import Pass
from storage.api_tokens import NAME_LIMIT, ApiToken
from storage.initiatives import Initiative


def token_made_message(token: ApiToken, made: Pass, address: str | None) -> Message:
    """A new token; what is said here is kept nowhere."""
    where = f"`POST {address}/api/v1/readings`" if address else "the readings API"
    return compose(
        header(f"Token · {token.name}"),
        section(f"For {where}{_say_scope(token)}:\n```{made}```"),
        context("Copy it now: it is shown this once. Whoever has it can record readings; revoke it when it leaks."),
    )


def token_list_message(tokens: Sequence[ApiToken], page: int = 0) -> Message:
    """The tokens in use."""
    lines = [Line(_show_token(token), token.name) for token in tokens]
    empty = "None. `/change token new NAME` makes one; until then the API takes nothing."
    return Listing("API tokens", "all", lines, empty, "token.page", "token.show").show(page)


def token_card(token: ApiToken) -> Message:
    """One token, and the button that ends it."""
    revoke = button("Revoke", "token.revoke", token.name, style="danger")
    return compose(header(f"Token · {token.name}"), section(_show_token(token)), actions(revoke))


def token_revoked_message(token: ApiToken) -> Message:
    """That a token is good for nothing any more."""
    return compose(section(f"*{inert(token.name)}* is revoked: nothing is taken with it any more. Its readings stay."))


def token_modal(initiatives: Sequence[Initiative]) -> Modal:
    """The form for a new token."""
    options = [(each.key, f"{each.key} · {each.name}") for each in initiatives[:OPTIONS_LIMIT]]
    fields: list[Field] = [TextField("Name", limit=NAME_LIMIT, hint="The system that posts, such as identity-provider")]
    if options:
        hint = "The token is good for this one alone; for all when left empty"
        fields.append(ChoiceField("Initiative", is_optional=True, options=options, hint=hint))
    return Modal("token.new", "New API token", "Make", fields)


def _show_token(token: ApiToken) -> str:
    used = f"last used {local_time(token.used_at)}" if token.used_at else "not used yet"
    made = f"made {local_time(token.created_at)} by {mention_actor(token.author_id)}"
    return f"*{inert(token.name)}*{_say_scope(token)}\n`{token.prefix}…`, {made}, {used}"


def _say_scope(token: ApiToken) -> str:
    return f" for {token.initiative_key} alone" if token.initiative_key else ""
