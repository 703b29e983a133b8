"""Digest commands: preview, schedule, send; following has a module of its own."""

import uuid
from collections.abc import Callable
from datetime import time

from commands.digests.delivery import Press, compose_edition, promise_edition
from commands.digests.following import ACTIONS, COMMANDS, FORMS
from commands.digests.home import followed_card, setup_card
from commands.digests.missed import KIND, tell_missed
from commands.slack.access import is_admin, permit
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.blocks import compose, section
from commands.slack.cadences import describe_rule, parse_rule
from commands.slack.executives import find_executives
from commands.slack.features import Command, Errand, Feature
from commands.slack.figures import show_count
from commands.slack.values import parse_key
from storage.errors import BadInput, NotAllowed
from storage.initiatives import get_initiative, list_initiatives
from storage.roles import Role
from storage.schedules import add_schedule, end_schedules
from storage.units import Unit

DEFAULT_TIME = time(9)
MAY_READ = (Role.LEAD, Role.SPONSOR, Role.ADMIN, Role.REVIEWER)


async def on_preview(ask: Ask) -> Answer:
    """`/change digest preview KEY|all`."""
    arguments = parse(ask.text)
    word = arguments.take_word("Initiative", "/change digest preview all")
    arguments.finish("/change digest preview all")
    key = None if word.lower() == "all" else parse_key(word, "Initiative")
    is_executive = ask.user_id in {person.user_id for person in await find_executives(ask.house, ask.team_id)}
    today = await ask.find_today()

    def preview(unit: Unit) -> Answer:
        press = Press(unit)
        if key is not None:
            initiative = get_initiative(unit, key)
            if not is_executive:
                permit(unit, ask, initiative, MAY_READ)
            return Reply(press.compose([initiative], ask.user_id, today))
        if is_executive:
            return Reply(press.compose_scope(ask.user_id, today))
        _permit_digest(unit, ask, sponsors=True)
        return Reply(press.compose_all(ask.user_id, today))

    return await ask.read(preview)


async def on_schedule(ask: Ask) -> Answer:
    """`/change digest schedule WHEN`: replaces the earlier schedule."""
    cadence = parse_rule(parse(ask.text).take_rest(), "When", anchor=await ask.find_today(), default=DEFAULT_TIME)

    def schedule(unit: Unit) -> None:
        _permit_digest(unit, ask)
        end_schedules(unit, KIND, KIND)
        starts = cadence.find_first(unit.now.replace(tzinfo=None))
        add_schedule(unit, kind=KIND, subject=KIND, rule=cadence.rule, starts=starts, zone=None)
        unit.audit("digest.scheduled", KIND, rule=cadence.rule, at=cadence.at.isoformat())

    await ask.write(schedule)
    text = f"The digest goes to all executives {describe_rule(cadence)}, each recipient's own time."
    return Reply(compose(section(text)))


async def on_send(ask: Ask) -> Answer:
    """`/change digest send`: now, to every executive."""
    await ask.read(lambda unit: _permit_digest(unit, ask))
    executives = await find_executives(ask.house, ask.team_id)
    if not executives:
        raise BadInput(
            "Executives", "there is no audience of that kind", "/change audience new board kind:executives from:@ana"
        )

    edition = await ask.read(lambda unit: compose_edition(unit, executives))

    def send(unit: Unit) -> int:
        _permit_digest(unit, ask)
        unit.audit("digest.sent", KIND, recipients=len(executives))
        return promise_edition(unit, f"now:{uuid.uuid4()}", edition)

    count = await ask.write(send)
    return Reply(compose(section(f"The digest is on its way to {show_count(count, 'executive')}.")))


async def run_digest(errand: Errand) -> Callable[[Unit], None]:
    """Promise the week's digest to the executives whose Monday morning it is."""
    executives = await find_executives(errand.house, errand.team_id)
    due = [person for person in executives if errand.is_for(person.zone)]
    edition = await errand.house.store.read(errand.team_id, lambda unit: compose_edition(unit, due))

    def work(unit: Unit) -> None:
        if due:
            promise_edition(unit, errand.slot.wall.isoformat(timespec="minutes"), edition)

    return work


def _permit_digest(unit: Unit, ask: Ask, *, sponsors: bool = False) -> None:
    initiatives = list_initiatives(unit)
    permitted = {each.lead_id for each in initiatives} | (
        {each.sponsor_id for each in initiatives} if sponsors else set()
    )
    if ask.user_id not in permitted and not is_admin(unit, ask):
        role = "lead, sponsor or admin" if sponsors else "lead or admin"
        raise NotAllowed(role, min(ask.house.admins, default=None))


FEATURE = Feature(
    title="Digest",
    area="Telling",
    commands=[
        Command("digest", "preview", "digest preview KEY|all", "The executives' page as it stands now", on_preview),
        Command(
            "digest", "schedule", "digest schedule WHEN", "When executives get it, such as “monday 9am”", on_schedule
        ),
        Command("digest", "send", "digest send", "Send it now", on_send),
        *COMMANDS,
    ],
    actions={**ACTIONS, "digest.send": on_send},
    forms=FORMS,
    home_cards=[followed_card, setup_card],
    jobs={KIND: run_digest},
    sweeps=[tell_missed],
)
