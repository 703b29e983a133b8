"""Where an installation gave the command another name, people read that name everywhere."""

from pathlib import Path

import pytest

from tests.workspaces import MEMO, TRANSPORTS, open_office


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_replies_forms_home_and_messages_speak_of_the_chosen_command(tmp_path: Path, transport: str) -> None:
    async with open_office(tmp_path, transport, command="/rollout") as office:
        await office.start_initiative()
        read = [
            await office.type("ana", "/rollout help"),
            await office.open_form("ana", "/rollout risk show"),
            await office.type("ana", "/rollout-status CRM amber The load slipped"),
            await office.open_home("ana"),
            await office.type("mia", "/rollout audience new staff kind:employees from:@sales"),
            await office.open_form("lena", "/rollout memo new CRM to staff"),
        ]
        refused = await office.submit("lena", MEMO | {"Send at": "02/03"})
        read.append("\n".join(refused.field_errors.values()))
        sent = await office.submit("lena", MEMO | {"Send at": ""})
        read += [sent.text, await office.click_reply("lena", "Send now"), await office.receive_text("aroha")]
        assert [text for text in read if "/change" in text] == []
        assert "/rollout help NOUN" in read[0]
        assert "As one line: /rollout risk show R-1" in read[1]
        assert "/rollout" in read[3]
        office.check_house()
