"""Changing KPIs: another target, a correction, retirement."""

from commands.kpis.forms import NAME_LIMIT, edit_kpi_modal, kpi_target_modal
from commands.kpis.rights import MAY_MANAGE, get_any_own_kpi, get_own_kpi, open_kpi_file
from commands.kpis.views import kpi_card, retired_message
from commands.slack.access import permit
from commands.slack.arguments import Arguments, parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.conflicts import check_unchanged, save_or_reopen
from commands.slack.dates import parse_date
from commands.slack.features import Command
from commands.slack.goals import OPTIONS, UNIT_LIMIT
from commands.slack.grammar import Grammar
from commands.slack.inputs import clean_line
from commands.slack.reasons import read_reason
from commands.slack.subjects import take_key
from commands.slack.values import parse_number
from storage.errors import BadInput, Problems
from storage.initiatives import get_open_initiative
from storage.kpis import Kpi, edit_kpi, get_kpi, get_kpi_by_id, reopen_kpi, retire_kpi, set_kpi_target
from storage.units import Unit

TARGET_EXAMPLE = '/change kpi target CRM "Tickets per week" 250 reason:"The first target is reached"'
RETIRE_EXAMPLE = '/change kpi retire CRM "Tickets per week"'
REOPEN_EXAMPLE = '/change kpi reopen CRM "Tickets per week"'
EDIT_EXAMPLE = '/change kpi edit CRM "Tickets per week"'
TARGET_GRAMMAR = Grammar(options={"by": OPTIONS["by"], "reason": '"The first target is reached"'})


async def on_target(ask: Ask) -> Answer:
    """`/change kpi target KEY NAME TARGET reason:"…" [by:DATE]`: the targets before stay on record."""
    arguments = parse(ask.text, TARGET_GRAMMAR)
    key = take_key(arguments, TARGET_EXAMPLE)
    value = arguments.take_last_word("Target", TARGET_EXAMPLE)
    kpi = await _find_own(ask, arguments, key, TARGET_EXAMPLE)
    return await _set_target(ask, kpi.id, value, arguments.option("by"), arguments.option("reason") or "")


async def on_target_button(ask: Ask) -> Answer:
    """Set a target, on a card."""
    return kpi_target_modal(await ask.read(lambda unit: get_own_kpi(unit, ask, ask.value)))


async def on_target_form(ask: Ask) -> Answer:
    """The submitted target."""
    form = ask.form
    return await _set_target(ask, ask.metadata["id"], form["target"] or "", form["by"], form["reason"] or "")


async def on_edit(ask: Ask) -> Answer:
    """`/change kpi edit KEY NAME`: the form, filled in."""
    arguments = parse(ask.text)
    key = take_key(arguments, EDIT_EXAMPLE)
    return edit_kpi_modal(await _find_own(ask, arguments, key, EDIT_EXAMPLE))


async def on_edit_button(ask: Ask) -> Answer:
    """Edit, on a card."""
    return edit_kpi_modal(await ask.read(lambda unit: get_own_kpi(unit, ask, ask.value)))


async def on_edit_form(ask: Ask) -> Answer:
    """The submitted correction."""
    kpi_id, zone, problems = ask.metadata["id"], await ask.find_zone(), Problems()
    with problems:
        name = clean_line(ask.form["name"] or "", "Name", NAME_LIMIT, example="Tickets per week")
    with problems:
        baseline = float(parse_number(ask.form["baseline"] or "", "Baseline"))
    with problems:
        text = ask.form["unit"] or ""
        measured_in = clean_line(text, "Unit", UNIT_LIMIT, example="tickets", required=False) or None
    problems.raise_found()

    def save(unit: Unit) -> Answer:
        kpi = get_own_kpi(unit, ask, kpi_id)
        check_unchanged(ask, kpi)
        edit_kpi(unit, kpi, name=name, baseline=baseline, measured_in=measured_in)
        return Reply(kpi_card(open_kpi_file(unit, get_kpi_by_id(unit, kpi_id)), zone))

    return await save_or_reopen(ask, save, lambda unit: edit_kpi_modal(get_own_kpi(unit, ask, kpi_id)))


async def on_retire(ask: Ask) -> Answer:
    """`/change kpi retire KEY NAME`."""
    arguments = parse(ask.text)
    key = take_key(arguments, RETIRE_EXAMPLE)
    return await _retire(ask, (await _find_own(ask, arguments, key, RETIRE_EXAMPLE)).id)


async def on_retire_button(ask: Ask) -> Answer:
    """Retire, on a card."""
    return await _retire(ask, ask.value)


async def on_reopen(ask: Ask) -> Answer:
    """`/change kpi reopen KEY NAME`."""
    arguments = parse(ask.text)
    key = take_key(arguments, REOPEN_EXAMPLE)
    kpi = await _find_own(ask, arguments, key, REOPEN_EXAMPLE, with_retired=True)
    return await _reopen(ask, kpi.id)


async def on_reopen_button(ask: Ask) -> Answer:
    """Reopen, on the card of a retired one."""
    return await _reopen(ask, ask.value)


async def _set_target(ask: Ask, kpi_id: str, number: str, day: str | None, reason: str) -> Answer:
    zone, today, problems = await ask.find_zone(), await ask.find_today(), Problems()
    with problems:
        target = float(parse_number(number, "Target"))
    with problems:
        by_on = parse_date(day, today, "By", future=True) if day else None
    with problems:
        reason = read_reason(reason, TARGET_EXAMPLE)
    problems.raise_found()

    def set_target(unit: Unit) -> Answer:
        kpi = get_own_kpi(unit, ask, kpi_id)
        wanted = (target, by_on or kpi.by_on)
        if wanted == (kpi.target, kpi.by_on):
            raise BadInput("Target", "that is its target already", TARGET_EXAMPLE)
        if target == kpi.baseline:
            raise BadInput("Target", "it equals the baseline, so there is no number to reach", TARGET_EXAMPLE)
        return Reply(kpi_card(open_kpi_file(unit, set_kpi_target(unit, kpi, *wanted, reason)), zone))

    return await ask.write(set_target)


async def _retire(ask: Ask, kpi_id: str) -> Answer:
    def retire(unit: Unit) -> Answer:
        kpi = get_own_kpi(unit, ask, kpi_id)
        retire_kpi(unit, kpi)
        return Reply(retired_message(kpi))

    return await ask.write(retire)


async def _reopen(ask: Ask, kpi_id: str) -> Answer:
    zone = await ask.find_zone()

    def reopen(unit: Unit) -> Answer:
        kpi = get_any_own_kpi(unit, ask, kpi_id)
        if kpi.is_active:
            raise BadInput("KPI", f"“{kpi.name}” is not retired", f"/change kpi list {kpi.initiative_key}")
        return Reply(kpi_card(open_kpi_file(unit, reopen_kpi(unit, kpi)), zone))

    return await ask.write(reopen)


async def _find_own(ask: Ask, arguments: Arguments, key: str, example: str, *, with_retired: bool = False) -> Kpi:
    name = clean_line(arguments.take_rest(), "KPI", NAME_LIMIT, example=example)

    def find(unit: Unit) -> Kpi:
        permit(unit, ask, get_open_initiative(unit, key), MAY_MANAGE)
        return get_kpi(unit, key, name, with_retired=with_retired)

    return await ask.read(find)


CHANGE_COMMANDS = [
    Command(
        "kpi", "target", 'kpi target KEY NAME TARGET reason:"…" [by:DATE]',
        "Another target; those before stay on record (lead)", on_target, may=MAY_MANAGE,
    ),
    Command("kpi", "edit", "kpi edit KEY NAME", "Correct name, baseline or unit (lead)", on_edit, may=MAY_MANAGE),
    Command("kpi", "retire", "kpi retire KEY NAME", "Judge by it no longer (lead)", on_retire, may=MAY_MANAGE),
    Command("kpi", "reopen", "kpi reopen KEY NAME", "Judge by a retired one again (lead)", on_reopen, may=MAY_MANAGE),
]  # fmt: skip
CHANGE_ACTIONS = {
    "kpi.target": on_target_button,
    "kpi.edit": on_edit_button,
    "kpi.retire": on_retire_button,
    "kpi.reopen": on_reopen_button,
}
CHANGE_FORMS = {"kpi.target": on_target_form, "kpi.edit": on_edit_form}
