"""Forms and buttons that cannot be ours: answered in a sentence, and nothing is done."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from bot.sandbox.messages import Message
from tests.workspaces import Office

pytestmark = pytest.mark.asyncio(loop_scope="module")

OUT_OF_DATE = "This is out of date; please open it again. Nothing was saved."


def _drop_state(view: dict[str, Any]) -> None:
    del view["state"]["values"]["summary"]


def _drop_values(view: dict[str, Any]) -> None:
    del view["state"]["values"]


def _wrong_type(view: dict[str, Any]) -> None:
    view["state"]["values"]["summary"]["summary"]["value"] = ["a", "list"]


def _other_kind(view: dict[str, Any]) -> None:
    view["state"]["values"]["status"]["status"] = {"type": "plain_text_input", "value": "red"}


def _unoffered(view: dict[str, Any]) -> None:
    view["state"]["values"]["status"]["status"]["selected_option"]["value"] = "purple"


def _edited_metadata(view: dict[str, Any]) -> None:
    view["private_metadata"] = view["private_metadata"].replace("{", '{"id":"R-1",', 1)


def _no_metadata(view: dict[str, Any]) -> None:
    view["private_metadata"] = ""


def _unknown_form(view: dict[str, Any]) -> None:
    view["callback_id"] = "no.such.form"


TAMPERINGS = [
    _drop_state, _drop_values, _wrong_type, _other_kind, _unoffered, _edited_metadata, _no_metadata, _unknown_form
]  # fmt: skip


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda tamper: tamper.__name__)
async def test_a_form_that_cannot_be_ours_is_out_of_date(
    furnished: Office, tamper: Callable[[dict[str, Any]], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    await furnished.open_form("ana", "/change-status")
    payloads = furnished.gestures._payloads
    build = payloads.build_submission

    def build_tampered(*arguments: Any) -> dict[str, Any]:
        payload: dict[str, Any] = json.loads(json.dumps(build(*arguments)))
        tamper(payload["view"])
        return payload

    monkeypatch.setattr(payloads, "build_submission", build_tampered)
    before = await furnished.count_rows()
    await furnished.submit("ana", {"Status": "red", "Summary": "fine"})

    shown = "\n".join(furnished.read_modal("ana"))
    assert OUT_OF_DATE in shown
    assert await furnished.count_rows() == before
    await furnished.gestures.close_view("ana")


@pytest.mark.parametrize(
    ("action_id", "value"),
    [
        ("no.such.button", "1"),
        ("pulse.answer:0.4", "P-1 0 four first"),
        ("pulse.answer:0.4", "P-1 0"),
        ("pulse.answer:0.4", ""),
        ("risk.page:next", "CRM -1"),
        ("risk.page:next", "CRM x"),
        ("risk.end:accept", "R-1 mitigating"),
        ("risk.end:accept", "R-1"),
        ("risk.show", "R-1\x00"),
        ("risk.show", "R-\ud800"),
        ("decision.show", "D-1\x00"),
        ("run.done", "RUN-1 ٣"),
        ("run.check:1", "RUN-1 99999999999999999999"),
        ("run.reopen:1", "RUN-1"),
        ("win.answer:yes", "W-1 1 maybe"),
        ("win.answer:yes", "R-1 1 yes"),
        ("kpi.replace", "CRM"),
        ("kpi.replace", "[1]"),
        ("kpi.replace", '{"key":"CRM"}'),
        ("kpi.replace", "[" * 1990),
    ],
)
async def test_a_button_that_cannot_be_ours_is_out_of_date(furnished: Office, action_id: str, value: str) -> None:
    before = await furnished.count_rows()
    assert await press(furnished, "ana", action_id, value) == OUT_OF_DATE
    assert await furnished.count_rows() == before


BY_ID = {
    "risk.show": "R-99", "risk.edit": "R-99", "risk.acknowledge": "R-99", "risk.map": "XYZ", "risk.picture": "XYZ",
    "status.correct": "nope", "initiative.show": "XYZ", "initiative.edit": "XYZ",
    "objective.show": "O-99", "objective.edit": "O-99", "objective.drop": "O-99", "objective.reopen": "O-99",
    "objective.dropped": "XYZ 0",
    "kpi.show": "nope", "kpi.read": "nope", "kpi.target": "nope", "kpi.edit": "nope", "kpi.retire": "nope",
    "kpi.reopen": "nope", "kpi.retired": "XYZ 0",
    "phase.show": "PH-99", "phase.edit": "PH-99", "phase.move": "PH-99", "phase.start": "PH-99", "phase.drop": "PH-99",
    "checkpoint.show": "C-99", "checkpoint.open": "PH-99", "checkpoint.record": "C-99", "checkpoint.edit": "C-99",
    "gate.ask": "PH-99", "gate.show": "G-99", "gate.go": "G-99", "gate.no_go": "G-99",
    "template.show": "nope", "template.export": "nope", "template.drop": "nope",
    "milestone.show": "nope", "milestone.done": "nope", "milestone.move": "nope", "milestone.edit": "nope",
    "milestone.reopen": "nope", "milestone.drop": "nope",
    "integration.show": "nope", "integration.start": "nope", "integration.done": "nope", "integration.edit": "nope",
    "integration.reopen": "nope", "integration.drop": "nope",
    "resource.show": "nope", "resource.record": "nope", "resource.plan": "nope", "resource.edit": "nope",
    "resource.drop": "nope", "resource.reopen": "nope",
    "decision.show": "D-99", "decision.decide": "D-99", "decision.edit": "D-99",
    "followup.show": "F-99", "followup.done": "F-99", "followup.move": "F-99", "followup.edit": "F-99",
    "followup.reopen": "F-99",
    "win.show": "W-99", "win.edit": "W-99", "win.answer": "W-99 1 yes",
    "concern.show": "CN-99", "concern.edit": "CN-99", "concern.reply": "CN-99",
    "playbook.show": "PB-99", "playbook.copy": "PB-99", "playbook.edit": "PB-99", "playbook.attach": "PB-99",
    "playbook.run": "PB-99",
    "run.show": "RUN-99", "run.end": "RUN-99", "run.done": "RUN-99 1", "run.check": "RUN-99 1",
    "run.reopen": "RUN-99 1",
    "lesson.show": "L-99", "lesson.edit": "L-99", "lesson.of_run": "RUN-99",
}  # fmt: skip
"""For every button that carries an id or a name, one that this workspace does not have."""


@pytest.mark.parametrize("action_id", BY_ID)
async def test_a_button_with_an_id_of_elsewhere_finds_nothing_and_does_nothing(
    furnished: Office, action_id: str
) -> None:
    before = await furnished.count_rows()
    answer = await press(furnished, "lena", action_id, BY_ID[action_id])
    assert "was not found." in answer
    assert answer.endswith("Nothing was saved.")
    assert await furnished.count_rows() == before


async def test_a_page_beyond_the_last_is_empty(furnished: Office) -> None:
    for action_id in ("risk.page", "role.page", "decision.page", "milestone.page", "initiative.page", "template.page"):
        assert "[Open]" not in await press(furnished, "lena", f"{action_id}:next", "CRM 99")


async def press(office: Office, handle: str, action_id: str, value: str) -> str:
    """Click a button that no feature has shown, and give the answer."""
    button = {"type": "button", "text": {"type": "plain_text", "text": "Press"}, "action_id": action_id, "value": value}
    blocks = [{"type": "actions", "elements": [button]}]
    channel = office.workspace.open_direct(office.workspace.get_user(handle).id)
    message = office.workspace.post(Message(channel.id, office.workspace.bot_user_id, "", blocks=blocks))
    return await office.click(handle, message, "Press")
