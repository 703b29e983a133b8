"""Pulses on the Home tab beside those that are open: responses that a lead owes, and those that the asker has heard."""

from collections.abc import Sequence
from datetime import timedelta

import slackblocks as sb

from commands.pulses.response_views import heard_blocks
from commands.slack.ask import Ask
from commands.slack.blocks import button, section
from commands.slack.features import Task
from commands.slack.language import find_language, translate
from commands.slack.text import inert
from storage.pulses import Pulse
from storage.responses import list_heard, list_owed
from storage.units import Unit

MOST_OWED, MOST_HEARD = 5, 2
HEARD_FOR = timedelta(days=14)


async def list_owed_responses(ask: Ask) -> Sequence[Task]:
    """The closed pulses of the asker's initiatives to which nobody has responded."""
    owed = await ask.read(lambda unit: list_owed(unit, ask.user_id))
    return [Task(_owed_section(pulse)) for pulse in owed[:MOST_OWED]]


async def heard_card(ask: Ask) -> Sequence[sb.Block]:
    """What came of pulses that asked the asker, for two weeks."""

    def find(unit: Unit) -> Sequence[sb.Block]:
        heard = list_heard(unit, ask.user_id, unit.now - HEARD_FOR, MOST_HEARD)
        return heard_blocks(heard, translate(find_language(unit, ask.user_id)))

    return await ask.read(find)


def _owed_section(pulse: Pulse) -> sb.SectionBlock:
    opener = button("Respond", f"pulse.respond:{pulse.id}", pulse.id, spoken=f"Respond to {pulse.id}")
    return section(
        f":speech_balloon: *{pulse.id}* ({pulse.initiative_key}): tell {inert(pulse.audience)} what came of it; "
        "their next pulse waits for it",
        accessory=opener,
    )
