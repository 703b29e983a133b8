"""SIGTERM while a tick is at work: the bot ends in good order, and calls nothing an error."""

import asyncio
import signal

from bot.sandbox.server import Sandbox
from storage.engine import make_engine
from tests.faults.crowd import check_house, make_crowd
from tests.processes import Home


async def test_stop_in_the_middle_of_a_tick_is_no_error(tmp_path):
    async with Sandbox(make_crowd(3)) as sandbox:
        home = Home(sandbox, tmp_path, GROUNDSWELL_TICK_SECONDS="0.5")
        bot = await home.run()
        engine = make_engine(home.database_url).execution_options(writes=True)
        # While somebody else holds the database, the next tick waits at its first write.
        with engine.connect() as connection, connection.begin():
            await asyncio.sleep(1.5)
            bot.send_signal(signal.SIGTERM)
            await asyncio.sleep(0.5)
        engine.dispose()
        assert await bot.wait() == 0
        assert [entry for entry in bot.troubles if "maximum number" not in str(entry)] == []
        check_house(home.database_url, {})
