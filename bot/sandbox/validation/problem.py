"""One thing that Slack would refuse."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """Slack's error `code`, a JSON `pointer` into the request, and a `message` worded as Slack words it."""

    code: str
    pointer: str
    message: str

    @classmethod
    def at(cls, code: str, pointer: str, reason: str) -> "Problem":
        """Give the problem whose message is `reason` followed by the pointer, as in Slack's `response_metadata`."""
        return cls(code, pointer, f"{reason} [json-pointer:{pointer}]")
