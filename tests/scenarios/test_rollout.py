"""A rollout from pilot to what follows, by gestures over both transports: each gate holds until it is passed."""

from datetime import date, timedelta

import pytest

from bot.sandbox.cast import CAST
from commands.slack.dates import describe_date
from tests.workspaces import Office, find_id

pytestmark = pytest.mark.asyncio(loop_scope="module")


def today(office: Office) -> date:
    return office.store.clock.now().date()


async def add_phase(office: Office, key: str, words: str, start: int, end: int) -> str:
    """Plan a phase from and to so many days from today, and give its id."""
    first, last = today(office) + timedelta(start), today(office) + timedelta(end)
    card = await office.type("lena", f"/change phase add {key} {words} start:{first} end:{last}")
    return find_id("PH", card)


async def test_a_wave_waits_until_the_pilot_has_passed_its_gate_on_a_corrected_reading(
    office: Office, key: str
) -> None:
    pilot = await add_phase(office, key, '"Pilot" kind:pilot buffer:5', -14, 7)
    wave = await add_phase(office, key, '"Everybody" kind:wave', 8, 60)
    after = await add_phase(office, key, "Post-implementation", 61, 120)
    due = today(office) + timedelta(7)
    checkpoint = find_id(
        "C",
        await office.type(
            "lena", f'/change checkpoint add {pilot} "Pilot trained" target:80 by:{due} unit:% owner:@ana'
        ),
    )

    refused = await office.type("lena", f"/change phase start {wave}")
    assert f"Phase: the pilot {pilot} has not passed its gate yet." in refused
    assert refused.endswith("Nothing was saved.")
    assert "pilot · running" in await office.type("lena", f"/change phase start {pilot}")

    recorded = await office.type("ana", f"/change checkpoint read {checkpoint} 62")
    assert f"❌ {checkpoint} Pilot trained: 62 of at least 80 %, not met, due {describe_date(due)}" in recorded

    asked = await office.type("lena", f"/change gate ask {pilot}")
    first = find_id("G", asked)
    report = await office.receive("clara")
    shown = "\n".join(office.read(report))
    for text in (asked, shown):
        assert "0 of 1 checkpoint met" in text
        assert f"❌ {checkpoint} Pilot trained: 62 of at least 80 %, not met" in text
        assert "buffer 0 of 5 days used (0 %), 67 % of the time gone" in text
    assert "[Go]" in shown
    assert "[No-go]" in shown
    assert "[Go]" not in asked
    assert f"Decide {first}" in await office.open_home("clara")

    await check_others_cannot_decide(office, first)

    await office.type("clara", f"/change gate show {first}")
    stale = office.workspace.ephemerals[CAST["clara"].id][-1]
    await office.click("clara", report, "No-go")
    (decided,) = (await office.submit("clara", {"Reason": "Train the second shift first"})).updated
    assert decided.ts == report.ts
    assert "No-go by @clara" in "\n".join(office.read(decided))
    assert "[Go]" not in "\n".join(office.read(decided))
    news = await office.receive_text("lena")
    assert f"No-go by @clara for {pilot} Pilot ({key}, {first})" in news
    assert "Train the second shift first" in news
    assert "Start PH" not in news
    card = await office.type("lena", f"/change phase show {pilot}")
    assert "pilot · running" in card
    assert "No-go by @clara: Train the second shift first" in card
    assert f"Gate: {first} was decided already: no-go." in await office.click("clara", stale, "Go")
    assert f"the pilot {pilot} has not passed its gate yet" in await office.type("lena", f"/change phase start {wave}")

    assert "✅" in await office.type("lena", f"/change checkpoint read {checkpoint} 84")
    second = find_id("G", await office.type("lena", f"/change gate ask {pilot}"))
    assert second != first
    report = await office.receive("clara")
    assert f"✅ {checkpoint} Pilot trained: 84 of at least 80 %, met" in "\n".join(office.read(report))
    assert "🟢 Go by @clara" in await office.click("clara", report, "Go")
    news = await office.receive("lena")
    assert f"[Start {wave}]" in "\n".join(office.read(news))
    old = await office.type("ana", f"/change gate show {first}")
    assert "62 of at least 80 %" in old, "the report stays as it was"

    assert "wave · running" in await office.click("lena", news, f"Start {wave}")
    card = await office.type("lena", f"/change phase show {pilot}")
    assert "pilot · passed" in card
    assert first in card
    assert second in card
    assert f"{wave} comes before it and has not passed its gate yet" in await office.type(
        "lena", f"/change phase start {after}"
    )

    await office.type("lena", f"/change gate ask {wave}")
    report = await office.receive("clara")
    assert "None was set." in "\n".join(office.read(report))
    await office.click("clara", report, "Go")
    await office.click("lena", await office.receive("lena"), f"Start {after}")
    listed = await office.type("aroha", f"/change phase list {key}")
    assert f"✅ {pilot} Pilot · pilot · passed" in listed
    assert f"✅ {wave} Everybody · wave · passed" in listed
    assert f"▶️ {after} Post-implementation · running" in listed

    actions = [(action, subject) for _, action, subject, _ in await office.list_audit()]
    assert actions.count(("gate.asked", first)) == 1
    assert actions.count(("gate.decided", second)) == 1


async def check_others_cannot_decide(office: Office, gate: str) -> None:
    """Whoever else opens the gate sees the buttons too, but neither lead nor champion may use them."""
    before = await office.count_rows()
    for handle, label in (("ana", "Go"), ("lena", "No-go")):
        await office.type(handle, f"/change gate show {gate}")
        refused = await office.click_reply(handle, label)
        assert "Needs role sponsor; ask @clara" in refused
        assert refused.endswith("Nothing was saved.")
    await office.app.edge.finish()
    after = await office.count_rows()
    assert {name for name in before if before[name] != after[name]} == {"audit_log", "chains"}
