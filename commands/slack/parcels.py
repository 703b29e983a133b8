"""Files for people."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class File:
    """A file with its name, media type and bytes."""

    name: str
    media_type: str
    content: bytes
