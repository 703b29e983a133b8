"""Role commands: list, grant and revoke."""

from datetime import date

from commands.roles.views import FUNCTION_LIMIT, GRANTABLE, grant_modal, role_list_message
from commands.slack.access import permit, permit_admin
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Replacement, Reply
from commands.slack.blocks import Message
from commands.slack.choices import list_choosable
from commands.slack.dates import parse_date
from commands.slack.features import Command, Feature
from commands.slack.grammar import Grammar
from commands.slack.inputs import clean_line, is_blank
from commands.slack.lookups import find_anybody, find_member
from commands.slack.pages import read_turn
from commands.slack.subjects import take_key, take_only_key
from commands.slack.values import parse_choice
from storage.audiences import get_audience
from storage.errors import BadInput, Problems
from storage.initiatives import edit_initiative, get_initiative, get_open_initiative
from storage.people import Person
from storage.roles import Role, grant_role, list_grants, revoke_role
from storage.units import Unit

EXAMPLE = "/change role grant CRM @ana manager for finance"
REVIEWER_EXAMPLE = "until:2026-12-31"
GRAMMAR = Grammar(options={"until": "2026-12-31"})
MAY_APPOINT = (Role.LEAD, Role.ADMIN)
SINGLE = {Role.SPONSOR: "sponsor_id", Role.LEAD: "lead_id"}
"""Roles that exactly one person has, and the field of the initiative that says who."""


async def on_list(ask: Ask) -> Answer:
    """`/change role list KEY`."""
    key = take_only_key(ask.text, "/change role list CRM")
    return Reply(await ask.read(lambda unit: _make_list(unit, key)))


async def on_page(ask: Ask) -> Answer:
    """Next and Previous under the list."""
    key, page = read_turn(ask.value)
    return Replacement(await ask.read(lambda unit: _make_list(unit, key, page)))


async def on_grant(ask: Ask) -> Answer:
    """`/change role grant KEY @x ROLE [for FUNCTION] [until:DATE]`; without arguments the form."""
    if is_blank(ask.text):
        return await _open_form(ask)
    arguments = parse(ask.text, GRAMMAR)
    key = take_key(arguments, EXAMPLE)
    reference = arguments.take_reference("Person", EXAMPLE)
    role = arguments.take_word("Role", EXAMPLE)
    function = arguments.take_rest() if arguments.take_keyword("for") else None
    arguments.finish(EXAMPLE)
    return await _grant(ask, key, reference, role, function, arguments.option("until"))


async def on_open_form(ask: Ask) -> Answer:
    """Grant a role, under the list."""
    return await _open_form(ask, ask.value)


async def on_grant_form(ask: Ask) -> Answer:
    """The submitted form."""
    form = ask.form
    function = None if is_blank(form["for"]) else form["for"]
    return await _grant(ask, form["initiative"], f"<@{form['person']}>", form["role"], function, form["until"])


async def on_revoke(ask: Ask) -> Answer:
    """`/change role revoke KEY @x ROLE`."""
    example = "/change role revoke CRM @ana manager"
    arguments = parse(ask.text)
    key = take_key(arguments, example)
    reference = arguments.take_reference("Person", example)
    role = Role(parse_choice(arguments.take_word("Role", example), "Role", GRANTABLE))
    arguments.finish(example)
    person = await find_anybody(ask, reference, "Person")

    def revoke(unit: Unit) -> Message:
        permit(unit, ask, get_initiative(unit, key), MAY_APPOINT)
        if role in SINGLE:
            reason = f"there is always a {role}; grant it to somebody else instead"
            raise BadInput("Role", reason, f"/change role grant {key} @ana {role}")
        if not revoke_role(unit, key, person.user_id, role):
            raise BadInput("Role", f"{person.name} is no {role} of {key}", f"/change role list {key}")
        return _make_list(unit, key)

    return Reply(await ask.write(revoke))


async def _open_form(ask: Ask, key: str | None = None) -> Answer:
    return grant_modal(await list_choosable(ask, MAY_APPOINT), key)


async def _grant(ask: Ask, key: str, reference: str, role_word: str, function: str | None, until: str | None) -> Answer:
    problems = Problems()
    with problems:
        person = await find_member(ask, reference, "Person")
    with problems:
        role = Role(parse_choice(role_word, "Role", GRANTABLE))
        until_on = _read_until(role, until, await ask.find_today())
        if function is not None:
            function = clean_line(function, "For", FUNCTION_LIMIT, example="for finance")
    problems.raise_found()

    def grant(unit: Unit) -> Message:
        permit(unit, ask, get_open_initiative(unit, key), MAY_APPOINT)
        _write_grant(unit, ask, key, person, role, function, until_on)
        return _make_list(unit, key)

    return Reply(await ask.write(grant))


def _read_until(role: Role, text: str | None, today: date) -> date | None:
    if text is None or is_blank(text):
        if role == Role.REVIEWER:
            raise BadInput("Until", "it is missing", REVIEWER_EXAMPLE)
        return None
    if role in SINGLE:
        raise BadInput("Until", f"a {role} has no last day; grant the role to somebody else when it comes", EXAMPLE)
    return parse_date(text, today, "Until", future=True)


def _write_grant(
    unit: Unit, ask: Ask, key: str, person: Person, role: Role, function: str | None, until_on: date | None
) -> None:
    if role in SINGLE:
        permit_admin(unit, ask)
        edit_initiative(unit, key, **{SINGLE[role]: person.user_id})
        return
    if role == Role.CHAMPION and function is not None:
        function = get_audience(unit, function).name
    grant_role(unit, key, person.user_id, role, audience=function, until_on=until_on)


def _make_list(unit: Unit, key: str, page: int = 0) -> Message:
    return role_list_message(get_initiative(unit, key), list_grants(unit, key), page)


FEATURE = Feature(
    title="Roles",
    area="People",
    commands=[
        Command("role", "list", "role list KEY", "Who has which part in a change, and which nobody has", on_list),
        Command(
            "role",
            "grant",
            "role grant KEY @x sponsor|lead|champion|manager|reviewer [for FUNCTION] [until:DATE]",
            "Give a role, or open the form (lead; sponsor and lead: admin)",
            on_grant,
        ),
        Command("role", "revoke", "role revoke KEY @x ROLE", "Take one away (lead)", on_revoke, may=MAY_APPOINT),
    ],
    actions={"role.page": on_page, "role.open": on_open_form},
    forms={"role.grant": on_grant_form},
)
