"""Audience commands: new, list, show; changing, promising and overlaps have modules of their own."""

from typing import Any

from commands.audiences.cards import make_card, show_card
from commands.audiences.defining import check_name, read_definition
from commands.audiences.editing import on_drop, on_edit, on_edit_button, on_edit_form, on_rules, take_name
from commands.audiences.lookups import look_up_members
from commands.audiences.missing import list_missed, notice_missed
from commands.audiences.overlapping import on_overlaps, on_overlaps_page
from commands.audiences.pasting import ADDRESS, WORD_SHOWN, raise_problems, read_addresses
from commands.audiences.promising import on_cadence
from commands.audiences.views import addresses_modal, audience_list_message, audience_modal
from commands.slack.access import permit_admin
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Replacement, Reply
from commands.slack.features import Command, Feature
from commands.slack.grammar import Grammar
from commands.slack.inputs import is_blank
from commands.slack.membership import KINDS, resolve_audience
from commands.slack.pages import read_turn
from storage.audiences import Audience, add_audience, get_audience, list_audiences
from storage.errors import BadInput, NotFound, Problems
from storage.memberships import put_members
from storage.units import Unit

EXAMPLE = "/change audience new sales kind:employees from:#sales,@support except:@ana"
GRAMMAR = Grammar(
    options={"kind": "employees", "from": "#sales,@ana", "except": "@ben"}, lists=frozenset({"from", "except"})
)


async def on_new(ask: Ask) -> Answer:
    """`/change audience new NAME kind:… from:SOURCE[,SOURCE…] [except:SOURCE]`."""
    await ask.read(lambda unit: permit_admin(unit, ask))
    if is_blank(ask.text):
        return audience_modal()
    arguments = parse(ask.text, GRAMMAR)
    included = arguments.option_reference("from") or ""
    excluded = arguments.option_reference("except") or ""
    return await _define(ask, arguments.take_rest(), arguments.option("kind") or "", included, excluded)


async def on_new_form(ask: Ask) -> Answer:
    """The submitted form."""
    form = ask.form
    return await _define(ask, form["name"] or "", form["kind"] or "", form["from"] or "", form["except"] or "")


async def _define(ask: Ask, name: str, kind: str, included: str, excluded: str) -> Answer:
    problems, spec, has_csv = Problems(), dict[str, Any](), False
    with problems:
        spec["name"] = check_name(name)
    with problems:
        definition, has_csv = await read_definition(ask, kind, included, excluded)
        spec |= definition
    problems.raise_found()
    return addresses_modal(spec) if has_csv else await _save(ask, spec)


async def on_addresses(ask: Ask) -> Answer:
    """The submitted list of e-mail addresses."""
    addresses, problems = read_addresses(ask.form["addresses"] or "")
    found = []
    for line, address in addresses:
        try:
            found.append((await ask.house.directory.get_person_by_email(ask.team_id, address)).user_id)
        except NotFound:
            problems.append(f"line {line}: nobody here has {address[:WORD_SHOWN]}")
    raise_problems(problems)
    if not found:
        raise BadInput("Addresses", "there is none", ADDRESS)
    spec = dict(ask.metadata)
    spec["included"] = [*spec["included"], {"people": list(dict.fromkeys(found))}]
    return await _save(ask, spec)


async def on_list(ask: Ask) -> Answer:
    """`/change audience list`."""
    return Reply(audience_list_message(await ask.read(list_audiences)))


async def on_page(ask: Ask) -> Answer:
    """Next and Previous under the list."""
    _, page = read_turn(ask.value)
    return Replacement(audience_list_message(await ask.read(list_audiences), page))


async def on_show(ask: Ask) -> Answer:
    """`/change audience show NAME`."""
    return await _show(ask, take_name(parse(ask.text).take_rest(), "/change audience show sales"))


async def on_show_button(ask: Ask) -> Answer:
    """Open, in a list or a message."""
    return await _show(ask, ask.value)


async def _show(ask: Ask, name: str) -> Answer:
    return await show_card(ask, await ask.read(lambda unit: get_audience(unit, name)))


async def _save(ask: Ask, spec: dict[str, Any]) -> Answer:
    draft = Audience(author_id=ask.user_id, created_at=ask.now, **spec)
    membership, zone = await resolve_audience(ask.house, ask.team_id, draft), await ask.find_zone()

    def save(unit: Unit) -> Answer:
        permit_admin(unit, ask)
        audience = add_audience(unit, draft.name, draft.kind, draft.included, draft.excluded)
        put_members(unit, audience.name, [person.user_id for person in membership.members])
        return make_card(unit, audience, membership, zone)

    return await ask.write(save)


FEATURE = Feature(
    title="Audiences",
    area="Telling",
    commands=[
        Command("audience", "list", "audience list", "All audiences", on_list),
        Command("audience", "show", "audience show NAME", "Who is in one now, and how it is told", on_show),
        Command(
            "audience",
            "new",
            f"audience new NAME kind:{'|'.join(KINDS)} from:SOURCE[,SOURCE…] [except:SOURCE]",
            "Make one from @people, #channels, @groups, csv or all (admins)",
            on_new,
        ),
        Command("audience", "edit", "audience edit NAME", "Correct its rule and how it is told (admins)", on_edit),
        Command(
            "audience",
            "rules",
            "audience rules NAME [window:08:00-18:00] [days:mon-fri] [country:DE] [language:de] [budget:3]",
            "When and how often messages may reach it (admins)",
            on_rules,
        ),
        Command(
            "audience",
            "cadence",
            "audience cadence NAME RULE|off",
            "Promise it a memo every so often, such as “weekly monday 09:00” (admins)",
            on_cadence,
        ),
        Command("audience", "overlaps", "audience overlaps", "Who is in several, and which share people", on_overlaps),
        Command("audience", "drop", "audience drop NAME", "Take one away that nothing uses (admins)", on_drop),
    ],
    actions={
        "audience.show": on_show_button,
        "audience.page": on_page,
        "audience.edit": on_edit_button,
        "audience.overlaps": on_overlaps,
        "audience.shared": on_overlaps_page,
    },
    forms={
        "audience.new": on_new_form,
        "audience.addresses": on_addresses,
        "audience.edit": on_edit_form,
    },
    home_tasks=[list_missed],
    sweeps=[notice_missed, look_up_members],
)
