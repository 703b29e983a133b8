"""What people write stays what they wrote: no ping, no link, no format, no change, in every place that shows it."""

import pytest

from tests.workspaces import MEMO, Office, find_id

pytestmark = pytest.mark.asyncio(loop_scope="module")

LITERAL = [
    "'; DROP TABLE risks;--",
    "{{config}} {% raw %}",
    "<!channel> <!here> <!everyone> <!subteam^S001>",
    "<@U001> @everyone #general <#C001>",
    "<https://evil.example|bank.com> &lt;!channel&gt;",
    "> quoted",
    "مرحبا بالجميع",
    "שלום לכולם",
    "👨‍👩‍👧‍👦 family",
    "“quoted” – dashed",
]


@pytest.mark.parametrize("words", LITERAL)
async def test_what_people_write_is_shown_as_they_wrote_it_wherever_it_is_shown(furnished: Office, words: str) -> None:
    key = f"L{LITERAL.index(words)}"
    await furnished.start_initiative(key)
    furnished.read_everything()
    await furnished.open_form("ana", "/change-status")
    posted = await furnished.submit(
        "ana", {"Initiative": f"{key} · One customer record", "Status": "red", "Summary": words, "Roadblock": None}
    )
    await furnished.open_form("ana", "/change-risk")
    risk = await furnished.submit(
        "ana",
        {
            "Initiative": f"{key} · One customer record",
            "Title": words,
            "Likelihood": "5",
            "Impact": "5",
            "Mitigation": words,
        },
    )
    await furnished.open_form("lena", f"/change memo new {key} to staff,board")
    texts = dict.fromkeys(MEMO, words)
    card = await furnished.submit("lena", texts)
    memo = find_id("M", card.text)
    seen = [
        posted.text,
        risk.text,
        card.text,
        await furnished.type("aroha", f"/change status {key}"),
        await furnished.type("aroha", f"/change show {key}"),
        await furnished.type("aroha", f"/change risk list {key}"),
        await furnished.type("aroha", f"/change risk show {find_id('R', risk.text)}"),
        await furnished.type("lena", f"/change memo preview {memo} as @clara"),
        await furnished.type("lena", f"/change memo list {key}"),
        await furnished.type("lena", f"/change digest preview {key}"),
        await furnished.open_home("ana"),
    ]
    await furnished.type("lena", f"/change memo send {memo}")
    seen += [await furnished.receive_text("aroha"), await furnished.receive_text("clara")]

    assert [text for text in seen if words not in text] == []
    await furnished.drain()
    await furnished.end_initiatives(key)
