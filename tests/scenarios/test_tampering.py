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
    ],
)
async def test_a_button_that_cannot_be_ours_is_out_of_date(furnished: Office, action_id: str, value: str) -> None:
    button = {"type": "button", "text": {"type": "plain_text", "text": "Press"}, "action_id": action_id, "value": value}
    blocks = [{"type": "actions", "elements": [button]}]
    channel = furnished.workspace.open_direct(furnished.workspace.get_user("ana").id)
    message = furnished.workspace.post(Message(channel.id, furnished.workspace.bot_user_id, "", blocks=blocks))
    before = await furnished.count_rows()

    assert (
        await furnished.click("ana", message, "Press")
        == "This is out of date; please open it again. Nothing was saved."
    )
    assert await furnished.count_rows() == before
