"""Starting a run: a playbook for an initiative, live or as a drill, by command or by form."""

from commands.playbooks.library import LIBRARY
from commands.playbooks.plans import Plan, get_plan, take_plan_id
from commands.playbooks.run_views import DRILL, run_card, start_modal
from commands.playbooks.threads import promise_opening
from commands.playbooks.timing import measure_run
from commands.slack.access import permit
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.choices import find_choosable
from commands.slack.inputs import is_blank
from commands.slack.sight import get_visible_risk
from commands.slack.subjects import take_id, take_key
from commands.slack.values import parse_id
from storage.errors import BadInput
from storage.initiatives import get_open_initiative
from storage.playbooks import list_playbooks
from storage.roles import Role
from storage.runs import add_run, list_run_steps
from storage.units import Unit

EXAMPLE = "/change playbook run integration CRM drill for R-1"
MAY_RUN = (Role.LEAD,)


async def on_run(ask: Ask) -> Answer:
    """`/change playbook run ID KEY [drill] [for R-1]`; without arguments, or with the playbook alone, the form."""
    if is_blank(ask.text):
        return await _open_form(ask)
    arguments = parse(ask.text)
    playbook_id = take_plan_id(arguments, EXAMPLE)
    if not arguments:
        return await _open_form(ask, playbook_id)
    key = take_key(arguments, EXAMPLE)
    is_drill = arguments.take_keyword("drill") is not None
    risk_id = take_id(arguments, "R", "Risk", EXAMPLE) if arguments.take_keyword("for") else None
    arguments.finish(EXAMPLE)
    return await _start(ask, playbook_id, key, risk_id, is_drill=is_drill)


async def on_run_button(ask: Ask) -> Answer:
    """Run, on a playbook's card."""
    return await _open_form(ask, ask.value)


async def on_run_form(ask: Ask) -> Answer:
    """The submitted form."""
    form = ask.form
    risk_id = None if is_blank(form["risk"]) else f"R-{parse_id(form['risk'], 'R', 'Risk')}"
    return await _start(ask, form["playbook"], form["initiative"], risk_id, is_drill=form["kind"] == DRILL)


async def _open_form(ask: Ask, playbook_id: str | None = None) -> Answer:
    def find(unit: Unit) -> Answer:
        chosen = [get_plan(unit, playbook_id)] if playbook_id else []
        plans: list[Plan] = [*LIBRARY.values(), *list_playbooks(unit)]
        others = [plan for plan in plans if plan.id != playbook_id]
        return start_modal([*chosen, *others], find_choosable(unit, ask, MAY_RUN), playbook_id)

    return await ask.read(find)


async def _start(ask: Ask, playbook_id: str, key: str, risk_id: str | None, *, is_drill: bool) -> Answer:
    zone = await ask.find_zone()

    def start(unit: Unit) -> Answer:
        initiative = get_open_initiative(unit, key)
        permit(unit, ask, initiative, MAY_RUN)
        plan = get_plan(unit, playbook_id)
        if risk_id is not None:
            _check_risk(unit, ask, risk_id, key)
        about = {"playbook_id": plan.id, "playbook_name": plan.name, "playbook_version": plan.version}
        place = initiative.channel_id or ask.user_id
        run = add_run(unit, key, plan.steps, place=place, is_drill=is_drill, risk_id=risk_id, **about)
        promise_opening(unit, run, plan.scenario)
        where = f"<#{place}>" if initiative.channel_id else "your messages, as the initiative has no home channel"
        steps = list_run_steps(unit, run.id)
        timing = measure_run(run.started_at, unit.now, steps)
        return Reply(run_card(run, steps, timing, zone, note=f"Started. Its thread opens in {where}."))

    return await ask.write(start)


def _check_risk(unit: Unit, ask: Ask, risk_id: str, key: str) -> None:
    risk = get_visible_risk(unit, ask, risk_id)
    if risk.initiative_key != key:
        raise BadInput("Risk", f"{risk_id} belongs to {risk.initiative_key}", f"/change risk list {key}")
    if risk.is_private:
        reason = f"{risk_id} is private, and the thread is not; run the playbook without it"
        raise BadInput("Risk", reason, f"/change playbook run integration {key}")
