"""Memo commands: new, preview, send, schedule, cancel, show, list."""

from functools import partial

from commands.memos.jobs import run_memo
from commands.memos.plan import find_facts, get_draft, plan_now, read_texts, schedule_memo
from commands.memos.rendering import render_memo
from commands.memos.views import memo_card, memo_list_message, memo_modal, memo_preview_message, receipt_message
from commands.slack.access import permit
from commands.slack.arguments import Arguments, parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.choices import find_choosable
from commands.slack.features import Command, Feature
from commands.slack.figures import count_people
from commands.slack.inputs import is_blank
from commands.slack.lookups import find_member
from commands.slack.membership import resolve_audiences
from commands.slack.moments import describe_moment, parse_moment
from commands.slack.values import parse_id, parse_key
from storage import deliveries
from storage.audiences import Audience, get_audience, list_audiences
from storage.errors import BadInput
from storage.initiatives import get_initiative, get_open_initiative
from storage.memos import Memo, MemoState, add_memo, get_memo, list_memos, set_memo_state
from storage.outbox import list_deliveries
from storage.people import list_people
from storage.roles import Role
from storage.schedules import end_schedules
from storage.units import Unit

EXAMPLE = "/change memo new CRM to sales,managers"
MAY_WRITE = (Role.LEAD,)
MAY_READ = (Role.LEAD, Role.SPONSOR)


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
        return memo_modal(find_choosable(unit, ask, MAY_WRITE), audiences[:100], key, chosen)

    return await ask.read(check)


async def on_new_form(ask: Ask) -> Answer:
    """The submitted form: a draft, or a scheduled memo where a time was given."""
    key = ask.metadata.get("key") or ask.form["initiative"]
    texts, audiences = read_texts(ask.form), ask.form["audiences"]
    when = ask.form["send_at"]
    zone = await ask.find_zone()
    moment = parse_moment(when, ask.now, zone, "Send at") if not is_blank(when) else None

    def save(unit: Unit) -> Memo:
        permit(unit, ask, get_open_initiative(unit, key), MAY_WRITE)
        memo = add_memo(unit, key, audiences, **texts)
        facts = find_facts(unit, key, ask.house.command)
        for name in audiences:
            render_memo(memo, get_audience(unit, name).kind, facts)
        if moment is not None:
            schedule_memo(unit, memo, moment)
        return get_memo(unit, memo.id)

    memo = await ask.write(save)
    note = f"Scheduled for {describe_moment(moment, zone)}." if moment else "A draft: nobody has it yet."
    return await _show_card(ask, memo, note)


async def on_preview(ask: Ask) -> Answer:
    """`/change memo preview ID [as @x]`."""
    example = "/change memo preview M-1 as @ana"
    arguments = parse(ask.text)
    memo_id = _take_id(arguments, example)
    reference = arguments.take_reference("Reader", example) if arguments.take_keyword("as") else None
    arguments.finish(example)
    return await _preview(ask, memo_id, reference)


async def on_preview_button(ask: Ask) -> Answer:
    """Preview, on a card."""
    return await _preview(ask, ask.value, None)


async def on_send(ask: Ask) -> Answer:
    """`/change memo send ID`."""
    return await _send(ask, _take_only_id(ask, "/change memo send M-1"))


async def on_send_button(ask: Ask) -> Answer:
    """Send now, on a card."""
    return await _send(ask, ask.value)


async def on_schedule(ask: Ask) -> Answer:
    """`/change memo schedule ID WHEN`."""
    example = "/change memo schedule M-1 monday 9am"
    arguments = parse(ask.text)
    memo_id = _take_id(arguments, example)
    zone = await ask.find_zone()
    moment = parse_moment(arguments.take_rest(), ask.now, zone, "When")

    def schedule(unit: Unit) -> Memo:
        schedule_memo(unit, get_draft(unit, ask, memo_id, MAY_WRITE), moment)
        return get_memo(unit, memo_id)

    return await _show_card(ask, await ask.write(schedule), f"Scheduled for {describe_moment(moment, zone)}.")


async def on_cancel(ask: Ask) -> Answer:
    """`/change memo cancel ID`."""
    return await _cancel(ask, _take_only_id(ask, "/change memo cancel M-1"))


async def on_cancel_button(ask: Ask) -> Answer:
    """Take back, on a card."""
    return await _cancel(ask, ask.value)


async def on_show(ask: Ask) -> Answer:
    """`/change memo show ID`: the receipt."""
    return await _receipt(ask, _take_only_id(ask, "/change memo show M-1"))


async def on_show_button(ask: Ask) -> Answer:
    """Receipt, on a card."""
    return await _receipt(ask, ask.value)


async def on_list(ask: Ask) -> Answer:
    """`/change memo list KEY`."""
    arguments = parse(ask.text)
    key = parse_key(arguments.take_word("Initiative", "/change memo list CRM"), "Initiative")
    arguments.finish("/change memo list CRM")

    def find(unit: Unit) -> Answer:
        initiative = get_initiative(unit, key)
        permit(unit, ask, initiative, MAY_READ)
        return Reply(memo_list_message(initiative, list_memos(unit, key)))

    return await ask.read(find)


async def _send(ask: Ask, memo_id: str) -> Answer:
    memo = await ask.read(lambda unit: get_draft(unit, ask, memo_id, MAY_WRITE))
    audiences = await ask.read(lambda unit: [get_audience(unit, name) for name in memo.audiences])
    members = await resolve_audiences(ask.house, ask.team_id, audiences)

    def send(unit: Unit) -> int:
        return plan_now(unit, ask, get_draft(unit, ask, memo_id, MAY_WRITE), audiences, members)

    count = await ask.write(send)
    sent = await ask.read(partial(get_memo, memo_id=memo_id))
    seconds = ask.house.undo_seconds
    people = f"{count_people(count)} {'gets' if count == 1 else 'get'} it"
    note = f"{people} in {seconds} seconds; until then you can take it back." if seconds else f"{people} now."
    return await _show_card(ask, sent, note)


async def _cancel(ask: Ask, memo_id: str) -> Answer:
    def cancel(unit: Unit) -> tuple[Memo, int]:
        memo = get_memo(unit, memo_id)
        permit(unit, ask, get_initiative(unit, memo.initiative_key), MAY_WRITE)
        if memo.state not in (MemoState.SENT, MemoState.SCHEDULED):
            raise BadInput("Memo", f"{memo.id} is {memo.state}", "/change memo list CRM")
        end_schedules(unit, "memo", memo.id)
        count = deliveries.cancel_planned(unit, memo.id)
        set_memo_state(unit, memo.id, MemoState.CANCELLED, taken_back=count)
        return get_memo(unit, memo.id), count

    memo, count = await ask.write(cancel)
    return await _show_card(ask, memo, f"Taken back: it does not reach {count_people(count)}.")


async def _preview(ask: Ask, memo_id: str, reference: str | None) -> Answer:
    def find(unit: Unit) -> tuple[Memo, list[Audience]]:
        memo = get_memo(unit, memo_id)
        permit(unit, ask, get_initiative(unit, memo.initiative_key), MAY_READ)
        return memo, [get_audience(unit, name) for name in memo.audiences]

    memo, audiences = await ask.read(find)
    audience, reader = audiences[0], f"somebody in {audiences[0].name}"
    if reference is not None:
        person = await find_member(ask, reference, "Reader")
        members = await resolve_audiences(ask.house, ask.team_id, audiences)
        found = [a for a in audiences if person.user_id in {member.user_id for member in members[a.name]}]
        if not found:
            raise BadInput(
                "Reader", f"{person.name} is in none of the memo's audiences", f"/change memo preview {memo.id}"
            )
        audience, reader = found[0], person.name

    def render(unit: Unit) -> Answer:
        rendered = render_memo(memo, audience.kind, find_facts(unit, memo.initiative_key, ask.house.command))
        return Reply(memo_preview_message(memo, audience.kind, rendered, reader))

    return await ask.read(render)


async def _receipt(ask: Ask, memo_id: str) -> Answer:
    def find(unit: Unit) -> Answer:
        memo = get_memo(unit, memo_id)
        permit(unit, ask, get_initiative(unit, memo.initiative_key), MAY_READ)
        names = {person.user_id: person.name for person in list_people(unit)}
        return Reply(receipt_message(memo, list_deliveries(unit, memo.id), names))

    return await ask.read(find)


async def _show_card(ask: Ask, memo: Memo, note: str) -> Answer:
    audiences = await ask.read(lambda unit: [get_audience(unit, name) for name in memo.audiences])
    members = await resolve_audiences(ask.house, ask.team_id, audiences)
    return Reply(memo_card(memo, {name: len(people) for name, people in members.items()}, note))


def _take_only_id(ask: Ask, example: str) -> str:
    arguments = parse(ask.text)
    memo_id = _take_id(arguments, example)
    arguments.finish(example)
    return memo_id


def _take_id(arguments: Arguments, example: str) -> str:
    return f"M-{parse_id(arguments.take_word('Memo', example), 'M', 'Memo')}"


FEATURE = Feature(
    title="Memos",
    commands=[
        Command("memo", "list", "memo list KEY", "An initiative's memos (lead)", on_list),
        Command("memo", "new", "memo new KEY [to AUDIENCE,…]", "Write the facts once (lead)", on_new),
        Command("memo", "preview", "memo preview ID [as @x]", "See it as a recipient does", on_preview),
        Command("memo", "send", "memo send ID", "Send it, with a minute to take it back", on_send),
        Command("memo", "schedule", "memo schedule ID WHEN", "Send it at each recipient's own time", on_schedule),
        Command("memo", "cancel", "memo cancel ID", "Take back what has not left", on_cancel),
        Command("memo", "show", "memo show ID", "The receipt: who has it, who has not and why", on_show),
    ],
    actions={
        "memo.send": on_send_button,
        "memo.preview": on_preview_button,
        "memo.cancel": on_cancel_button,
        "memo.show": on_show_button,
    },
    forms={"memo.new": on_new_form},
    jobs={"memo": run_memo},
)
