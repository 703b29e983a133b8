"""What went over the wire, and what in it Slack would not have let pass or people would have been troubled by."""

from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

REMEMBERED_ENTRIES = 50_000


@dataclass(frozen=True)
class Entry:
    """One exchange: a call of the Web API or response_url (direction "in"), or a payload sent to the bot ("out")."""

    at: float
    direction: str
    name: str
    sent: dict[str, Any]
    answer: dict[str, Any]
    status: int = 200
    seconds: float = 0.0

    @property
    def error(self) -> str | None:
        """Slack's error code where the call was refused."""
        return self.answer.get("error")


@dataclass(frozen=True)
class Violation:
    """Something the bot did that Slack or a person would resent: a short code and a sentence."""

    at: float
    code: str
    text: str


@dataclass
class Traffic:
    """The log of exchanges, newest last, and the violations found in them."""

    now: Callable[[], float]
    entries: deque[Entry] = field(default_factory=lambda: deque(maxlen=REMEMBERED_ENTRIES))
    violations: list[Violation] = field(default_factory=list)
    in_flight: int = 0
    last_activity: float = 0.0

    def log(self, entry: Entry) -> None:
        """Keep an exchange."""
        self.entries.append(entry)

    def blame(self, code: str, text: str) -> None:
        """Note a violation."""
        self.violations.append(Violation(self.now(), code, text))

    def list_calls(self, method: str | None = None) -> list[Entry]:
        """Calls of the Web API in their order, of one method or of all."""
        return [entry for entry in self.entries if entry.direction == "in" and method in (None, entry.name)]

    def list_payloads(self, kind: str | None = None) -> list[Entry]:
        """Payloads sent to the bot in their order, of one kind (slash_commands, interactive, events_api) or of all."""
        return [entry for entry in self.entries if entry.direction == "out" and kind in (None, entry.name)]

    def to_json(self, newest: int = 200) -> dict[str, Any]:
        """The `newest` exchanges and all violations, for a page."""
        entries = list(self.entries)[-newest:]
        return {
            "entries": [asdict(entry) for entry in entries],
            "violations": [asdict(violation) for violation in self.violations],
        }
