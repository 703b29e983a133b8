"""Unexpected errors: people get a short reference, the log gets everything else."""

import secrets

from bot.logs import get_logger
from commands.slack.ask import Ask

log = get_logger(__name__)


def explain(error: BaseException, ask: Ask | None = None) -> str:
    """Log an unexpected error under a new reference and give the sentence that names it."""
    reference = secrets.token_hex(4)
    extra = {"reference": reference, "team": ask.team_id if ask else None}
    log.error("unexpected error", exc_info=error, extra=extra)
    return f"Something went wrong on our side (reference {reference}). Nothing was saved."
