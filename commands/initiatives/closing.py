"""Closing an initiative, and opening it again where that was too early; what hangs on it rests meanwhile."""

from datetime import date

from commands.initiatives.views import reopen_modal
from commands.slack.access import permit, roles_of
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.blocks import compose, sections
from commands.slack.choices import OPTIONS_LIMIT
from commands.slack.figures import show_count
from commands.slack.inputs import is_blank
from commands.slack.modals import Modal
from commands.slack.reasons import read_reason
from commands.slack.subjects import take_key, take_only_key
from commands.slack.text import inert
from storage.decisions import list_open_decisions
from storage.errors import BadInput, NotAllowed
from storage.followups import list_open_followups
from storage.initiatives import Initiative, close_initiative, get_initiative, list_initiatives, reopen_initiative
from storage.milestones import list_milestones
from storage.phases import PhaseState, list_phases
from storage.pulse_plans import list_pulse_plans
from storage.risks import list_risks
from storage.roles import Role
from storage.schedules import list_schedules
from storage.units import Unit

CLOSE_EXAMPLE = "/change close CRM"
REOPEN_EXAMPLE = "/change reopen CRM The second site goes live after all"
MAY_EDIT = (Role.LEAD, Role.ADMIN)
AGENDA = "governance"


async def on_close(ask: Ask) -> Answer:
    """`/change close KEY`."""
    key, today = take_only_key(ask.text, CLOSE_EXAMPLE), await ask.find_today()

    def close(unit: Unit) -> Answer:
        initiative = _get_own(unit, ask, key)
        close_initiative(unit, key)
        text = f"*{inert(initiative.name)}* is closed. Its history stays."
        resting = list_hanging(unit, key, today)
        rests = f"\nUntil it is reopened there rest: {', '.join(resting)}." if resting else ""
        return Reply(compose(*sections(text + rests)))

    return await ask.write(close)


async def on_reopen(ask: Ask) -> Answer:
    """`/change reopen KEY REASON`; without arguments the form."""
    if is_blank(ask.text):
        return await ask.read(lambda unit: reopen_modal(_list_closed(unit, ask)))
    arguments = parse(ask.text)
    key = take_key(arguments, REOPEN_EXAMPLE)
    return await _reopen(ask, key, arguments.take_rest())


async def on_reopen_button(ask: Ask) -> Answer:
    """Reopen, on the card of a closed one."""

    def open_form(unit: Unit) -> Modal:
        _get_own(unit, ask, ask.value)
        return reopen_modal(_list_closed(unit, ask), ask.value)

    return await ask.read(open_form)


async def on_reopen_form(ask: Ask) -> Answer:
    """The submitted form."""
    return await _reopen(ask, ask.form["initiative"], ask.form["reason"] or "")


def list_hanging(unit: Unit, key: str, today: date) -> list[str]:
    """What goes on only while an initiative is open, each kind with its count."""
    milestones = [each for each in list_milestones(unit, key) if each.is_pending]
    followups = list_open_followups(unit, key)
    late = sum(each.is_overdue_on(today) for each in milestones) + sum(each.is_overdue_on(today) for each in followups)
    counts = [
        (sum(each.state == PhaseState.RUNNING for each in list_phases(unit, key)), "running phase", None),
        (len(milestones), "pending milestone", None),
        (len(list_risks(unit, key, live_only=True)), "live risk", None),
        (len(list_open_decisions(unit, key)), "open decision", None),
        (len(followups), "open follow-up", None),
        (len(list_pulse_plans(unit, key)), "planned pulse", None),
        (sum(each.subject == key for each in list_schedules(unit, AGENDA)), "scheduled agenda", None),
        (late, "of them is overdue", "of them are overdue"),
    ]
    return [show_count(count, one, many) for count, one, many in counts if count]


async def _reopen(ask: Ask, key: str, text: str) -> Answer:
    reason, today = read_reason(text, REOPEN_EXAMPLE), await ask.find_today()

    def reopen(unit: Unit) -> Answer:
        initiative = _get_own(unit, ask, key)
        reopen_initiative(unit, key, reason)
        hanging = list_hanging(unit, key, today)
        goes_on = f"These go on from now: {', '.join(hanging)}." if hanging else "Nothing was waiting for that."
        return Reply(compose(*sections(f"*{inert(initiative.name)}* is open again: {inert(reason)}\n{goes_on}")))

    return await ask.write(reopen)


def _get_own(unit: Unit, ask: Ask, key: str) -> Initiative:
    initiative = get_initiative(unit, key)
    permit(unit, ask, initiative, MAY_EDIT)
    return initiative


def _list_closed(unit: Unit, ask: Ask) -> list[Initiative]:
    closed = [each for each in list_initiatives(unit) if not each.is_open]
    if not closed:
        raise BadInput("Initiative", "none is closed", "/change list")
    own = [each for each in closed if not roles_of(unit, ask, each).isdisjoint(MAY_EDIT)]
    if not own:
        raise NotAllowed(" or ".join(sorted(MAY_EDIT)), closed[0].lead_id)
    return own[:OPTIONS_LIMIT]
