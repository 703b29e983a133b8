"""Memo templates of a workspace's own: tried out in the form, refused with the line, versioned, and given back."""

from typing import Any

import pytest

from bot.sandbox.cast import CAST
from bot.sandbox.outcomes import Outcome
from storage.memo_templates import add_memo_template, list_memo_templates
from storage.roles import Role, grant_role, revoke_role
from tests.workspaces import MEMO, Office, find_id

pytestmark = pytest.mark.asyncio(loop_scope="module")

HELLO = "Dear {{ reader.first_name }},\n{{ memo.change }}"

REFUSED: dict[str, tuple[str, str]] = {
    "unknown name": ("Hello\n\n{{ nme }}", "line 3: unknown name “nme”. Did you mean initiative.name or reader.name?"),
    "attribute walk": ("Hi\n{{ ''.__class__.__mro__ }}", "line 2: only names have parts"),
    "walk from a name": ("{{ memo.__class__ }}", "line 1: unknown name “memo.__class__”"),
    "endless loop": ("{% for x in range(10**9) %}x{% endfor %}", "line 1: a loop goes over one of figures, wins."),
    "nested loops": (
        "a\n{% for a in figures %}{% for b in figures %}{{ b }}{% endfor %}{% endfor %}",
        "line 2: a loop inside a loop is not allowed",
    ),
    "memory bomb": ("Hi\n{{ 'x' * 10**8 }}", "line 2: a sum is not allowed"),
    "include": ("{% include 'employees.j2' %}", "line 1: “include” is not allowed"),
    "assignment": ("{% set a = memo.facts %}{{ a }}", "line 1: “assign” is not allowed"),
    "unclosed": ("one\n{{ memo.facts", "line 2: unexpected end of template"),
    "another kind's name": ("{{ derived }}", "line 1: unknown name “derived”"),
}


async def open_template(office: Office, kind: str = "employees") -> str:
    return await office.open_form("mia", f"/change memo template edit {kind}")


async def find_versions(office: Office) -> list[tuple[str, int, bool]]:
    found = await office.store.read(office.team_id, list_memo_templates)
    return [(each.kind, each.version, each.source is not None) for each in found]


async def save(office: Office, source: str | None = None) -> Outcome:
    """Submit the form: the template is tried out by a process that a busy machine may be slow to start."""
    outcome = await office.gestures.submit_view("mia", {"Template": source} if source else {})
    assert outcome.error is None
    assert outcome.ack_seconds is not None
    assert outcome.ack_seconds < 3
    return outcome


async def preview(office: Office, values: dict[str, Any]) -> str:
    """Fill in the open form, click Preview, and give what the form shows then."""
    for label, value in values.items():
        await office.gestures.select("mia", "modal", label, value)
    await office.gestures.click("mia", "modal", "Preview")
    await office.app.edge.finish()
    return "\n".join(office.read_modal("mia"))


@pytest.mark.parametrize(("source", "told"), REFUSED.values(), ids=REFUSED)
async def test_a_template_that_may_not_be_is_refused_with_its_line_in_preview_and_on_saving(
    furnished: Office, source: str, told: str
) -> None:
    before = await furnished.count_rows()
    await open_template(furnished)
    shown = await preview(furnished, {"Template": source})
    assert told in shown
    assert "Nothing was saved." in shown
    outcome = await furnished.submit("mia", {"Template": source})
    assert told in outcome.field_errors["Template"]
    assert outcome.field_errors["Template"].endswith("Nothing was saved.")
    assert await furnished.count_rows() == before
    await furnished.gestures.close_view("mia")


async def test_preview_shows_the_typed_template_for_a_person_and_keeps_what_was_typed(furnished: Office) -> None:
    form = await open_template(furnished)
    assert "What changes for you" in form, "the built-in one is there to begin with"
    assert "memo.facts, memo.change" in form
    shown = await preview(furnished, {"Template": HELLO, "Preview as": "aroha"})
    assert "As Aroha Ngata would get a sample memo. Nothing is saved yet." in shown
    assert "Dear Aroha," in shown
    assert "You enter customers in one place." in shown
    again = await preview(furnished, {"Template": "Kia ora {{ reader.name }}"})
    assert "Kia ora Aroha Ngata" in again, "the reader chosen before is still chosen"
    assert await find_versions(furnished) == []
    await furnished.gestures.close_view("mia")


async def test_versions_are_kept_used_for_memos_and_given_back(furnished: Office) -> None:
    office = furnished
    await open_template(office)
    assert "version 1 now" in (await save(office, HELLO)).text
    await open_template(office)
    assert "version 2 now" in (await save(office, HELLO + "\nFrom us")).text
    listed = await office.type("mia", "/change memo template")
    assert "own, version 2, @mia" in listed
    assert "*executives* · en" not in listed
    assert "executives · en" in listed

    await office.open_form("lena", "/change memo new CRM to staff")
    memo = find_id("M", (await office.gestures.submit_view("lena", MEMO)).text)
    previewed = await office.gestures.slash("lena", f"/change memo preview {memo} as @aroha")
    assert "Dear Aroha," in previewed.text
    office.read_everything()
    await office.gestures.slash("lena", f"/change memo send {memo}")
    for handle in ("aroha", "bruno"):
        assert f"Dear {handle.title()}," in await office.receive_text(handle)
    await office.drain()
    assert "Deliveries 12: sent 12" in await office.type("lena", f"/change memo show {memo}")

    assert "told by the built-in template again" in await office.type("mia", "/change memo template reset employees")
    assert await find_versions(office) == [("employees", 3, False)]
    refusal = await office.type("mia", "/change memo template reset employees")
    assert "employees (en) has none of its own" in refusal
    assert "What changes for you" in await office.type("lena", f"/change memo preview {memo} as @aroha")


async def test_two_admins_at_once_the_second_keeps_what_was_typed(furnished: Office) -> None:
    office = furnished
    await open_template(office, "managers")
    await save(office, "First {{ memo.facts }}")
    await office.gestures.slash("mia", "/change memo template edit managers")
    versions = await find_versions(office)

    source = "Between {{ memo.facts }}"
    await office.store.write(office.team_id, lambda unit: add_memo_template(unit, "managers", "en", source))
    again = await save(office, "Mine {{ memo.facts }}")
    shown = "\n".join(again.view_lines)
    assert "Somebody changed this while your form was open" in shown
    assert "Mine" in shown
    assert "version 3 now" in (await save(office)).text
    assert len(await find_versions(office)) == len(versions)
    await office.type("mia", "/change memo template reset managers")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("edit", "Kind: it is missing."),
        ("edit bosses", "Kind: “bosses” is unknown."),
        ("edit employes", "Did you mean employees?"),
        ("edit employees german!", "Language: a language code such as de or pt-br."),
        ("edit employees de now", "“now” is not expected here."),
        ("drop employees", "Command: “drop” is unknown. Known: list, edit, reset."),
        ("list all", "“all” is not expected here."),
    ],
)
async def test_bad_words_are_refused_in_their_own_words(furnished: Office, line: str, told: str) -> None:
    before = await furnished.count_rows()
    refusal = await furnished.type("mia", f"/change memo template {line}")
    assert told in refusal
    assert refusal.endswith("Nothing was saved.")
    assert await furnished.count_rows() == before


@pytest.mark.parametrize("line", ["", " list", " edit employees", " reset employees"])
async def test_templates_are_the_admins(furnished: Office, line: str) -> None:
    for handle in ("lena", "clara", "aroha"):
        assert "Needs role admin; ask @mia." in await furnished.type(handle, f"/change memo template{line}")


async def test_an_admin_whose_role_ended_cannot_preview_or_save(furnished: Office) -> None:
    office = furnished
    await office.store.write(office.team_id, lambda unit: grant_role(unit, "", CAST["ben"].id, Role.ADMIN))
    await office.open_form("ben", "/change memo template edit employees")
    await office.store.write(office.team_id, lambda unit: revoke_role(unit, "", CAST["ben"].id, Role.ADMIN))
    (sentence,) = (await office.submit("ben", {"Template": HELLO})).field_errors.values()
    assert sentence.startswith("Needs role admin")
    await office.gestures.close_view("ben")
