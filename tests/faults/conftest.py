"""What all fault tests share: none leaves a process behind."""

from collections.abc import AsyncIterator

import pytest

from tests.processes import kill_all


@pytest.fixture(autouse=True)
async def _leave_nothing_running() -> AsyncIterator[None]:
    yield
    await kill_all()
