"""Readiness: what a system still waits for, who waits for it, and what else is under way."""

from collections.abc import Sequence

from storage.integrations import Integration, IntegrationState

MOST_NAMED = 8


def find_waiting(integration: Integration, known: Sequence[Integration]) -> list[Integration]:
    """What it needs and what is not done yet."""
    return [each for each in known if each.id in integration.needs and each.state != IntegrationState.DONE]


def find_dependents(integration: Integration, known: Sequence[Integration]) -> list[Integration]:
    """Which of them need it."""
    return [each for each in known if integration.id in each.needs and each.state != IntegrationState.DROPPED]


def find_under_way(known: Sequence[Integration], besides: Integration | None = None) -> list[Integration]:
    """What is under way, the longest first, `besides` left out."""
    found = [
        each
        for each in known
        if each.state == IntegrationState.UNDER_WAY and (besides is None or each.id != besides.id)
    ]
    return sorted(found, key=lambda each: each.started_at or each.created_at)


def join_names(some: Sequence[Integration], *, with_states: bool = False) -> str:
    """Their names in a sentence, the first few of many: "ERP", "ERP and CRM", "ERP, CRM, Billing and 7 more"."""
    names = [f"{each.name} ({each.state})" if with_states else each.name for each in some]
    if len(names) > MOST_NAMED:
        names = [*names[:MOST_NAMED], f"{len(names) - MOST_NAMED} more"]
    *others, last = names or [""]
    return f"{', '.join(others)} and {last}" if others else last
