"""Admin commands: add, remove, list."""

from commands.slack.access import permit_admin
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.blocks import Message, compose, context, header, mention, section
from commands.slack.features import Command, Feature
from commands.slack.lookups import find_member
from storage.errors import BadInput
from storage.roles import WORKSPACE, Role, grant_role, list_holders, revoke_role
from storage.units import Unit


async def on_add(ask: Ask) -> Answer:
    """`/change admin add @x`."""
    example = "/change admin add @ana"
    arguments = parse(ask.text)
    person = await find_member(ask, arguments.take_reference("Admin", example), "Admin")
    arguments.finish(example)

    def add(unit: Unit) -> Message:
        permit_admin(unit, ask)
        grant_role(unit, WORKSPACE, person.user_id, Role.ADMIN)
        return _list_message(unit, ask)

    return Reply(await ask.write(add))


async def on_remove(ask: Ask) -> Answer:
    """`/change admin remove @x`."""
    example = "/change admin remove @ana"
    arguments = parse(ask.text)
    person = await find_member(ask, arguments.take_reference("Admin", example), "Admin")
    arguments.finish(example)

    def remove(unit: Unit) -> Message:
        permit_admin(unit, ask)
        if person.user_id in ask.house.admins:
            raise BadInput(
                "Admin", f"{person.name} is named in the bot's settings, which only its operator changes", example
            )
        if not revoke_role(unit, WORKSPACE, person.user_id, Role.ADMIN):
            raise BadInput("Admin", f"{person.name} is no admin", example)
        return _list_message(unit, ask)

    return Reply(await ask.write(remove))


async def on_list(ask: Ask) -> Answer:
    """`/change admin list`."""
    return Reply(await ask.read(lambda unit: _list_message(unit, ask)))


def _list_message(unit: Unit, ask: Ask) -> Message:
    added = [user_id for user_id, _ in list_holders(unit, WORKSPACE, Role.ADMIN)]
    lines = [f"• {mention(user_id)}" for user_id in sorted({*ask.house.admins, *added})]
    note = "Admins start initiatives and set audiences and roles. They never see anybody's answers."
    return compose(header("Admins"), section("\n".join(lines) or "None is named."), context(note))


FEATURE = Feature(
    title="Admins",
    area="People",
    commands=[
        Command("admin", "list", "admin list", "Who sets the bot up", on_list),
        Command("admin", "add", "admin add @x", "Make somebody an admin (admins)", on_add, may=(Role.ADMIN,)),
        Command("admin", "remove", "admin remove @x", "End that (admins)", on_remove, may=(Role.ADMIN,)),
    ],
)
