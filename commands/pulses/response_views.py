"""How a response to a pulse looks: to the lead who writes it, to those who are told, and under the results."""

from collections.abc import Sequence
from dataclasses import dataclass

import slackblocks as sb

from commands.slack.blocks import Message, actions, button, compose, context, header, section, sections
from commands.slack.conflicts import stamp
from commands.slack.figures import count_people
from commands.slack.language import Say
from commands.slack.modals import Modal, TextField
from commands.slack.text import inert
from storage.pulses import Pulse
from storage.responses import Response


@dataclass(frozen=True, slots=True)
class Words:
    """A response's texts, as a form opens with them."""

    said: str = ""
    doing: str = ""


def response_form(pulse: Pulse, words: Words, said_limit: int, doing_limit: int) -> Modal:
    """The form for a response, with what was written before."""
    again = " People have been told; what you change is shown with the results and on Home." if words.doing else ""
    return Modal(
        callback_id="pulse.respond",
        title=f"Response to {pulse.id}",
        submit="Save" if words.doing else "Tell them",
        intro=f"Everybody whom {pulse.id} asked is told once what came of it.{again}",
        fields=[
            TextField(
                "What you said", limit=said_limit, is_multiline=True, is_optional=True, initial=words.said or None,
                hint="In a sentence or two, from the results as shown",
            ),
            TextField("What we do", limit=doing_limit, is_multiline=True, initial=words.doing or None),
        ],
        metadata={"pulse": pulse.id, "stamp": stamp(words)},
    )  # fmt: skip


def responded_message(pulse: Pulse, response: Response, told: int, *, is_first: bool) -> Message:
    """To the lead: what is told, and to how many; or that a correction is not told again."""
    outcome = (
        f"It is on its way to {count_people(told)} whom {pulse.id} asked. The next pulse to "
        f"{inert(pulse.audience)} need not wait any more."
        if is_first
        else "It is corrected with the results and on Home. People were told once, and are not told again."
    )
    return compose(section(f"*Response to {pulse.id}* {outcome}"), *sections(_show(response)))


def told_message(pulse: Pulse, initiative: str, response: Response, say: Say) -> Message:
    """To those who were asked: what people said, and what is done."""
    title = say("{initiative}: you said, we did", initiative=initiative)
    thanks = say("This answers {pulse}, which asked you. Thank you for being heard.", pulse=pulse.id)
    return compose(header(title), *sections(_show(response, say)), context(thanks))


def response_blocks(pulse: Pulse, response: Response | None) -> list[sb.Block]:
    """Under a pulse's results: what came of them, with the button to write it."""
    label = "Edit response" if response else "Respond"
    opener = actions(button(label, f"pulse.respond:{pulse.id}", pulse.id, spoken=f"{label} to {pulse.id}"))
    shown = sections(_show(response)) if response else [context("Nobody has told people yet what came of it.")]
    return [*shown, opener] if opener else list(shown)


def heard_blocks(heard: Sequence[tuple[Pulse, Response]], say: Say) -> list[sb.Block]:
    """On Home: the responses to pulses that asked the reader; nothing without any."""
    answers = [
        section(f":speech_balloon: *{pulse.initiative_key}* · {pulse.id}\n{_show(response, say)}")
        for pulse, response in heard
    ]
    return [header(say("You said, we did")), *answers] if answers else []


def _show(response: Response, say: Say | None = None) -> str:
    said, doing = (say("You said"), say("We do")) if say else ("You said", "We do")
    lines = [f"*{said}:* {inert(response.said)}"] if response.said else []
    return "\n".join([*lines, f"*{doing}:* {inert(response.doing)}"])
