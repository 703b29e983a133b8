"""Records: what is stored, read once however many moments it is looked at from."""

from collections.abc import Callable, Hashable
from typing import Any, Concatenate, ParamSpec, TypeVar

from storage.units import Unit

P = ParamSpec("P")
T = TypeVar("T")


class Records:
    """What one unit of work has read so far; a replay looks at the same rows from hundreds of days."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self._known: dict[Hashable, Any] = {}

    def read(self, function: Callable[Concatenate[Unit, P], T], *args: P.args, **options: P.kwargs) -> T:
        """What a function of storage gives for these (hashable) arguments, called once for each of them."""
        return self.keep((function, args, *options.items()), lambda: function(self.unit, *args, **options))

    def keep(self, name: Hashable, make: Callable[[], T]) -> T:
        """What `make` gave when it was first asked for under this name."""
        if name not in self._known:
            self._known[name] = make()
        kept: T = self._known[name]
        return kept
