"""Phase commands that make the plan: add and edit."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from commands.phases.cards import make_card, save_phase
from commands.phases.order import check_days
from commands.phases.permits import MAY_PLAN, get_plannable
from commands.phases.views import edit_phase_modal, phase_modal
from commands.slack.access import permit
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.choices import OPTIONS_LIMIT, list_choosable
from commands.slack.conflicts import check_unchanged
from commands.slack.dates import parse_date
from commands.slack.grammar import Grammar
from commands.slack.inputs import clean_line, is_blank
from commands.slack.modals import Modal
from commands.slack.subjects import take_key, take_only_id
from commands.slack.values import parse_choice, parse_whole
from storage.audiences import get_audience, list_audiences
from storage.errors import BadInput, Problems
from storage.initiatives import get_open_initiative
from storage.phases import (
    MOST_BUFFER_DAYS,
    NAME_LIMIT,
    Phase,
    PhaseKind,
    PhaseState,
    add_phase,
    edit_phase,
)
from storage.units import Unit

EXAMPLE = '/change phase add CRM "Pilot" kind:pilot start:2027-01-11 end:2027-02-05 buffer:5'
GRAMMAR = Grammar(
    options={"kind": "pilot", "cohort": '"sales"', "start": "2027-01-11", "end": "2027-02-05", "buffer": "5"}
)
KINDS = [kind.value for kind in PhaseKind]


async def on_add(ask: Ask) -> Answer:
    """`/change phase add KEY "Name" … start:DATE end:DATE …`; without arguments the form."""
    if is_blank(ask.text):
        return await _open_form(ask)
    arguments = parse(ask.text, GRAMMAR)
    key = take_key(arguments, EXAMPLE)
    texts = {name: arguments.option(name) for name in GRAMMAR.options}
    return await _add(ask, key, {"name": arguments.take_rest(), **texts})


async def on_open_form(ask: Ask) -> Answer:
    """Add a phase, under a list."""
    return await _open_form(ask, ask.value)


async def on_add_form(ask: Ask) -> Answer:
    """The submitted form for a new phase."""
    return await _add(ask, ask.form["initiative"], {**ask.form, "buffer": ask.form["buffer_days"]})


async def on_edit(ask: Ask) -> Answer:
    """`/change phase edit ID`: the form, filled in."""
    return await _open_edit(ask, take_only_id(ask.text, "PH", "Phase", "/change phase edit PH-1"))


async def on_edit_button(ask: Ask) -> Answer:
    """Edit, on a card."""
    return await _open_edit(ask, ask.value)


async def on_edit_form(ask: Ask) -> Answer:
    """The submitted form for an existing phase."""
    phase_id, form = ask.metadata["id"], ask.form
    today = await ask.find_today()
    values = _read_texts({**form, "buffer": form["buffer_days"]}, today, [])

    def edit(unit: Unit) -> None:
        phase = get_plannable(unit, ask, phase_id)
        check_unchanged(ask, phase)
        starts_on = values.get("starts_on", phase.starts_on)
        check_days(starts_on, phase.ends_on, "Start")
        if phase.state == PhaseState.RUNNING and phase.starts_on != starts_on > today:
            raise BadInput("Start", f"{phase_id} is running, so that it began by today", today.isoformat())
        if "cohort" in form:
            values["cohort"] = _find_cohort(unit, form["cohort"])
        edit_phase(unit, phase_id, **values)

    return await save_phase(ask, phase_id, edit, lambda unit: _make_edit(unit, ask, phase_id))


async def _add(ask: Ask, key: str, texts: Mapping[str, str | None]) -> Answer:
    values = _read_texts(texts, await ask.find_today(), ["start", "end"])
    check_days(values["starts_on"], values["ends_on"], "End")

    def add(unit: Unit) -> Phase:
        permit(unit, ask, get_open_initiative(unit, key), MAY_PLAN)
        return add_phase(unit, key, cohort=_find_cohort(unit, texts.get("cohort")), **values)

    return Reply(await make_card(ask, (await ask.write(add)).id))


async def _open_form(ask: Ask, key: str | None = None) -> Answer:
    return phase_modal(await list_choosable(ask, MAY_PLAN), await ask.read(_list_cohorts), key)


async def _open_edit(ask: Ask, phase_id: str) -> Answer:
    return await ask.read(lambda unit: _make_edit(unit, ask, phase_id))


def _make_edit(unit: Unit, ask: Ask, phase_id: str) -> Modal:
    return edit_phase_modal(get_plannable(unit, ask, phase_id), _list_cohorts(unit))


def _read_texts(texts: Mapping[str, str | None], today: date, required: list[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    problems = Problems()
    with problems:
        values["name"] = clean_line(texts["name"] or "", "Name", NAME_LIMIT, example='"Pilot"')
    with problems:
        values["kind"] = parse_choice(texts["kind"] or PhaseKind.OTHER, "Kind", KINDS)
    for name in ("start", "end"):
        with problems:
            text = texts.get(name) or ""
            if not is_blank(text):
                values[f"{name}s_on"] = parse_date(text, today, name.capitalize())
            elif name in required:
                raise BadInput(name.capitalize(), "it is missing", GRAMMAR.example(name))
    with problems:
        text = texts["buffer"] or "0"
        values["buffer_days"] = parse_whole(text, "Buffer days", 0, MOST_BUFFER_DAYS, GRAMMAR.example("buffer"))
    problems.raise_found()
    return values


def _list_cohorts(unit: Unit) -> list[str]:
    return [audience.name for audience in list_audiences(unit)][:OPTIONS_LIMIT]


def _find_cohort(unit: Unit, name: str | None) -> str | None:
    return None if is_blank(name) else get_audience(unit, name or "").name
