"""An initiative's facts as tables: what the dashboard shows under its charts, and what its files hold."""

from collections.abc import Iterable, Sequence

from commands.dashboards.facts import InitiativeFacts
from commands.dashboards.figures import Column, FactTable, Value
from commands.slack.results import find_favourable
from storage.kpis import Kpi
from storage.outbox import State
from surveys.disclosure import Hidden
from surveys.results import Comments, QuestionResult, Scores, Unanimous
from surveys.statistics import Proportion

STATES = {
    "Sent": (State.SENT,),
    "Failed": (State.FAILED,),
    "Unknown": (State.UNKNOWN,),
    "Waiting": (State.PLANNED, State.SENDING, State.HELD),
    "Taken back": (State.CANCELLED,),
}
"""What becomes of a delivery, in the words of the page."""


def tabulate_statuses(facts: InitiativeFacts) -> FactTable:
    """Every status, corrected ones too, beside what the facts said then."""
    columns = (
        Column("Posted", "moment"), Column("Declared"), Column("By the facts"), Column("Summary"), Column("Workstream"),
        Column("Roadblock"), Column("Author"), Column("Standing"),
    )  # fmt: skip
    rows = [
        (each.at, each.rag, each.derived_rag, each.summary, each.workstream, each.roadblock,
         facts.name(each.author_id), "corrected since" if each.superseded_by else "stands")
        for each in facts.statuses
    ]  # fmt: skip
    return FactTable("statuses", "Statuses", columns, rows)


def tabulate_days(facts: InitiativeFacts) -> FactTable:
    """Declared and derived, day by day as they were kept."""
    columns = (Column("Day", "day"), Column("Declared"), Column("By the facts"))
    rows = [(each.on_day, each.declared, each.derived) for each in facts.derivations]
    return FactTable("days", "State by day", columns, rows)


def tabulate_kpis(facts: InitiativeFacts) -> FactTable:
    """Each KPI with its latest reading."""
    columns = (
        Column("KPI"), Column("Unit"), Column("Baseline", "number"), Column("Target", "number"), Column("By", "day"),
        Column("Latest", "number"), Column("Read on", "day"),
    )  # fmt: skip
    rows = []
    for kpi in facts.kpis:
        latest = facts.readings[kpi.id][-1] if facts.readings.get(kpi.id) else None
        read = (latest.value, latest.read_on) if latest else (None, None)
        rows.append((kpi.name, kpi.unit, kpi.baseline, kpi.target, kpi.by_on, *read))
    return FactTable("kpis", "KPIs", columns, rows)


def tabulate_targets(facts: InitiativeFacts, kpis: Sequence[Kpi] | None = None) -> FactTable:
    """Every target that these KPIs, or all, ever had."""
    columns = (
        Column("KPI"), Column("Version", "number"), Column("Target", "number"), Column("By", "day"), Column("Reason"),
        Column("Set", "moment"), Column("Author"),
    )  # fmt: skip
    rows = [
        (kpi.name, each.version, each.target, each.by_on, each.reason, each.at, facts.name(each.author_id))
        for kpi in (facts.kpis if kpis is None else kpis)
        for each in facts.targets[kpi.id]
    ]
    return FactTable("kpi_targets", "Targets", columns, rows)


def tabulate_readings(facts: InitiativeFacts, kpis: Sequence[Kpi] | None = None) -> FactTable:
    """Every reading of these KPIs, or of all."""
    columns = (Column("KPI"), Column("Unit"), Column("Day", "day"), Column("Value", "number"))
    rows = [
        (kpi.name, kpi.unit, each.read_on, each.value)
        for kpi in (facts.kpis if kpis is None else kpis)
        for each in facts.readings.get(kpi.id, ())
    ]
    return FactTable("kpi_readings", "Readings", columns, rows)


def tabulate_risks(facts: InitiativeFacts) -> FactTable:
    """The risks that are not private: issues, then live ones by score, then what is over."""
    columns = (
        Column("Risk"), Column("Title"), Column("State"), Column("Likelihood", "number"), Column("Impact", "number"),
        Column("Score", "number"), Column("Band"), Column("First score", "number"), Column("Category"),
        Column("Owner"), Column("Review", "day"), Column("Mitigation"),
    )  # fmt: skip
    rows = [
        (each.id, each.title, "issue" if each.is_issue else each.state, each.likelihood, each.impact, each.score,
         facts.bands.find(each.score), each.first_score, each.category, facts.name(each.owner_id), each.review_on,
         each.mitigation)
        for each in facts.risks
    ]  # fmt: skip
    return FactTable("risks", "Risks", columns, rows)


def tabulate_milestones(facts: InitiativeFacts) -> FactTable:
    """Each milestone: first promised for, now for, and kept or not."""
    columns = (
        Column("Milestone"), Column("First promised", "day"), Column("Now", "day"), Column("Slip (days)", "number"),
        Column("Done", "day"), Column("Dropped because"),
    )  # fmt: skip
    rows = [
        (each.name, each.first_on, each.due_on, each.slip_days, each.done_on, each.dropped_because)
        for each in facts.milestones
    ]
    return FactTable("milestones", "Milestones", columns, rows)


def tabulate_dates(facts: InitiativeFacts) -> FactTable:
    """Every date that a milestone ever had, and why it moved."""
    columns = (
        Column("Milestone"), Column("Position", "number"), Column("Promised for", "day"), Column("Since", "moment"),
        Column("Reason"), Column("Author"),
    )  # fmt: skip
    rows = [
        (milestone.name, each.position, each.due_on, each.at, each.reason, facts.name(each.author_id))
        for milestone in facts.milestones
        for each in facts.dates[milestone.id]
    ]
    return FactTable("milestone_dates", "Dates of milestones", columns, rows)


def tabulate_adoption(facts: InitiativeFacts, metric: str | None = None) -> FactTable:
    """The readings of one metric, or of all, with 95 % Wilson intervals."""
    columns = (
        Column("Metric"), Column("Day", "day"), Column("Active", "number"), Column("Eligible", "number"),
        Column("Share", "share"), Column("Low", "share"), Column("High", "share"),
    )  # fmt: skip
    rows = [
        (each.metric, each.read_on, each.active, each.eligible, *_show_share(Proportion(each.active, each.eligible)))
        for each in facts.adoption
        if metric in (None, each.metric)
    ]
    return FactTable("adoption", "Adoption", columns, rows)


def tabulate_sentiment(facts: InitiativeFacts, asked: tuple[str, str] | None = None) -> FactTable:
    """What may be shown of every closed pulse, or of one question to one audience (audience, question)."""
    columns = (
        Column("Pulse"), Column("Closed", "moment"), Column("Audience"), Column("Question"), Column("n", "number"),
        Column("Favourable", "share"), Column("Low", "share"), Column("High", "share"), Column("Mean", "number"),
        Column("eNPS", "number"), Column("eNPS low", "number"), Column("eNPS high", "number"), Column("Note"),
    )  # fmt: skip
    rows = [
        (pulse.id, pulse.closes_at, pulse.audience, question.text, *_show_answer(answer))
        for pulse in facts.pulses
        if pulse.id in facts.results
        for question, answer in zip(facts.results[pulse.id].questions, facts.results[pulse.id].overall, strict=True)
        if asked in (None, (pulse.audience, question.text))
    ]
    return FactTable("pulses", "Pulses as released", columns, rows)


def tabulate_dispatches(facts: InitiativeFacts) -> FactTable:
    """What became of every memo and pulse: deliveries by state, and answers once a pulse has closed."""
    columns = (
        Column("Message"), Column("To"), Column("Made", "moment"), *(Column(name, "number") for name in STATES),
        Column("Invited", "number"), Column("Answered", "number"), Column("Response", "share"),
    )  # fmt: skip
    memos = [
        (each.id, ", ".join(each.audiences), each.created_at, *_count(facts, each.id), None, None, None)
        for each in facts.memos
    ]
    pulses: list[Sequence[Value]] = []
    for pulse in facts.pulses:
        result = facts.results.get(pulse.id)
        answered = (result.answered, result.response_rate) if result else (None, None)
        pulses.append((pulse.id, pulse.audience, pulse.opened_at, *_count(facts, pulse.id), pulse.invited, *answered))
    return FactTable("deliveries", "Deliveries and responses", columns, [*memos, *pulses])


def tabulate_effects(facts: InitiativeFacts) -> FactTable:
    """Of those who answered under a memo, how many know what changes for them, by audience as released."""
    columns = (
        Column("Memo"), Column("Audience"), Column("n", "number"), Column("Know what changes", "share"),
        Column("Low", "share"), Column("High", "share"),
    )  # fmt: skip
    rows = [
        (each.memo_id, each.audience, each.answered, *_show_share(Proportion(each.known, each.answered)))
        for each in facts.effects
    ]
    return FactTable("memo_effects", "Effect of memos", columns, rows)


def tabulate_everything(facts: InitiativeFacts) -> list[FactTable]:
    """All tables of an initiative, as its files hold them."""
    return [
        tabulate_statuses(facts), tabulate_days(facts), tabulate_kpis(facts), tabulate_targets(facts),
        tabulate_readings(facts), tabulate_risks(facts), tabulate_milestones(facts), tabulate_dates(facts),
        tabulate_adoption(facts), tabulate_sentiment(facts), tabulate_dispatches(facts),
        tabulate_effects(facts),
    ]  # fmt: skip


def _count(facts: InitiativeFacts, subject: str) -> Iterable[int]:
    counts = facts.dispatches[subject]
    return [sum(counts.get(state, 0) for state in states) for states in STATES.values()]


def _show_share(share: Proportion | None) -> tuple[Value, Value, Value]:
    return (share.value, *share.interval) if share else (None, None, None)


def _show_answer(answer: QuestionResult) -> Sequence[Value]:
    if isinstance(answer, Hidden | Comments):
        note = answer.reason if isinstance(answer, Hidden) else "comments are read in Slack"
        return (None,) * 8 + (note,)
    share = _show_share(find_favourable(answer))
    if isinstance(answer, Unanimous):
        return (answer.n, *share, None, None, None, None, f"all answered {answer.band}")
    return (answer.n, *share, answer.mean, *_show_enps(answer), "")


def _show_enps(answer: Scores) -> tuple[Value, Value, Value]:
    return (answer.enps.score, *answer.enps.interval) if answer.enps else (None, None, None)
