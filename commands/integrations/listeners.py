"""Integration commands: what they are called, and the looking at systems."""

from commands.integrations.planning import (
    on_add,
    on_add_form,
    on_edit,
    on_edit_button,
    on_edit_form,
    on_needs,
    on_open_form,
    on_unlink,
)
from commands.integrations.showing import MAY_PLAN, make_card
from commands.integrations.stepping import (
    on_done,
    on_done_button,
    on_drop,
    on_drop_button,
    on_drop_form,
    on_reopen,
    on_reopen_button,
    on_start,
    on_start_button,
)
from commands.integrations.views import NAME_LIMIT, integration_list_message
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Replacement, Reply
from commands.slack.blocks import Message
from commands.slack.features import Command, Feature
from commands.slack.inputs import clean_line
from commands.slack.pages import read_turn
from commands.slack.subjects import take_key, take_only_key
from storage.initiatives import get_initiative
from storage.integrations import get_integration, get_integration_by_id, list_integrations
from storage.units import Unit

SHOW_EXAMPLE = "/change integration show CRM Billing"


async def on_list(ask: Ask) -> Answer:
    """`/change integration list KEY`."""
    return Reply(await _make_list(ask, take_only_key(ask.text, "/change integration list CRM")))


async def on_page(ask: Ask) -> Answer:
    """Next and Previous under a list."""
    key, page = read_turn(ask.value)
    return Replacement(await _make_list(ask, key, page))


async def on_show(ask: Ask) -> Answer:
    """`/change integration show KEY SYSTEM`."""
    arguments, zone = parse(ask.text), await ask.find_zone()
    key = take_key(arguments, SHOW_EXAMPLE)
    name = clean_line(arguments.take_rest(), "System", NAME_LIMIT, example=SHOW_EXAMPLE)
    return Reply(
        await ask.read(lambda unit: make_card(unit, get_integration(unit, get_initiative(unit, key).key, name), zone))
    )


async def on_show_button(ask: Ask) -> Answer:
    """Open, in a list."""
    zone = await ask.find_zone()
    return Reply(await ask.read(lambda unit: make_card(unit, get_integration_by_id(unit, ask.value), zone)))


async def _make_list(ask: Ask, key: str, page: int = 0) -> Message:
    zone = await ask.find_zone()

    def make(unit: Unit) -> Message:
        initiative = get_initiative(unit, key)
        return integration_list_message(initiative, list_integrations(unit, key, with_dropped=True), zone, page)

    return await ask.read(make)


ADD_USAGE = 'integration add KEY "System" [needs:"A","B"] [owner:@x] [start:DATE] [end:DATE]'
FEATURE = Feature(
    title="Integrations",
    area="The programme",
    commands=[
        Command("integration", "list", "integration list KEY", "Systems in the order in which they can come", on_list),
        Command("integration", "show", "integration show KEY SYSTEM", "One system", on_show),
        Command("integration", "add", ADD_USAGE, "Register a system (lead)", on_add),
        Command(
            "integration",
            "needs",
            'integration needs KEY "System" "Needed"',
            "The system waits for what it needs (lead)",
            on_needs,
            may=MAY_PLAN,
        ),
        Command(
            "integration",
            "unlink",
            'integration unlink KEY "System" "Needed"',
            "It does not wait for that (lead)",
            on_unlink,
            may=MAY_PLAN,
        ),
        Command(
            "integration", "start", "integration start KEY SYSTEM", "It is under way (lead)", on_start, may=MAY_PLAN
        ),
        Command("integration", "done", "integration done KEY SYSTEM", "It is connected (lead)", on_done, may=MAY_PLAN),
        Command(
            "integration", "edit", "integration edit KEY SYSTEM", "Its form, filled in (lead)", on_edit, may=MAY_PLAN
        ),
        Command(
            "integration", "reopen", "integration reopen KEY SYSTEM", "One step back (lead)", on_reopen, may=MAY_PLAN
        ),
        Command(
            "integration",
            "drop",
            "integration drop KEY SYSTEM REASON",
            "Not connected after all (lead)",
            on_drop,
            may=MAY_PLAN,
        ),
    ],
    actions={
        "integration.open": on_open_form,
        "integration.page": on_page,
        "integration.show": on_show_button,
        "integration.start": on_start_button,
        "integration.done": on_done_button,
        "integration.edit": on_edit_button,
        "integration.reopen": on_reopen_button,
        "integration.drop": on_drop_button,
    },
    forms={
        "integration.add": on_add_form,
        "integration.edit": on_edit_form,
        "integration.drop": on_drop_form,
    },
)
