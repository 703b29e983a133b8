"""How templates look: list, card, the text to carry elsewhere, forms."""

from collections.abc import Sequence

import slackblocks as sb

from commands.slack.blocks import Message, actions, button, compose, context, header, mention, section, sections
from commands.slack.choices import initiative_field
from commands.slack.dates import describe_date
from commands.slack.figures import show_count, show_number
from commands.slack.limits import SECTION_TEXT
from commands.slack.modals import ChoiceField, DateField, Modal, TextField
from commands.slack.pages import Line, Listing
from commands.slack.text import escape, inert
from storage.checkpoints import Direction
from storage.initiatives import Initiative
from storage.phases import Phase, PhaseKind
from storage.templates import TEMPLATE_NAME_LIMIT, CheckpointPlan, PhasePlan, Template

TEXT_LIMIT = 3000
FENCE = "```"
HINT = "What /change template export shows: a name and phases, without anchors and aliases"


def template_list_message(templates: Sequence[Template], page: int = 0) -> Message:
    """All templates, the ready ones first."""
    lines = [Line(_line(template), template.name) for template in templates]
    listing = Listing("Templates", "all", lines, "None.", "template.page", "template.show")
    return listing.show(page, button("Import", "template.import", "new"))


def template_card(template: Template, may_drop: bool) -> Message:
    """What a template lays out, day by day, and what can be done with it."""
    kept = f"Kept by {mention(template.author_id)}." if template.author_id else "Comes with Groundswell."
    buttons = [
        button("Apply", "template.apply", template.name, style="primary"),
        button("Export", "template.export", template.name),
    ]
    if may_drop:
        buttons.append(button("Drop", "template.drop", template.name))
    return compose(
        header(f"Template · {template.name}"),
        *sections("\n".join(map(_show_phase, template.phases))),
        context(kept),
        actions(*buttons),
    )


def template_text_message(template: Template, text: str) -> Message:
    """A template as YAML in code blocks, and how to take it in elsewhere."""
    how = "To import it, copy the text and paste it into the form that `/change template import` opens."
    if len(text) > TEXT_LIMIT:
        how += f" The form takes {TEXT_LIMIT:,} characters, so this one has to be shortened."
    return compose(header(f"Template · {template.name}"), *_code_blocks(text), context(how))


def template_applied_message(initiative: Initiative, template: Template, phases: Sequence[Phase]) -> Message:
    """What an initiative was given."""
    count = show_count(len(phases), "phase")
    last = max(phase.ends_on for phase in phases)
    told = f"*{initiative.key}* has {count} now, from {describe_date(phases[0].starts_on)} to {describe_date(last)}."
    note = f"Laid out from {inert(template.name)}. They are yours to change."
    return compose(
        section(told), context(note), actions(button("Show the phases", "phase.list", initiative.key, style="primary"))
    )


def template_dropped_message(name: str) -> Message:
    """That a template is gone."""
    return compose(section(f"The template *{inert(name)}* is dropped. What was made from it stays."))


def apply_modal(initiatives: list[Initiative], templates: Sequence[str], name: str | None = None) -> Modal:
    """The form that applies a template."""
    start = DateField("Start", is_optional=True, hint="The initiative's own start, or today, when left empty")
    return Modal(
        "template.apply", "Apply a template", "Apply",
        [initiative_field(initiatives), _template_field(templates, name), start],
    )  # fmt: skip


def save_modal(initiatives: list[Initiative]) -> Modal:
    """The form that keeps an initiative's phases as a template."""
    name = TextField("Name", limit=TEMPLATE_NAME_LIMIT, hint="Such as field rollout")
    return Modal("template.save", "Save a template", "Save", [initiative_field(initiatives), name])


def import_modal() -> Modal:
    """The form that takes a template in as text."""
    return Modal(
        "template.import", "Import a template", "Import",
        [TextField("YAML", limit=TEXT_LIMIT, is_multiline=True, hint=HINT)],
    )  # fmt: skip


def _template_field(names: Sequence[str], initial: str | None) -> ChoiceField:
    return ChoiceField("Template", options=[(name, name) for name in names], initial=initial)


def _line(template: Template) -> str:
    by = f" · by {mention(template.author_id)}" if template.author_id else " · ready"
    names = " → ".join(inert(phase.name) for phase in template.phases)
    return f"*{inert(template.name)}*{by}\n{names}"


def _show_phase(phase: PhasePlan) -> str:
    kind = "" if phase.kind == PhaseKind.OTHER else f" ({phase.kind})"
    buffer = f", {show_count(phase.buffer_days, 'buffer day')}" if phase.buffer_days else ""
    first = f"*{inert(phase.name)}*{kind}: from day {phase.starts_after_days}"
    lasts = f"for {show_count(phase.lasts_days, 'day')}"
    return "\n".join([f"{first} {lasts}{buffer}", *map(_show_checkpoint, phase.checkpoints)])


def _show_checkpoint(checkpoint: CheckpointPlan) -> str:
    side = "at most" if checkpoint.direction == Direction.AT_MOST else "at least"
    target = inert(show_number(checkpoint.target, checkpoint.unit))
    return f"  • {inert(checkpoint.measure)}: {side} {target} by its day {checkpoint.due_after_days}"


def _code_blocks(text: str) -> list[sb.SectionBlock]:
    room, blocks = SECTION_TEXT - 2 * len(FENCE) - 2, [""]
    for line in escape(text).splitlines():
        if blocks[-1] and len(blocks[-1]) + len(line) + 1 > room:
            blocks.append("")
        blocks[-1] += f"{line}\n"
    return [section(f"{FENCE}\n{block.rstrip()}\n{FENCE}") for block in blocks]
