"""Messages, and the timeline of a conversation that keeps them in the order of their timestamps."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Message:
    """A message; `ts` is set when it is posted, `ephemeral_for` is the one user who sees it if not everybody does."""

    channel_id: str
    user_id: str
    text: str
    ts: str = ""
    blocks: list[dict[str, Any]] | None = None
    attachments: list[dict[str, Any]] | None = None
    metadata: dict[str, Any] | None = None
    thread_ts: str | None = None
    is_from_bot: bool = True
    ephemeral_for: str | None = None
    edited_ts: str | None = None
    was_updated: int = 0
    files: list[dict[str, Any]] = field(default_factory=list)
    app: dict[str, str] = field(default_factory=dict)

    @property
    def is_reply(self) -> bool:
        """Whether the message stands in a thread under another one."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    def to_api(self, with_metadata: bool = False) -> dict[str, Any]:
        """The message object that the Web API gives; metadata only where it is asked for, as in Slack."""
        message: dict[str, Any] = {"type": "message", "user": self.user_id, "ts": self.ts, "text": self.text}
        if self.is_from_bot:
            message |= self.app
        optional = {
            "blocks": self.blocks,
            "attachments": self.attachments,
            "files": self.files,
            "thread_ts": self.thread_ts,
            "metadata": self.metadata if with_metadata else None,
        }
        message |= {key: value for key, value in optional.items() if value}
        if self.edited_ts:
            message["edited"] = {"user": self.user_id, "ts": self.edited_ts}
        return message


class Timeline:
    """The messages of one conversation by timestamp, unique within it."""

    def __init__(self) -> None:
        self._order: list[float] = []
        self._messages: dict[str, Message] = {}

    def __len__(self) -> int:
        return len(self._order)

    def __iter__(self) -> Iterator[Message]:
        return (self._messages[format_ts(moment)] for moment in self._order)

    def put(self, message: Message) -> None:
        """Add a message at its timestamp."""
        self._messages[message.ts] = message
        insort(self._order, float(message.ts))

    def find(self, ts: str) -> Message | None:
        """The message at a timestamp, or None."""
        return self._messages.get(ts)

    def remove(self, ts: str) -> None:
        """Take a message away."""
        del self._messages[ts]
        del self._order[bisect_left(self._order, float(ts))]

    def list_newest(self, oldest: float, latest: float, inclusive: bool) -> list[Message]:
        """Messages between two moments, newest first, the ends themselves only when `inclusive`; replies left out."""
        start = bisect_left(self._order, oldest) if inclusive else bisect_right(self._order, oldest)
        end = bisect_right(self._order, latest) if inclusive else bisect_left(self._order, latest)
        found = (self._messages[format_ts(moment)] for moment in reversed(self._order[start:end]))
        return [message for message in found if not message.is_reply]

    def list_replies(self, thread_ts: str) -> list[Message]:
        """A message and the replies under it, oldest first."""
        return [message for message in self if thread_ts in (message.ts, message.thread_ts)]


def format_ts(moment: float) -> str:
    """A moment in seconds since the epoch as Slack writes it, with six digits of microseconds."""
    return f"{moment:.6f}"
