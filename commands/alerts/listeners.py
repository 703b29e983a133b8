"""Alert commands: list, show, rules, tune, replay; and what the lead does with an alert."""

from datetime import timedelta

from commands.alerts.champion_value import measure_champions
from commands.alerts.home import list_my_alerts
from commands.alerts.raising import raise_alerts
from commands.alerts.replay import MOST_WEEKS, replay_rules
from commands.alerts.rules import RULES
from commands.alerts.tuning import list_rules, tune_rule
from commands.alerts.views import (
    FOLLOWUP_LIMIT,
    SNOOZE_DAYS,
    alert_card,
    answered_message,
    followup_modal,
    lead_message,
    list_of_alerts,
    replay_message,
    rules_message,
)
from commands.slack.access import permit, permit_admin
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Replacement, Reply
from commands.slack.blocks import Message
from commands.slack.dates import parse_date
from commands.slack.features import Command, Feature
from commands.slack.inputs import clean_text, is_blank
from commands.slack.lookups import find_member
from commands.slack.pages import read_turn
from commands.slack.subjects import take_key, take_only_id, take_only_key
from commands.slack.values import parse_choice, parse_number, parse_whole
from storage.alerts import Alert, AlertState, answer_alert, get_alert, list_alerts
from storage.errors import BadInput
from storage.followups import add_followup
from storage.initiatives import get_initiative, list_initiatives
from storage.roles import Role
from storage.units import Unit

ALL = "all"
MAY_READ = (Role.LEAD, Role.SPONSOR, Role.REVIEWER)
MAY_ANSWER = (Role.LEAD, Role.SPONSOR)
TUNE_EXAMPLE = "/change alerts tune stale-status 10"
REPLAY_EXAMPLE = "/change alerts replay CRM 12"
SHOW_EXAMPLE = "/change alerts show A-1"
USUAL_WEEKS = 12


async def on_list(ask: Ask) -> Answer:
    """`/change alerts [KEY]`: of one initiative, or of all that the asker leads or sponsors."""
    subject = ALL if is_blank(ask.text) else take_only_key(ask.text, "/change alerts CRM")
    return Reply(await ask.read(lambda unit: _make_list(unit, ask, subject)))


async def on_page(ask: Ask) -> Answer:
    """Next and Previous under a list."""
    subject, page = read_turn(ask.value)
    return Replacement(await ask.read(lambda unit: _make_list(unit, ask, subject, page)))


async def on_show(ask: Ask) -> Answer:
    """`/change alerts show ID`."""
    return await _show(ask, take_only_id(ask.text, "A", "Alert", SHOW_EXAMPLE))


async def on_show_button(ask: Ask) -> Answer:
    """Open, in a list."""
    return await _show(ask, ask.value)


async def on_rules(ask: Ask) -> Answer:
    """`/change alerts rules`."""
    parse(ask.text).finish("/change alerts rules")
    return Reply(await ask.read(lambda unit: rules_message(list_rules(unit))))


async def on_tune(ask: Ask) -> Answer:
    """`/change alerts tune RULE THRESHOLD` (admins)."""
    arguments = parse(ask.text)
    name = parse_choice(arguments.take_word("Rule", TUNE_EXAMPLE), "Rule", [rule.name for rule in RULES])
    threshold = float(parse_number(arguments.take_word("Threshold", TUNE_EXAMPLE), "Threshold", "10"))
    arguments.finish(TUNE_EXAMPLE)
    if threshold < 0:
        raise BadInput("Threshold", "it is below zero", TUNE_EXAMPLE)

    def tune(unit: Unit) -> Answer:
        permit_admin(unit, ask)
        tune_rule(unit, name, threshold)
        return Reply(rules_message(list_rules(unit)))

    return await ask.write(tune)


async def on_replay(ask: Ask) -> Answer:
    """`/change alerts replay KEY [WEEKS]`: when each rule would have fired."""
    arguments = parse(ask.text)
    key = take_key(arguments, REPLAY_EXAMPLE)
    text = arguments.take_rest()
    weeks = parse_whole(text, "Weeks", 1, MOST_WEEKS, REPLAY_EXAMPLE) if text else USUAL_WEEKS

    def replay(unit: Unit) -> Answer:
        initiative = get_initiative(unit, key)
        permit(unit, ask, initiative, MAY_READ)
        return Reply(replay_message(initiative, replay_rules(unit, initiative, list_rules(unit), weeks), weeks))

    return await ask.read(replay)


async def on_champions(ask: Ask) -> Answer:
    """`/change alerts champions KEY`: did champions' reports lead the pulse, and by how many weeks?"""
    key = take_only_key(ask.text, "/change alerts champions CRM")

    def measure(unit: Unit) -> Answer:
        initiative = get_initiative(unit, key)
        permit(unit, ask, initiative, MAY_READ)
        return Reply(lead_message(initiative, *measure_champions(unit, initiative)))

    return await ask.read(measure)


async def on_acknowledge(ask: Ask) -> Answer:
    """Acknowledge: seen, and not raised again before its cool-down is over."""
    return await _answer(ask, AlertState.ACKNOWLEDGED)


async def on_snooze(ask: Ask) -> Answer:
    """Snooze: raised again in a week if its cause is still there."""
    return await _answer(ask, AlertState.SNOOZED)


async def on_follow(ask: Ask) -> Answer:
    """Create follow-up: its form."""

    def open_form(unit: Unit) -> Answer:
        alert = _get_answerable(unit, ask, ask.value)
        return followup_modal(alert, get_initiative(unit, alert.initiative_key).lead_id)

    return await ask.read(open_form)


async def on_follow_form(ask: Ask) -> Answer:
    """The submitted follow-up."""
    text = clean_text(ask.form["follow-up"] or "", "Follow-up", FOLLOWUP_LIMIT, example="Ask the vendor for a date")
    owner = await find_member(ask, f"<@{ask.form['owner']}>", "Owner")
    due_on = parse_date(ask.form["due"] or "", await ask.find_today(), "Due", future=True)

    def follow(unit: Unit) -> Answer:
        alert = _get_answerable(unit, ask, ask.metadata["id"])
        followup = add_followup(unit, alert.initiative_key, text, owner.user_id, due_on, source=alert.id)
        answered = answer_alert(unit, alert, AlertState.FOLLOWED, followup_id=followup.id)
        return Reply(answered_message(answered))

    return await ask.write(follow)


async def _answer(ask: Ask, state: AlertState) -> Answer:
    def answer(unit: Unit) -> Answer:
        alert = _get_answerable(unit, ask, ask.value)
        until = unit.now + timedelta(days=SNOOZE_DAYS) if state is AlertState.SNOOZED else None
        return Replacement(answered_message(answer_alert(unit, alert, state, snoozed_until=until)))

    return await ask.write(answer)


async def _show(ask: Ask, alert_id: str) -> Answer:
    def find(unit: Unit) -> Answer:
        alert = get_alert(unit, alert_id)
        permit(unit, ask, get_initiative(unit, alert.initiative_key), MAY_READ)
        rules = {rule.name: rule for rule in list_rules(unit)}
        return Reply(alert_card(alert, rules.get(alert.rule)))

    return await ask.read(find)


def _get_answerable(unit: Unit, ask: Ask, alert_id: str) -> Alert:
    alert = get_alert(unit, alert_id)
    permit(unit, ask, get_initiative(unit, alert.initiative_key), MAY_ANSWER)
    if alert.state in (AlertState.ACKNOWLEDGED, AlertState.FOLLOWED):
        raise BadInput("Alert", f"{alert.id} is {alert.state} already", SHOW_EXAMPLE)
    return alert


def _make_list(unit: Unit, ask: Ask, subject: str, page: int = 0) -> Message:
    if subject != ALL:
        permit(unit, ask, get_initiative(unit, subject), MAY_READ)
        return list_of_alerts(subject, list_alerts(unit, subject)).show(page)
    mine = [each.key for each in list_initiatives(unit) if ask.user_id in (each.lead_id, each.sponsor_id)]
    return list_of_alerts(ALL, [alert for alert in list_alerts(unit) if alert.initiative_key in mine]).show(page)


FEATURE = Feature(
    title="Early warning",
    area="Measuring",
    commands=[
        Command("alerts", "", "alerts [KEY]", "What was raised, for one initiative or yours (lead, sponsor)", on_list),
        Command("alerts", "show", "alerts show ID", "One alert", on_show),
        Command("alerts", "rules", "alerts rules", "What is watched, and from where on it is raised", on_rules),
        Command("alerts", "tune", "alerts tune RULE THRESHOLD", "Raise it earlier or later (admins)", on_tune),
        Command(
            "alerts",
            "replay",
            "alerts replay KEY [WEEKS]",
            "When each rule would have fired (lead, sponsor)",
            on_replay,
        ),
        Command(
            "alerts",
            "champions",
            "alerts champions KEY",
            "Did champions' reports lead the pulse? (lead, sponsor)",
            on_champions,
        ),
    ],
    actions={
        "alert.page": on_page,
        "alert.show": on_show_button,
        "alert.acknowledge": on_acknowledge,
        "alert.snooze": on_snooze,
        "alert.follow": on_follow,
    },
    forms={"alert.follow": on_follow_form},
    home_tasks=[list_my_alerts],
    sweeps=[raise_alerts],
)
