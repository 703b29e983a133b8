"""Refusals: what a system is told, as the status and a list of what was wrong where."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from commands.slack.rows import BadRows
from storage.errors import SAVED_NOTHING, BadInput

Problem = Mapping[str, Any]
"""`field`, `reason` and `example`, with the `line` of a CSV or the `index` in a list where it is about one row."""


class Refused(Exception):
    """A request that is not carried out; nothing of it was saved."""

    def __init__(
        self, status: int, problems: Sequence[Problem], more: int = 0, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(status)
        self.status, self.problems, self.more, self.headers = status, problems, more, headers

    def to_response(self) -> Response:
        """The answer."""
        answer = {"errors": self.problems, "more": self.more, "saved": SAVED_NOTHING}
        return answer_json(answer, self.status, self.headers)


def answer_json(answer: Mapping[str, Any], status: int, headers: Mapping[str, str] | None = None) -> Response:
    """An answer in ASCII, which holds whatever was sent, half a surrogate pair included."""
    return Response(json.dumps(answer), status, headers, media_type="application/json")


def refuse(status: int, field: str, reason: str, example: str, **headers: str) -> Refused:
    """A refusal for one reason that concerns the whole."""
    return Refused(status, [{"field": field, "reason": reason, "example": example}], headers=headers)


def refuse_input(error: BadInput) -> Refused:
    """The refusal of what cannot be read as a whole."""
    return refuse(422, error.field or "body", error.reason, error.example)


def refuse_rows(error: BadRows, place: str, status: int = 422) -> Refused:
    """The refusal of rows by their flaws; `place` is what their positions are."""
    problems = [
        {place: flaw.position, "field": flaw.field, "reason": flaw.reason, "example": flaw.example}
        for flaw in error.shown
    ]
    return Refused(status, problems, error.more)
