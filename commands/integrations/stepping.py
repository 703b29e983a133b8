"""How far a system is, by command, button or form: started, done, reopened, dropped."""

from collections.abc import Callable

from commands.integrations.readiness import find_dependents, find_waiting, join_names
from commands.integrations.showing import MAY_PLAN, get_changeable, make_card
from commands.integrations.views import NAME_LIMIT, drop_integration_modal
from commands.slack.access import permit
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.blocks import Message
from commands.slack.conflicts import check_unchanged, save_or_reopen
from commands.slack.inputs import clean_line
from commands.slack.names import take_name
from commands.slack.reasons import read_reason
from commands.slack.subjects import take_key
from storage.errors import BadInput
from storage.initiatives import get_open_initiative
from storage.integrations import (
    Integration,
    IntegrationState,
    edit_integration,
    get_integration,
    get_integration_by_id,
    list_integrations,
)
from storage.units import Unit

Step = Callable[[Unit, Integration], Integration]
DROP_EXAMPLE = '/change integration drop CRM "Billing" It stays as it is'


async def on_start(ask: Ask) -> Answer:
    """`/change integration start KEY SYSTEM`."""
    return await _step_by_name(ask, _start, "/change integration start CRM Billing")


async def on_start_button(ask: Ask) -> Answer:
    """Start, on a card."""
    return await _step(ask, lambda unit: get_changeable(unit, ask, ask.value), _start)


async def on_done(ask: Ask) -> Answer:
    """`/change integration done KEY SYSTEM`."""
    return await _step_by_name(ask, _finish, "/change integration done CRM Billing")


async def on_done_button(ask: Ask) -> Answer:
    """Done, on a card."""
    return await _step(ask, lambda unit: get_changeable(unit, ask, ask.value), _finish)


async def on_reopen(ask: Ask) -> Answer:
    """`/change integration reopen KEY SYSTEM`: one step back."""
    return await _step_by_name(ask, _reopen, "/change integration reopen CRM Billing")


async def on_reopen_button(ask: Ask) -> Answer:
    """Reopen, or Not started, on a card."""
    return await _step(ask, lambda unit: get_changeable(unit, ask, ask.value), _reopen)


async def on_drop(ask: Ask) -> Answer:
    """`/change integration drop KEY SYSTEM REASON`."""
    arguments = parse(ask.text)
    key = take_key(arguments, DROP_EXAMPLE)

    def list_names(unit: Unit) -> list[str]:
        permit(unit, ask, get_open_initiative(unit, key), MAY_PLAN)
        return [each.name for each in list_integrations(unit, key, with_dropped=True)]

    name = take_name(arguments, await ask.read(list_names), "System", DROP_EXAMPLE)
    reason = read_reason(arguments.take_rest(), DROP_EXAMPLE)
    return await _step(ask, lambda unit: _get_by_name(unit, ask, key, name), lambda u, found: _drop(u, found, reason))


async def on_drop_button(ask: Ask) -> Answer:
    """Drop, on a card."""
    return await ask.read(lambda unit: drop_integration_modal(get_changeable(unit, ask, ask.value)))


async def on_drop_form(ask: Ask) -> Answer:
    """The submitted form that says why."""
    reason, integration_id = read_reason(ask.form["reason"], DROP_EXAMPLE), ask.metadata["id"]
    zone = await ask.find_zone()

    def save(unit: Unit) -> Answer:
        integration = get_changeable(unit, ask, integration_id)
        check_unchanged(ask, integration)
        return Reply(make_card(unit, _drop(unit, integration, reason), zone))

    return await save_or_reopen(
        ask, save, lambda unit: drop_integration_modal(get_integration_by_id(unit, integration_id))
    )


async def _step_by_name(ask: Ask, step: Step, example: str) -> Answer:
    arguments = parse(ask.text)
    key = take_key(arguments, example)
    name = clean_line(arguments.take_rest(), "System", NAME_LIMIT, example=example)
    return await _step(ask, lambda unit: _get_by_name(unit, ask, key, name), step)


async def _step(ask: Ask, find: Callable[[Unit], Integration], step: Step) -> Answer:
    zone = await ask.find_zone()

    def take(unit: Unit) -> Message:
        return make_card(unit, step(unit, find(unit)), zone)

    return Reply(await ask.write(take))


def _get_by_name(unit: Unit, ask: Ask, key: str, name: str) -> Integration:
    permit(unit, ask, get_open_initiative(unit, key), MAY_PLAN)
    return get_integration(unit, key, name)


def _start(unit: Unit, integration: Integration) -> Integration:
    _check_state(integration, IntegrationState.PLANNED)
    waiting = find_waiting(integration, list_integrations(unit, integration.initiative_key))
    if waiting:
        is_or_are = "is" if len(waiting) == 1 else "are"
        reason = f"{integration.name} needs {join_names(waiting)}, which {is_or_are} not done yet"
        raise BadInput("System", reason, f'/change integration done {integration.initiative_key} "{waiting[0].name}"')
    return edit_integration(unit, integration, action="integration.started", started_at=unit.now)


def _finish(unit: Unit, integration: Integration) -> Integration:
    _check_state(integration, IntegrationState.UNDER_WAY)
    return edit_integration(unit, integration, action="integration.done", done_at=unit.now)


def _reopen(unit: Unit, integration: Integration) -> Integration:
    if integration.state == IntegrationState.PLANNED:
        raise BadInput("System", f"{integration.name} has not been started", _list_command(integration))
    begun = [
        each
        for each in find_dependents(integration, list_integrations(unit, integration.initiative_key))
        if each.state != IntegrationState.PLANNED
    ]
    if integration.state == IntegrationState.DONE and begun:
        has_or_have = "has" if len(begun) == 1 else "have"
        reason = f"{join_names(begun)} {has_or_have} been started on it"
        raise BadInput("System", reason, f'/change integration reopen {integration.initiative_key} "{begun[0].name}"')
    back = {
        IntegrationState.UNDER_WAY: {"started_at": None},
        IntegrationState.DONE: {"done_at": None},
        IntegrationState.DROPPED: {"dropped_because": None},
    }
    return edit_integration(unit, integration, action="integration.reopened", **back[integration.state])


def _drop(unit: Unit, integration: Integration, reason: str) -> Integration:
    if integration.state in (IntegrationState.DONE, IntegrationState.DROPPED):
        raise BadInput("System", f"{integration.name} is {integration.state} already", _list_command(integration))
    dependents = find_dependents(integration, list_integrations(unit, integration.initiative_key))
    if dependents:
        verb = "needs" if len(dependents) == 1 else "need"
        command = f'/change integration unlink {integration.initiative_key} "{dependents[0].name}" "{integration.name}"'
        raise BadInput("System", f"{join_names(dependents)} {verb} it", command)
    return edit_integration(unit, integration, action="integration.dropped", dropped_because=reason)


def _check_state(integration: Integration, wanted: IntegrationState) -> None:
    if integration.state != wanted:
        how = f"{integration.state}, not {wanted}"
        raise BadInput("System", f"{integration.name} is {how}", _list_command(integration))


def _list_command(integration: Integration) -> str:
    return f"/change integration list {integration.initiative_key}"
