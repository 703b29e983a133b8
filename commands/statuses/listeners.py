"""Status commands: post in one line or by form, and look back."""

from commands.slack.access import permit
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.choices import list_choosable
from commands.slack.features import Command, Direct, Feature
from commands.slack.grammar import Grammar
from commands.slack.inputs import clean_line, clean_text, is_blank
from commands.slack.roadblocks import ROADBLOCKS
from commands.slack.values import parse_choice, parse_key, parse_rag
from commands.statuses.home import my_initiatives_card
from commands.statuses.views import SUMMARY_LIMIT, status_history_message, status_modal, status_saved_message
from storage.initiatives import Initiative, get_initiative, get_open_initiative
from storage.roles import Role
from storage.statuses import Status, add_status, list_statuses
from storage.units import Unit

EXAMPLE = "/change-status CRM amber Data load slipped two days"
GRAMMAR = Grammar(options={"workstream": "migration", "roadblock": "timeline"})
MAY_POST = (Role.CHAMPION, Role.LEAD)
WORKSTREAM_LIMIT = 60


async def on_post(ask: Ask) -> Answer:
    """`/change-status KEY green|amber|red SUMMARY …`; without arguments the form."""
    if is_blank(ask.text):
        return await _open_form(ask)
    arguments = parse(ask.text, GRAMMAR)
    key = parse_key(arguments.take_word("Initiative", EXAMPLE), "Initiative")
    rag = arguments.take_word("Status", EXAMPLE)
    workstream, roadblock = arguments.option("workstream"), arguments.option("roadblock")
    return await _post(ask, key, rag, arguments.take_rest(), workstream, roadblock)


async def on_form(ask: Ask) -> Answer:
    """The submitted form."""
    form = ask.form
    return await _post(ask, form["initiative"], form["status"], form["summary"] or "", None, form["roadblock"])


async def on_history(ask: Ask) -> Answer:
    """`/change status KEY`: the current status, with history."""
    arguments = parse(ask.text)
    key = parse_key(arguments.take_word("Initiative", "/change status CRM"), "Initiative")
    arguments.finish("/change status CRM")

    def find(unit: Unit) -> tuple[Initiative, list[Status]]:
        return get_initiative(unit, key), list(list_statuses(unit, key))

    initiative, history = await ask.read(find)
    return Reply(status_history_message(initiative, history, await ask.find_zone()))


async def on_open_form(ask: Ask) -> Answer:
    """The button under a history."""
    return await _open_form(ask, ask.value)


async def _open_form(ask: Ask, key: str | None = None) -> Answer:
    return status_modal(await list_choosable(ask, MAY_POST), key)


async def _post(ask: Ask, key: str, rag: str, summary: str, workstream: str | None, roadblock: str | None) -> Answer:
    rag = parse_rag(rag, "Status")
    summary = clean_text(summary, "Summary", SUMMARY_LIMIT, example=EXAMPLE)
    if workstream is not None:
        workstream = clean_line(workstream, "Workstream", WORKSTREAM_LIMIT, example="workstream:migration")
    if roadblock is not None:
        roadblock = parse_choice(roadblock, "Roadblock", list(ROADBLOCKS))

    def record(unit: Unit) -> tuple[Initiative, Status]:
        initiative = get_open_initiative(unit, key)
        permit(unit, ask, initiative, MAY_POST)
        return initiative, add_status(unit, key, rag, summary, workstream=workstream, roadblock=roadblock)

    return Reply(status_saved_message(*await ask.write(record)))


FEATURE = Feature(
    title="Status",
    commands=[
        Command("status", "", "status KEY", "How an initiative stands, with history", on_history),
    ],
    direct=[
        Direct(
            "status",
            "KEY green|amber|red SUMMARY [workstream:W] [roadblock:R]",
            "Post how it stands, or open the form (champions)",
            on_post,
        )
    ],
    actions={"status.open": on_open_form},
    forms={"status.post": on_form},
    home_cards=[my_initiatives_card],
)
