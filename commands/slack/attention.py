"""Attention: whether a message may reach somebody now, has to wait, or is not wanted; and the claim that obeys it.

A week is the last seven days. What counts in it, and can wait, is what `storage.outbox.find_attention` says; a claim is
made by one drain a workspace at a time, so that what two claims count is never the same.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from commands.slack.windows import DeliveryRules, find_delivery_moment, rules_of
from storage.attention import AWAY, BUDGET, QUIET, WEEK, Claims, find_claims, hold_back
from storage.audiences import find_audience
from storage.deliveries import cancel, claim, list_due
from storage.outbox import Delivery
from storage.preferences import OPTED_OUT, SNOOZED
from storage.units import Unit

LONGEST_AWAY = timedelta(days=14)
"""So long a message waits for somebody to come back; then it is sent for them to find."""
MOST_HELD = 25
"""So many are held back in one unit, so that others get their turn at the writer."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A message may go (neither), has to wait `until` then, or is given up (a reason alone)."""

    until: datetime | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """What a claim came to: a delivery to be sent, or none; and then whether there may be more behind those held."""

    delivery: Delivery | None
    has_more: bool = False


GO = Verdict()


def judge(attention: str, claims: Claims, rules: DeliveryRules, now: datetime) -> Verdict:
    """Whether a message that asks for this attention may reach somebody with these claims now, by these rules."""
    if attention in claims.opted_out:
        return Verdict(reason=OPTED_OUT)
    until, reason = _find_wait(claims, now)
    moment = find_delivery_moment(rules, claims.zone, until or now)
    if moment <= now:
        return GO
    return Verdict(moment, reason or QUIET)


def claim_next(unit: Unit, *, updates: bool = False) -> Turn:
    """Take the most important due delivery that may leave now; those before it that may not are made to wait."""
    for _ in range(MOST_HELD):
        due = next(iter(list_due(unit, 1, updates=updates)), None)
        if due is None:
            return Turn(None)
        verdict = GO if due.attention is None else _judge_due(unit, due, due.attention)
        if verdict == GO:
            if claimed := claim(unit, [due]):
                return Turn(claimed[0])
        elif verdict.until is None:
            cancel(unit, due, verdict.reason or OPTED_OUT)
        else:
            hold_back(unit, due, verdict.until, verdict.reason or QUIET)
    return Turn(None, has_more=True)


def _judge_due(unit: Unit, due: Delivery, attention: str) -> Verdict:
    audience = find_audience(unit, due.audience) if due.audience else None
    rules = rules_of(audience) if audience else DeliveryRules()
    return judge(attention, find_claims(unit, due.recipient, due), rules, unit.now)


def _find_wait(claims: Claims, now: datetime) -> tuple[datetime | None, str | None]:
    if claims.snoozed_until is not None and claims.snoozed_until > now:
        return claims.snoozed_until, SNOOZED
    if claims.away_until is not None:
        back_at = min(claims.away_until, claims.wanted_at + LONGEST_AWAY)
        if back_at > now:
            return back_at, AWAY
    if len(claims.spent) >= claims.budget:
        # When this one leaves the week, one more than now may be spent.
        return claims.spent[len(claims.spent) - claims.budget] + WEEK, BUDGET
    return None, None
