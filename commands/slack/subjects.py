"""What a command is about, taken from its first words: an initiative's key, or an id such as R-1."""

from commands.slack.arguments import Arguments, parse
from commands.slack.values import parse_id, parse_key


def take_key(arguments: Arguments, example: str) -> str:
    """The initiative's key that comes next."""
    return parse_key(arguments.take_word("Initiative", example), "Initiative")


def take_id(arguments: Arguments, prefix: str, field: str, example: str) -> str:
    """The id that comes next, as it is written everywhere: "R-1"."""
    return f"{prefix}-{parse_id(arguments.take_word(field, example), prefix, field)}"


def take_only_key(text: str, example: str) -> str:
    """The initiative's key that is all there is; BadInput when more follows."""
    arguments = parse(text)
    key = take_key(arguments, example)
    arguments.finish(example)
    return key


def take_only_id(text: str, prefix: str, field: str, example: str) -> str:
    """The id that is all there is; BadInput when more follows."""
    arguments = parse(text)
    identifier = take_id(arguments, prefix, field, example)
    arguments.finish(example)
    return identifier
