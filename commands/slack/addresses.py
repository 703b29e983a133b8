"""Where the bot's own pages are."""

from dataclasses import dataclass


@dataclass(slots=True)
class PageAddress:
    """The address that the bot's pages are opened at, without a slash at its end; None while none are served."""

    base_url: str | None = None
