"""An initiative with one of everything that the programme knows, without the words that people would type for it."""

from datetime import date

from bot.sandbox.cast import CAST
from storage.checkpoints import add_checkpoint
from storage.decisions import ask_decision
from storage.followups import add_followup
from storage.gates import add_gate
from storage.integrations import add_integration
from storage.lessons import add_lesson
from storage.milestones import add_milestone
from storage.objectives import add_objective
from storage.phases import add_phase, enter_phase
from storage.playbooks import Step, add_playbook
from storage.resources import add_resource
from storage.runs import add_run, end_run
from storage.statuses import add_status
from storage.units import Unit
from storage.wins import add_win
from tests.workspaces import LEAD, SPONSOR, Office

DUE = date(2027, 1, 29)
STEP = Step("Call the vendor", "lead", 30)
REPORT = {"drawn_up_on": "2026-12-01", "checkpoints": [], "buffer": "no buffer granted", "risks": []}


async def plan_everything(office: Office, key: str) -> dict[str, str]:
    """Let the lead have made one of each, with names or with ids, and give those ids by their nouns."""
    lead = CAST[LEAD].id

    def plan(unit: Unit) -> dict[str, str]:
        add_status(unit, key, "green", "fine")
        add_milestone(unit, key, "Go-live", DUE)
        add_integration(unit, key, "Billing", [add_integration(unit, key, "ERP")])
        add_resource(unit, key, "Developers", 6, owner_id=lead, kind="people", measured_in=None, threshold=20)
        phase = enter_phase(unit, add_phase(unit, key, "Pilot", starts_on=DUE, ends_on=DUE))
        goal = {"measure": "Hours", "baseline": 48, "target": 24, "by_on": DUE, "measured_in": None}
        about = {"playbook_id": "skills", "playbook_name": "Skills", "playbook_version": 1, "is_drill": True}
        run = add_run(unit, key, [STEP], place=lead, **about)
        return {
            "phase": phase.id,
            "planned": add_phase(unit, key, "Later", starts_on=DUE, ends_on=DUE).id,
            "checkpoint": add_checkpoint(unit, phase.id, "Trained", target=80, due_on=DUE).id,
            "gate": add_gate(unit, phase.id, dict(REPORT)).id,
            "objective": add_objective(unit, key, name="Quotes within a day", **goal).id,
            "decision": ask_decision(unit, key, "Which vendor?", owner_id=CAST[SPONSOR].id).id,
            "followup": add_followup(unit, key, "Ask them", lead, DUE).id,
            "win": add_win(unit, key, "It runs").id,
            "lesson": add_lesson(unit, key, "Test first").id,
            "playbook": add_playbook(unit, "Ours", "When it fails", [STEP]).id,
            "run": end_run(unit, run.id).id,
        }

    return await office.store.write(office.team_id, plan, actor_id=lead)
