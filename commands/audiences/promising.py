"""Promising an audience that it hears something every so often."""

from commands.audiences.cards import show_card
from commands.audiences.dossiers import describe_promise
from commands.slack.access import permit_admin
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask
from commands.slack.cadences import Cadence as Rhythm
from commands.slack.cadences import parse_rule
from commands.slack.inputs import is_blank
from commands.slack.names import take_name
from commands.slack.windows import find_delivery_moment, rules_of
from storage.audiences import Audience, get_audience, list_audiences
from storage.cadences import Cadence, end_cadence, find_cadence, put_cadence
from storage.errors import BadInput
from storage.recurrence import find_next_slot
from storage.units import Unit

EXAMPLE = "/change audience cadence sales weekly monday 09:00"


async def on_cadence(ask: Ask) -> Answer:
    """`/change audience cadence NAME RULE`, or `off` in place of the rule."""
    arguments = parse(ask.text)
    known = await ask.read(lambda unit: [audience.name for audience in list_audiences(unit)])
    name = take_name(arguments, known, "Audience", EXAMPLE)
    text = arguments.take_rest()
    if is_blank(text):
        raise BadInput("Cadence", "it is missing", EXAMPLE)
    rhythm = None if text.strip().lower() == "off" else parse_rule(text, "Cadence", anchor=await ask.find_today())
    zone = await ask.find_zone()

    def promise(unit: Unit) -> Audience:
        permit_admin(unit, ask)
        audience, before = get_audience(unit, name), find_cadence(unit, name)
        if rhythm is None and not end_cadence(unit, name):
            raise BadInput("Cadence", f"nothing is promised to “{name}”", EXAMPLE)
        after = _start(unit, audience, rhythm, zone) if rhythm else None
        words = [describe_promise(each) if each else None for each in (before, after)]
        unit.audit("audience.cadence_set", name, cadence=words)
        return audience

    return await show_card(ask, await ask.write(promise))


def find_next(cadence: Cadence, audience: Audience) -> Cadence:
    """The cadence with the slot after its present one: by its rule, and when the audience may hear something then."""
    slot = find_next_slot(cadence.rule, cadence.starts_at, cadence.zone, cadence.slot_at)
    assert slot is not None
    due_at = find_delivery_moment(rules_of(audience), cadence.zone, slot.due_at)
    return Cadence(
        cadence.audience, cadence.rule, cadence.starts, cadence.zone, cadence.due_at, slot.due_at, due_at
    )  # fmt: skip


def _start(unit: Unit, audience: Audience, rhythm: Rhythm, zone: str) -> Cadence:
    starts = rhythm.find_first(unit.now.replace(tzinfo=None)).isoformat()
    begin = Cadence(audience.name, rhythm.rule, starts, zone, unit.now, unit.now, unit.now)
    cadence = find_next(begin, audience)
    put_cadence(unit, cadence)
    return cadence
