"""Writing: a new memo or a changed draft, tried out for each audience before it is kept."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from commands.memos.cards import find_members, find_reach, show_card
from commands.memos.composing import Sources, find_source, list_sources, render_for
from commands.memos.plan import find_facts, get_draft, read_texts
from commands.memos.sending import Launch, plan_ahead
from commands.memos.views import edit_modal, memo_card, memo_modal
from commands.memos.vocabulary import Facts
from commands.slack.access import permit
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.choices import OPTIONS_LIMIT, find_choosable
from commands.slack.conflicts import check_unchanged, save_or_reopen
from commands.slack.inputs import is_blank
from commands.slack.modals import Modal
from commands.slack.moments import parse_moment
from commands.slack.subjects import take_only_id
from commands.slack.values import parse_key
from storage.audiences import Audience, get_audience, list_audiences
from storage.errors import BadInput
from storage.initiatives import get_open_initiative
from storage.memos import Memo, MemoState, add_memo, edit_memo, get_memo
from storage.roles import Role
from storage.units import Unit

EXAMPLE = "/change memo new CRM to sales,managers"
MAY_WRITE = (Role.LEAD,)
SAMPLE_READER = {"name": "Ana Lima", "first_name": "Ana"}


async def on_new(ask: Ask) -> Answer:
    """`/change memo new KEY [to AUDIENCE,…]`: the form."""
    arguments = parse(ask.text)
    key = parse_key(arguments.take_word("Initiative", EXAMPLE), "Initiative") if not is_blank(ask.text) else None
    names = arguments.take_list("Audiences", EXAMPLE) if arguments.take_keyword("to") else []
    arguments.finish(EXAMPLE)

    def check(unit: Unit) -> Answer:
        if key is not None:
            permit(unit, ask, get_open_initiative(unit, key), MAY_WRITE)
        audiences = list_audiences(unit)
        if not audiences:
            raise BadInput("Audiences", "there is none yet", "/change audience new sales kind:employees from:#sales")
        chosen = [get_audience(unit, name).name for name in names]
        return memo_modal(find_choosable(unit, ask, MAY_WRITE), audiences[:OPTIONS_LIMIT], key, chosen)

    return await ask.read(check)


async def on_again_button(ask: Ask) -> Answer:
    """Write it again, on a memo that was taken back: the form for a new one, with its texts."""

    def find(unit: Unit) -> Answer:
        memo = get_memo(unit, ask.value)
        permit(unit, ask, get_open_initiative(unit, memo.initiative_key), MAY_WRITE)
        audiences = list_audiences(unit)[:OPTIONS_LIMIT]
        chosen = [audience.name for audience in audiences if audience.name in memo.audiences]
        return memo_modal([], audiences, memo.initiative_key, chosen, memo)

    return await ask.read(find)


async def on_new_form(ask: Ask) -> Answer:
    """The submitted form: a draft, or a memo with a time to leave where one was given."""
    key = ask.metadata.get("key") or ask.form["initiative"]
    values = _read_form(ask)
    when = ask.form["send_at"]
    zone = await ask.find_zone()
    moment = parse_moment(when, ask.now, zone, "Send at") if not is_blank(when) else None
    await ask.read(lambda unit: permit(unit, ask, get_open_initiative(unit, key), MAY_WRITE))
    await _try_out(ask, key, values)
    members = await find_members(ask, values["audiences"])

    def save(unit: Unit) -> tuple[str, str]:
        permit(unit, ask, get_open_initiative(unit, key), MAY_WRITE)
        memo = add_memo(unit, key, **values)
        if moment is None:
            return memo.id, "A draft: nobody has it yet."
        plan = Launch(ask.user_id, timedelta(seconds=ask.house.undo_seconds), moment, zone=zone)
        return memo.id, plan_ahead(unit, ask.house, memo, members, plan)

    memo_id, note = await ask.write(save)
    return await show_card(ask, memo_id, note)


async def on_edit(ask: Ask) -> Answer:
    """`/change memo edit ID`: the form, filled in."""
    memo_id = take_only_id(ask.text, "M", "Memo", "/change memo edit M-1")
    return await ask.read(lambda unit: _open_edit(unit, ask, memo_id))


async def on_edit_button(ask: Ask) -> Answer:
    """Edit, on a card."""
    return await ask.read(lambda unit: _open_edit(unit, ask, ask.value))


async def on_edit_form(ask: Ask) -> Answer:
    """The submitted form."""
    memo_id, values = ask.metadata["id"], _read_form(ask)
    memo = await ask.read(lambda unit: get_draft(unit, ask, memo_id, MAY_WRITE))
    await _try_out(ask, memo.initiative_key, values)
    reach = await find_reach(ask, values["audiences"])

    def save(unit: Unit) -> Answer:
        check_unchanged(ask, get_draft(unit, ask, memo_id, MAY_WRITE))
        return Reply(memo_card(edit_memo(unit, memo_id, **values), reach, "Saved. Nobody has it yet."))

    return await save_or_reopen(ask, save, lambda unit: _open_edit(unit, ask, memo_id))


def _read_form(ask: Ask) -> dict[str, Any]:
    texts = read_texts(ask.form)
    return {**texts, "audiences": ask.form["audiences"], "is_mandatory": ask.form["mandatory"] == "yes"}


async def _try_out(ask: Ask, key: str, values: Mapping[str, Any]) -> None:
    """Raise BadInput unless the memo can be written for a reader in each of its audiences."""

    def find(unit: Unit) -> tuple[Facts, Sources, list[Audience]]:
        audiences = [get_audience(unit, name) for name in values["audiences"]]
        return find_facts(unit, key), list_sources(unit), audiences

    facts, sources, audiences = await ask.read(find)
    memo = Memo("M-0", key, ask.user_id, state=MemoState.DRAFT, created_at=ask.now, changed_at=ask.now, **values)
    for kind, language in {(audience.kind, audience.language) for audience in audiences}:
        rendered = await render_for(memo, facts, find_source(sources, kind, language), kind, language, SAMPLE_READER)
        if rendered.failure is not None:
            raise BadInput("Facts", rendered.failure, "two sentences with the numbers that matter")


def _open_edit(unit: Unit, ask: Ask, memo_id: str) -> Modal:
    return edit_modal(get_draft(unit, ask, memo_id, MAY_WRITE), list_audiences(unit)[:OPTIONS_LIMIT])
