"""Files on their way into Slack: asked for, uploaded, completed."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Upload:
    """A file; only a completed one can be shown in an image block by its id."""

    id: str
    filename: str
    length: int
    alt_text: str = ""
    title: str = ""
    content: bytes | None = None
    is_complete: bool = False
    channels: list[str] = field(default_factory=list)

    def to_api(self, user_id: str, base_url: str) -> dict[str, Any]:
        """The file object."""
        return {
            "id": self.id,
            "name": self.filename,
            "title": self.title or self.filename,
            "size": self.length,
            "alt_txt": self.alt_text,
            "user": user_id,
            "mode": "hosted",
            "is_public": False,
            "channels": self.channels,
            "url_private": f"{base_url}/files/{self.id}",
            "permalink": f"{base_url}/files/{self.id}",
        }
