"""Template commands: list, show, apply, save, export, import, drop."""

from datetime import date

from commands.slack.access import is_admin, permit
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Replacement, Reply
from commands.slack.blocks import Message
from commands.slack.choices import OPTIONS_LIMIT, find_choosable, list_choosable
from commands.slack.dates import parse_date
from commands.slack.features import Command, Feature
from commands.slack.grammar import Grammar
from commands.slack.inputs import clean_line, is_blank
from commands.slack.pages import read_turn
from commands.slack.subjects import take_key
from commands.templates.documents import read_template, write_template
from commands.templates.views import (
    apply_modal,
    import_modal,
    save_modal,
    template_applied_message,
    template_card,
    template_dropped_message,
    template_list_message,
    template_text_message,
)
from storage.errors import BadInput, NotAllowed
from storage.initiatives import get_initiative, get_open_initiative, list_initiatives
from storage.phases import list_phases
from storage.roles import Role
from storage.templates import (
    TEMPLATE_NAME_LIMIT,
    Template,
    add_template,
    apply_template,
    drop_template,
    get_template,
    list_templates,
    plan_phases,
)
from storage.units import Unit

APPLY_EXAMPLE = "/change template apply CRM rollout start:2027-01-11"
SAVE_EXAMPLE = "/change template save CRM field rollout"
APPLY_GRAMMAR = Grammar(options={"start": "2027-01-11"})
MAY_APPLY = (Role.LEAD,)
MAY_SAVE = (Role.LEAD, Role.ADMIN)


async def on_list(ask: Ask) -> Answer:
    """`/change template list`."""
    parse(ask.text).finish("/change template list")
    return Reply(template_list_message(await ask.read(list_templates)))


async def on_page(ask: Ask) -> Answer:
    """Next and Previous under a list."""
    _, page = read_turn(ask.value)
    return Replacement(template_list_message(await ask.read(list_templates), page))


async def on_show(ask: Ask) -> Answer:
    """`/change template show NAME`."""
    return await _show(ask, _read_name(ask.text, "/change template show rollout"))


async def on_show_button(ask: Ask) -> Answer:
    """Open, in a list."""
    return await _show(ask, ask.value)


async def on_apply(ask: Ask) -> Answer:
    """`/change template apply KEY NAME [start:DATE]`; without arguments the form."""
    if is_blank(ask.text):
        return await _open_apply(ask)
    arguments = parse(ask.text, APPLY_GRAMMAR)
    key = take_key(arguments, APPLY_EXAMPLE)
    name = clean_line(arguments.take_rest(), "Template", TEMPLATE_NAME_LIMIT, example=APPLY_EXAMPLE)
    return await _apply(ask, key, name, arguments.option("start"))


async def on_apply_button(ask: Ask) -> Answer:
    """Apply, on a card."""
    return await _open_apply(ask, ask.value)


async def on_apply_form(ask: Ask) -> Answer:
    """The submitted form that applies a template."""
    return await _apply(ask, ask.form["initiative"], ask.form["template"], ask.form["start"])


async def on_save(ask: Ask) -> Answer:
    """`/change template save KEY NAME`; without arguments the form."""
    if is_blank(ask.text):
        return save_modal(await list_choosable(ask, MAY_SAVE))
    arguments = parse(ask.text)
    key = take_key(arguments, SAVE_EXAMPLE)
    return await _save(ask, key, arguments.take_rest())


async def on_save_form(ask: Ask) -> Answer:
    """The submitted form that keeps a template."""
    return await _save(ask, ask.form["initiative"], ask.form["name"] or "")


async def on_export(ask: Ask) -> Answer:
    """`/change template export NAME`."""
    return await _export(ask, _read_name(ask.text, "/change template export rollout"))


async def on_export_button(ask: Ask) -> Answer:
    """Export, on a card."""
    return await _export(ask, ask.value)


async def on_import(ask: Ask) -> Answer:
    """`/change template import`, or Import under the list: the form."""
    parse(ask.text).finish("/change template import")
    await ask.read(lambda unit: _permit_import(unit, ask))
    return import_modal()


async def on_import_form(ask: Ask) -> Answer:
    """The submitted form with a template's text."""
    text = ask.form["yaml"] or ""
    if is_blank(text):
        raise BadInput("YAML", "it is empty", "/change template export rollout")
    name, phases = read_template(text)

    def keep(unit: Unit) -> Message:
        _permit_import(unit, ask)
        return template_card(add_template(unit, name, phases), may_drop=True)

    return Reply(await ask.write(keep))


async def on_drop(ask: Ask) -> Answer:
    """`/change template drop NAME`."""
    return await _drop(ask, _read_name(ask.text, "/change template drop field rollout"))


async def on_drop_button(ask: Ask) -> Answer:
    """Drop, on a card."""
    return await _drop(ask, ask.value)


async def _show(ask: Ask, name: str) -> Answer:
    def show(unit: Unit) -> Message:
        template = get_template(unit, name)
        return template_card(template, _may_drop(unit, ask, template))

    return Reply(await ask.read(show))


async def _apply(ask: Ask, key: str, name: str, start: str | None) -> Answer:
    today = await ask.find_today()
    starts_on: date | None = parse_date(start, today, "Start") if start else None

    def apply(unit: Unit) -> Message:
        initiative = get_open_initiative(unit, key)
        permit(unit, ask, initiative, MAY_APPLY)
        template = get_template(unit, name)
        apply_template(unit, key, template, starts_on or initiative.start_on or today)
        return template_applied_message(initiative, template, list_phases(unit, key))

    return Reply(await ask.write(apply))


async def _open_apply(ask: Ask, name: str | None = None) -> Answer:
    initiatives = await list_choosable(ask, MAY_APPLY)
    names = [template.name for template in await ask.read(list_templates)]
    return apply_modal(initiatives, names[:OPTIONS_LIMIT], name)


async def _save(ask: Ask, key: str, name: str) -> Answer:
    name = clean_line(name, "Name", TEMPLATE_NAME_LIMIT, example=SAVE_EXAMPLE)

    def save(unit: Unit) -> Message:
        permit(unit, ask, get_initiative(unit, key), MAY_SAVE)
        phases = plan_phases(unit, key)
        if not phases:
            raise BadInput("Initiative", f"{key} has no phases yet", f"/change phase add {key}")
        return template_card(add_template(unit, name, phases), may_drop=True)

    return Reply(await ask.write(save))


async def _export(ask: Ask, name: str) -> Answer:
    template = await ask.read(lambda unit: get_template(unit, name))
    return Reply(template_text_message(template, write_template(template)))


async def _drop(ask: Ask, name: str) -> Answer:
    def drop(unit: Unit) -> Message:
        template = get_template(unit, name)
        if template.author_id is None:
            reason = f"“{template.name}” comes with Groundswell and stays"
            raise BadInput("Template", reason, "/change template drop field rollout")
        if not _may_drop(unit, ask, template):
            raise NotAllowed(Role.ADMIN, template.author_id)
        drop_template(unit, template.name)
        return template_dropped_message(template.name)

    return Reply(await ask.write(drop))


def _may_drop(unit: Unit, ask: Ask, template: Template) -> bool:
    return template.author_id is not None and (ask.user_id == template.author_id or is_admin(unit, ask))


def _permit_import(unit: Unit, ask: Ask) -> None:
    """Raise NotAllowed unless the asker is an admin or leads something."""
    if is_admin(unit, ask):
        return
    if not list_initiatives(unit, open_only=True):
        raise NotAllowed("admin or lead", min(ask.house.admins, default=None))
    find_choosable(unit, ask, MAY_SAVE)


def _read_name(text: str, example: str) -> str:
    return clean_line(parse(text).take_rest(), "Template", TEMPLATE_NAME_LIMIT, example=example)


FEATURE = Feature(
    title="Templates",
    area="The programme",
    commands=[
        Command("template", "list", "template list", "Ready and own rollouts", on_list),
        Command("template", "show", "template show NAME", "What one lays out", on_show),
        Command(
            "template", "apply", "template apply KEY NAME [start:DATE]", "Lay out phases, or open the form (lead)",
            on_apply,
        ),
        Command("template", "save", "template save KEY NAME", "Keep an initiative's phases as one (lead)", on_save),
        Command("template", "export", "template export NAME", "One as YAML", on_export),
        Command("template", "import", "template import", "Take one in as YAML, by form (lead, admin)", on_import),
        Command("template", "drop", "template drop NAME", "Remove an own one (its author, admin)", on_drop),
    ],
    actions={
        "template.page": on_page,
        "template.show": on_show_button,
        "template.apply": on_apply_button,
        "template.export": on_export_button,
        "template.import": on_import,
        "template.drop": on_drop_button,
    },
    forms={
        "template.apply": on_apply_form,
        "template.save": on_save_form,
        "template.import": on_import_form,
    },
)  # fmt: skip
