"""What a database raises when it does not serve, for those above who do not know SQLAlchemy."""

from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError, SQLAlchemyError

from storage.errors import Busy

DatabaseFailure = SQLAlchemyError


def describe_failure(error: SQLAlchemyError) -> str:
    """The reason alone: the driver's own words where it has any, without statement, parameters or address."""
    reason = str(error.orig) if isinstance(error, DBAPIError) else str(error)
    return (reason.strip().splitlines() or [type(error).__name__])[0]


def is_damage(error: SQLAlchemyError) -> bool:
    """Whether a SQLite file is damaged or no database, which only a backup mends; all else is about reaching it."""
    return type(error) is DatabaseError


def as_busy(error: Exception) -> Exception:
    """What callers are told: a locked, full or unreachable database is worth another try, anything else is a fault.

    The sentence for people is Busy's; what the database said is its cause.
    """
    if not isinstance(error, OperationalError):
        return error
    busy = Busy()
    busy.__cause__ = error
    return busy
