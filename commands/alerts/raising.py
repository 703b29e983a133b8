"""Raising: once an hour every open initiative is looked at, and what a rule finds is told to the lead once."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial

from commands.alerts.facts import gather_facts
from commands.alerts.records import Records
from commands.alerts.rules import Finding, Rule
from commands.alerts.tuning import list_rules
from commands.alerts.views import alert_message
from commands.slack.features import Round
from commands.slack.telling import tell
from storage.alerts import Alert, AlertState, add_alert, find_last_look, list_alerts, note_look
from storage.initiatives import get_initiative, list_initiatives
from storage.units import Unit

LOOKED_EVERY = timedelta(hours=1)
SUBJECT_KEPT = 120
EVIDENCE_KEPT = 500


async def raise_alerts(tick: Round) -> None:
    """Look at every open initiative when an hour has gone since the last look."""
    store = tick.house.store
    if not await store.read(tick.team_id, lambda unit: _is_time(unit, tick.now)):
        return
    await store.write(tick.team_id, note_look)
    initiatives = await store.read(tick.team_id, lambda unit: list_initiatives(unit, open_only=True))
    for initiative in initiatives:
        await store.write(tick.team_id, partial(raise_for, key=initiative.key))


def raise_for(unit: Unit, key: str) -> None:
    """Raise what the rules find now of one initiative, unless it was raised within its cool-down or is snoozed."""
    initiative = get_initiative(unit, key)
    facts, known = gather_facts(Records(unit), initiative, unit.now), list_alerts(unit, key)
    for rule in list_rules(unit):
        for finding in list_fresh(rule, rule.judge(facts, rule.threshold), known, unit.now):
            alert = add_alert(unit, key, rule.name, finding.subject[:SUBJECT_KEPT], finding.evidence[:EVIDENCE_KEPT])
            message = alert_message(alert, rule)
            tell(unit, message, [initiative.lead_id], key=f"alert:{alert.id}", kind="alert", subject=alert.id)


def list_fresh(rule: Rule, findings: Iterable[Finding], known: Sequence[Alert], now: datetime) -> list[Finding]:
    """The findings that may be raised now: none that an alert still speaks of."""
    return [
        finding
        for finding in findings
        if not any(_speaks_of(alert, rule, finding, now) for alert in known if alert.rule == rule.name)
    ]


def _speaks_of(alert: Alert, rule: Rule, finding: Finding, now: datetime) -> bool:
    if alert.subject != finding.subject[:SUBJECT_KEPT]:
        return False
    if alert.state == AlertState.SNOOZED and alert.snoozed_until is not None:
        return now < alert.snoozed_until
    return not rule.is_over(now - alert.raised_at)


def _is_time(unit: Unit, now: datetime) -> bool:
    looked_at = find_last_look(unit)
    return looked_at is None or now - looked_at >= LOOKED_EVERY
