"""What a database raises when it does not serve, for those above who do not know SQLAlchemy."""

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

DatabaseFailure = SQLAlchemyError


def describe_failure(error: SQLAlchemyError) -> str:
    """The reason alone: the driver's own words where it has any, without statement, parameters or address."""
    reason = str(error.orig) if isinstance(error, DBAPIError) else str(error)
    return (reason.strip().splitlines() or [type(error).__name__])[0]
