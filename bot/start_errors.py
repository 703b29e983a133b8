"""What can keep the bot from starting, said so that its operator can put it right."""

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.pepper import PepperMissing, PepperUnreadable
from storage.backups import BackupError
from storage.condition import MissingDatabase
from storage.errors import Busy
from storage.failures import DatabaseFailure, describe_failure, is_damage
from storage.upgrade import DamagedDatabase, NewerSchema

RESTORE = "`groundswell restore FILE` brings a backup back."
KNOWN_ERRORS = (
    SlackApiError,
    aiohttp.ClientError,
    Busy,
    DatabaseFailure,
    PepperMissing,
    PepperUnreadable,
    MissingDatabase,
    NewerSchema,
    DamagedDatabase,
    BackupError,
    OSError,
)


def describe_start_error(error: BaseException) -> str:
    """One sentence with the remedy."""
    if isinstance(error, Busy) and error.__cause__ is not None:
        error = error.__cause__
    if isinstance(error, SlackApiError):
        code = error.response.get("error") or f"HTTP {error.response.status_code}"
        token = "SLACK_APP_TOKEN" if "apps.connections" in str(error.response.api_url) else "the bot's token"
        return f"Slack refused {token}: {code}. `groundswell doctor` tells more."
    if isinstance(error, aiohttp.ClientError | TimeoutError):
        reason = str(error) or "no answer in time"
        return (
            f"Slack cannot be reached: {reason}. Check the network and SLACK_API_URL; `groundswell doctor` tells more."
        )
    if isinstance(error, NewerSchema):
        return f"The database is at revision {error}, of a newer Groundswell. Start that one, or restore a backup."
    if isinstance(error, PepperMissing):
        return (
            f"The key file {error} is missing although pulses exist. Put it back: ballots cannot be found without it."
        )
    if isinstance(error, DamagedDatabase):
        return f"The database cannot be used: {error}. {RESTORE}"
    if isinstance(error, DatabaseFailure):
        remedy = RESTORE if is_damage(error) else "Check DATABASE_URL, and the disk or the server that it names."
        return f"The database cannot be used: {describe_failure(error)}. {remedy}"
    if isinstance(error, OSError) and error.filename and error.strerror:
        return f"{error.filename} cannot be used: {error.strerror}."
    return str(error)
