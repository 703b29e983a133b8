"""What can keep the bot from starting, said so that its operator can put it right."""

from slack_sdk.errors import SlackApiError

from bot.pepper import PepperMissing, PepperUnreadable
from storage.backups import BackupError
from storage.condition import MissingDatabase
from storage.errors import Busy
from storage.failures import DatabaseFailure, describe_failure
from storage.upgrade import DamagedDatabase, NewerSchema

KNOWN_ERRORS = (
    SlackApiError,
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
        return f"Slack refused the bot's token: {error.response['error']}. `groundswell doctor` tells more."
    if isinstance(error, NewerSchema):
        return f"The database is at revision {error}, of a newer Groundswell. Start that one, or restore a backup."
    if isinstance(error, PepperMissing):
        return (
            f"The key file {error} is missing although pulses exist. Put it back: ballots cannot be found without it."
        )
    if isinstance(error, DatabaseFailure | DamagedDatabase):
        reason = describe_failure(error) if isinstance(error, DatabaseFailure) else error
        return f"The database cannot be used: {reason}. `groundswell restore FILE` brings a backup back."
    return str(error)
