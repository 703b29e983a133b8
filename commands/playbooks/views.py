"""How playbooks look: list, card, forms."""

from collections.abc import Sequence

import slackblocks as sb

from commands.playbooks.library import LIBRARY
from commands.playbooks.plans import Plan
from commands.playbooks.steps import EXAMPLE, TEXT_LIMIT, show_minutes, write_steps
from commands.slack.blocks import Message, actions, button, compose, context, header, section, sections
from commands.slack.conflicts import stamp
from commands.slack.figures import show_count
from commands.slack.modals import Modal, TextField
from commands.slack.pages import Line, Listing
from commands.slack.text import inert
from storage.initiatives import Initiative
from storage.playbooks import Attachment, Playbook

NAME_LIMIT, SCENARIO_LIMIT = 120, 300
RISKS_SHOWN = 20
ALL = "*"
"""What a list of every playbook is about; it can be no initiative's key."""


def list_all(own: Sequence[Playbook]) -> Listing:
    """Every playbook, the own ones first."""
    plans: list[Plan] = [*own, *LIBRARY.values()]
    lines = [Line(f"*{inert(plan.name)}* ({plan.id})\n{inert(plan.scenario)}", plan.id) for plan in plans]
    return Listing("Playbooks", ALL, lines, "None.", "playbook.page", "playbook.show")


def list_of_initiative(initiative: Initiative, attached: Sequence[Attachment]) -> Listing:
    """The playbooks that are contingencies of an initiative's risks."""
    lines = [
        Line(f"*{inert(each.playbook_name)}* ({each.playbook_id}) for {each.risk_id}", each.playbook_id)
        for each in attached
    ]
    empty = f"None is attached to a risk of {initiative.key}. `/change playbook attach integration R-1`"
    title = f"{initiative.key} · Playbooks"
    return Listing(title, initiative.key, lines, empty, "playbook.page", "playbook.show")


def new_button() -> sb.Button:
    """The button that opens the form for a new playbook."""
    return button("New playbook", "playbook.new", ALL)


def playbook_card(plan: Plan, risk_ids: Sequence[str], history: Sequence[sb.Block], note: str = "") -> Message:
    """Everything about one playbook, with what can be done with it."""
    lines = [
        f"{number}. {inert(step.what)}\n_{step.owner}, {show_minutes(step.minutes)}_"
        for number, step in enumerate(plan.steps, 1)
    ]
    is_own = isinstance(plan, Playbook)
    return compose(
        header(f"{plan.id} · {plan.name}"),
        section(inert(plan.scenario)),
        *sections("\n".join(lines)),
        context(_describe(plan, risk_ids)),
        context(note) if note else None,
        actions(
            button("Run", "playbook.run", plan.id),
            button("Attach to a risk", "playbook.attach", plan.id),
            *([button("Edit", "playbook.edit", plan.id)] if is_own else []),
            button("Copy", "playbook.copy", plan.id),
        ),
        *history,
    )


def attached_message(risk_id: str, attached: Sequence[Attachment]) -> Message:
    """A risk's contingencies after one was attached or taken off."""
    lines = [f"• {inert(each.playbook_name)} ({each.playbook_id})" for each in attached]
    return compose(*sections(f"*{risk_id} · Contingency*\n" + ("\n".join(lines) or "No playbook.")))


def new_playbook_modal(source: Plan | None = None) -> Modal:
    """The form for a new playbook, filled in from the one that it is copied from."""
    metadata = {"copied_from": source.id} if source else {}
    return Modal("playbook.new", "New playbook", "Save", _fields(source), metadata=metadata)


def edit_playbook_modal(playbook: Playbook) -> Modal:
    """The form for an own playbook."""
    metadata = {"id": playbook.id, "stamp": stamp(playbook)}
    return Modal("playbook.edit", f"Edit {playbook.id}", "Save", _fields(playbook), metadata=metadata)


def attach_modal(plan: Plan) -> Modal:
    """The form that asks for the risk."""
    risk = TextField("Risk", limit=16, hint="Its id, such as R-1")
    return Modal("playbook.attach", "Attach to a risk", "Attach", [risk], metadata={"id": plan.id})


def _fields(plan: Plan | None) -> list[TextField]:
    hint = f"One step a line: {EXAMPLE}. Owner role: lead, sponsor, champion, manager or owner (of the risk)."
    steps = write_steps(plan.steps) if plan else None
    return [
        TextField("Name", limit=NAME_LIMIT, initial=plan.name if plan else None),
        TextField("Scenario", limit=SCENARIO_LIMIT, hint="When it is used", initial=plan.scenario if plan else None),
        TextField("Steps", limit=TEXT_LIMIT, is_multiline=True, hint=hint, initial=steps),
    ]


def _describe(plan: Plan, risk_ids: Sequence[str]) -> str:
    planned = show_minutes(sum(step.minutes for step in plan.steps))
    parts = [f"{show_count(len(plan.steps), 'step')}, {planned} planned"]
    if isinstance(plan, Playbook):
        parts.append(f"version {plan.version}")
        parts += [f"copied from {plan.copied_from}"] if plan.copied_from else []
    else:
        parts.append("ready for everybody; copy it to make it your own")
    more = f" and {len(risk_ids) - RISKS_SHOWN} more" if len(risk_ids) > RISKS_SHOWN else ""
    return " · ".join([*parts, *([f"for {', '.join(risk_ids[:RISKS_SHOWN])}{more}"] if risk_ids else [])])
