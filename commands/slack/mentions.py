"""Who and what is meant: people, channels, user groups and CSV lists, as mentioned or as typed.

Slack sends a mention with its id only when the command is set to escape; else there is only a name, to be resolved by
the directory. Ids are upper case and begin with U or W (people), C or G (channels), S (groups).
"""

import re
from dataclasses import dataclass

from commands.slack.grammar import split_list
from commands.slack.text import plain
from storage.errors import BadInput, Problems

_PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|([^<>]*))?>")
_CHANNEL = re.compile(r"<#([CG][A-Z0-9]+)(?:\|([^<>]*))?>")
_GROUP = re.compile(r"<!subteam\^(S[A-Z0-9]+)(?:\|([^<>]*))?>")
_NAME = re.compile(r"[^\s@#<>,|&!:]+(?: [^\s@#<>,|&!:]+)*")
_EVERYBODY = ("here", "channel", "everyone")
_SOURCE_EXAMPLE = "@ana,#sales,@support-team,csv,all"


@dataclass(frozen=True, slots=True)
class PersonRef:
    """A person by Slack id, or by the name somebody typed when there was no id."""

    user_id: str | None
    name: str

    @property
    def name_or_id(self) -> str:
        """What to ask the directory for."""
        return self.user_id or self.name


@dataclass(frozen=True, slots=True)
class ChannelRef:
    """A channel by Slack id, or by name without "#" when there was no id; of a private one Slack sends no name."""

    channel_id: str | None
    name: str

    @property
    def name_or_id(self) -> str:
        """What to ask the directory for."""
        return self.channel_id or self.name


@dataclass(frozen=True, slots=True)
class GroupRef:
    """A user group by Slack id, with the handle Slack showed for it."""

    group_id: str
    name: str


@dataclass(frozen=True, slots=True)
class HandleRef:
    """An "@name" without an id: a person or a user group, whichever the directory knows."""

    name: str


@dataclass(frozen=True, slots=True)
class CsvRef:
    """A list of people that is uploaded afterwards."""


@dataclass(frozen=True, slots=True)
class AllRef:
    """Everybody in the workspace who may be written to."""


SourceRef = PersonRef | ChannelRef | GroupRef | HandleRef | CsvRef | AllRef


def parse_person(reference: str, field: str) -> PersonRef:
    """One person: a mention, "@name" or a bare name; BadInput for a channel, a group or several people."""
    if match := _PERSON.fullmatch(reference.strip()):
        return PersonRef(match[1], plain(match[2] or ""))
    name = plain(reference).strip().removeprefix("@")
    if reference.strip().startswith("<") or not _NAME.fullmatch(name) or name.lower() in _EVERYBODY:
        raise BadInput(field, f"“{plain(reference).strip()}” is not one person", "@ana")
    return PersonRef(None, name)


def parse_channel(reference: str, field: str) -> ChannelRef:
    """One channel: a mention, "#name" or a bare name; BadInput for anything else."""
    if match := _CHANNEL.fullmatch(reference.strip()):
        return ChannelRef(match[1], plain(match[2] or ""))
    name = plain(reference).strip().removeprefix("#")
    if reference.strip().startswith("<") or not _NAME.fullmatch(name):
        raise BadInput(field, f"“{plain(reference).strip()}” is not one channel", "#crm-rollout")
    return ChannelRef(None, name)


def parse_source(reference: str, field: str) -> SourceRef:
    """One source of an audience: a person, a channel, a user group, or one of the words csv and all."""
    reference = reference.strip()
    if reference.lower() == "csv":
        return CsvRef()
    if reference.lower() == "all":
        return AllRef()
    if match := _GROUP.fullmatch(reference):
        return GroupRef(match[1], plain(match[2] or "").removeprefix("@"))
    if match := _PERSON.fullmatch(reference):
        return PersonRef(match[1], plain(match[2] or ""))
    if reference.startswith(("#", "<#")):
        return parse_channel(reference, field)
    name = reference.removeprefix("@")
    if not reference.startswith("@") or not _NAME.fullmatch(name) or name.lower() in _EVERYBODY:
        reason = f"“{plain(reference)}” is no @person, #channel, @group, csv or all"
        raise BadInput(field, reason, _SOURCE_EXAMPLE)
    return HandleRef(name)


def parse_sources(references: str, field: str) -> list[SourceRef]:
    """The sources in a comma-separated list, each once, in order; BadInput(s) for what is none, or when empty."""
    problems, sources = Problems(), []
    for reference in split_list(references):
        with problems:
            sources.append(parse_source(reference, field))
    problems.raise_found()
    if not sources:
        raise BadInput(field, "no source is given", _SOURCE_EXAMPLE)
    return list(dict.fromkeys(sources))
