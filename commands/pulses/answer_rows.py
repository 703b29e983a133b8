"""Answer rows: what stands under a question to answer it with; buttons, boxes to tick, or a form to write in."""

import slackblocks as sb

from commands.slack.blocks import actions, button
from commands.slack.boxes import boxes
from commands.slack.language import Say
from surveys.questions import Kind, Question

FIRST, AGAIN = "first", "again"
"""Whether a question is answered in its turn, or all are gone through anew to change them."""


def answer_rows(pulse_id: str, index: int, question: Question, mode: str, say: Say) -> list[sb.Block | None]:
    """The rows under question `index` (from 0); ids differ by pulse, so that several can stand on the Home tab."""
    about = f"{pulse_id} {index} {mode}"
    place = f"{pulse_id}.{index}"
    match question.kind:
        case Kind.MULTI:
            options = [(str(option.value), say(option.label)) for option in question.options]
            save = button(say("Save"), f"pulse.save:{place}", about, style="primary")
            return [actions(boxes(name_boxes(pulse_id, index), options)), actions(save)]
        case Kind.COMMENT:
            write = button(say("Write"), f"pulse.write:{place}", about, style="primary")
            return [actions(write, button(say("Skip"), f"pulse.skip:{place}", about))]
        case _:
            buttons = [
                button(
                    say(option.label),
                    f"pulse.answer:{place}.{option.value}",
                    f"{pulse_id} {index} {option.value} {mode}",
                    spoken=say("{option}, answer to question {number}", option=say(option.label), number=index + 1),
                )
                for option in question.options
            ]
            return [actions(*buttons)]


def name_boxes(pulse_id: str, index: int) -> str:
    """The action id of a question's boxes."""
    return f"pulse.tick:{pulse_id}.{index}"


def describe_way(question: Question, say: Say) -> str:
    """How the question is answered, where its rows do not show it; else nothing."""
    match question.kind:
        case Kind.MULTI:
            return say("Tick all that apply, then save.")
        case Kind.COMMENT:
            return say(
                "You may skip this. What you write is shown only among ten or more, shuffled, without your answers."
            )
        case _:
            return ""
