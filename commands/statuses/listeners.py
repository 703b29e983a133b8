"""Status commands: post in one line or by form, look back, correct."""

from typing import Any

from commands.slack.access import permit
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.blocks import Message
from commands.slack.choices import list_choosable
from commands.slack.features import Command, Direct, Feature
from commands.slack.grammar import Grammar
from commands.slack.inputs import clean_line, clean_text, is_blank
from commands.slack.roadblocks import ROADBLOCKS
from commands.slack.standing import find_standing
from commands.slack.subjects import take_key, take_only_key
from commands.slack.values import parse_choice, parse_key, parse_rag
from commands.statuses.home import my_initiatives_card
from commands.statuses.recording import record_standings
from commands.statuses.views import (
    SUMMARY_LIMIT,
    WORKSTREAM_LIMIT,
    correct_status_modal,
    status_history_message,
    status_modal,
    status_saved_message,
)
from storage.errors import BadInput, Conflict
from storage.initiatives import Initiative, get_initiative, get_open_initiative
from storage.roles import Role
from storage.statuses import (
    Status,
    add_status,
    correct_status,
    find_status_at,
    get_status,
    list_statuses,
    list_workstreams,
)
from storage.units import Unit

EXAMPLE = "/change-status CRM amber Data load slipped two days"
CORRECT_EXAMPLE = "/change status correct CRM amber Data load slipped three days"
GRAMMAR = Grammar(options={"workstream": "migration", "roadblock": "timeline"})
MAY_POST = (Role.CHAMPION, Role.LEAD)


async def on_post(ask: Ask) -> Answer:
    """`/change-status KEY green|amber|red SUMMARY …`; without arguments the form."""
    if is_blank(ask.text):
        return await _open_form(ask)
    arguments = parse(ask.text, GRAMMAR)
    key = parse_key(arguments.take_word("Initiative", EXAMPLE), "Initiative")
    rag = arguments.take_word("Status", EXAMPLE)
    workstream, roadblock = arguments.option("workstream"), arguments.option("roadblock")
    return await _post(ask, key, rag, arguments.take_rest(), workstream, roadblock)


async def on_form(ask: Ask) -> Answer:
    """The submitted form."""
    form = ask.form
    return await _post(
        ask, form["initiative"], form["status"], form["summary"] or "", form["workstream"], form["roadblock"]
    )


async def on_history(ask: Ask) -> Answer:
    """`/change status KEY`: the current status, declared and derived, with history."""
    key = take_only_key(ask.text, "/change status CRM")
    return Reply(await _make_history(ask, key))


async def on_correct(ask: Ask) -> Answer:
    """`/change status correct KEY [green|amber|red SUMMARY]`: of the latest update; without a text the form."""
    arguments = parse(ask.text, GRAMMAR)
    key = take_key(arguments, CORRECT_EXAMPLE)
    wrong = await ask.read(lambda unit: _get_latest(unit, ask, key))
    if not arguments:
        return correct_status_modal(wrong)
    rag, summary = arguments.take_word("Status", CORRECT_EXAMPLE), arguments.take_rest()
    workstream = arguments.option("workstream") or wrong.workstream
    changes = _read_values(rag, summary, workstream, arguments.option("roadblock") or wrong.roadblock)
    return await ask.write(lambda unit: _correct(unit, _get_latest(unit, ask, key), changes))


async def on_correct_button(ask: Ask) -> Answer:
    """Correct, under an update."""
    return correct_status_modal(await ask.read(lambda unit: _get_correctable(unit, ask, ask.value)))


async def on_correct_form(ask: Ask) -> Answer:
    """The submitted correction."""
    form, status_id = ask.form, ask.metadata["id"]
    changes = _read_values(form["status"], form["summary"] or "", form["workstream"], form["roadblock"])

    def save(unit: Unit) -> Answer:
        return _correct(unit, _get_correctable(unit, ask, status_id), changes)

    return await ask.write(save)


async def on_open_form(ask: Ask) -> Answer:
    """The button under a history."""
    return await _open_form(ask, ask.value)


async def _open_form(ask: Ask, key: str | None = None) -> Answer:
    return status_modal(await list_choosable(ask, MAY_POST), key)


async def _post(ask: Ask, key: str, rag: str, summary: str, workstream: str | None, roadblock: str | None) -> Answer:
    values = _read_values(rag, summary, workstream, roadblock)

    def record(unit: Unit) -> tuple[Initiative, Status]:
        initiative = get_open_initiative(unit, key)
        permit(unit, ask, initiative, MAY_POST)
        return initiative, add_status(unit, key, **values)

    initiative, status = await ask.write(record)
    # Only a green can go against the facts, and working them out costs more than the update itself.
    is_checked = status.rag == "green"
    standing = await ask.read(lambda unit: find_standing(unit, initiative)) if is_checked else None
    return Reply(status_saved_message(initiative, status, standing))


def _read_values(rag: str, summary: str, workstream: str | None, roadblock: str | None) -> dict[str, Any]:
    return {
        "rag": parse_rag(rag, "Status"),
        "summary": clean_text(summary, "Summary", SUMMARY_LIMIT, example=EXAMPLE),
        "workstream": clean_line(workstream, "Workstream", WORKSTREAM_LIMIT, example="workstream:migration")
        if workstream
        else None,
        "roadblock": parse_choice(roadblock, "Roadblock", list(ROADBLOCKS)) if roadblock else None,
    }


def _correct(unit: Unit, wrong: Status, changes: dict[str, Any]) -> Answer:
    right = correct_status(unit, wrong, **changes)
    return Reply(status_saved_message(get_initiative(unit, wrong.initiative_key), right))


def _get_latest(unit: Unit, ask: Ask, key: str) -> Status:
    status = find_status_at(unit, get_open_initiative(unit, key).key, unit.now)
    if status is None:
        raise BadInput("Initiative", f"{key} has no status yet", EXAMPLE)
    return _get_correctable(unit, ask, status.id)


def _get_correctable(unit: Unit, ask: Ask, status_id: str) -> Status:
    """The update, for its author or the lead; Conflict where somebody corrected it already."""
    status = get_status(unit, status_id)
    initiative = get_open_initiative(unit, status.initiative_key)
    permit(unit, ask, initiative, MAY_POST if ask.user_id == status.author_id else (Role.LEAD,))
    if status.superseded_by is not None:
        raise Conflict("this update was corrected already; open its history again")
    return status


async def _make_history(ask: Ask, key: str) -> Message:
    zone = await ask.find_zone()

    def find(unit: Unit) -> Message:
        initiative = get_initiative(unit, key)
        standing, workstreams = find_standing(unit, initiative), list_workstreams(unit, key)
        return status_history_message(initiative, list_statuses(unit, key), standing, workstreams, zone)

    return await ask.read(find)


FEATURE = Feature(
    title="Status",
    area="Every day",
    commands=[
        Command("status", "", "status KEY", "How an initiative stands, with history", on_history),
        Command(
            "status",
            "correct",
            "status correct KEY [green|amber|red SUMMARY]",
            "Correct the latest update, or open its form (its author, lead)",
            on_correct,
        ),
    ],
    direct=[
        Direct(
            "status",
            "KEY green|amber|red SUMMARY [workstream:W] [roadblock:R]",
            "Post how it stands, or open the form (champions)",
            on_post,
        )
    ],
    actions={"status.open": on_open_form, "status.correct": on_correct_button},
    forms={"status.post": on_form, "status.correct": on_correct_form},
    sweeps=[record_standings],
    home_cards=[my_initiatives_card],
)
