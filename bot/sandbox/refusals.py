"""Refusals: an error as Slack's Web API answers it."""

from typing import Any


class Refusal(Exception):
    """A call that Slack refuses, with its error code, further fields of the answer, and messages for the developer."""

    def __init__(self, error: str, messages: list[str] | None = None, **fields: Any) -> None:
        super().__init__(error)
        self.error = error
        self.messages = messages or []
        self.fields = fields

    def to_api(self) -> dict[str, Any]:
        """The answer's body."""
        answer: dict[str, Any] = {"ok": False, "error": self.error, **self.fields}
        if self.messages:
            answer["response_metadata"] = {"messages": [f"[ERROR] {message}" for message in self.messages]}
            if self.error in ("invalid_blocks", "invalid_attachments"):
                answer["errors"] = self.messages
        return answer
