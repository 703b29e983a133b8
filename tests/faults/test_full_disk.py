"""A full disk in the middle of a memo: nothing is posted that was not written down before, and it goes on later."""

from sqlalchemy import event

from bot.sandbox.server import Sandbox
from bot.sandbox.workspace import TEAM_ID
from bot.tick import drain_all
from storage.errors import Busy
from tests.faults.crowd import count_copies, count_received, find_all, make_app, make_crowd, promise_in


async def test_full_disk_posts_nothing_without_an_intent(tmp_path):
    workspace = make_crowd(200)
    async with Sandbox(workspace) as sandbox:
        async with make_app(sandbox, tmp_path) as app:
            await app.store.write(TEAM_ID, lambda unit: promise_in(unit, [f"U{n}" for n in range(1, 201)]))

            def fill_up(connection) -> None:
                driver = connection.connection.driver_connection
                pages = driver.execute("PRAGMA page_count").fetchone()[0]
                full_at.append(pages + 2)
                driver.execute(f"PRAGMA max_page_count={full_at[0]}")

            full_at: list[int] = []
            event.listen(app.store.engine, "begin", fill_up)
            problem: BaseException | None = None
            try:
                await drain_all(app)
            except (Busy, ExceptionGroup) as full:
                problem = full
            assert problem is not None
            found = await find_all(app)
            intents = [delivery for delivery in found if delivery.state != "planned"]
            assert count_received(workspace) <= len(intents) < 200
            full_at[0] += 1000
            await drain_all(app)
        async with make_app(sandbox, tmp_path, minutes=2) as app:
            await drain_all(app)
            assert {delivery.state for delivery in await find_all(app)} == {"sent"}
        assert count_copies(workspace) == {1: 200}
