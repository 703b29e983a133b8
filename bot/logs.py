"""Logs: one JSON object a line, without tokens, texts or answers."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import TextIO

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}

_BOLT_WONDERS = "As you gave `client` as well, `token` will be unused."
"""Bolt reads SLACK_BOT_TOKEN by itself and then wonders; the client it was given has the token."""


class JsonFormatter(logging.Formatter):
    """Formats a record as one line of JSON; extra fields are kept, control characters escaped."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        entry = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        entry |= {name: value for name, value in vars(record).items() if name not in _STANDARD}
        if record.exc_info:
            entry["trace"] = self.formatException(record.exc_info)
        return json.dumps(entry, default=str, ensure_ascii=False)


def set_up_logs(level: str, stream: TextIO = sys.stdout) -> None:
    """Send the program's logs to `stream`: a service's log is its output."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for noisy in ("slack_bolt", "slack_sdk", "apscheduler", "aiohttp", "procrastinate", "alembic"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, logging.getLevelName(level.upper())))
    logging.getLogger("slack_bolt.AsyncApp").addFilter(lambda record: record.getMessage() != _BOLT_WONDERS)


def get_logger(name: str) -> logging.Logger:
    """The logger of a module."""
    return logging.getLogger(name)
