"""Following: everybody chooses what their digest and Home tab tell of; admins may choose for somebody."""

from collections.abc import Sequence

from commands.digests.views import follow_modal, followed_message
from commands.slack.access import permit_admin
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Replacement, Reply
from commands.slack.blocks import Message
from commands.slack.features import Command
from commands.slack.inputs import is_blank
from commands.slack.lookups import find_member
from commands.slack.modals import Modal
from commands.slack.subjects import take_only_key
from commands.slack.values import parse_key
from storage.errors import BadInput, Problems
from storage.follows import list_followed, put_follows
from storage.initiatives import get_initiative, get_open_initiative, list_initiatives
from storage.units import Unit

EXAMPLE = "/change follow CRM"
SCOPE_EXAMPLE = "/change digest scope @clara CRM,FSM"


async def on_follow(ask: Ask) -> Answer:
    """`/change follow KEY`; without a key the form."""
    if is_blank(ask.text):
        return await ask.read(lambda unit: _open_form(unit, ask))
    key = take_only_key(ask.text, EXAMPLE)

    def follow(unit: Unit) -> Message:
        get_open_initiative(unit, key)
        put_follows(unit, ask.user_id, [*list_followed(unit, ask.user_id), key])
        return _make_list(unit, ask.user_id)

    return Reply(await ask.write(follow))


async def on_unfollow(ask: Ask) -> Answer:
    """`/change unfollow KEY`."""
    key = take_only_key(ask.text, "/change unfollow CRM")
    return Reply(await ask.write(lambda unit: _unfollow(unit, ask, key)))


async def on_unfollow_button(ask: Ask) -> Answer:
    """Unfollow, in the list."""
    return Replacement(await ask.write(lambda unit: _unfollow(unit, ask, ask.value)))


async def on_list(ask: Ask) -> Answer:
    """`/change follow list`."""
    return Reply(await ask.read(lambda unit: _make_list(unit, ask.user_id)))


async def on_open_form(ask: Ask) -> Answer:
    """Choose, under the list."""
    return await ask.read(lambda unit: _open_form(unit, ask))


async def on_form(ask: Ask) -> Answer:
    """The submitted form: what is chosen is followed, and nothing else."""

    def choose(unit: Unit) -> Message:
        keys = [get_open_initiative(unit, key).key for key in ask.form["initiatives"] or ()]
        put_follows(unit, ask.user_id, keys)
        return _make_list(unit, ask.user_id)

    return Reply(await ask.write(choose))


async def on_scope(ask: Ask) -> Answer:
    """`/change digest scope @x KEY,KEY|all`: what somebody follows, set by an admin."""
    await ask.read(lambda unit: permit_admin(unit, ask))
    arguments = parse(ask.text)
    person = await find_member(ask, arguments.take_reference("Person", SCOPE_EXAMPLE), "Person")
    keys = _read_keys(arguments.take_list("Scope", SCOPE_EXAMPLE))
    arguments.finish(SCOPE_EXAMPLE)

    def scope(unit: Unit) -> Message:
        permit_admin(unit, ask)
        put_follows(unit, person.user_id, [get_open_initiative(unit, key).key for key in keys])
        return _make_list(unit, person.user_id, is_own=False)

    return Reply(await ask.write(scope))


def _read_keys(words: Sequence[str]) -> Sequence[str]:
    """Each word as a key; none for "all" alone."""
    if [word.lower() for word in words] == ["all"]:
        return ()
    problems, keys = Problems(), []
    for word in words:
        with problems:
            keys.append(parse_key(word, "Scope"))
    problems.raise_found()
    return keys


def _unfollow(unit: Unit, ask: Ask, key: str) -> Message:
    followed = list_followed(unit, ask.user_id)
    if key not in followed:
        get_initiative(unit, key)
        raise BadInput("Initiative", f"you do not follow {key}", "/change follow list")
    put_follows(unit, ask.user_id, [each for each in followed if each != key])
    return _make_list(unit, ask.user_id)


def _open_form(unit: Unit, ask: Ask) -> Modal:
    initiatives = list_initiatives(unit, open_only=True)
    if not initiatives:
        raise BadInput("Initiative", "there is none yet", '/change new CRM "New CRM"')
    return follow_modal(initiatives, list_followed(unit, ask.user_id))


def _make_list(unit: Unit, user_id: str, *, is_own: bool = True) -> Message:
    followed = list_followed(unit, user_id)
    initiatives = list_initiatives(unit, open_only=True)
    return followed_message([each for each in initiatives if each.key in followed], None if is_own else user_id)


COMMANDS = [
    Command("digest", "scope", "digest scope @x KEY,KEY|all", "What somebody's digest tells of (admins)", on_scope),
    Command("follow", "", "follow KEY", "Be told of this and of whatever else you follow, not of all", on_follow),
    Command("follow", "list", "follow list", "What you follow", on_list),
    Command("unfollow", "", "unfollow KEY", "Follow it no longer", on_unfollow),
]
ACTIONS = {"follow.drop": on_unfollow_button, "follow.open": on_open_form}
FORMS = {"follow.set": on_form}
