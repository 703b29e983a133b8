"""Building a pulse: in one line or by form, to be opened now, again and again, or when something happens."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

from commands.pulses.beginning import begin_round
from commands.pulses.building_views import NOW, bank_message, preview_message, pulse_modal
from commands.pulses.care_views import describe_care
from commands.pulses.choosing import find_cooldown, find_members
from commands.pulses.drafting import Draft, read_draft
from commands.pulses.overlaps import find_overlaps
from commands.pulses.plan_views import planned_message
from commands.pulses.planning import plan_repeats, plan_trigger
from commands.pulses.rounds import RoundPlan
from commands.pulses.triggers import Trigger, describe_trigger, find_trigger, list_triggers, read_choice
from commands.pulses.views import pulse_opened_message
from commands.slack.access import permit
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.blocks import compose, section
from commands.slack.cadences import Cadence, describe_rule
from commands.slack.choices import OPTIONS_LIMIT, find_choosable
from commands.slack.grammar import Grammar
from commands.slack.inputs import is_blank
from commands.slack.language import translate
from commands.slack.values import parse_key
from storage.audiences import get_audience, list_audiences
from storage.errors import BadInput, OutOfDate
from storage.initiatives import Initiative, get_initiative, get_open_initiative
from storage.pulses import Pulse, PulseState
from storage.roles import Role
from storage.units import Unit
from surveys.question_bank import QUESTION_BANK

EXAMPLE = '/change pulse new CRM to sales "I know what changes for me"'
GRAMMAR = Grammar(
    options={
        "bank": "clarity",
        "open": "5",
        "every": '"monthly 1st 09:00"',
        "on": '"30 days after Go-live"',
        "by": "source",
        "remind": "3,5",
        "sample": "25%",
        "override": '"The last one is answered in person on Monday"',
    },
    lists={"remind"},
)
MAY_ASK = (Role.LEAD,)
AFTERWARDS = "post-go-live"
"""The set of the bank that asks how it went."""


async def on_new(ask: Ask) -> Answer:
    """`/change pulse new KEY to AUDIENCE "Question" … [options]`; with less than an audience the form."""
    if is_blank(ask.text):
        return await _open_form(ask)
    arguments = parse(ask.text, GRAMMAR)
    key = parse_key(arguments.take_word("Initiative", EXAMPLE), "Initiative")
    if not arguments:
        return await _open_form(ask, key=key)
    if arguments.take_keyword("to") is None:
        raise BadInput("Audience", "“to AUDIENCE” is missing", EXAMPLE)
    audience = arguments.take_word("Audience", EXAMPLE)
    questions = arguments.take_quoted()
    arguments.finish(EXAMPLE)
    options = {name: arguments.option(name) for name in GRAMMAR.options}
    if not questions and not options["bank"]:
        raise BadInput("Question", "it is missing, or not in quotes", EXAMPLE)
    return await _save(ask, Draft(key, audience, questions, "question", **options))


async def on_new_form(ask: Ask) -> Answer:
    """The submitted form."""
    return await _save(ask, _read_form(ask))


async def on_build(ask: Ask) -> Answer:
    """Use, in the bank: the form with that set."""
    if ask.value not in QUESTION_BANK:
        raise OutOfDate
    return await _open_form(ask, bank=ask.value)


async def on_look_back(ask: Ask) -> Answer:
    """Ask all users, when looking back: the form with the questions for afterwards."""
    return await _open_form(ask, key=ask.value, bank=AFTERWARDS)


async def on_bank(ask: Ask) -> Answer:
    """`/change pulse bank`."""
    parse(ask.text).finish("/change pulse bank")
    return Reply(bank_message())


async def on_preview(ask: Ask) -> Answer:
    """Preview, in the form: what somebody will see who is asked."""
    draft = _read_form(ask)
    plan, _ = read_draft(draft)

    def find(unit: Unit) -> Answer:
        initiative = _get_permitted(unit, ask, draft.key, is_once=True)
        audience = get_audience(unit, draft.audience)
        sample = Pulse(
            id="P-0", initiative_key=initiative.key, author_id=ask.user_id, audience=audience.name, questions=[],
            state=PulseState.OPEN, invited=0, salt=None, opened_at=ask.now,
            closes_at=ask.now + timedelta(days=plan.open_days), split_by=plan.split_by,
        )  # fmt: skip
        return Reply(preview_message(sample, plan.questions, initiative, translate(audience.language)))

    return await ask.read(find)


async def on_sample(_ask: Ask) -> Answer:
    """A button in a preview."""
    return Reply(compose(section("This is a preview: here nothing is answered, and nothing is saved.")))


async def _save(ask: Ask, draft: Draft) -> Answer:
    plan, cadence = read_draft(draft)
    is_once = not draft.on and draft.opens in (None, NOW)
    trigger = await ask.read(
        lambda unit: _find_trigger(unit, _get_permitted(unit, ask, draft.key, is_once=is_once), draft)
    )
    if trigger is None:
        return await _open(ask, plan, cadence)
    if cadence is not None:
        raise BadInput("Every", "a pulse repeats or waits for something, not both", EXAMPLE)
    return await ask.write(partial(_plan, ask=ask, plan=plan, trigger=trigger))


def _plan(unit: Unit, ask: Ask, plan: RoundPlan, trigger: Trigger) -> Answer:
    _get_permitted(unit, ask, plan.initiative_key, is_once=False)
    named = get_audience(unit, plan.audience)
    kept = plan_trigger(unit, replace(plan, audience=named.name), trigger)
    return Reply(planned_message(kept, describe_trigger(unit, trigger)))


async def _open(ask: Ask, drafted: RoundPlan, cadence: Cadence | None) -> Answer:
    zone = await ask.find_zone()
    plan, members = await find_members(ask.house, ask.team_id, drafted)

    def send(unit: Unit) -> tuple[Pulse, int]:
        _get_permitted(unit, ask, plan.initiative_key, is_once=cadence is None)
        pulse = begin_round(unit, plan, members)
        if cadence is not None:
            plan_repeats(unit, plan, cadence, zone, pulse)
        return pulse, find_cooldown(unit)

    pulse, cooldown = await ask.write(send)
    overlaps = await ask.read(lambda unit: find_overlaps(unit, pulse))
    care = describe_care(pulse, when=f"less than {cooldown} days ago")
    return Reply(pulse_opened_message(pulse, describe_rule(cadence) if cadence else None, care, zone, overlaps))


def _read_form(ask: Ask) -> Draft:
    form = ask.form
    lines = (form["questions"] or "").splitlines()
    return Draft(
        form["initiative"], form["audience"], [] if is_blank("".join(lines)) else lines, "line",
        bank=form["bank"], open=form["open_days"], every=form["every"], opens=form["opens"], by=form["by"],
        remind=form["remind"], sample=form["sample"], override=form["override"],
    )  # fmt: skip


def _find_trigger(unit: Unit, initiative: Initiative, draft: Draft) -> Trigger | None:
    if draft.on:
        return find_trigger(unit, initiative, draft.on)
    return None if draft.opens in (None, NOW) else read_choice(unit, initiative, draft.opens)


def _get_permitted(unit: Unit, ask: Ask, key: str, *, is_once: bool) -> Initiative:
    """The initiative; how it went is asked after its end too, but then once, and at once."""
    initiative = get_initiative(unit, key) if is_once else get_open_initiative(unit, key)
    permit(unit, ask, initiative, MAY_ASK)
    return initiative


async def _open_form(ask: Ask, *, key: str | None = None, bank: str | None = None) -> Answer:
    def find(unit: Unit) -> Answer:
        named = _get_permitted(unit, ask, key, is_once=True) if key is not None else None
        initiatives = [named] if named and not named.is_open else find_choosable(unit, ask, MAY_ASK)
        audiences = list_audiences(unit)
        if not audiences:
            raise BadInput("Audience", "there is none yet", "/change audience new sales kind:employees from:#sales")
        triggers = [
            (trigger.value, f"{each.key}: {describe_trigger(unit, trigger)}")
            for each in initiatives
            if key in (None, each.key) and each.is_open
            for trigger in list_triggers(unit, each)
        ]
        return pulse_modal(
            list(initiatives), audiences[:OPTIONS_LIMIT], triggers[: OPTIONS_LIMIT - 1], key=key, bank=bank
        )

    return await ask.read(find)
