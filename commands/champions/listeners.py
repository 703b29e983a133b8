"""Champion commands: add, list, remove, and care for them."""

from commands.champions.care import list_coverage, list_loads
from commands.champions.views import care_message, champions_message
from commands.slack.access import permit
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.blocks import Message
from commands.slack.choices import OPTIONS_LIMIT, initiative_field, list_choosable
from commands.slack.features import Command, Feature
from commands.slack.inputs import is_blank
from commands.slack.lookups import find_anybody, find_member
from commands.slack.modals import ChoiceField, Field, Modal, PersonField
from commands.slack.subjects import take_only_key
from commands.slack.values import parse_key
from storage.audiences import get_audience, list_audiences
from storage.errors import BadInput
from storage.initiatives import Initiative, get_initiative, get_open_initiative
from storage.roles import Role, grant_role, list_holders, revoke_role
from storage.units import Unit

EXAMPLE = "/change champion add CRM @ana for sales"
MAY_APPOINT = (Role.LEAD, Role.ADMIN)
MAY_CARE = (Role.LEAD,)


async def on_add(ask: Ask) -> Answer:
    """`/change champion add KEY @x [for AUDIENCE]`."""
    if is_blank(ask.text):
        return await _open_form(ask)
    arguments = parse(ask.text)
    key = parse_key(arguments.take_word("Initiative", EXAMPLE), "Initiative")
    reference = arguments.take_reference("Champion", EXAMPLE)
    audience_name = arguments.take_rest() if arguments.take_keyword("for") else None
    arguments.finish(EXAMPLE)
    return await _add(ask, key, reference, audience_name)


async def on_add_form(ask: Ask) -> Answer:
    """The submitted form."""
    return await _add(ask, ask.form["initiative"], f"<@{ask.form['champion']}>", ask.form.get("audience"))


async def _open_form(ask: Ask) -> Answer:
    initiatives = await list_choosable(ask, MAY_APPOINT)
    audiences = [(audience.name, audience.name) for audience in await ask.read(list_audiences)][:OPTIONS_LIMIT]
    fields: list[Field] = [initiative_field(initiatives), PersonField("Champion")]
    if audiences:
        fields.append(ChoiceField("Audience", is_optional=True, options=audiences, hint="Whom they speak for"))
    return Modal("champion.add", "Name a champion", "Save", fields)


async def _add(ask: Ask, key: str, reference: str, audience_name: str | None) -> Answer:
    person = await find_member(ask, reference, "Champion")

    def add(unit: Unit) -> Message:
        initiative = get_open_initiative(unit, key)
        permit(unit, ask, initiative, MAY_APPOINT)
        audience = get_audience(unit, audience_name).name if audience_name else None
        grant_role(unit, key, person.user_id, Role.CHAMPION, audience=audience)
        return _list_message(unit, initiative)

    return Reply(await ask.write(add))


async def on_remove(ask: Ask) -> Answer:
    """`/change champion remove KEY @x`."""
    example = "/change champion remove CRM @ana"
    arguments = parse(ask.text)
    key = parse_key(arguments.take_word("Initiative", example), "Initiative")
    person = await find_anybody(ask, arguments.take_reference("Champion", example), "Champion")
    arguments.finish(example)

    def remove(unit: Unit) -> Message:
        initiative = get_initiative(unit, key)
        permit(unit, ask, initiative, MAY_APPOINT)
        if not revoke_role(unit, key, person.user_id, Role.CHAMPION):
            raise BadInput("Champion", f"{person.name} is no champion of {key}", example)
        return _list_message(unit, initiative)

    return Reply(await ask.write(remove))


async def on_list(ask: Ask) -> Answer:
    """`/change champion list KEY`."""
    example = "/change champion list CRM"
    arguments = parse(ask.text)
    key = parse_key(arguments.take_word("Initiative", example), "Initiative")
    arguments.finish(example)
    return Reply(await ask.read(lambda unit: _list_message(unit, get_initiative(unit, key))))


async def on_care(ask: Ask) -> Answer:
    """`/change champion care KEY`: who carries much, who has gone quiet, and which audiences have nobody."""
    key = take_only_key(ask.text, "/change champion care CRM")

    def find(unit: Unit) -> Message:
        initiative = get_open_initiative(unit, key)
        permit(unit, ask, initiative, MAY_CARE)
        loads = list_loads(unit, initiative)
        return care_message(initiative, loads, list_coverage(unit, initiative, loads), ask.now)

    return Reply(await ask.read(find))


def _list_message(unit: Unit, initiative: Initiative) -> Message:
    return champions_message(initiative, list_holders(unit, initiative.key, Role.CHAMPION))


FEATURE = Feature(
    title="Champions",
    area="People",
    commands=[
        Command("champion", "list", "champion list KEY", "Who speaks for a change", on_list),
        Command("champion", "add", "champion add KEY @x [for AUDIENCE]", "Name a champion (lead)", on_add),
        Command("champion", "remove", "champion remove KEY @x", "Thank one off (lead)", on_remove, may=MAY_APPOINT),
        Command(
            "champion",
            "care",
            "champion care KEY",
            "Who carries much or has gone quiet, and where nobody speaks (lead)",
            on_care,
            may=MAY_CARE,
        ),
    ],
    forms={"champion.add": on_add_form},
)
