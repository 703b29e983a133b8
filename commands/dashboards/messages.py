"""Whether what was sent arrived, was answered and understood: deliveries, response rates, effect of memos; pure."""

from commands.dashboards.facts import InitiativeFacts
from commands.dashboards.figures import Figure, Section
from commands.dashboards.tables import STATES, tabulate_dispatches, tabulate_effects
from commands.slack.figures import show_count, show_percent
from storage.memo_effects import EffectFigure
from surveys.statistics import Proportion, response_rate


def compose_messages(facts: InitiativeFacts) -> Section:
    """Every memo and pulse: sent, failed, unknown, and answered of invited."""
    if not facts.memos and not facts.pulses:
        return Section("messages", "Delivery and response", [], "No memo and no pulse yet.")
    figures = [
        Figure("Memos and pulses", f"{_tell_deliveries(facts)} {_tell_answers(facts)}", tabulate_dispatches(facts))
    ]
    figures.append(Figure("I know what changes for me", _tell_effect(facts), tabulate_effects(facts)))
    return Section("messages", "Delivery and response", figures)


def _tell_deliveries(facts: InitiativeFacts) -> str:
    totals = {
        name: sum(counts.get(state, 0) for counts in facts.dispatches.values() for state in states)
        for name, states in STATES.items()
    }
    parts = ", ".join(f"{name.lower()} {count:,}" for name, count in totals.items() if count) or "none promised yet"
    return f"{show_count(sum(totals.values()), 'delivery', 'deliveries')}: {parts}."


def _tell_answers(facts: InitiativeFacts) -> str:
    invited = sum(result.invited for result in facts.results.values())
    answered = sum(result.answered for result in facts.results.values())
    if not invited:
        return "No pulse has closed yet."
    rate = show_percent(response_rate(answered, invited))
    return f"Closed pulses: {answered:,} of {invited:,} invited people answered ({rate})."


def _tell_effect(facts: InitiativeFacts) -> str:
    if not facts.effects:
        return "Not asked under a memo yet, or fewer than 5 answers in every audience."
    latest = facts.effects[-1].memo_id
    return " ".join(_tell_audience(each) for each in facts.effects if each.memo_id == latest)


def _tell_audience(effect: EffectFigure) -> str:
    share = Proportion(effect.known, effect.answered)
    low, high = share.interval
    return (
        f"{effect.memo_id}, {effect.audience}: {show_percent(share.value)} know what changes for them "
        f"(n = {effect.answered:,}, 95 % interval {100 * low:.0f}–{100 * high:.0f} %)."
    )
