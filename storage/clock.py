"""The one place that asks the machine for the time."""

from datetime import UTC, datetime, timedelta


class Clock:
    """The moment it is now, moved by a fixed offset for rehearsals."""

    def __init__(self, offset: timedelta = timedelta(0)) -> None:
        self._offset = offset

    @classmethod
    def set_to(cls, moment: datetime) -> "Clock":
        """A clock that reads `moment` (aware) now and runs on from there."""
        return cls(moment - datetime.now(UTC))

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC) + self._offset
