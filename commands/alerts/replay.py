"""Replay: when each rule would have fired over the past weeks, so that thresholds can be tuned before they are set."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from commands.alerts.facts import gather_facts
from commands.alerts.records import Records
from commands.alerts.rules import Finding, Rule
from storage.initiatives import Initiative
from storage.units import Unit

MOST_WEEKS = 26
STEP = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Firing:
    """A rule that would have fired on a day."""

    on_day: date
    rule: Rule
    finding: Finding


def replay_rules(unit: Unit, initiative: Initiative, rules: Sequence[Rule], weeks: int) -> list[Firing]:
    """What the rules would have raised, day by day, each finding once within its cool-down; the earliest first.

    It begins one cool-down before the weeks that are told of, since what was raised then would have kept others quiet.
    """
    records, firings = Records(unit), list[Firing]()
    last: dict[tuple[str, str], datetime] = {}
    told_from = unit.now - timedelta(weeks=weeks)
    moment = max(told_from - max(rule.cool_down for rule in rules if rule.cool_down), initiative.created_at)
    while moment <= unit.now:
        facts = gather_facts(records, initiative, moment)
        for rule in rules:
            for finding in rule.judge(facts, rule.threshold):
                before = last.get((rule.name, finding.subject))
                if before is None or rule.is_over(moment - before):
                    last[rule.name, finding.subject] = moment
                    if moment >= told_from:
                        firings.append(Firing(moment.date(), rule, finding))
        moment += STEP
    return firings
