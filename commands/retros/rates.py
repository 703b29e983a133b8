"""Base rates: how earlier initiatives went, counted, for whoever plans the next one.

Taking the outside view before the inside one corrects what people plan too well (Kahneman and Tversky, 1979, "Intuitive
prediction: biases and corrective procedures"). Shares come with Wilson's interval; what happens within one initiative
hangs together, so that the intervals are rather too narrow, and that is said.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median

from commands.retros.outcomes import Outcome
from commands.slack.figures import show_count, show_percent
from storage.gates import Decision
from surveys.statistics import wilson_interval

FEWEST = 3
"""Initiatives that must be closed before anything is said of them as a whole."""


def describe_rates(outcomes: Sequence[Outcome]) -> list[str]:
    """What closed initiatives tell of ends, milestones, risks and gates; one sentence when they are too few."""
    if len(outcomes) < FEWEST:
        closed = show_count(len(outcomes), "initiative")
        return [f"Too early for base rates: {closed} closed so far, and they take {FEWEST}."]
    return [
        *_describe_ends(outcomes),
        *_describe_milestones(outcomes),
        *_describe_risks(outcomes),
        *_describe_gates(outcomes),
    ]


def show_share(count: int, of: int) -> str:
    """A share of at least one, with its 95 % interval: "11 of 18, 61 % (39 to 80 %)"."""
    low, high = wilson_interval(count, of)
    return f"{count} of {of}, {show_percent(count / of)} ({round(100 * low)} to {show_percent(high)})"


def show_days(days: float) -> str:
    """A delay in words: "3 days late", "on the day", "2 days early"."""
    if days == 0:
        return "on the day"
    text = f"{abs(days):.0f}" if days == round(days) else f"{abs(days):.1f}"
    return f"{text} {'day' if text == '1' else 'days'} {'late' if days > 0 else 'early'}"


def _describe_ends(outcomes: Sequence[Outcome]) -> Iterator[str]:
    days = sorted(each.days_late for each in outcomes if each.days_late is not None)
    if days:
        late = sum(each > 0 for each in days)
        middle, earliest, latest = show_days(median(days)), show_days(days[0]), show_days(days[-1])
        yield f"Ends: {show_share(late, len(days))} were late; the middle one {middle}, from {earliest} to {latest}."


def _describe_milestones(outcomes: Sequence[Outcome]) -> Iterator[str]:
    days = sorted(delay for each in outcomes for delay in each.milestone_delays)
    if days:
        late = sum(each > 0 for each in days)
        middle, latest = show_days(median(days)), show_days(days[-1])
        yield (
            f"Milestones: {show_share(late, len(days))} came after the day first promised; "
            f"the middle one {middle}, the furthest {latest}."
        )


def _describe_risks(outcomes: Sequence[Outcome]) -> Iterator[str]:
    risks = [
        (risk.category or "without a roadblock", risk.id in each.came_true) for each in outcomes for risk in each.risks
    ]
    if not risks:
        return
    true, known = Counter(name for name, is_true in risks if is_true), Counter(name for name, _ in risks)
    parts = ", ".join(f"{name} {count} of {known[name]}" for name, count in true.most_common())
    yield f"Risks: {show_share(true.total(), len(risks))} came true{f': {parts}' if parts else ''}."


def _describe_gates(outcomes: Sequence[Outcome]) -> Iterator[str]:
    first = [gate.decision for each in outcomes for _, gate in each.first_gates]
    if first:
        refused = first.count(Decision.NO_GO)
        yield f"Gates: {show_share(refused, len(first))} were refused when first asked for."
