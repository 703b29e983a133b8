"""How champions look: their list, and what their lead may do for them."""

from collections.abc import Sequence
from datetime import datetime

from commands.champions.care import Coverage, Load
from commands.slack.blocks import Message, actions, button, compose, context, header, mention, section, sections
from commands.slack.dates import describe_date
from commands.slack.figures import count_people, show_count
from commands.slack.text import inert
from storage.initiatives import Initiative

MOST_SHOWN = 15


def champions_message(initiative: Initiative, champions: Sequence[tuple[str, str | None]]) -> Message:
    """Who speaks for a change, and for whom."""
    lines = [
        f"• {mention(user_id)}" + (f" for {inert(audience)}" if audience else "") for user_id, audience in champions
    ]
    empty = f"None yet. `/change champion add {initiative.key} @ana`"
    return compose(header(f"{initiative.key} · Champions"), *sections("\n".join(lines) or empty))


def care_message(
    initiative: Initiative, loads: Sequence[Load], coverages: Sequence[Coverage], now: datetime
) -> Message:
    """What each champion carries and may need, and which audiences have nobody to talk with."""
    none = section(f"No champion yet. `/change champion add {initiative.key} @ana for AUDIENCE`")
    more = [context(f"and {len(loads) - MOST_SHOWN} more")] if len(loads) > MOST_SHOWN else []
    thin = [each for each in coverages if each.is_thin]
    covered = [section("*Coverage*\n" + "\n".join(map(_show_coverage, coverages[:MOST_SHOWN])))] if coverages else []
    return compose(
        header(f"{initiative.key} · Champion care"),
        *([section(_show_load(load, now)) for load in loads[:MOST_SHOWN]] or [none]),
        *more,
        *covered,
        context(_explain(thin)) if thin else None,
        actions(button("Thank somebody", "win.open", initiative.key)),
    )


def _show_load(load: Load, now: datetime) -> str:
    tasks, initiatives = show_count(load.tasks, "open task"), show_count(load.initiatives, "change")
    facts = [
        f"{tasks} in {initiatives}",
        f"last heard {describe_date(load.spoke_at.date())}" if load.spoke_at else "not heard yet",
    ]
    if load.since:
        facts.append(f"since {describe_date(load.since.date())}")
    role = f" for {inert(load.audience)}" if load.audience else ""
    needs = [f":point_right: {need}" for need in load.list_needs(now)]
    return "\n".join([f"*{mention(load.user_id)}*{role}", " · ".join(facts), *needs])


def _show_coverage(coverage: Coverage) -> str:
    mark = ":warning:" if coverage.is_thin else ":white_check_mark:"
    count = show_count(coverage.champions, "champion") if coverage.champions else "no champion"
    return f"{mark} {inert(coverage.audience)}: {count} for {count_people(coverage.people)}"


def _explain(thin: Sequence[Coverage]) -> str:
    return f"{show_count(len(thin), 'audience')} with fewer than one champion for fifty people."
