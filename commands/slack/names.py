"""Names that people gave to things and type again, in quotes or not."""

from collections.abc import Sequence

from commands.slack.arguments import Arguments
from commands.slack.values import parse_choice
from storage.errors import BadInput


def take_name(arguments: Arguments, known: Sequence[str], field: str, example: str) -> str:
    """The known name that the next words make, where more words follow it; BadInput with a suggestion for none.

    A name of more words than a phrase may have is found in quotes alone.
    """
    if not known:
        raise BadInput(field, "there is none yet", example)
    return arguments.take_longest(lambda words: parse_choice(words, field, known), field, example)
