"""Settings of the workspace about risks: where bands begin, and by what clocks risks escalate."""

from commands.risks.clocks import (
    CLOCK_NAMES,
    ESCALATED_ROLES,
    Step,
    describe_clock,
    find_clocks,
    parse_duration,
    put_clock,
)
from commands.slack.access import permit_admin
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.blocks import Message, compose, header, section
from commands.slack.features import Command
from commands.slack.grammar import Grammar
from commands.slack.scoring import BAND_MARKS, EXAMPLE, HIGHEST_SCORE, Bands, find_bands, put_bands
from commands.slack.values import parse_choice, parse_whole
from storage.errors import BadInput, Problems
from storage.units import Unit

BANDS_EXAMPLE = f"/change risk bands {EXAMPLE}"
CLOCK_EXAMPLE = "/change risk clock critical lead:now sponsor:4h"
BANDS_GRAMMAR = Grammar(options={"medium": "5", "high": "10", "critical": "16"})
CLOCK_GRAMMAR = Grammar(options={"lead": "now", "sponsor": "4h"})


async def on_bands(ask: Ask) -> Answer:
    """`/change risk bands [medium:N high:N critical:N]`: shows them, or sets them (admins)."""
    arguments = parse(ask.text, BANDS_GRAMMAR)
    if not arguments:
        return Reply(await ask.read(lambda unit: _bands_message(find_bands(unit))))
    arguments.finish(BANDS_EXAMPLE)
    starts: dict[str, int] = {}
    problems = Problems()
    for name, example in BANDS_GRAMMAR.options.items():
        with problems:
            text = arguments.require(name)
            starts[name] = parse_whole(text, name.capitalize(), 2, HIGHEST_SCORE, f"{name}:{example}")
    problems.raise_found()
    bands = Bands(**starts)

    def save(unit: Unit) -> Answer:
        permit_admin(unit, ask)
        put_bands(unit, bands)
        return Reply(_bands_message(bands))

    return await ask.write(save)


async def on_clock(ask: Ask) -> Answer:
    """`/change risk clock [NAME lead:SPAN sponsor:SPAN]`: shows all, or sets one (admins)."""
    arguments = parse(ask.text, CLOCK_GRAMMAR)
    if not arguments:
        return Reply(await ask.read(_clocks_message))
    name = parse_choice(arguments.take_word("Clock", CLOCK_EXAMPLE), "Clock", CLOCK_NAMES)
    arguments.finish(CLOCK_EXAMPLE)
    problems = Problems()
    steps = []
    for role in ESCALATED_ROLES:
        with problems:
            if (text := arguments.option(role)) is not None:
                steps.append(Step(role, parse_duration(text, role.capitalize())))
    problems.raise_found()
    if not steps:
        raise BadInput("Clock", "nobody is told by it", CLOCK_EXAMPLE)

    def save(unit: Unit) -> Answer:
        permit_admin(unit, ask)
        put_clock(unit, name, tuple(steps))
        return Reply(_clocks_message(unit))

    return await ask.write(save)


def _bands_message(bands: Bands) -> Message:
    lines = [f"{BAND_MARKS[name]} {name} {lowest}–{highest}" for name, lowest, highest in bands]
    return compose(header("Risk bands"), section("\n".join(lines) + "\nA score is likelihood × impact."))


def _clocks_message(unit: Unit) -> Message:
    lines = [f"• *{name}*: {describe_clock(clock)}" for name, clock in find_clocks(unit).items()]
    ending = "\nWhoever is told may acknowledge; without that the next role is told."
    return compose(header("Escalation clocks"), section("\n".join(lines) + ending))


SETTING_COMMANDS = [
    Command("risk", "bands", "risk bands [medium:N high:N critical:N]", "Where bands begin (admins set)", on_bands),
    Command("risk", "clock", "risk clock [NAME lead:SPAN sponsor:SPAN]", "Who is told by when (admins set)", on_clock),
]
