"""How criteria look: card, list, forms."""

from collections.abc import Sequence

import slackblocks as sb

from commands.slack.blocks import Message, actions, button, compose, context, fields, header, section
from commands.slack.choices import initiative_field
from commands.slack.conflicts import stamp
from commands.slack.history import history_blocks
from commands.slack.modals import ChoiceField, Field, Modal, TextField
from commands.slack.pages import Line, Listing
from commands.slack.reasons import REASON_LIMIT
from commands.slack.text import inert
from storage.initiatives import Initiative
from storage.objectives import Objective
from storage.units import AuditEntry
from storage.vendor_criteria import Criterion

NAME_LIMIT = 80
WEIGHTS = (("5", "5 · decides"), ("4", "4"), ("3", "3 · matters"), ("2", "2"), ("1", "1 · nice to have"))


def criterion_card(
    criterion: Criterion, objective: Objective | None, entries: Sequence[AuditEntry], zone: str
) -> Message:
    """Everything about one criterion."""
    serves = f"{objective.id} {inert(objective.name)}" if objective else "the choice as a whole"
    dropped = criterion.dropped_reason
    return compose(
        header(f"{criterion.id} · {criterion.initiative_key}"),
        section(f"*{inert(criterion.name)}*"),
        fields([("Weight", f"{criterion.weight} of 5"), ("Serves", serves)]),
        context(f"Dropped: {inert(dropped)}") if dropped else None,
        *history_blocks(entries, zone),
        actions(*_buttons(criterion), *(_open_objective(objective) if objective else [])),
    )


def list_of_criteria(initiative: Initiative, criteria: Sequence[Criterion]) -> Listing:
    """What an initiative's vendors are scored on, with what was dropped at the end."""
    ordered = sorted(criteria, key=lambda each: each.dropped_reason is not None)
    lines = [Line(_show_line(criterion), criterion.id) for criterion in ordered]
    empty = f"None yet: the four usual ones come with the first vendor, `/change vendor add {initiative.key} …`"
    return Listing(f"{initiative.key} · Criteria", initiative.key, lines, empty, "criterion.list", "criterion.show")


def criterion_modal(initiatives: list[Initiative], objectives: Sequence[Objective]) -> Modal:
    """The form for a new criterion."""
    return Modal(
        "criterion.add", "New criterion", "Save", [initiative_field(initiatives), *_fields(objectives)]
    )  # fmt: skip


def edit_criterion_modal(criterion: Criterion, objectives: Sequence[Objective]) -> Modal:
    """The form for an existing one, filled in."""
    metadata = {"id": criterion.id, "stamp": stamp(criterion)}
    return Modal("criterion.edit", f"Edit {criterion.id}", "Save", _fields(objectives, criterion), metadata=metadata)


def drop_criterion_modal(criterion: Criterion) -> Modal:
    """The form that asks why it counts no longer."""
    field = TextField("Reason", limit=REASON_LIMIT, hint="Why it counts no longer; its scores stay on record")
    return Modal("criterion.drop", f"Drop {criterion.id}", "Drop", [field], {"id": criterion.id}, criterion.name)


def _fields(objectives: Sequence[Objective], criterion: Criterion | None = None) -> list[Field]:
    options = [(each.id, f"{each.id} · {each.initiative_key} · {each.name}") for each in objectives]
    form: list[Field] = [
        TextField("Criterion", limit=NAME_LIMIT, initial=criterion.name if criterion else None),
        ChoiceField("Weight", options=WEIGHTS, initial=str(criterion.weight) if criterion else "3"),
    ]
    if options:
        initial = criterion.objective_id if criterion else None
        hint = "Of which it is a requirement"
        form.append(ChoiceField("Objective", is_optional=True, options=options, initial=initial, hint=hint))
    return form


def _buttons(criterion: Criterion) -> list[sb.Button]:
    if criterion.dropped_reason:
        return [button("Reopen", "criterion.reopen", criterion.id)]
    return [
        button("Edit", "criterion.edit", criterion.id),
        button("Drop", "criterion.drop", criterion.id, style="danger"),
    ]


def _open_objective(objective: Objective) -> list[sb.Button]:
    return [button(f"Open {objective.id}", "objective.show", objective.id)]


def _show_line(criterion: Criterion) -> str:
    serves = f" · requirement of {criterion.objective_id}" if criterion.objective_id else ""
    dropped = " · dropped" if criterion.dropped_reason else ""
    return f"*{criterion.id}* {inert(criterion.name)}\nweight {criterion.weight}{serves}{dropped}"
