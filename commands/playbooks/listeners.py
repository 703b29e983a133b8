"""Playbook commands: list, show, new, edit, copy; the feature with its runs and lessons."""

from typing import Any

from commands.playbooks import contingencies, lessons, runs, starting
from commands.playbooks.home import list_own_runs
from commands.playbooks.plans import get_own, get_plan, permit_author, take_plan_id
from commands.playbooks.steps import parse_steps
from commands.playbooks.threads import open_threads
from commands.playbooks.views import (
    ALL,
    NAME_LIMIT,
    SCENARIO_LIMIT,
    edit_playbook_modal,
    list_all,
    list_of_initiative,
    new_button,
    new_playbook_modal,
    playbook_card,
)
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Replacement, Reply
from commands.slack.blocks import Message
from commands.slack.conflicts import check_unchanged, save_or_reopen
from commands.slack.features import Command, Feature
from commands.slack.history import history_blocks
from commands.slack.inputs import clean_line, is_blank
from commands.slack.modals import Modal
from commands.slack.pages import read_turn
from commands.slack.subjects import take_only_key
from storage.audit import list_entries
from storage.errors import Problems
from storage.initiatives import get_initiative
from storage.playbooks import Playbook, add_playbook, edit_playbook, list_playbooks
from storage.units import Unit

NAME_EXAMPLE, SCENARIO_EXAMPLE = "The vendor cannot deliver", "The vendor says that a promised date will not hold."


async def on_list(ask: Ask) -> Answer:
    """`/change playbook list [KEY]`."""
    subject = ALL if is_blank(ask.text) else take_only_key(ask.text, "/change playbook list CRM")
    return Reply(await _list(ask, subject))


async def on_turn(ask: Ask) -> Answer:
    """Next and Previous under a list."""
    return Replacement(await _list(ask, *read_turn(ask.value)))


async def on_show(ask: Ask) -> Answer:
    """`/change playbook show ID`."""
    return await _show(ask, _take_only_id(ask, "/change playbook show integration"))


async def on_show_button(ask: Ask) -> Answer:
    """Open, in a list."""
    return await _show(ask, ask.value)


async def on_new(ask: Ask) -> Answer:
    """`/change playbook new`: the form."""
    parse(ask.text).finish("/change playbook new")
    return await _open_new(ask)


async def on_new_button(ask: Ask) -> Answer:
    """New playbook, under the list."""
    return await _open_new(ask)


async def on_new_form(ask: Ask) -> Answer:
    """The submitted form for a new playbook or a copy."""
    values, zone = _read_form(ask), await ask.find_zone()

    def add(unit: Unit) -> Message:
        permit_author(unit, ask)
        playbook = add_playbook(unit, copied_from=ask.metadata.get("copied_from"), **values)
        return _make_card(unit, ask, playbook.id, zone, "Saved.")

    return Reply(await ask.write(add))


async def on_copy(ask: Ask) -> Answer:
    """`/change playbook copy ID`: the form, filled in."""
    return await _open_new(ask, _take_only_id(ask, "/change playbook copy integration"))


async def on_copy_button(ask: Ask) -> Answer:
    """Copy, on a card."""
    return await _open_new(ask, ask.value)


async def on_edit(ask: Ask) -> Answer:
    """`/change playbook edit ID`: the form, filled in."""
    playbook_id = _take_only_id(ask, "/change playbook edit PB-1")
    return await ask.read(lambda unit: edit_playbook_modal(_get_editable(unit, ask, playbook_id)))


async def on_edit_button(ask: Ask) -> Answer:
    """Edit, on a card."""
    return await ask.read(lambda unit: edit_playbook_modal(_get_editable(unit, ask, ask.value)))


async def on_edit_form(ask: Ask) -> Answer:
    """The submitted form for an own playbook."""
    playbook_id, values, zone = ask.metadata["id"], _read_form(ask), await ask.find_zone()

    def save(unit: Unit) -> Answer:
        check_unchanged(ask, _get_editable(unit, ask, playbook_id))
        edit_playbook(unit, playbook_id, **values)
        return Reply(_make_card(unit, ask, playbook_id, zone, "Saved. Runs keep the steps they began with."))

    return await save_or_reopen(ask, save, lambda unit: edit_playbook_modal(_get_editable(unit, ask, playbook_id)))


async def _list(ask: Ask, subject: str, page: int = 0) -> Message:
    def find(unit: Unit) -> Message:
        if subject == ALL:
            return list_all(list_playbooks(unit)).show(page, new_button())
        attached = contingencies.list_visible(unit, ask, subject)
        return list_of_initiative(get_initiative(unit, subject), attached).show(page)

    return await ask.read(find)


async def _show(ask: Ask, playbook_id: str) -> Answer:
    zone = await ask.find_zone()
    return Reply(await ask.read(lambda unit: _make_card(unit, ask, playbook_id, zone)))


async def _open_new(ask: Ask, source_id: str | None = None) -> Answer:
    def open_form(unit: Unit) -> Modal:
        permit_author(unit, ask)
        return new_playbook_modal(get_plan(unit, source_id) if source_id else None)

    return await ask.read(open_form)


def _get_editable(unit: Unit, ask: Ask, playbook_id: str) -> Playbook:
    permit_author(unit, ask)
    return get_own(unit, playbook_id)


def _make_card(unit: Unit, ask: Ask, playbook_id: str, zone: str, note: str = "") -> Message:
    plan = get_plan(unit, playbook_id)
    history = history_blocks(list_entries(unit, plan.id), zone)
    return playbook_card(plan, contingencies.list_risk_ids(unit, ask, plan.id), history, note)


def _read_form(ask: Ask) -> dict[str, Any]:
    form, problems, values = ask.form, Problems(), dict[str, Any]()
    with problems:
        values["name"] = clean_line(form["name"] or "", "Name", NAME_LIMIT, example=NAME_EXAMPLE)
    with problems:
        values["scenario"] = clean_line(form["scenario"] or "", "Scenario", SCENARIO_LIMIT, example=SCENARIO_EXAMPLE)
    with problems:
        values["steps"] = parse_steps(form["steps"] or "")
    problems.raise_found()
    return values


def _take_only_id(ask: Ask, example: str) -> str:
    arguments = parse(ask.text)
    playbook_id = take_plan_id(arguments, example)
    arguments.finish(example)
    return playbook_id


FEATURE = Feature(
    title="Playbooks",
    area="The programme",
    commands=[
        Command("playbook", "list", "playbook list [KEY]", "What to do when, for all or for one's risks", on_list),
        Command("playbook", "show", "playbook show ID", "One playbook", on_show),
        Command("playbook", "new", "playbook new", "Write one, by form (lead)", on_new),
        Command("playbook", "edit", "playbook edit ID", "Change an own one, by form (lead)", on_edit),
        Command("playbook", "copy", "playbook copy ID", "Make your own from one, by form (lead)", on_copy),
        Command(
            "playbook",
            "attach",
            "playbook attach ID R-1",
            "As a risk's contingency (champion)",
            contingencies.on_attach,
        ),
        Command("playbook", "detach", "playbook detach ID R-1", "Take it off (champion)", contingencies.on_detach),
        Command(
            "playbook", "run", "playbook run ID KEY [drill] [for R-1]", "Run it in a thread (lead)", starting.on_run
        ),
        Command("run", "list", "run list KEY", "An initiative's runs and drills", runs.on_list),
        Command("run", "show", "run show RUN-1", "One run: its steps, and who did them when", runs.on_show),
        Command("run", "end", "run end RUN-1", "End it, with a summary (lead)", runs.on_end, may=runs.MAY_END),
        Command("lesson", "list", "lesson list KEY", "What an initiative has learned", lessons.on_list),
        Command("lesson", "show", "lesson show ID", "One lesson", lessons.on_show),
        Command("lesson", "search", "lesson search WORDS", "What all initiatives have learned", lessons.on_search),
        Command("lesson", "add", 'lesson add KEY "…" [tags:a,b]', "Keep one (champion)", lessons.on_add),
        Command("lesson", "edit", "lesson edit ID", "Change one, by form (champion)", lessons.on_edit),
    ],
    actions={
        "playbook.page": on_turn,
        "playbook.show": on_show_button,
        "playbook.new": on_new_button,
        "playbook.copy": on_copy_button,
        "playbook.edit": on_edit_button,
        "playbook.attach": contingencies.on_attach_button,
        "playbook.run": starting.on_run_button,
        "run.page": runs.on_turn,
        "run.show": runs.on_show_button,
        "run.end": runs.on_end_button,
        "run.done": runs.on_done,
        "run.check": runs.on_check,
        "run.reopen": runs.on_reopen,
        "lesson.page": lessons.on_turn_list,
        "lesson.turn": lessons.on_turn_found,
        "lesson.show": lessons.on_show_button,
        "lesson.edit": lessons.on_edit_button,
        "lesson.of_run": lessons.on_of_run,
    },
    forms={
        "playbook.new": on_new_form,
        "playbook.edit": on_edit_form,
        "playbook.attach": contingencies.on_attach_form,
        "run.start": starting.on_run_form,
        "lesson.add": lessons.on_add_form,
        "lesson.edit": lessons.on_edit_form,
    },
    home_tasks=[list_own_runs],
    sweeps=[open_threads],
)
