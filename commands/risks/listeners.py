"""Risk commands: report and update in one line or by form; what else there is stands in the modules beside."""

from typing import Any

from commands.risks.dossiers import open_dossier
from commands.risks.ending import END_COMMANDS, on_end_button, on_end_form
from commands.risks.escalating import escalate_change, escalate_due, escalate_report
from commands.risks.forms import (
    MITIGATION_EXAMPLE,
    MITIGATION_LIMIT,
    TITLE_EXAMPLE,
    TITLE_LIMIT,
    edit_risk_modal,
    read_risk_form,
    risk_modal,
)
from commands.risks.home import list_due_reviews, list_my_escalations
from commands.risks.looking import LOOK_COMMANDS, on_list_button, on_map_button, on_page, on_picture, on_show_button
from commands.risks.reviewing import remind_owners
from commands.risks.rights import get_changeable
from commands.risks.setting import SETTING_COMMANDS
from commands.risks.taking_on import on_acknowledge
from commands.risks.views import risk_card, risk_saved_message
from commands.slack.access import permit
from commands.slack.arguments import Arguments, parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.choices import list_choosable
from commands.slack.conflicts import check_unchanged, save_or_reopen
from commands.slack.dates import parse_date
from commands.slack.features import Command, Direct, Feature
from commands.slack.grammar import Grammar
from commands.slack.inputs import clean_line, clean_text, is_blank
from commands.slack.lookups import find_member
from commands.slack.roadblocks import ROADBLOCKS
from commands.slack.sight import MAY_REPORT
from commands.slack.subjects import take_id, take_key
from commands.slack.values import parse_choice, parse_score
from storage.errors import Problems
from storage.initiatives import get_open_initiative
from storage.risks import SENSITIVITIES, RiskState, add_risk, edit_risk
from storage.roles import Role
from storage.units import Unit

EXAMPLE = "/change-risk CRM Legacy sync drops records likelihood:3 impact:4"
MAY_DISCLOSE = (Role.LEAD, Role.SPONSOR)
"""Who may take the privacy from a risk."""
UPDATE_EXAMPLE = "/change risk update R-1 likelihood:2"
GRAMMAR = Grammar(
    options={
        "likelihood": "3",
        "impact": "4",
        "category": "integration",
        "owner": "@ana",
        "review": "2026-12-04",
        "mitigation": f'"{MITIGATION_EXAMPLE}"',
        "private": "security",
    }
)
UPDATE_GRAMMAR = Grammar(options={**GRAMMAR.options, "title": f'"{TITLE_EXAMPLE}"', "state": "mitigating"})
SETTABLE_STATES = [RiskState.OPEN, RiskState.MITIGATING]


async def on_report(ask: Ask) -> Answer:
    """`/change-risk KEY TITLE likelihood:1-5 impact:1-5 …`; without arguments the form."""
    if is_blank(ask.text):
        return await _open_form(ask)
    arguments = parse(ask.text, GRAMMAR)
    key = take_key(arguments, EXAMPLE)
    problems = Problems()
    values: dict[str, Any] = {}
    with problems:
        values["title"] = clean_line(arguments.take_rest(), "Title", TITLE_LIMIT, example=TITLE_EXAMPLE)
    for name in ("likelihood", "impact"):
        with problems:
            values[name] = parse_score(arguments.require(name), name.capitalize())
    with problems:
        values |= await _read_options(ask, arguments)
    problems.raise_found()
    return await _report(ask, key, values)


async def on_report_form(ask: Ask) -> Answer:
    """The submitted form for a new risk."""
    return await _report(ask, ask.form["initiative"], await read_risk_form(ask))


async def on_open_form(ask: Ask) -> Answer:
    """The button under a list."""
    return await _open_form(ask, ask.value)


async def on_update(ask: Ask) -> Answer:
    """`/change risk update ID [k:v …]`; without options the form, filled in."""
    arguments = parse(ask.text, UPDATE_GRAMMAR)
    risk_id = take_id(arguments, "R", "Risk", UPDATE_EXAMPLE)
    arguments.finish(UPDATE_EXAMPLE)
    problems = Problems()
    changes: dict[str, Any] = {}
    for name in ("likelihood", "impact"):
        with problems:
            if (text := arguments.option(name)) is not None:
                changes[name] = parse_score(text, name.capitalize())
    with problems:
        if (text := arguments.option("title")) is not None:
            changes["title"] = clean_line(text, "Title", TITLE_LIMIT, example=TITLE_EXAMPLE)
    with problems:
        if (text := arguments.option("state")) is not None:
            changes["state"] = parse_choice(text, "State", SETTABLE_STATES)
    with problems:
        changes |= await _read_options(ask, arguments)
    problems.raise_found()
    if not changes:
        return await _open_edit(ask, risk_id)
    zone = await ask.find_zone()
    return await ask.write(lambda unit: _change(unit, ask, risk_id, changes, zone))


async def on_edit_button(ask: Ask) -> Answer:
    """Update, on a card."""
    return await _open_edit(ask, ask.value)


async def on_edit_form(ask: Ask) -> Answer:
    """The submitted form for an existing risk."""
    risk_id, changes, zone = ask.metadata["id"], await read_risk_form(ask), await ask.find_zone()

    def save(unit: Unit) -> Answer:
        check_unchanged(ask, get_changeable(unit, ask, risk_id))
        return _change(unit, ask, risk_id, changes, zone)

    return await save_or_reopen(ask, save, lambda unit: edit_risk_modal(get_changeable(unit, ask, risk_id)))


async def _report(ask: Ask, key: str, values: dict[str, Any]) -> Answer:
    def record(unit: Unit) -> Answer:
        permit(unit, ask, get_open_initiative(unit, key), MAY_REPORT)
        risk = add_risk(unit, key, **values)
        escalate_report(unit, risk)
        return Reply(risk_saved_message(open_dossier(unit, risk)))

    return await ask.write(record)


def _change(unit: Unit, ask: Ask, risk_id: str, changes: dict[str, Any], zone: str) -> Answer:
    before = get_changeable(unit, ask, risk_id)
    if before.is_private and changes.get("sensitivity", before.sensitivity) is None:
        permit(unit, ask, get_open_initiative(unit, before.initiative_key), MAY_DISCLOSE)
    after = edit_risk(unit, risk_id, **changes)
    escalate_change(unit, before, after)
    return Reply(risk_card(open_dossier(unit, after), zone))


async def _open_edit(ask: Ask, risk_id: str) -> Answer:
    return edit_risk_modal(await ask.read(lambda unit: get_changeable(unit, ask, risk_id)))


async def _open_form(ask: Ask, key: str | None = None) -> Answer:
    return risk_modal(await list_choosable(ask, MAY_REPORT), key)


async def _read_options(ask: Ask, arguments: Arguments) -> dict[str, Any]:
    values: dict[str, Any] = {}
    problems = Problems()
    with problems:
        if (text := arguments.option("category")) is not None:
            values["category"] = parse_choice(text, "Category", list(ROADBLOCKS))
    with problems:
        if (reference := arguments.option_reference("owner")) is not None:
            values["owner_id"] = (await find_member(ask, reference, "Owner")).user_id
    with problems:
        if (text := arguments.option("review")) is not None:
            values["review_on"] = parse_date(text, await ask.find_today(), "Review date", future=True)
    with problems:
        if (text := arguments.option("mitigation")) is not None:
            values["mitigation"] = clean_text(text, "Mitigation", MITIGATION_LIMIT, example=MITIGATION_EXAMPLE)
    with problems:
        if (text := arguments.option("private")) is not None:
            values["sensitivity"] = parse_choice(text, "Private", SENSITIVITIES)
    problems.raise_found()
    return values


FEATURE = Feature(
    title="Risks",
    area="Every day",
    commands=[
        *LOOK_COMMANDS,
        Command("risk", "update", "risk update ID [k:v …]", "Change a risk, or open its form", on_update),
        *END_COMMANDS,
        *SETTING_COMMANDS,
    ],
    direct=[
        Direct(
            "risk",
            "KEY TITLE likelihood:1-5 impact:1-5 [category:R] [owner:@x] [review:DATE] "
            '[mitigation:"…"] [private:security|compliance]',
            "Report a risk, or open the form (champions)",
            on_report,
        )
    ],
    actions={
        "risk.open": on_open_form,
        "risk.list": on_list_button,
        "risk.page": on_page,
        "risk.show": on_show_button,
        "risk.map": on_map_button,
        "risk.picture": on_picture,
        "risk.edit": on_edit_button,
        "risk.end": on_end_button,
        "risk.acknowledge": on_acknowledge,
    },
    forms={"risk.report": on_report_form, "risk.edit": on_edit_form, "risk.end": on_end_form},
    home_tasks=[list_my_escalations, list_due_reviews],
    sweeps=[escalate_due, remind_owners],
)
