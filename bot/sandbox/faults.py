"""Faults on demand: Slack's bad days, played method by method."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Condition = Callable[[dict[str, Any]], bool]
"""Decides by a call's arguments whether a fault strikes it."""


class FaultKind(StrEnum):
    """What goes wrong."""

    REFUSE = "refuse"
    HTTP_ERROR = "http_error"
    LIMIT = "limit"
    DROP_REPLY = "drop_reply"
    LAND_LATE = "land_late"
    TIME_OUT = "time_out"
    LATENCY = "latency"


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong; made by the methods below."""

    kind: FaultKind
    seconds: float = 0.0
    status: int = 200
    error: str = ""

    @classmethod
    def refuse(cls, error: str = "internal_error") -> "Fault":
        """The call is answered with an error such as internal_error or invalid_auth, and nothing is stored."""
        return cls(FaultKind.REFUSE, error=error)

    @classmethod
    def http_error(cls, status: int = 500) -> "Fault":
        """The call is answered with an HTTP status and a page, and nothing is stored."""
        return cls(FaultKind.HTTP_ERROR, status=status)

    @classmethod
    def limit(cls, retry_after_seconds: float = 0.0) -> "Fault":
        """The call is answered 429; without seconds the Retry-After header is missing."""
        return cls(FaultKind.LIMIT, seconds=retry_after_seconds, status=429)

    @classmethod
    def drop_reply(cls) -> "Fault":
        """The call is carried out, then the connection breaks before the answer."""
        return cls(FaultKind.DROP_REPLY)

    @classmethod
    def land_late(cls, seconds: float) -> "Fault":
        """The connection breaks at once; the call is carried out `seconds` later."""
        return cls(FaultKind.LAND_LATE, seconds=seconds)

    @classmethod
    def time_out(cls, seconds: float = 60.0) -> "Fault":
        """No answer comes for `seconds`, then the connection breaks; nothing is stored."""
        return cls(FaultKind.TIME_OUT, seconds=seconds)

    @classmethod
    def latency(cls, seconds: float) -> "Fault":
        """The call is carried out, after a wait."""
        return cls(FaultKind.LATENCY, seconds=seconds)


@dataclass
class _Scripted:
    fault: Fault
    remaining: float
    condition: Condition


class Faults:
    """Keeps the script of faults by method; "*" stands for every method. Without a script nothing goes wrong."""

    def __init__(self) -> None:
        self._scripts: dict[str, list[_Scripted]] = {}

    def script(self, method: str, fault: Fault, times: float = 1, when: Condition = lambda _: True) -> None:
        """Let a fault strike the next `times` calls of a method whose arguments satisfy `when`; math.inf for always."""
        self._scripts.setdefault(method, []).append(_Scripted(fault, times, when))

    def clear(self) -> None:
        """End all faults."""
        self._scripts.clear()

    def take(self, method: str, arguments: dict[str, Any]) -> Fault | None:
        """The fault that strikes this call, which is then used up once."""
        for name in (method, "*"):
            for scripted in self._scripts.get(name, ()):
                if scripted.remaining > 0 and scripted.condition(arguments):
                    scripted.remaining -= 1
                    return scripted.fault
        return None
