"""The forms of trainings, and what is read from them or from a command."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from commands.slack.ask import Ask
from commands.slack.choices import initiative_field
from commands.slack.conflicts import stamp
from commands.slack.inputs import clean_line, is_blank, trim
from commands.slack.lookups import find_member
from commands.slack.modals import ChoiceField, DateField, Field, Modal, PeopleField, PersonField, TextField
from commands.slack.moments import parse_instant
from commands.slack.reasons import REASON_LIMIT
from commands.slack.values import parse_whole
from storage.audiences import Audience
from storage.errors import BadInput, Problems
from storage.initiatives import Initiative
from storage.trainings import Training

NAME_LIMIT, PLACE_LIMIT, LINK_LIMIT, LIST_LIMIT = 120, 120, 500, 3000
MOST_SEATS, MOST_PICKED = 10_000, 100
NAME_EXAMPLE, LINK_EXAMPLE = "Working in the CRM", "https://example.com/meet"
_LINK = re.compile(r"https?://[^\s<>|\"]+")


def add_modal(initiatives: list[Initiative], audiences: Sequence[Audience], key: str | None = None) -> Modal:
    """The form that does what `/change training add` does."""
    options = [(audience.name, audience.name) for audience in audiences[:100]]
    fields: list[Field] = [
        initiative_field(initiatives, key),
        TextField("Name", limit=NAME_LIMIT, hint=f"Such as {NAME_EXAMPLE}"),
        ChoiceField("Audience", options=options),
        DateField("Date"),
        TextField("Time", limit=20, hint="Such as 14:00, by your clock"),
        *_optional_fields(None),
    ]
    return Modal("training.add", "New training", "Save", fields)


def edit_modal(training: Training, zone: str) -> Modal:
    """The form that corrects a session, filled in."""
    local = training.starts_at.astimezone(ZoneInfo(zone))
    fields: list[Field] = [
        TextField("Name", limit=NAME_LIMIT, initial=training.name),
        DateField("Date", initial=local.date().isoformat()),
        TextField("Time", limit=20, initial=f"{local:%H:%M}", hint="By your clock"),
        *_optional_fields(training),
    ]
    return Modal("training.edit", f"Edit {training.id}", "Save", fields, metadata=_remember(training))


def cancel_modal(training: Training) -> Modal:
    """The form that asks why, for those who are told."""
    fields = [TextField("Reason", is_optional=True, limit=REASON_LIMIT, hint="Those who wanted to come are told")]
    return Modal("training.cancel", f"Cancel {training.id}", "Cancel it", fields, metadata=_remember(training))


def attendance_modal(training: Training, expected: Sequence[str]) -> Modal:
    """The form for who came, filled in with those expected; whom the picker does not hold stand in the list."""
    rest = "\n".join(f"<@{user_id}>" for user_id in expected[MOST_PICKED:])
    fields = [
        PeopleField("Who came", is_optional=True, most=MOST_PICKED, initial=expected[:MOST_PICKED]),
        TextField(
            "Also came", is_optional=True, limit=LIST_LIMIT, is_multiline=True, initial=rest or None,
            hint="E-mail addresses or @names, such as a column of a spreadsheet",
        ),
    ]  # fmt: skip
    return Modal("training.done", f"Who came to {training.id}", "Save", fields, metadata=_remember(training))


async def read_facts(ask: Ask, given: Mapping[str, str | None], before: Training | None = None) -> dict[str, Any]:
    """What a session is, from the texts of a form or of options: name, when, place, seats, link, trainer (a reference).

    A time that has not been changed may be past. BadInput(s) with everything that is wrong.
    """
    problems, facts, zone = Problems(), dict[str, Any](), await ask.find_zone()
    with problems:
        facts["name"] = clean_line(given["name"] or "", "Name", NAME_LIMIT, example=NAME_EXAMPLE)
    with problems:
        facts["starts_at"] = _read_start(given["when"] or "", ask.now, zone, before)
    with problems:
        place = clean_line(given["place"] or "", "Place", PLACE_LIMIT, example="Room 3", required=False)
        facts["place"] = place or None
    with problems:
        seats = given["seats"]
        facts["seats"] = None if seats is None or is_blank(seats) else parse_whole(seats, "Seats", 1, MOST_SEATS, "12")
    with problems:
        facts["link"] = read_link(given["link"])
    with problems:
        trainer = given["trainer"]
        facts["trainer_id"] = (await find_member(ask, trainer, "Trainer")).user_id if trainer else None
    problems.raise_found()
    return facts


def read_link(text: str | None) -> str | None:
    """A web address, or None for nothing; BadInput for anything else."""
    if text is None or is_blank(text):
        return None
    link = clean_line(text, "Link", LINK_LIMIT, example=LINK_EXAMPLE)
    if not _LINK.fullmatch(link):
        raise BadInput("Link", "it must begin with https://", LINK_EXAMPLE)
    return link


async def read_people(ask: Ask, references: Sequence[str]) -> list[str]:
    """The user ids of people given by mention, @name or e-mail address; BadInput(s) for those nobody knows."""
    problems, found = Problems(), dict[str, None]()
    for reference in references:
        with problems:
            found[await _find_person(ask, reference)] = None
    problems.raise_found()
    return list(found)


def split_people(text: str | None) -> list[str]:
    """The references in a list, parted by commas, semicolons or white space."""
    return [part for part in re.split(r"[\s,;]+", text or "") if part]


async def _find_person(ask: Ask, reference: str) -> str:
    address = trim(reference)
    if "@" in address[1:] and not address.startswith("<"):
        return (await ask.house.directory.get_person_by_email(ask.team_id, address)).user_id
    return (await find_member(ask, address, "Who came")).user_id


def _read_start(text: str, now: datetime, zone: str, before: Training | None) -> datetime:
    if before is not None and text == f"{before.starts_at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}":
        return before.starts_at
    return parse_instant(text, now, zone, "Time")


def _optional_fields(training: Training | None) -> list[Field]:
    seats = str(training.seats) if training and training.seats is not None else None
    return [
        PersonField("Trainer", is_optional=training is None, initial=training.trainer_id if training else None),
        TextField("Place", is_optional=True, limit=PLACE_LIMIT, initial=training.place if training else None),
        TextField("Seats", is_optional=True, limit=6, initial=seats, hint="Empty: enough for everybody"),
        TextField("Link", is_optional=True, limit=LINK_LIMIT, initial=training.link if training else None),
    ]


def _remember(training: Training) -> dict[str, str]:
    return {"id": training.id, "stamp": stamp(training)}
