"""The story's chapters on steering: a risk is taken to the lead, a gate is asked for twice, a green hides a red."""

from bot.sandbox.narrator import Narrator

WAVE = "PH-2"
"""The wave of the CRM rollout that runs, and below the checkpoint that it does not meet yet."""
TRAINED = "C-2"


async def play_steering(narrator: Narrator) -> None:
    """The three chapters, one after the other; they follow a critical risk that Ben has reported."""
    await _escalate(narrator)
    await _pass_gate(narrator)
    await _look_through(narrator)


async def _escalate(narrator: Narrator) -> None:
    narrator.begin_chapter("A critical risk reaches the lead at once")
    notice = await narrator.receive("lena", "needs you as lead: reported", "critical 20 (4 × 5)", "[Acknowledge]")
    await narrator.click("lena", notice, "Acknowledge", "is acknowledged by @lena")
    narrator.tell("Had nobody acknowledged it, Clara, the sponsor, would be told four hours later.")


async def _pass_gate(narrator: Narrator) -> None:
    narrator.begin_chapter("A gate: the sponsor decides by what was reached")
    missed, met = f"{TRAINED} Sellers trained: 62 of at least 80 %, not met", f"{TRAINED} Sellers trained: 84 of"
    await narrator.run_command("lena", f"/change gate ask {WAVE}", "@clara decides: go or no-go", in_part=True)
    report = await narrator.receive("clara", f"May {WAVE}", "1 of 2 checkpoints met", missed, "[Go] [No-go]")
    await narrator.click_for_form("clara", report, "No-go", "What has to change?")
    reason = "Every team starts trained. Fill the seats first, then ask me again."
    await narrator.submit_form("clara", {"Reason": reason}, "No-go by @clara", reason, in_part=True)
    await narrator.receive("lena", "No-go by @clara", reason, "Correct what is missing, then ask again.")
    await narrator.run_command("lena", f"/change checkpoint read {TRAINED} 84", met, in_part=True)
    await narrator.run_command("lena", f"/change gate ask {WAVE}", "2 of 2 checkpoints met", in_part=True)
    report = await narrator.receive("clara", "2 of 2 checkpoints met", met, is_told=False)
    await narrator.click("clara", report, "Go", "Go by @clara", in_part=True)
    await narrator.receive("lena", "Go by @clara", f"{WAVE} has passed.", "[Start PH-3]")


async def _look_through(narrator: Narrator) -> None:
    narrator.begin_chapter("A watermelon: green outside, red inside")
    await narrator.run_command("ana", "/change-status CRM green The gate is passed", "is green", channel="crm-rollout")
    await narrator.run_command(
        "hana", "/change show CRM",
        "green · derived 🔴 red · 🍉 watermelon", "critical risk", "✅ Pilot → ✅ Wave 1", "Go-live Berlin",
        in_part=True,
    )  # fmt: skip
    await narrator.run_command("hana", "/change risk map CRM", "R-2", "R-6", "Exposure")
    await narrator.run_command(
        "ana", "/change status correct CRM red The gate is passed, but the sync still loses records", "is red"
    )
