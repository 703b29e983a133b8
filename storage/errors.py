"""The error tree: an error's docstring is the sentence that people see, with {places} for what differs."""

from collections.abc import Iterable
from inspect import cleandoc

from storage.suggestions import suggest

SAVED_NOTHING = "Nothing was saved."
"""The three words that end every refusal, so that people learn them."""


class GroundswellError(Exception):
    """This could not be done. Nothing was saved."""

    field: str | None = None
    """The option or modal label that the sentence belongs to, as people read it; None when it belongs to the whole."""

    def __init__(self, **places: object) -> None:
        template = " ".join(cleandoc(type(self).__doc__ or "").split())
        self.sentence = " ".join(template.format(**places).split())
        super().__init__(self.sentence)

    @property
    def problems(self) -> "tuple[GroundswellError, ...]":
        """Each single problem, so that a modal can put every sentence under its own input."""
        return (self,)


class BadInput(GroundswellError):
    """{field}: {reason} For example: `{example}`. Nothing was saved."""

    def __init__(self, field: str, reason: str, example: str) -> None:
        super().__init__(field=field, reason=_as_sentence(reason), example=example)
        self.field, self.reason, self.example = field, reason, example


class TooMany(BadInput):
    """{field}: {reason} For example: `{example}`. Nothing was saved."""


class Missing(BadInput):
    """{field}: {reason} For example: `{example}`. Nothing was saved."""


class BadInputs(GroundswellError):
    """{sentences} Nothing was saved."""

    def __init__(self, problems: Iterable[GroundswellError]) -> None:
        self._problems = tuple(problems)
        sentences = [problem.sentence.removesuffix(SAVED_NOTHING).rstrip() for problem in self._problems]
        super().__init__(sentences=" ".join(sentences))
        self.sentence = "\n".join([*sentences, SAVED_NOTHING])

    @property
    def problems(self) -> tuple[GroundswellError, ...]:
        """Every wrong field, in the order in which they were found."""
        return self._problems


class NotFound(GroundswellError):
    """{field}: {reason} {suggestion} Nothing was saved."""

    def __init__(self, field: str, name: str, known: Iterable[str] = (), reason: str | None = None) -> None:
        self.field, self.name = field, name
        super().__init__(
            field=field,
            reason=_as_sentence(reason or f"“{name}” was not found"),
            suggestion=suggest(name, known),
        )


class NotAllowed(GroundswellError):
    """Needs role {role}; ask {person}. Nothing was saved."""

    def __init__(self, role: str, ask_id: str | None = None) -> None:
        self.role, self.ask_id = role, ask_id
        super().__init__(role=role, person=f"<@{ask_id}>" if ask_id else "an admin of Groundswell")


class Conflict(GroundswellError):
    """{reason} Nothing was saved."""

    def __init__(self, reason: str, field: str | None = None) -> None:
        self.field, self.reason = field, reason
        super().__init__(reason=_as_sentence(reason))


class Refused(GroundswellError):
    """{sentence}"""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence=sentence)


class AlreadyDone(GroundswellError):
    """This was already done; it was not done a second time."""


class Busy(GroundswellError):
    """Groundswell is busy at the moment; please try again in a minute. Nothing was saved."""


class Unanswered(GroundswellError):
    """Slack {reason}. Nothing was saved."""

    def __init__(self, reason: str = "does not answer at the moment; please try again in a minute") -> None:
        super().__init__(reason=reason)


class OutOfDate(GroundswellError):
    """This is out of date; please open it again. Nothing was saved."""


class Problems:
    """Collects what is wrong with several fields, so that people hear all of it at once.

    Check each field in its own `with problems:` block, then call `raise_found` before any of their values is used.
    """

    def __init__(self) -> None:
        self._found: list[GroundswellError] = []

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        if not isinstance(error, BadInput | BadInputs | NotFound):
            return False
        self._found.extend(error.problems)
        return True

    def raise_found(self) -> None:
        """Raise the one problem found, or BadInputs with all of them; return when there is none."""
        if len(self._found) > 1:
            raise BadInputs(self._found)
        if self._found:
            raise self._found[0]


def _as_sentence(reason: str) -> str:
    return reason if reason.endswith((".", "?", "!")) else f"{reason}."
