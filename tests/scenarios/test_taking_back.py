"""A memo is held for a moment and can be taken back, whole, for as long as it has not left."""

import asyncio
from pathlib import Path

from tests.workspaces import MEMO, find_id, open_office


async def test_a_memo_taken_back_in_time_reaches_nobody(tmp_path: Path) -> None:
    async with open_office(tmp_path, "socket", undo_seconds=60) as office:
        await office.start_initiative()
        await office.type("mia", "/change audience new staff kind:employees from:@sales")
        await office.open_form("lena", "/change memo new CRM to staff")
        memo = find_id("M", (await office.submit("lena", MEMO)).text)

        sent = await office.type("lena", f"/change memo send {memo}")
        assert "12 people get it in 60 seconds; until then you can take it back." in sent
        await asyncio.sleep(5 * office.app.settings.tick_seconds)
        assert office.list_unread("aroha") == []
        taken_back = await office.click_reply("lena", "Take back what has not left")
        assert "Taken back: it does not reach 12 people." in taken_back

        office.workspace.clock.advance(120)
        await asyncio.sleep(0.5)
        await office.drain()
        assert office.list_unread("aroha") == []
        receipt = await office.type("lena", f"/change memo show {memo}")
        assert "cancelled" in receipt
        assert "12" in receipt
        again = await office.type("lena", f"/change memo cancel {memo}")
        assert f"{memo} is cancelled" in again
        assert again.endswith("Nothing was saved.")
        await office.type("lena", f"/change memo show {memo}")
        await office.click_reply("lena", "Write it again")
        copy = (await office.submit("lena", {"When": "Later"})).text
        assert find_id("M", copy) != memo
        assert f"What to do\n{MEMO['What to do']}" in copy

        second = find_id("M", copy)
        await office.type("lena", f"/change memo send {second}")
        office.workspace.clock.advance(120)
        await office.drain()
        assert "Later" in await office.receive_text("aroha")
        refusal = await office.type("lena", f"/change memo cancel {second}")
        assert f"nothing of {second} waits to leave. For example: /change memo correct {second}" in refusal
        assert f"{second} sent" in await office.type("lena", "/change memo list CRM")
        office.check_house()


async def test_a_scheduled_memo_taken_back_never_leaves(tmp_path: Path) -> None:
    async with open_office(tmp_path, "socket") as office:
        await office.start_initiative()
        await office.type("mia", "/change audience new staff kind:employees from:@sales")
        await office.open_form("lena", "/change memo new CRM to staff")
        card = (await office.submit("lena", {**MEMO, "Send at": "in 2 hours"})).text
        memo = find_id("M", card)
        assert "Scheduled for" in card
        assert "recipient's own time" not in card, "two hours from now is one instant for everybody"
        back = await office.click_reply("lena", "Take back")
        assert "Taken back: it is a draft again." in back
        assert "[Send now]" in back

        office.workspace.clock.advance(3 * 3600)
        await office.app.scheduler.tick()
        await office.drain()
        assert office.list_unread("aroha") == []
        assert memo in await office.type("lena", "/change memo list CRM")
        office.check_house()
