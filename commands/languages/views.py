"""How somebody's language looks."""

from commands.slack.blocks import Message, actions, button, compose, context, header, section
from commands.slack.language import SPOKEN, Say, mark

CHOSEN = mark("I write to you in {language}, as you chose.")
AS_IN_SLACK = mark("I write to you in {language}, as your Slack is set.")
AS_OTHERS = mark("I write to you in {language} where nothing else is set for those you are told with.")


def language_card(reason: str, say: Say) -> Message:
    """Which language somebody is spoken to in and why, with a button for each that there is."""
    buttons = [button(name, f"language.choose:{code}", code) for code, name in SPOKEN.items() if code != say.language]
    return compose(
        header(say("Your language")),
        section(say(reason, language=SPOKEN[say.language])),
        actions(*buttons, button(say("As in Slack"), "language.choose:auto", "auto")),
        context(say("What people write stays as they wrote it; commands, and what leads and admins see, are English.")),
    )
