"""Governance commands: the agenda now, on a schedule, and no longer; and the job that tells it."""

from collections.abc import Callable
from datetime import date, time

from commands.governance.agenda import Matters, make_agenda
from commands.governance.views import agenda_message
from commands.slack.access import permit
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.blocks import Message, compose, section
from commands.slack.cadences import Cadence, describe_rule, parse_rule
from commands.slack.features import Command, Errand, Feature
from commands.slack.inputs import is_blank
from commands.slack.scoring import find_bands
from commands.slack.subjects import take_key, take_only_key
from commands.slack.telling import tell
from storage.checkpoints import list_checkpoints
from storage.decisions import list_open_decisions
from storage.errors import BadInput
from storage.followups import list_open_followups
from storage.initiatives import Initiative, get_initiative, get_open_initiative
from storage.milestones import list_milestones
from storage.people import list_people
from storage.risks import list_risks
from storage.roles import Role, list_grants
from storage.schedules import add_schedule, end_schedules, list_schedules
from storage.statuses import find_status_at
from storage.units import Unit

KIND = "governance"
DEFAULT_TIME = time(10)
EXAMPLE = "/change governance schedule CRM every 2 weeks on thursday 10:00"
MAY_READ = (Role.LEAD, Role.SPONSOR, Role.MANAGER, Role.REVIEWER)
MAY_SCHEDULE = (Role.LEAD,)


async def on_show(ask: Ask) -> Answer:
    """`/change governance KEY`: the agenda as it stands now."""
    key, today = take_only_key(ask.text, "/change governance CRM"), await ask.find_today()

    def show(unit: Unit) -> Answer:
        initiative = get_initiative(unit, key)
        permit(unit, ask, initiative, MAY_READ)
        return Reply(make_message(unit, initiative, today))

    return await ask.read(show)


async def on_schedule(ask: Ask) -> Answer:
    """`/change governance schedule KEY RULE`: replaces the earlier schedule."""
    arguments = parse(ask.text)
    key = take_key(arguments, EXAMPLE)
    rule = arguments.take_rest()
    if is_blank(rule):
        raise BadInput("When", "it is missing", EXAMPLE)
    cadence = parse_rule(rule, "When", anchor=await ask.find_today(), default=DEFAULT_TIME)

    def schedule(unit: Unit) -> None:
        permit(unit, ask, get_open_initiative(unit, key), MAY_SCHEDULE)
        before = find_rhythm(unit, key)
        end_schedules(unit, KIND, key)
        starts = cadence.find_first(unit.now.replace(tzinfo=None))
        add_schedule(unit, kind=KIND, subject=key, rule=cadence.rule, starts=starts, zone=None)
        unit.audit("governance.scheduled", key, rhythm=[before, describe_rule(cadence)])

    await ask.write(schedule)
    text = (
        f"The agenda of *{key}* goes to lead, sponsor and managers {describe_rule(cadence)}, each recipient's own time."
    )
    return Reply(compose(section(text)))


async def on_stop(ask: Ask) -> Answer:
    """`/change governance stop KEY`."""
    key = take_only_key(ask.text, "/change governance stop CRM")

    def stop(unit: Unit) -> None:
        permit(unit, ask, get_initiative(unit, key), MAY_SCHEDULE)
        before = find_rhythm(unit, key)
        if not end_schedules(unit, KIND, key):
            raise BadInput("Initiative", f"{key} has no governance schedule", EXAMPLE)
        unit.audit("governance.stopped", key, rhythm=[before, None])

    await ask.write(stop)
    return Reply(compose(section(f"The agenda of *{key}* is no longer sent.")))


async def run_governance(errand: Errand) -> Callable[[Unit], None]:
    """Promise the agenda to lead, sponsor and managers whose time it is, as it stands then."""
    key = errand.schedule.subject

    def work(unit: Unit) -> None:
        initiative = get_initiative(unit, key)
        people = list_people(unit, list_round(unit, initiative))
        due = [person.user_id for person in people if person.is_addressable and errand.is_for(person.zone)]
        if initiative.is_open and due:
            message = make_message(unit, initiative, errand.slot.wall.date())
            tell(unit, message, due, key=f"{KIND}:{key}:{errand.slot.name}", kind=KIND, subject=key)

    return work


def make_message(unit: Unit, initiative: Initiative, today: date) -> Message:
    """The agenda of an initiative on this day."""
    key = initiative.key
    matters = Matters(
        decisions=list_open_decisions(unit, key),
        status=find_status_at(unit, key, unit.now),
        risks=list_risks(unit, key),
        checkpoints=list_checkpoints(unit, key),
        followups=list_open_followups(unit, key),
        milestones=list_milestones(unit, key),
    )
    return agenda_message(initiative, make_agenda(matters, find_bands(unit), today), find_rhythm(unit, key))


def list_round(unit: Unit, initiative: Initiative) -> list[str]:
    """Those who meet: lead, sponsor and managers, each once."""
    managers = [grant.user_id for grant in list_grants(unit, initiative.key) if grant.role == Role.MANAGER]
    return list(dict.fromkeys([initiative.lead_id, initiative.sponsor_id, *managers]))


def find_rhythm(unit: Unit, key: str) -> str | None:
    """When the agenda of an initiative is told, in words; None without a schedule."""
    for schedule in list_schedules(unit, KIND):
        if schedule.subject == key and schedule.rule:
            return describe_rule(Cadence(schedule.rule, schedule.starts_at.time()))
    return None


FEATURE = Feature(
    title="Governance",
    area="The programme",
    commands=[
        Command(
            "governance",
            "",
            "governance KEY",
            "The agenda now (lead, sponsor, managers, reviewers)",
            on_show,
            may=MAY_READ,
        ),
        Command(
            "governance",
            "schedule",
            "governance schedule KEY RULE",
            "When it is sent, such as “every 2 weeks on thursday 10:00” (lead)",
            on_schedule,
            may=MAY_SCHEDULE,
        ),
        Command("governance", "stop", "governance stop KEY", "Send it no longer (lead)", on_stop, may=MAY_SCHEDULE),
    ],
    jobs={KIND: run_governance},
)
