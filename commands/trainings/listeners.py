"""Training commands: add, list and show; what becomes of a session, of answers and of coverage stands beside."""

from commands.slack.access import permit
from commands.slack.arguments import Arguments, parse
from commands.slack.ask import Answer, Ask, Replacement, Reply
from commands.slack.blocks import Message
from commands.slack.choices import find_choosable
from commands.slack.features import Command, Feature
from commands.slack.grammar import Grammar
from commands.slack.inputs import is_blank
from commands.slack.pages import read_turn
from commands.slack.subjects import take_key, take_only_id, take_only_key
from commands.trainings.answering import on_another, on_come, on_decline
from commands.trainings.attending import on_done, on_done_button, on_done_form
from commands.trainings.changing import (
    on_cancel,
    on_cancel_button,
    on_cancel_form,
    on_edit,
    on_edit_button,
    on_edit_form,
    on_invite,
    on_invite_button,
    on_reopen,
    on_reopen_button,
)
from commands.trainings.covering import on_coverage, on_coverage_button, on_nudge
from commands.trainings.dossiers import MAY_PLAN, gather_dossier
from commands.trainings.forms import add_modal, read_facts
from commands.trainings.home import list_my_sessions, list_my_unattended
from commands.trainings.reminding import remind_of_trainings
from commands.trainings.views import describe_count, training_card, training_list_message
from storage.audiences import get_audience, list_audiences
from storage.errors import BadInput
from storage.initiatives import get_initiative, get_open_initiative
from storage.training_seats import list_seats
from storage.trainings import add_training, get_training, list_trainings
from storage.units import Unit

ADD_EXAMPLE = '/change training add CRM "Working in the CRM" 2026-12-04 14:00 seats:12 for sales'
SHOW_EXAMPLE = "/change training show T-1"
GRAMMAR = Grammar(options={"place": '"Room 3"', "seats": "12", "link": "https://example.com/meet", "trainer": "@ana"})


async def on_add(ask: Ask) -> Answer:
    """`/change training add KEY "Name" DATE TIME [place:…] [seats:N] [link:…] [trainer:@x] for AUDIENCE`, or a form."""
    if is_blank(ask.text):
        return await _open_form(ask)
    arguments = parse(ask.text, GRAMMAR)
    key = take_key(arguments, ADD_EXAMPLE)
    given = {"name": arguments.take_word("Name", ADD_EXAMPLE), "when": _take_when(arguments)}
    if arguments.take_keyword("for") is None:
        raise BadInput("Audience", "“for AUDIENCE” is missing", ADD_EXAMPLE)
    audience = arguments.take_word("Audience", ADD_EXAMPLE)
    arguments.finish(ADD_EXAMPLE)
    options = {name: arguments.option(name) for name in ("place", "seats", "link")}
    return await _add(ask, key, audience, {**given, **options, "trainer": arguments.option_reference("trainer")})


async def on_add_form(ask: Ask) -> Answer:
    """The submitted form for a new session."""
    form = ask.form
    when = f"{form['date']} {form['time'] or ''}"
    trainer = f"<@{form['trainer']}>" if form["trainer"] else None
    return await _add(ask, form["initiative"], form["audience"], {**form, "when": when, "trainer": trainer})


async def on_open_form(ask: Ask) -> Answer:
    """Add a training, under a list."""
    return await _open_form(ask, ask.value)


async def on_list(ask: Ask) -> Answer:
    """`/change training list KEY`."""
    key = take_only_key(ask.text, "/change training list CRM")
    return Reply(await ask.read(lambda unit: _make_list(unit, key)))


async def on_page(ask: Ask) -> Answer:
    """Next and Previous under a list."""
    key, page = read_turn(ask.value)
    return Replacement(await ask.read(lambda unit: _make_list(unit, key, page)))


async def on_show(ask: Ask) -> Answer:
    """`/change training show ID`."""
    return await _show(ask, take_only_id(ask.text, "T", "Training", SHOW_EXAMPLE))


async def on_show_button(ask: Ask) -> Answer:
    """Open, in a list."""
    return await _show(ask, ask.value)


def _take_when(arguments: Arguments) -> str:
    """The words before “for”: a day and a time."""
    words = [arguments.take_word("Time", ADD_EXAMPLE)]
    while arguments.peek() not in (None, "for"):
        words.append(arguments.take_word("Time", ADD_EXAMPLE))
    return " ".join(words)


async def _add(ask: Ask, key: str, audience_name: str, given: dict[str, str | None]) -> Answer:
    await ask.read(lambda unit: permit(unit, ask, get_open_initiative(unit, key), MAY_PLAN))
    facts, zone = await read_facts(ask, given), await ask.find_zone()

    def add(unit: Unit) -> Answer:
        initiative = get_open_initiative(unit, key)
        permit(unit, ask, initiative, MAY_PLAN)
        chosen = {**facts, "trainer_id": facts["trainer_id"] or initiative.lead_id}
        training = add_training(unit, initiative.key, audience=get_audience(unit, audience_name).name, **chosen)
        return Reply(training_card(gather_dossier(unit, ask, training), zone))

    return await ask.write(add)


async def _open_form(ask: Ask, key: str | None = None) -> Answer:
    def find(unit: Unit) -> Answer:
        initiatives, audiences = find_choosable(unit, ask, MAY_PLAN), list_audiences(unit)
        if not audiences:
            raise BadInput("Audience", "there is none yet", "/change audience new sales kind:employees from:#sales")
        return add_modal(initiatives, audiences, key)

    return await ask.read(find)


def _make_list(unit: Unit, key: str, page: int = 0) -> Message:
    initiative, trainings = get_initiative(unit, key), list_trainings(unit, key)
    counts = [describe_count(each, list_seats(unit, each.id)) for each in trainings]
    return training_list_message(initiative, trainings, counts, page)


async def _show(ask: Ask, training_id: str) -> Answer:
    zone = await ask.find_zone()
    return Reply(
        await ask.read(lambda unit: training_card(gather_dossier(unit, ask, get_training(unit, training_id)), zone))
    )


FEATURE = Feature(
    title="Trainings",
    area="Measuring",
    commands=[
        Command("training", "list", "training list KEY", "Sessions, and how many come", on_list),
        Command("training", "show", "training show ID", "One session", on_show),
        Command(
            "training",
            "add",
            'training add KEY "Name" DATE TIME [place:"…"] [seats:N] [link:…] [trainer:@x] for AUDIENCE',
            "Plan a session, or open the form (lead)",
            on_add,
        ),
        Command("training", "invite", "training invite ID", "Ask its audience who comes (lead, trainer)", on_invite),
        Command("training", "edit", "training edit ID", "Correct it, or move it (lead, trainer)", on_edit),
        Command(
            "training", "done", "training done ID [@x …]", "Keep who came, or correct that (lead, trainer)", on_done
        ),
        Command(
            "training",
            "cancel",
            "training cancel ID [REASON]",
            "Tell those who wanted to come (lead, trainer)",
            on_cancel,
        ),
        Command("training", "reopen", "training reopen ID", "It takes place after all (lead, trainer)", on_reopen),
        Command(
            "training",
            "coverage",
            "training coverage KEY",
            "Who is trained by audience, and what people say they can (lead, sponsor)",
            on_coverage,
        ),
    ],
    actions={
        "training.page": on_page,
        "training.show": on_show_button,
        "training.open": on_open_form,
        "training.invite": on_invite_button,
        "training.edit": on_edit_button,
        "training.done": on_done_button,
        "training.cancel": on_cancel_button,
        "training.reopen": on_reopen_button,
        "training.coverage": on_coverage_button,
        "training.nudge": on_nudge,
        "training.come": on_come,
        "training.decline": on_decline,
        "training.another": on_another,
    },
    forms={
        "training.add": on_add_form,
        "training.edit": on_edit_form,
        "training.done": on_done_form,
        "training.cancel": on_cancel_form,
    },
    home_tasks=[list_my_sessions, list_my_unattended],
    sweeps=[remind_of_trainings],
)
