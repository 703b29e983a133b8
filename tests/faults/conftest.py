"""What all fault tests share: none leaves a process behind."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.faults.ticker import Ticker
from tests.processes import kill_all


@pytest.fixture(autouse=True)
async def _leave_nothing_running() -> AsyncIterator[None]:
    yield
    await kill_all()


@pytest.fixture(scope="session")
def ticker() -> Iterator[Ticker]:
    """Lets processes tick without starting each anew."""
    with Ticker() as opened:
        yield opened
