"""Risk commands: report in one line or by form, list, show, update, accept, close."""

import re
from typing import Any

from commands.risks.home import reviews_card
from commands.risks.views import (
    MITIGATION_LIMIT,
    TITLE_LIMIT,
    edit_risk_modal,
    risk_card,
    risk_list_message,
    risk_modal,
    risk_saved_message,
)
from commands.slack.access import permit
from commands.slack.arguments import Arguments, parse
from commands.slack.ask import Answer, Ask, Replacement, Reply
from commands.slack.choices import list_choosable
from commands.slack.dates import parse_date
from commands.slack.features import Command, Direct, Feature
from commands.slack.grammar import Grammar
from commands.slack.inputs import clean_line, clean_text, is_blank
from commands.slack.lookups import find_member
from commands.slack.roadblocks import ROADBLOCKS
from commands.slack.values import parse_choice, parse_id, parse_key, parse_score
from storage.errors import BadInput, OutOfDate, Problems
from storage.initiatives import Initiative, get_initiative, get_open_initiative
from storage.risks import Risk, RiskState, add_risk, edit_risk, get_risk, list_risks
from storage.roles import Role
from storage.units import Unit

TITLE_EXAMPLE = "Legacy sync drops records"
EXAMPLE = "/change-risk CRM Legacy sync drops records likelihood:3 impact:4"
GRAMMAR = Grammar(
    options={
        "likelihood": "3",
        "impact": "4",
        "category": "integration",
        "owner": "@ana",
        "review": "2026-12-04",
        "mitigation": '"call the vendor"',
    }
)
UPDATE_GRAMMAR = Grammar(options={**GRAMMAR.options, "title": '"Legacy sync drops records"', "state": "mitigating"})
MAY_REPORT = (Role.CHAMPION, Role.LEAD)
REASON_LIMIT = 500
SETTABLE_STATES = [RiskState.OPEN, RiskState.MITIGATING]


async def on_report(ask: Ask) -> Answer:
    """`/change-risk KEY TITLE likelihood:1-5 impact:1-5 …`; without arguments the form."""
    if is_blank(ask.text):
        return await _open_form(ask)
    arguments = parse(ask.text, GRAMMAR)
    key = parse_key(arguments.take_word("Initiative", EXAMPLE), "Initiative")
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
    return await _report(ask, ask.form["initiative"], await _read_form(ask))


async def on_open_form(ask: Ask) -> Answer:
    """The button under a list."""
    return await _open_form(ask, ask.value)


async def on_list(ask: Ask) -> Answer:
    """`/change risk list KEY`."""
    arguments = parse(ask.text)
    key = parse_key(arguments.take_word("Initiative", "/change risk list CRM"), "Initiative")
    arguments.finish("/change risk list CRM")
    return Reply(risk_list_message(*await _find_list(ask, key)))


async def on_page(ask: Ask) -> Answer:
    """Next and Previous under a list."""
    key, _, page = ask.value.partition(" ")
    if not re.fullmatch("[0-9]{1,4}", page):
        raise OutOfDate
    return Replacement(risk_list_message(*await _find_list(ask, key), page=int(page)))


async def on_show(ask: Ask) -> Answer:
    """`/change risk show ID`."""
    arguments = parse(ask.text)
    risk_id = _take_id(arguments, "/change risk show R-1")
    arguments.finish("/change risk show R-1")
    return Reply(risk_card(await ask.read(lambda unit: get_risk(unit, risk_id))))


async def on_show_button(ask: Ask) -> Answer:
    """Open, in a list."""
    return Reply(risk_card(await ask.read(lambda unit: get_risk(unit, ask.value))))


async def on_update(ask: Ask) -> Answer:
    """`/change risk update ID [k:v …]`; without options the form, filled in."""
    arguments = parse(ask.text, UPDATE_GRAMMAR)
    risk_id = _take_id(arguments, "/change risk update R-1 likelihood:2")
    arguments.finish("/change risk update R-1 likelihood:2")
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
    return await (_change(ask, risk_id, changes) if changes else _open_edit(ask, risk_id))


async def on_edit_button(ask: Ask) -> Answer:
    """Update, on a card."""
    return await _open_edit(ask, ask.value)


async def on_edit_form(ask: Ask) -> Answer:
    """The submitted form for an existing risk."""
    return await _change(ask, ask.metadata["id"], await _read_form(ask))


async def on_close(ask: Ask) -> Answer:
    """`/change risk close ID REASON`."""
    return await _end(ask, RiskState.CLOSED, "/change risk close R-1 Vendor fixed it")


async def on_accept(ask: Ask) -> Answer:
    """`/change risk accept ID REASON`."""
    return await _end(ask, RiskState.ACCEPTED, "/change risk accept R-1 Cheaper than preventing it")


async def _end(ask: Ask, state: RiskState, example: str) -> Answer:
    arguments = parse(ask.text)
    risk_id = _take_id(arguments, example)
    reason = clean_line(arguments.take_rest(), "Reason", REASON_LIMIT, example=example)
    return await _change(ask, risk_id, {"state": state, "reason": reason})


async def _report(ask: Ask, key: str, values: dict[str, Any]) -> Answer:
    def record(unit: Unit) -> Risk:
        permit(unit, ask, get_open_initiative(unit, key), MAY_REPORT)
        return add_risk(unit, key, **values)

    return Reply(risk_saved_message(await ask.write(record)))


async def _change(ask: Ask, risk_id: str, changes: dict[str, Any]) -> Answer:
    def change(unit: Unit) -> Risk:
        _get_changeable(unit, ask, risk_id)
        return edit_risk(unit, risk_id, **changes)

    return Reply(risk_card(await ask.write(change)))


async def _open_edit(ask: Ask, risk_id: str) -> Answer:
    return edit_risk_modal(await ask.read(lambda unit: _get_changeable(unit, ask, risk_id)))


async def _open_form(ask: Ask, key: str | None = None) -> Answer:
    return risk_modal(await list_choosable(ask, MAY_REPORT), key)


async def _find_list(ask: Ask, key: str) -> tuple[Initiative, list[Risk]]:
    return await ask.read(lambda unit: (get_initiative(unit, key), list(list_risks(unit, key))))


def _get_changeable(unit: Unit, ask: Ask, risk_id: str) -> Risk:
    risk = get_risk(unit, risk_id)
    if ask.user_id != risk.owner_id:
        permit(unit, ask, get_initiative(unit, risk.initiative_key), MAY_REPORT)
    if not risk.is_live:
        raise BadInput("Risk", f"{risk.id} is {risk.state} already", "/change risk list CRM")
    return risk


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
            values["mitigation"] = clean_text(text, "Mitigation", MITIGATION_LIMIT, example="call the vendor")
    problems.raise_found()
    return values


async def _read_form(ask: Ask) -> dict[str, Any]:
    form, problems = ask.form, Problems()
    values: dict[str, Any] = {
        "likelihood": parse_score(form["likelihood"], "Likelihood"),
        "impact": parse_score(form["impact"], "Impact"),
        "category": form["category"],
        "owner_id": form["owner"],
        "review_on": None,
        "mitigation": None,
    }
    with problems:
        values["title"] = clean_line(form["title"] or "", "Title", TITLE_LIMIT, example=TITLE_EXAMPLE)
    with problems:
        if form["owner"]:
            await find_member(ask, f"<@{form['owner']}>", "Owner")
    with problems:
        if form["review_date"]:
            values["review_on"] = parse_date(form["review_date"], await ask.find_today(), "Review date", future=True)
    with problems:
        if not is_blank(form["mitigation"]):
            values["mitigation"] = clean_text(
                form["mitigation"], "Mitigation", MITIGATION_LIMIT, example="call the vendor"
            )
    problems.raise_found()
    return values


def _take_id(arguments: Arguments, example: str) -> str:
    return f"R-{parse_id(arguments.take_word('Risk', example), 'R', 'Risk')}"


FEATURE = Feature(
    title="Risks",
    commands=[
        Command("risk", "list", "risk list KEY", "An initiative's risks, the highest first", on_list),
        Command("risk", "show", "risk show ID", "One risk", on_show),
        Command("risk", "update", "risk update ID [k:v …]", "Change a risk, or open its form", on_update),
        Command("risk", "close", "risk close ID REASON", "It is over", on_close),
        Command("risk", "accept", "risk accept ID REASON", "We live with it", on_accept),
    ],
    direct=[
        Direct(
            "risk",
            'KEY TITLE likelihood:1-5 impact:1-5 [category:R] [owner:@x] [review:DATE] [mitigation:"…"]',
            "Report a risk, or open the form (champions)",
            on_report,
        )
    ],
    actions={
        "risk.open": on_open_form,
        "risk.page": on_page,
        "risk.show": on_show_button,
        "risk.edit": on_edit_button,
    },
    home_cards=[reviews_card],
    forms={"risk.report": on_report_form, "risk.edit": on_edit_form},
)
