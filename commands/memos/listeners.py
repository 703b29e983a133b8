"""Memo commands: preview, list and show; writing, departing, deciding, correcting and templates have their modules."""

from collections.abc import Mapping

from commands.memos.approvals import may_approve
from commands.memos.cards import show_card
from commands.memos.composing import find_source, list_sources, render_for
from commands.memos.correcting import catch_up_corrections, on_correct, on_correct_button, on_correct_form
from commands.memos.deciding import on_approve_button, on_approve_form, on_decline_button, on_decline_form
from commands.memos.departing import (
    on_cancel,
    on_cancel_button,
    on_later_button,
    on_release,
    on_rest,
    on_schedule,
    on_schedule_form,
    on_send,
    on_send_button,
)
from commands.memos.effects import on_effect, on_effect_button, on_tap, release_effects
from commands.memos.home import list_waiting
from commands.memos.jobs import run_memo, settle_scheduled
from commands.memos.plan import find_facts, find_moment, list_moments
from commands.memos.questions import on_answer_button, on_answer_form, on_question
from commands.memos.receipts import find_receipt, receipt_message
from commands.memos.rendering import find_voice, frame_memo
from commands.memos.template_editing import (
    on_template,
    on_template_button,
    on_template_form,
    on_template_page,
    on_template_preview,
)
from commands.memos.views import memo_list_message, memo_preview_message, show_moment
from commands.memos.vocabulary import make_reader
from commands.memos.writing import (
    SAMPLE_READER,
    on_again_button,
    on_edit,
    on_edit_button,
    on_edit_form,
    on_new,
    on_new_form,
)
from commands.slack.access import permit
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Replacement, Reply
from commands.slack.blocks import Message, compose, section
from commands.slack.features import Command, Feature
from commands.slack.lookups import find_member
from commands.slack.membership import resolve_audiences
from commands.slack.pages import read_turn
from commands.slack.subjects import take_id, take_only_id, take_only_key
from storage.audiences import Audience, get_audience
from storage.errors import BadInput
from storage.initiatives import get_initiative
from storage.memo_revisions import as_corrected, list_revisions
from storage.memos import Memo, MemoState, get_memo, list_memos
from storage.roles import Role
from storage.units import Unit

MAY_READ = (Role.LEAD, Role.SPONSOR)
NOT_LEFT: Mapping[str, str] = {
    MemoState.DRAFT: "A draft: nobody has it yet.",
    MemoState.WAITING: "It waits for a second approver. Nobody has it yet.",
    MemoState.HELD: "It is held. Nobody has it yet.",
}


async def on_preview(ask: Ask) -> Answer:
    """`/change memo preview ID [as @x]`."""
    example = "/change memo preview M-1 as @ana"
    arguments = parse(ask.text)
    memo_id = take_id(arguments, "M", "Memo", example)
    reference = arguments.take_reference("Reader", example) if arguments.take_keyword("as") else None
    arguments.finish(example)
    return await _preview(ask, memo_id, reference)


async def on_preview_button(ask: Ask) -> Answer:
    """Preview, on a card."""
    return await _preview(ask, ask.value, None)


async def on_version(ask: Ask) -> Answer:
    """See it as …, under a preview: the version of another audience takes its place."""
    memo_id, _, version = ask.value.partition(" ")
    return Replacement((await _preview(ask, memo_id, None, version)).message)


async def on_sample(_: Ask) -> Answer:
    """I know what changes for me, or Not yet, tapped in a preview."""
    return Reply(compose(section("This is a preview: whoever gets the memo may tap here. Nothing was saved.")))


async def on_show(ask: Ask) -> Answer:
    """`/change memo show ID`: a draft's card, or the receipt."""
    return await _show(ask, take_only_id(ask.text, "M", "Memo", "/change memo show M-1"))


async def on_show_button(ask: Ask) -> Answer:
    """Open or Receipt, in a list or on a card."""
    return await _show(ask, ask.value)


async def on_list(ask: Ask) -> Answer:
    """`/change memo list KEY`."""
    return Reply(await _make_list(ask, take_only_key(ask.text, "/change memo list CRM")))


async def on_page(ask: Ask) -> Answer:
    """Next and Previous under a list."""
    return Replacement(await _make_list(ask, *read_turn(ask.value)))


async def _make_list(ask: Ask, key: str, page: int = 0) -> Message:
    def find(unit: Unit) -> Message:
        initiative = get_initiative(unit, key)
        permit(unit, ask, initiative, MAY_READ)
        return memo_list_message(initiative, list_memos(unit, key), list_moments(unit), page)

    return await ask.read(find)


async def _preview(ask: Ask, memo_id: str, reference: str | None, version: str | None = None) -> Reply:
    def find(unit: Unit) -> tuple[Memo, list[Audience]]:
        memo = get_memo(unit, memo_id)
        if not may_approve(unit, ask, memo):
            permit(unit, ask, get_initiative(unit, memo.initiative_key), MAY_READ)
        return as_corrected(memo, list_revisions(unit, memo_id)), [get_audience(unit, name) for name in memo.audiences]

    memo, audiences = await ask.read(find)
    audience = next((each for each in audiences if each.name == version), audiences[0])
    language = audience.language
    reader, data = f"somebody in {audience.name}", SAMPLE_READER
    if reference is not None:
        person = await find_member(ask, reference, "Reader")
        members = await resolve_audiences(ask.house, ask.team_id, audiences)
        found = [a for a in audiences if person.user_id in {member.user_id for member in members[a.name]}]
        if not found:
            raise BadInput(
                "Reader", f"{person.name} is in none of the memo's audiences", f"/change memo preview {memo.id}"
            )
        audience, reader, data = found[0], person.name, make_reader(person)
        language = person.reads or audience.language
    facts, sources = await ask.read(lambda unit: (find_facts(unit, memo.initiative_key), list_sources(unit)))
    source = find_source(sources, audience.kind, language)
    rendered = await render_for(memo, facts, source, audience.kind, language, data)
    if rendered.failure is not None:
        raise BadInput("Facts", rendered.failure, f"/change memo edit {memo.id}")
    say = find_voice(audience.kind, language, is_own=source is not None)
    message = frame_memo(memo, audience.kind, facts.initiative, rendered.text, say)
    return Reply(memo_preview_message(memo, audience.kind, message, reader))


async def _show(ask: Ask, memo_id: str) -> Answer:
    zone = await ask.find_zone()

    def find(unit: Unit) -> Answer | str:
        memo = get_memo(unit, memo_id)
        permit(unit, ask, get_initiative(unit, memo.initiative_key), MAY_READ)
        moment = find_moment(unit, memo_id)
        if memo.state == MemoState.SCHEDULED and moment:
            return f"Scheduled for {show_moment(moment)}. Nobody has it yet."
        if memo.state in NOT_LEFT:
            return NOT_LEFT[memo.state]
        return Reply(receipt_message(find_receipt(unit, memo), zone))

    found = await ask.read(find)
    return await show_card(ask, memo_id, found) if isinstance(found, str) else found


FEATURE = Feature(
    title="Memos",
    area="Telling",
    commands=[
        Command("memo", "list", "memo list KEY", "An initiative's memos (lead)", on_list),
        Command("memo", "new", "memo new KEY [to AUDIENCE,…]", "Write the facts once (lead)", on_new),
        Command("memo", "edit", "memo edit ID", "Change a draft (lead)", on_edit),
        Command("memo", "preview", "memo preview ID [as @x]", "See it as a recipient does", on_preview),
        Command("memo", "send", "memo send ID", "Send it now, with a minute to take it back", on_send),
        Command("memo", "schedule", "memo schedule ID WHEN", "Send it at each recipient's own time", on_schedule),
        Command("memo", "cancel", "memo cancel ID", "Take back what has not left", on_cancel),
        Command("memo", "show", "memo show ID", "The receipt: who has it, who has not and why", on_show),
        Command("memo", "correct", "memo correct ID", "Change every copy that people have (lead)", on_correct),
        Command("memo", "effect", "memo effect ID", "Who knows what changes for them, by audience", on_effect),
        Command(
            "memo",
            "template",
            "memo template list|edit KIND [LANGUAGE]|reset KIND [LANGUAGE]",
            "How each kind of audience is told (admin)",
            on_template,
        ),
    ],
    actions={
        "memo.page": on_page,
        "memo.send": on_send_button,
        "memo.release": on_release,
        "memo.rest": on_rest,
        "memo.later": on_later_button,
        "memo.preview": on_preview_button,
        "memo.version": on_version,
        "memo.sample": on_sample,
        "memo.edit": on_edit_button,
        "memo.again": on_again_button,
        "memo.cancel": on_cancel_button,
        "memo.show": on_show_button,
        "memo.correct": on_correct_button,
        "memo.approve": on_approve_button,
        "memo.decline": on_decline_button,
        "memo.effect": on_tap,
        "memo.figures": on_effect_button,
        "memo.answer": on_answer_button,
        "memo.template_page": on_template_page,
        "memo.template_edit": on_template_button,
        "memo.template_preview": on_template_preview,
    },
    forms={
        "memo.new": on_new_form,
        "memo.edit": on_edit_form,
        "memo.schedule": on_schedule_form,
        "memo.correct": on_correct_form,
        "memo.approve": on_approve_form,
        "memo.decline": on_decline_form,
        "memo.answer": on_answer_form,
        "memo.template": on_template_form,
    },
    threads={"memo": on_question},
    home_tasks=[list_waiting],
    jobs={"memo": run_memo},
    sweeps=[settle_scheduled, catch_up_corrections, release_effects],
)
