"""Reviewing: on the day that a risk's review is due its owner is reminded, once for each date."""

from datetime import time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from commands.risks.notices import review_message
from commands.slack.features import Round
from commands.slack.scoring import find_bands
from commands.slack.telling import tell
from storage.initiatives import get_initiative
from storage.outbox import Priority, is_promised
from storage.people import find_person
from storage.risks import Risk, get_risk, list_reviews
from storage.units import Unit

REMIND_FROM = time(9)
"""Not before this hour where the owner lives."""


async def remind_owners(tick: Round) -> None:
    """Remind every owner whose review date has come and who has not been reminded of it."""
    store = tick.house.store
    for risk in await store.read(tick.team_id, _list_due):
        await store.write(tick.team_id, partial(_remind, risk_id=risk.id))


def _list_due(unit: Unit) -> list[Risk]:
    latest = (unit.now + timedelta(hours=14)).date()
    return [risk for risk in list_reviews(unit, latest) if _is_due(unit, risk)]


def _is_due(unit: Unit, risk: Risk) -> bool:
    if risk.owner_id is None or is_promised(unit, _key(risk)):
        return False
    owner = find_person(unit, risk.owner_id)
    here = unit.now.astimezone(ZoneInfo(owner.zone if owner else "UTC"))
    has_come = risk.review_on is not None and (risk.review_on, REMIND_FROM) <= (here.date(), here.time())
    return has_come and get_initiative(unit, risk.initiative_key).is_open


def _remind(unit: Unit, risk_id: str) -> None:
    risk = get_risk(unit, risk_id)
    if risk.is_live and _is_due(unit, risk) and risk.owner_id is not None:
        message = review_message(risk, find_bands(unit))
        tell(unit, message, [risk.owner_id], key=_key(risk), kind="review", subject=risk.id, priority=Priority.NUDGE)


def _key(risk: Risk) -> str:
    return f"review:{risk.id}:{risk.review_on}"
