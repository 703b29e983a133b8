"""How alerts look."""

from collections.abc import Sequence

import slackblocks as sb

from commands.alerts.replay import Firing
from commands.alerts.rules import QUESTION_SHOWN, Rule
from commands.slack.blocks import (
    Message,
    actions,
    button,
    compose,
    context,
    fields,
    header,
    local_time,
    mention,
    section,
    sections,
)
from commands.slack.dates import describe_date
from commands.slack.figures import show_count
from commands.slack.modals import DateField, Modal, PersonField, TextField
from commands.slack.pages import Line, Listing
from commands.slack.text import inert, shorten
from storage.alerts import Alert, AlertState
from storage.initiatives import Initiative
from storage.rollups import Series
from surveys.leading import Lead

FOLLOWUP_LIMIT = 500
EVIDENCE_SHOWN = 300
FIRINGS_SHOWN = 40
SNOOZE_DAYS = 7


def alert_message(alert: Alert, rule: Rule) -> Message:
    """What the lead gets: the signal, its evidence, and what can be done with it."""
    return compose(
        *sections(f":satellite_antenna: *{alert.id}* {alert.initiative_key}: {rule.title}\n{_show_evidence(alert)}"),
        context(f"Fires beyond {rule.describe_threshold()}."),
        actions(*_buttons(alert)),
    )


def answered_message(alert: Alert) -> Message:
    """What stands in its place once it is answered."""
    return compose(
        *sections(f"*{alert.id}* {alert.initiative_key}: {_show_evidence(alert)}\n{describe_answer(alert)}"),
        actions(*_buttons(alert)) if alert.state == AlertState.SNOOZED else None,
    )


def alert_card(alert: Alert, rule: Rule | None) -> Message:
    """Everything about one alert."""
    return compose(
        header(f"{alert.id} · {alert.initiative_key}"),
        section(f"*{rule.title if rule else alert.rule}*\n{_show_evidence(alert)}"),
        fields([("Raised", local_time(alert.raised_at)), ("State", describe_answer(alert))]),
        actions(*_buttons(alert)) if alert.state in (AlertState.OPEN, AlertState.SNOOZED) else None,
    )


def list_of_alerts(subject: str, alerts: Sequence[Alert]) -> Listing:
    """Alerts, open ones first, then the latest."""
    ordered = sorted(alerts, key=lambda alert: alert.state != AlertState.OPEN)
    return Listing(
        title="Alerts" if subject == "all" else f"{subject} · Alerts",
        subject=subject,
        lines=[Line(_line(alert), alert.id) for alert in ordered],
        empty="Nothing has been raised.",
        turn_action="alert.page",
        open_action="alert.show",
    )


def rules_message(rules: Sequence[Rule]) -> Message:
    """The rules with their thresholds."""
    lines = [
        f"• `{rule.name}` {rule.title}: beyond {rule.describe_threshold()}; {rule.describe_cool_down()}"
        for rule in rules
    ]
    return compose(header("Early warning"), *sections("\n".join(lines)))


def replay_message(initiative: Initiative, firings: Sequence[Firing], weeks: int) -> Message:
    """When each rule would have fired."""
    title = header(f"{initiative.key} · The last {show_count(weeks, 'week')} replayed")
    if not firings:
        return compose(title, section("No rule would have fired."))
    lines = [
        f"{describe_date(each.on_day)} `{each.rule.name}` {inert(shorten(each.finding.evidence, 160, rendered=inert))}"
        for each in firings[-FIRINGS_SHOWN:]
    ]
    counts: dict[str, int] = {}
    for each in firings:
        counts[each.rule.name] = counts.get(each.rule.name, 0) + 1
    summary = " · ".join(f"{name} {count}" for name, count in counts.items())
    earlier = context(f"and {len(firings) - FIRINGS_SHOWN} earlier") if len(firings) > FIRINGS_SHOWN else None
    note = context("By the thresholds of today; private risks are not in it, and memos stand as they do now.")
    return compose(title, section(summary), *sections("\n".join(lines)), earlier, note)


def lead_message(initiative: Initiative, series: Series | None, lead: Lead) -> Message:
    """Whether champions' reports led the pulse, of which question that can be said."""
    asked = f"Held against “{shorten(series.question, QUESTION_SHOWN)}” ({series.audience})." if series else ""
    return compose(
        header(f"{initiative.key} · Champions and pulse"),
        section(inert(lead.sentence)),
        context(inert(asked)) if asked else None,
    )


def followup_modal(alert: Alert, lead_id: str) -> Modal:
    """The form that makes a follow-up of an alert."""
    return Modal(
        callback_id="alert.follow",
        title="Create follow-up",
        submit="Save",
        fields=[
            TextField("Follow-up", limit=FOLLOWUP_LIMIT, is_multiline=True, initial=alert.evidence),
            PersonField("Owner", initial=lead_id),
            DateField("Due"),
        ],
        metadata={"id": alert.id},
    )


def describe_answer(alert: Alert) -> str:
    """What became of an alert, in mrkdwn."""
    who = f" by {mention(alert.answered_by)}" if alert.answered_by else ""
    if alert.state == AlertState.SNOOZED and alert.snoozed_until is not None:
        return f"snoozed{who} until {describe_date(alert.snoozed_until.date())}"
    if alert.state == AlertState.FOLLOWED:
        return f"followed up{who} with {alert.followup_id}"
    return f"{alert.state}{who}"


def _show_evidence(alert: Alert) -> str:
    return inert(shorten(alert.evidence, EVIDENCE_SHOWN, rendered=inert))


def _line(alert: Alert) -> str:
    return f"*{alert.id}* {alert.initiative_key} {_show_evidence(alert)}\n{describe_answer(alert)}"


def _buttons(alert: Alert) -> list[sb.Button]:
    return [
        button("Acknowledge", "alert.acknowledge", alert.id, style="primary", spoken=f"Acknowledge {alert.id}"),
        button("Snooze", "alert.snooze", alert.id, spoken=f"Snooze {alert.id} for {SNOOZE_DAYS} days"),
        button("Create follow-up", "alert.follow", alert.id, spoken=f"Create a follow-up of {alert.id}"),
    ]
