"""Open pulses on the Home tab: the next question, answerable right there."""

from collections.abc import Sequence

import slackblocks as sb

from commands.pulses.answering import find_own_ballot, read_questions
from commands.slack.ask import Ask
from commands.slack.blocks import actions, button, section
from commands.slack.text import inert
from storage.outbox import list_send_recipients
from storage.pulses import Pulse, PulseState, list_pulses
from storage.units import Unit
from surveys.ballots import next_open_question

MOST_SHOWN = 5


async def open_pulses_card(ask: Ask) -> Sequence[sb.Block]:
    """A question with its buttons for each open pulse that the asker has not finished."""

    def find(unit: Unit) -> list[Pulse]:
        open_pulses = list_pulses(unit, state=PulseState.OPEN)
        return [pulse for pulse in open_pulses if ask.user_id in list_send_recipients(unit, pulse.send_key)]

    blocks: list[sb.Block] = []
    for pulse in (await ask.read(find))[:MOST_SHOWN]:
        questions = read_questions(pulse)
        index = next_open_question(await find_own_ballot(ask, pulse), questions)
        if index is None:
            continue
        buttons = [
            button(option.label, f"pulse.answer:{index}.{option.value}", f"{pulse.id} {index} {option.value} first")
            for option in questions[index].options
        ]
        row = actions(*buttons)
        blocks.append(section(f":memo: *A question for you* ({pulse.initiative_key})\n{inert(questions[index].text)}"))
        if row is not None:
            blocks.append(row)
    return blocks
