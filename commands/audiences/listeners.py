"""Audience commands: new, list, show."""

import re
from typing import Any

from commands.audiences.views import addresses_modal, audience_card, audience_list_message, audience_modal
from commands.slack.access import permit_admin
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.directory import Channel
from commands.slack.features import Command, Feature
from commands.slack.grammar import Grammar
from commands.slack.inputs import clean_line, is_blank
from commands.slack.membership import KINDS, resolve_audience
from commands.slack.mentions import ChannelRef, CsvRef, GroupRef, PersonRef, SourceRef, parse_sources
from commands.slack.values import parse_choice
from storage.audiences import Audience, Source, add_audience, get_audience, list_audiences
from storage.errors import BadInput, NotFound, Problems
from storage.units import Unit

EXAMPLE = "/change audience new sales kind:employees from:#sales,@support except:@ana"
GRAMMAR = Grammar(
    options={"kind": "employees", "from": "#sales,@ana", "except": "@ben"}, lists=frozenset({"from", "except"})
)
NAME = re.compile(r"[\w][\w .&/-]*")
NAME_LIMIT = 64


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
    problems = Problems()
    spec: dict[str, Any] = {}
    with problems:
        spec["name"] = _check_name(name)
    with problems:
        spec["kind"] = parse_choice(kind, "Kind", KINDS)
    with problems:
        sources = parse_sources(included, "From")
        spec["included"] = [await _find_source(ask, source) for source in sources if not isinstance(source, CsvRef)]
    with problems:
        exceptions = parse_sources(excluded, "Except") if excluded else []
        spec["excluded"] = [await _find_source(ask, source) for source in exceptions]
    problems.raise_found()
    if any(isinstance(source, CsvRef) for source in sources):
        return addresses_modal(spec)
    return await _save(ask, spec)


async def on_addresses(ask: Ask) -> Answer:
    """The submitted list of e-mail addresses."""
    addresses = [a for a in re.split(r"[\s,;]+", ask.form["addresses"] or "") if a]
    found, unknown = [], []
    for line, address in enumerate(addresses, start=1):
        try:
            found.append((await ask.house.directory.get_person_by_email(ask.team_id, address)).user_id)
        except NotFound:
            unknown.append(f"{line}: {address}")
    if unknown:
        shown = "; ".join(unknown[:20])
        raise BadInput("Addresses", f"nobody here has {shown}", "ana@example.com")
    if not found:
        raise BadInput("Addresses", "there is none", "ana@example.com")
    spec = dict(ask.metadata)
    spec["included"] = [*spec["included"], {"people": list(dict.fromkeys(found))}]
    return await _save(ask, spec)


async def on_list(ask: Ask) -> Answer:
    """`/change audience list`."""
    return Reply(audience_list_message(await ask.read(list_audiences)))


async def on_show(ask: Ask) -> Answer:
    """`/change audience show NAME`."""
    name = clean_line(parse(ask.text).take_rest(), "Audience", NAME_LIMIT, example="/change audience show sales")
    audience = await ask.read(lambda unit: get_audience(unit, name))
    return Reply(audience_card(audience, await resolve_audience(ask.house, ask.team_id, audience)))


async def _save(ask: Ask, spec: dict[str, Any]) -> Answer:
    def save(unit: Unit) -> Audience:
        permit_admin(unit, ask)
        return add_audience(unit, spec["name"], spec["kind"], spec["included"], spec["excluded"])

    audience = await ask.write(save)
    return Reply(audience_card(audience, await resolve_audience(ask.house, ask.team_id, audience)))


def _check_name(text: str) -> str:
    name = clean_line(text, "Name", NAME_LIMIT, example="sales-managers")
    if not NAME.fullmatch(name):
        raise BadInput("Name", "letters, digits, spaces and - . & / only", "sales-managers")
    return name


async def _find_source(ask: Ask, source: SourceRef) -> Source:
    directory = ask.house.directory
    if isinstance(source, PersonRef):
        return {"person": (await directory.get_person(ask.team_id, source.user_id or source.name)).user_id}
    if isinstance(source, ChannelRef):
        is_known = source.channel_id is not None and source.name != ""
        channel = (
            Channel(source.channel_id or "", source.name)
            if is_known
            else await directory.get_channel(ask.team_id, source.channel_id or source.name)
        )
        # Asking for the members now tells a private channel without the bot apart while it can still be put right.
        await directory.list_channel_members(ask.team_id, channel.channel_id)
        return {"channel": channel.channel_id, "name": channel.name}
    if isinstance(source, GroupRef):
        group = await directory.get_group(ask.team_id, source.group_id)
        return {"group": group.group_id, "name": group.handle}
    if isinstance(source, CsvRef):
        raise BadInput("Except", "a csv cannot be excluded", "except:@ana")
    try:
        return {"person": (await directory.get_person(ask.team_id, source.name)).user_id}
    except NotFound:
        group = await directory.get_group(ask.team_id, source.name)
        return {"group": group.group_id, "name": group.handle}


FEATURE = Feature(
    title="Audiences",
    commands=[
        Command("audience", "list", "audience list", "All audiences", on_list),
        Command("audience", "show", "audience show NAME", "Who is in one, now", on_show),
        Command(
            "audience",
            "new",
            f"audience new NAME kind:{'|'.join(KINDS)} from:SOURCE[,SOURCE…] [except:SOURCE]",
            "Make one from @people, #channels, @groups or csv (admins)",
            on_new,
        ),
    ],
    forms={"audience.new": on_new_form, "audience.addresses": on_addresses},
)
