"""Changing an audience: its rule and how it is told, by form or command; and taking it away."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from commands.audiences.cards import make_card
from commands.audiences.defining import NAME_LIMIT, read_definition
from commands.audiences.rules import EXAMPLES, complete_rules, read_rules
from commands.audiences.views import edit_audience_modal
from commands.slack.access import permit_admin
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.blocks import compose, section
from commands.slack.conflicts import check_unchanged, save_or_reopen
from commands.slack.grammar import Grammar
from commands.slack.inputs import clean_line
from commands.slack.membership import resolve_audience
from commands.slack.modals import Modal
from commands.slack.text import inert
from commands.slack.windows import find_delivery_moment, rules_of
from storage.attention import BUDGET, QUIET
from storage.audiences import Audience, Source, drop_audience, edit_audience, get_audience
from storage.cadences import find_cadence, move_slot
from storage.errors import BadInput, Problems
from storage.initiatives import list_initiatives
from storage.memberships import forget_members, put_members
from storage.memos import get_memo
from storage.people import list_people
from storage.phases import list_phases
from storage.preferences import release_waiting
from storage.pulse_plans import list_pulse_plans
from storage.schedules import list_schedules
from storage.units import Unit

EDIT_EXAMPLE = "/change audience edit sales"
RULES_EXAMPLE = "/change audience rules sales window:08:00-18:00 days:mon-fri country:DE budget:3"
DROP_EXAMPLE = "/change audience drop sales"
RULES_GRAMMAR = Grammar(options=EXAMPLES, lists=frozenset({"days"}))


async def on_edit(ask: Ask) -> Answer:
    """`/change audience edit NAME`: the form, filled in."""
    return await _open_form(ask, take_name(parse(ask.text).take_rest(), EDIT_EXAMPLE))


async def on_edit_button(ask: Ask) -> Answer:
    """Edit, on a card."""
    return await _open_form(ask, ask.value)


async def on_edit_form(ask: Ask) -> Answer:
    """The submitted form."""
    form, problems, changes = ask.form, Problems(), dict[str, Any]()
    before = await ask.read(lambda unit: get_audience(unit, ask.metadata["name"]))
    with problems:
        kept = _find_list(before)
        definition, has_csv = await read_definition(ask, form["kind"], form["from"] or "", form["except"] or "")
        if has_csv and not kept:
            raise BadInput("From", "it has no list of addresses; a new audience can be made with one", "#sales,@ana")
        changes |= definition
        changes["included"] = definition["included"] + (kept if has_csv else [])
    with problems:
        changes |= complete_rules(before, read_rules({name: form[name] or "" for name in EXAMPLES}))
    problems.raise_found()
    return await _save(ask, before, changes, is_form=True)


async def on_rules(ask: Ask) -> Answer:
    """`/change audience rules NAME [window:…] [days:…] [country:…] [language:…] [budget:…]`; with none the form."""
    arguments = parse(ask.text, RULES_GRAMMAR)
    typed = {name: arguments.option(name) for name in EXAMPLES}
    name = take_name(arguments.take_rest(), RULES_EXAMPLE)
    if not any(typed.values()):
        return await _open_form(ask, name)
    before = await ask.read(lambda unit: _get_changeable(unit, ask, name))
    return await _save(ask, before, complete_rules(before, read_rules(typed)), is_form=False)


async def on_drop(ask: Ask) -> Answer:
    """`/change audience drop NAME`."""
    name = take_name(parse(ask.text).take_rest(), DROP_EXAMPLE)

    def drop(unit: Unit) -> Answer:
        audience = _get_changeable(unit, ask, name)
        uses = _list_uses(unit, audience.name)
        if uses:
            # The first of them is what the example takes away.
            raise BadInput("Audience", f"“{audience.name}” is used by {', '.join(uses)}", next(iter(uses.values())))
        forget_members(unit, audience.name)
        drop_audience(unit, audience.name)
        return Reply(compose(section(f"The audience *{inert(audience.name)}* is gone.")))

    return await ask.write(drop)


def take_name(text: str, example: str) -> str:
    """The name of an audience that is all that is left of a command."""
    return clean_line(text, "Audience", NAME_LIMIT, example=example)


async def _open_form(ask: Ask, name: str) -> Answer:
    return await ask.read(lambda unit: _make_form(unit, _get_changeable(unit, ask, name)))


def _make_form(unit: Unit, audience: Audience) -> Modal:
    named = [source["person"] for source in (*audience.included, *audience.excluded) if "person" in source]
    return edit_audience_modal(audience, {person.user_id: person for person in list_people(unit, named)})


async def _save(ask: Ask, before: Audience, changes: Mapping[str, Any], *, is_form: bool) -> Answer:
    membership = await resolve_audience(ask.house, ask.team_id, replace(before, **changes))
    zone = await ask.find_zone()

    def save(unit: Unit) -> Answer:
        audience = _get_changeable(unit, ask, before.name)
        if is_form:
            check_unchanged(ask, audience)
        after = edit_audience(unit, before.name, **changes)
        put_members(unit, after.name, [person.user_id for person in membership.members])
        _follow_rules(unit, after)
        return make_card(unit, after, membership, zone)

    return await save_or_reopen(ask, save, lambda unit: _make_form(unit, get_audience(unit, before.name)))


def _follow_rules(unit: Unit, audience: Audience) -> None:
    """What was timed by the rules before is timed by these."""
    cadence = find_cadence(unit, audience.name)
    if cadence is not None:
        due_at = find_delivery_moment(rules_of(audience), cadence.zone, cadence.slot_at)
        move_slot(unit, audience.name, max(due_at, cadence.since_at))
    release_waiting(unit, [BUDGET, QUIET])


def _get_changeable(unit: Unit, ask: Ask, name: str) -> Audience:
    permit_admin(unit, ask)
    return get_audience(unit, name)


def _find_list(audience: Audience) -> list[Source]:
    return [source for source in audience.included if "people" in source]


def _list_uses(unit: Unit, name: str) -> dict[str, str]:
    """What an audience is used by, each with the command that ends that use."""
    memo_ids = sorted({schedule.subject for schedule in list_schedules(unit, "memo")})
    memo_ids = [memo_id for memo_id in memo_ids if name in get_memo(unit, memo_id).audiences]
    uses = {f"the scheduled memo {memo_id}": f"/change memo cancel {memo_id}" for memo_id in memo_ids}
    plans = [plan for plan in list_pulse_plans(unit) if plan.audience == name]
    uses |= {f"the planned pulse {plan.id}": f"/change pulse stop {plan.id}" for plan in plans}
    for initiative in list_initiatives(unit, open_only=True):
        for phase in list_phases(unit, initiative.key):
            if phase.cohort == name:
                uses[f"the phase {phase.name} of {initiative.key}"] = f"/change phase edit {phase.id}"
    return uses | ({"its cadence": f"/change audience cadence {name} off"} if find_cadence(unit, name) else {})
