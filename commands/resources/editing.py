"""What a line is, by command, button or form: edited, dropped, reopened."""

from commands.resources.showing import (
    MAY_PLAN,
    check_kept,
    get_changeable,
    make_card,
    make_checked_card,
    read_name,
    read_threshold,
    read_unit,
)
from commands.resources.views import drop_resource_modal, edit_resource_modal, without_figures
from commands.slack.access import permit
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.blocks import Message
from commands.slack.conflicts import check_unchanged, save_or_reopen
from commands.slack.lookups import find_member
from commands.slack.modals import Modal
from commands.slack.names import take_name
from commands.slack.reasons import read_reason
from commands.slack.subjects import take_key
from storage.errors import BadInput, Problems
from storage.initiatives import get_open_initiative
from storage.resources import Resource, edit_resource, get_resource, get_resource_by_id, list_resources
from storage.units import Unit

EDIT_EXAMPLE = "/change resource edit CRM Developers"
DROP_EXAMPLE = '/change resource drop CRM "Developers" The vendor does it'
REOPEN_EXAMPLE = "/change resource reopen CRM Developers"


async def on_edit(ask: Ask) -> Answer:
    """`/change resource edit KEY NAME`: the form, filled in."""
    arguments = parse(ask.text)
    key = take_key(arguments, EDIT_EXAMPLE)
    name = read_name(arguments.take_rest(), EDIT_EXAMPLE)
    return await ask.read(lambda unit: edit_resource_modal(check_kept(_get_by_name(unit, ask, key, name))))


async def on_edit_button(ask: Ask) -> Answer:
    """Edit, on a card."""
    return await ask.read(lambda unit: edit_resource_modal(check_kept(get_changeable(unit, ask, ask.value))))


async def on_edit_form(ask: Ask) -> Answer:
    """The submitted form for an existing line."""
    form, resource_id, zone, problems = ask.form, ask.metadata["id"], await ask.find_zone(), Problems()
    with problems:
        name = read_name(form["name"] or "")
    with problems:
        measured_in = read_unit(form["unit"])
    with problems:
        owner_id = (await find_member(ask, f"<@{form['owner']}>", "Owner")).user_id
    with problems:
        threshold = read_threshold(form["threshold"] or "")
    problems.raise_found()

    def save(unit: Unit) -> Answer:
        resource = check_kept(get_changeable(unit, ask, resource_id))
        check_unchanged(ask, without_figures(resource))
        edited = edit_resource(
            unit, resource, name=name, measured_in=measured_in, owner_id=owner_id, threshold=threshold
        )
        return Reply(make_checked_card(unit, edited, zone))

    return await save_or_reopen(ask, save, lambda unit: edit_resource_modal(get_resource_by_id(unit, resource_id)))


async def on_drop(ask: Ask) -> Answer:
    """`/change resource drop KEY NAME REASON`."""
    arguments, zone = parse(ask.text), await ask.find_zone()
    key = take_key(arguments, DROP_EXAMPLE)

    def list_names(unit: Unit) -> list[str]:
        permit(unit, ask, get_open_initiative(unit, key), MAY_PLAN)
        return [resource.name for resource in list_resources(unit, key, with_dropped=True)]

    name = take_name(arguments, await ask.read(list_names), "Resource", DROP_EXAMPLE)
    reason = read_reason(arguments.take_rest(), DROP_EXAMPLE)
    return Reply(await ask.write(lambda unit: _drop(unit, _get_by_name(unit, ask, key, name), reason, zone)))


async def on_drop_button(ask: Ask) -> Answer:
    """Drop, on a card."""
    return await ask.read(lambda unit: drop_resource_modal(check_kept(get_changeable(unit, ask, ask.value))))


async def on_drop_form(ask: Ask) -> Answer:
    """The submitted form that says why."""
    reason, resource_id = read_reason(ask.form["reason"], DROP_EXAMPLE), ask.metadata["id"]
    zone = await ask.find_zone()

    def save(unit: Unit) -> Answer:
        resource = get_changeable(unit, ask, resource_id)
        check_unchanged(ask, without_figures(resource))
        return Reply(_drop(unit, resource, reason, zone))

    def reopen(unit: Unit) -> Modal:
        return drop_resource_modal(check_kept(get_resource_by_id(unit, resource_id)))

    return await save_or_reopen(ask, save, reopen)


async def on_reopen(ask: Ask) -> Answer:
    """`/change resource reopen KEY NAME`: it was not to be dropped."""
    arguments, zone = parse(ask.text), await ask.find_zone()
    key = take_key(arguments, REOPEN_EXAMPLE)
    name = read_name(arguments.take_rest(), REOPEN_EXAMPLE)
    return Reply(await ask.write(lambda unit: _reopen(unit, _get_by_name(unit, ask, key, name), zone)))


async def on_reopen_button(ask: Ask) -> Answer:
    """Reopen, on the card of a dropped line."""
    zone = await ask.find_zone()
    return Reply(await ask.write(lambda unit: _reopen(unit, get_changeable(unit, ask, ask.value), zone)))


def _get_by_name(unit: Unit, ask: Ask, key: str, name: str) -> Resource:
    permit(unit, ask, get_open_initiative(unit, key), MAY_PLAN)
    return get_resource(unit, key, name)


def _drop(unit: Unit, resource: Resource, reason: str, zone: str) -> Message:
    check_kept(resource)
    return make_card(unit, edit_resource(unit, resource, action="resource.dropped", dropped_because=reason), zone)


def _reopen(unit: Unit, resource: Resource, zone: str) -> Message:
    if resource.dropped_because is None:
        example = f"/change resource list {resource.initiative_key}"
        raise BadInput("Resource", f"“{resource.name}” is not dropped", example)
    return make_card(unit, edit_resource(unit, resource, action="resource.reopened", dropped_because=None), zone)
