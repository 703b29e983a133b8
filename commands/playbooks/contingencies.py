"""Playbooks as contingencies: attached to a risk, taken off it."""

from commands.playbooks.plans import get_plan, take_plan_id
from commands.playbooks.views import attach_modal, attached_message
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.sight import get_own_risk, get_visible_risk
from commands.slack.subjects import take_id
from commands.slack.values import parse_id
from storage.errors import NotFound
from storage.playbooks import Attachment, attach_playbook, detach_playbook, list_attached, list_attachments
from storage.units import Unit

ATTACH_EXAMPLE = "/change playbook attach integration R-1"
DETACH_EXAMPLE = "/change playbook detach integration R-1"


async def on_attach(ask: Ask) -> Answer:
    """`/change playbook attach ID R-1`."""
    return await _attach(ask, *_take_both(ask, ATTACH_EXAMPLE))


async def on_attach_button(ask: Ask) -> Answer:
    """Attach to a risk, on a card: asks for the risk."""
    return attach_modal(await ask.read(lambda unit: get_plan(unit, ask.value)))


async def on_attach_form(ask: Ask) -> Answer:
    """The submitted form."""
    return await _attach(ask, ask.metadata["id"], f"R-{parse_id(ask.form['risk'] or '', 'R', 'Risk')}")


async def on_detach(ask: Ask) -> Answer:
    """`/change playbook detach ID R-1`."""
    playbook_id, risk_id = _take_both(ask, DETACH_EXAMPLE)

    def detach(unit: Unit) -> Answer:
        get_own_risk(unit, ask, risk_id)
        detach_playbook(unit, risk_id, playbook_id)
        return Reply(attached_message(risk_id, list_attached(unit, risk_id)))

    return await ask.write(detach)


def list_visible(unit: Unit, ask: Ask, initiative_key: str) -> list[Attachment]:
    """The contingencies of an initiative's risks, as far as the asker may know of these."""
    attached = list_attachments(unit, initiative_key=initiative_key)
    return [each for each in attached if _is_visible(unit, ask, each.risk_id)]


def list_risk_ids(unit: Unit, ask: Ask, playbook_id: str) -> list[str]:
    """The risks whose contingency a playbook is, as far as the asker may know of them."""
    attached = list_attachments(unit, playbook_id=playbook_id)
    return [each.risk_id for each in attached if _is_visible(unit, ask, each.risk_id)]


def _is_visible(unit: Unit, ask: Ask, risk_id: str) -> bool:
    try:
        get_visible_risk(unit, ask, risk_id)
    except NotFound:
        return False
    return True


async def _attach(ask: Ask, playbook_id: str, risk_id: str) -> Answer:
    def attach(unit: Unit) -> Answer:
        get_own_risk(unit, ask, risk_id)
        plan = get_plan(unit, playbook_id)
        attach_playbook(unit, risk_id, plan.id, plan.name)
        return Reply(attached_message(risk_id, list_attached(unit, risk_id)))

    return await ask.write(attach)


def _take_both(ask: Ask, example: str) -> tuple[str, str]:
    arguments = parse(ask.text)
    playbook_id = take_plan_id(arguments, example)
    risk_id = take_id(arguments, "R", "Risk", example)
    arguments.finish(example)
    return playbook_id, risk_id
