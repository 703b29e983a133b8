"""Open pulses on the Home tab: the next question, answerable right there."""

from collections.abc import Sequence

import slackblocks as sb

from commands.pulses.answer_rows import FIRST, answer_rows, describe_way
from commands.pulses.answering import find_own_ballot
from commands.slack.ask import Ask
from commands.slack.blocks import section
from commands.slack.language import Say, find_language, translate
from commands.slack.results import read_questions
from commands.slack.text import inert
from storage.outbox import list_send_recipients
from storage.pulses import Pulse, PulseState, list_pulses
from storage.units import Unit
from surveys.ballots import next_open_question

MOST_SHOWN = 5


async def open_pulses_card(ask: Ask) -> Sequence[sb.Block]:
    """A question with what it is answered with, for each open pulse that the asker has not finished."""

    def find(unit: Unit) -> list[tuple[Pulse, Say]]:
        open_pulses = list_pulses(unit, state=PulseState.OPEN)
        mine = [pulse for pulse in open_pulses if ask.user_id in list_send_recipients(unit, pulse.send_key)]
        return [(pulse, translate(find_language(unit, ask.user_id, pulse.audience))) for pulse in mine]

    blocks: list[sb.Block] = []
    for pulse, say in (await ask.read(find))[:MOST_SHOWN]:
        questions = read_questions(pulse)
        index = next_open_question(await find_own_ballot(ask, pulse), questions)
        if index is None:
            continue
        question, title = questions[index], say("A question for you")
        lines = [f":memo: *{title}* ({pulse.initiative_key})", inert(say(question.text)), describe_way(question, say)]
        blocks.append(section("\n".join(filter(None, lines))))
        blocks += filter(None, answer_rows(pulse.id, index, question, FIRST, say))
    return blocks
