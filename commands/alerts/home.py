"""Alerts on the Home tab: what was raised about my initiatives and nobody has answered."""

from collections.abc import Sequence

from commands.slack.ask import Ask
from commands.slack.blocks import button, section
from commands.slack.features import Task
from commands.slack.text import inert
from storage.alerts import Alert, AlertState, list_alerts
from storage.initiatives import list_initiatives
from storage.units import Unit


async def list_my_alerts(ask: Ask) -> Sequence[Task]:
    """Open alerts about initiatives that the asker leads."""

    def find(unit: Unit) -> list[Task]:
        led = {each.key for each in list_initiatives(unit, open_only=True) if each.lead_id == ask.user_id}
        alerts = [alert for alert in list_alerts(unit) if alert.initiative_key in led] if led else []
        return [_show(alert) for alert in alerts if alert.state == AlertState.OPEN]

    return await ask.read(find)


def _show(alert: Alert) -> Task:
    text = f":satellite_antenna: *{alert.id}* {alert.initiative_key}\n{inert(alert.evidence)}"
    show = button("Open", f"alert.show:{alert.id}", alert.id, spoken=f"Open {alert.id}")
    return Task(section(text, accessory=show), alert.raised_at.date())
