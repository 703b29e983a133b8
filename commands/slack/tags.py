"""Tags: the words that a lesson is found by."""

from collections.abc import Sequence

from commands.slack.inputs import clean_line, is_blank
from storage.errors import BadInput

MOST_TAGS, TAG_LIMIT = 8, 24
EXAMPLE = "data, vendor"


def read_tags(texts: Sequence[str]) -> list[str]:
    """Tags in lower case, each once and none of them empty; raises BadInput for too many and too long ones."""
    given = [text for text in texts if not is_blank(text)]
    if len(given) > MOST_TAGS:
        raise BadInput("Tags", f"{len(given)} given; at most {MOST_TAGS}", EXAMPLE)
    return list(dict.fromkeys(clean_line(tag, "Tags", TAG_LIMIT, example=EXAMPLE).lower() for tag in given))
