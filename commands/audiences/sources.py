"""The sources of an audience: looked up from what people type, and written as they may type them again."""

from collections.abc import Mapping, Sequence

from commands.slack.ask import Ask
from commands.slack.directory import Channel
from commands.slack.mentions import AllRef, ChannelRef, CsvRef, GroupRef, PersonRef, SourceRef
from storage.audiences import Source
from storage.errors import BadInput, NotFound
from storage.people import Person

ALL: Source = {"all": True}


async def find_source(ask: Ask, source: SourceRef) -> Source:
    """What a reference means here; raises NotFound, or BadInput for what cannot be left out."""
    directory = ask.house.directory
    if isinstance(source, PersonRef):
        return {"person": (await directory.get_person(ask.team_id, source.user_id or source.name)).user_id}
    if isinstance(source, ChannelRef):
        return await _find_channel(ask, source)
    if isinstance(source, GroupRef):
        group = await directory.get_group(ask.team_id, source.group_id)
        return {"group": group.group_id, "name": group.handle}
    if isinstance(source, AllRef):
        return ALL
    if isinstance(source, CsvRef):
        raise BadInput("Except", "a csv cannot be excluded", "except:@ana")
    try:
        return {"person": (await directory.get_person(ask.team_id, source.name)).user_id}
    except NotFound:
        group = await directory.get_group(ask.team_id, source.name)
        return {"group": group.group_id, "name": group.handle}


def write_sources(sources: Sequence[Source], people: Mapping[str, Person]) -> str:
    """Sources as one would type them; a list of addresses is `csv`, and stays as it is."""
    return ", ".join(_write(source, people) for source in sources)


async def _find_channel(ask: Ask, source: ChannelRef) -> Source:
    directory, is_known = ask.house.directory, source.channel_id is not None and source.name != ""
    channel = (
        Channel(source.channel_id or "", source.name)
        if is_known
        else await directory.get_channel(ask.team_id, source.channel_id or source.name)
    )
    # Asking for the members now tells a private channel without the bot apart while it can still be put right.
    await directory.list_channel_members(ask.team_id, channel.channel_id)
    return {"channel": channel.channel_id, "name": channel.name}


def _write(source: Source, people: Mapping[str, Person]) -> str:
    if "person" in source:
        person = people.get(source["person"])
        return f"@{person.handle}" if person else f"<@{source['person']}>"
    if "channel" in source:
        return f"#{source['name']}"
    if "group" in source:
        return f"@{source['name']}"
    return "all" if "all" in source else "csv"
