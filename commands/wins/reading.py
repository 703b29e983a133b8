"""Reading a win: its words, in which nobody is named, and the people whom it credits."""

import re
from collections.abc import Sequence

from commands.slack.ask import Ask
from commands.slack.inputs import clean_line
from commands.slack.lookups import find_member
from commands.wins.views import MOST_CREDITED, WORDS_LIMIT
from storage.errors import BadInput, Problems
from storage.roles import Role

EXAMPLE = '/change win CRM "The support desk moved in one day" @ana'
WORDS_EXAMPLE = "The support desk moved in one day"
MAY_TELL = (Role.CHAMPION, Role.LEAD)
AT_NAME = re.compile(r"(?<!\w)@\w")


def credited_in(ask: Ask) -> list[str]:
    """Whom the submitted form credits, as mentions."""
    return [f"<@{user_id}>" for user_id in ask.form["credit"] or ()]


async def read_words(ask: Ask, words: str, credited: Sequence[str], field: str = "Win") -> tuple[str, list[str]]:
    """The words, in which nobody is named with @ since only a credit asks them first, and the ids of the credited."""
    problems = Problems()
    with problems:
        words = clean_line(words, field, WORDS_LIMIT, example=WORDS_EXAMPLE)
        if AT_NAME.search(words):
            reason = "name people as its credit, after the quoted words, so that they are asked first"
            raise BadInput(field, reason, EXAMPLE)
    with problems:
        if len(credited) > MOST_CREDITED:
            raise BadInput("Credit", f"{len(credited)} people; limit {MOST_CREDITED}", EXAMPLE)
    credit_ids = []
    for reference in credited[:MOST_CREDITED]:
        with problems:
            credit_ids.append((await find_member(ask, reference, "Credit")).user_id)
    problems.raise_found()
    return words, sorted(set(credit_ids))
