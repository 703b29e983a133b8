"""Escalating: a risk that is high, grows, stays untreated or comes true is taken to its lead, then to its sponsor."""

from datetime import timedelta
from functools import partial

from commands.risks.clocks import (
    BY_CAUSE,
    GROWN,
    MATERIALISED,
    UNTREATED,
    UNTREATED_AFTER,
    find_clocks,
    find_due_steps,
    is_slower,
    name_clock,
)
from commands.risks.notices import acknowledged_message, escalation_message
from commands.slack.features import Round
from commands.slack.scoring import Bands, find_bands
from commands.slack.sight import may_see
from commands.slack.telling import tell
from storage.assessments import list_assessments
from storage.escalations import (
    Escalation,
    EscalationStep,
    acknowledge_escalations,
    add_step,
    end_escalation,
    list_escalations,
    list_open_escalations,
    list_steps,
    slow_escalation,
    start_escalation,
)
from storage.initiatives import Initiative, get_initiative
from storage.risks import Risk, RiskState, get_risk, list_risks
from storage.roles import Role
from storage.units import Unit

KIND = "escalation"
OVERLOOKED_FOR = timedelta(days=1)


def escalate_report(unit: Unit, risk: Risk) -> None:
    """Begin a round for a new risk whose band has a clock, and tell whom it says is told at once."""
    clock = name_clock(risk, find_bands(unit))
    if clock is not None:
        _begin(unit, risk, clock, "reported")


def escalate_change(unit: Unit, before: Risk, after: Risk) -> None:
    """Begin a round where a risk grew, came true, or was opened again; slow down or end those that go on."""
    bands = find_bands(unit)
    clock = name_clock(after, bands)
    _settle_rounds(unit, before, after, bands)
    if after.is_issue and not before.is_issue:
        _begin(unit, after, MATERIALISED, "came true")
    elif after.is_live and not before.is_live and clock is not None:
        _begin(unit, after, clock, "opened again")
    elif after.is_live and _has_grown(unit, before, after, bands):
        _begin(unit, after, clock or GROWN, f"grew from {before.score} to {after.score}")
    elif after.is_live and after.is_private and not before.is_private and clock is not None:
        _begin(unit, after, clock, "became private")


def acknowledge(unit: Unit, risk: Risk) -> None:
    """The unit's actor takes the risk on: no further role is told, and those who were told hear of it."""
    rounds, initiative = list_escalations(unit, risk.id), get_initiative(unit, risk.initiative_key)
    recipients = {step.recipient for step in list_steps(unit, [risk.id])} - {unit.actor_id}
    told = {recipient for recipient in recipients if may_see(recipient, initiative, risk)}
    if acknowledge_escalations(unit, risk.id) and told:
        message = acknowledged_message(risk, unit.actor_id)
        tell(unit, message, told, key=f"acknowledged:{risk.id}:{len(rounds)}", kind=KIND, subject=risk.id)


async def escalate_due(tick: Round) -> None:
    """Tell whoever is due by now, of every open round; begin rounds for what has stayed untreated."""
    store, team_id = tick.house.store, tick.team_id
    for risk_id in await store.read(team_id, _list_overlooked):
        await store.write(team_id, partial(_begin_overlooked, risk_id=risk_id))
    for risk_id in await store.read(team_id, _list_untreated):
        await store.write(team_id, partial(_begin_untreated, risk_id=risk_id))
    for escalation in await store.read(team_id, _list_due):
        await store.write(team_id, partial(_tell_due, escalation=escalation))


def _settle_rounds(unit: Unit, before: Risk, after: Risk, bands: Bands) -> None:
    """End the open rounds of a risk that is over; let those by its band go by the band's clock where that is slower."""
    clocks, name = find_clocks(unit), name_clock(after, bands)
    for each in list_escalations(unit, after.id):
        if not each.is_open:
            continue
        if after.state != before.state and not after.is_live:
            end_escalation(unit, each, "it came true" if after.is_issue else f"the risk was {after.state}")
        elif each.clock in BY_CAUSE:
            continue
        elif name is None:
            end_escalation(unit, each, f"it fell to {bands.find(after.score)}, which has no clock")
        elif is_slower(clocks[name], clocks[each.clock]):
            slow_escalation(unit, each, name)


def _begin(unit: Unit, risk: Risk, clock: str, cause: str) -> None:
    _tell_due(unit, start_escalation(unit, risk.id, clock, cause))


def _begin_overlooked(unit: Unit, risk_id: str) -> None:
    if risk_id in _list_overlooked(unit):
        escalate_report(unit, get_risk(unit, risk_id))


def _list_overlooked(unit: Unit) -> list[str]:
    """Risks of the last day that nobody reported by hand, such as a shortfall, and that no round was begun for."""
    bands, since = find_bands(unit), unit.now - OVERLOOKED_FOR
    fresh = [risk for risk in list_risks(unit, live_only=True, with_private=True) if risk.created_at >= since]
    return [
        risk.id for risk in fresh if name_clock(risk, bands) is not None and not list_escalations(unit, risk.id)
    ]  # fmt: skip


def _begin_untreated(unit: Unit, risk_id: str) -> None:
    if risk_id in _list_untreated(unit):
        days = UNTREATED_AFTER.days
        _begin(unit, get_risk(unit, risk_id), UNTREATED, f"open and unchanged for {days} days")


def _list_untreated(unit: Unit) -> list[str]:
    bands, before = find_bands(unit), unit.now - UNTREATED_AFTER
    left = [
        risk.id
        for risk in list_risks(unit, live_only=True, with_private=True)
        if risk.state == RiskState.OPEN and risk.changed_at <= before and bands.rank(risk.score) > 0
    ]
    return [
        risk_id
        for risk_id in left
        if all(each.started_at <= before for each in list_escalations(unit, risk_id))
        and get_initiative(unit, get_risk(unit, risk_id).initiative_key).is_open
    ]


def _list_due(unit: Unit) -> list[Escalation]:
    """Open rounds of which somebody is to be told now."""
    rounds = list_open_escalations(unit)
    if not rounds:
        return []
    steps: dict[str, list[EscalationStep]] = {each.risk_id: [] for each in rounds}
    for step in list_steps(unit, list(steps)):
        steps[step.risk_id].append(step)
    clocks, bands = find_clocks(unit), find_bands(unit)
    # The clock is looked at first: it costs nothing, and nearly always says that it is too early.
    return [
        each
        for each in rounds
        if find_due_steps(each, clocks[each.clock], steps[each.risk_id], unit.now)
        and _is_running(unit, get_risk(unit, each.risk_id), each, bands)
    ]


def _is_running(unit: Unit, risk: Risk, escalation: Escalation, bands: Bands) -> bool:
    """Whether a round still has a cause: the risk may be over, have fallen below every clock, or belong to the past."""
    is_alive = risk.is_live or (risk.is_issue and escalation.clock == MATERIALISED)
    is_by_band = escalation.clock not in BY_CAUSE
    if not is_alive or (is_by_band and name_clock(risk, bands) is None):
        return False
    return get_initiative(unit, risk.initiative_key).is_open


def _tell_due(unit: Unit, escalation: Escalation) -> None:
    """Tell every role that is due; read again here, since another replica may have been quicker."""
    risk, bands = get_risk(unit, escalation.risk_id), find_bands(unit)
    initiative = get_initiative(unit, risk.initiative_key)
    current = next(each for each in list_escalations(unit, risk.id) if each.round == escalation.round)
    if not _is_running(unit, risk, current, bands):
        return
    told = list_steps(unit, [risk.id])
    for step in find_due_steps(current, find_clocks(unit)[current.clock], told, unit.now):
        recipient = _find_holder(initiative, step.role)
        message = escalation_message(risk, current, step.role, list_steps(unit, [risk.id]), bands)
        add_step(unit, current, step.role, recipient)
        tell(
            unit, message, [recipient],
            key=f"{KIND}:{risk.id}:{current.round}:{step.role}", kind=KIND, subject=risk.id,
        )  # fmt: skip


def _find_holder(initiative: Initiative, role: Role) -> str:
    return initiative.lead_id if role is Role.LEAD else initiative.sponsor_id


def _has_grown(unit: Unit, before: Risk, after: Risk, bands: Bands) -> bool:
    """Whether the score went into a higher band, or beyond every score it ever had."""
    if after.score <= before.score:
        return False
    earlier = [each.score for each in list_assessments(unit, [after.id])][:-1]
    return bands.rank(after.score) > bands.rank(before.score) or after.score > max([before.score, *earlier])
