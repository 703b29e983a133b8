"""Where a risk goes from being live: accepted, closed, come true; and opened again."""

from collections.abc import Awaitable, Callable

from commands.risks.dossiers import open_dossier
from commands.risks.escalating import escalate_change
from commands.risks.forms import END_TITLES, end_risk_modal
from commands.risks.views import risk_card
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.features import Command
from commands.slack.reasons import read_reason
from commands.slack.sight import get_own_risk
from commands.slack.subjects import take_id
from storage.errors import BadInput, OutOfDate
from storage.risks import RiskState, edit_risk
from storage.units import Unit


async def on_end_button(ask: Ask) -> Answer:
    """Accept, Close, It came true or Open again, on a card: asks for the reason."""
    risk_id, _, word = ask.value.partition(" ")
    if word not in END_TITLES:
        raise OutOfDate
    return end_risk_modal(await ask.read(lambda unit: get_own_risk(unit, ask, risk_id)), RiskState(word))


async def on_end_form(ask: Ask) -> Answer:
    """The submitted reason."""
    reason = read_reason(ask.form["reason"], "Vendor fixed it")
    return await _end(ask, ask.metadata["id"], RiskState(ask.metadata["state"]), reason)


def _ending(state: RiskState, example: str) -> Callable[[Ask], Awaitable[Answer]]:
    async def on_end(ask: Ask) -> Answer:
        arguments = parse(ask.text)
        risk_id = take_id(arguments, "R", "Risk", example)
        reason = read_reason(arguments.take_rest(), example)
        return await _end(ask, risk_id, state, reason)

    return on_end


async def _end(ask: Ask, risk_id: str, state: RiskState, reason: str) -> Answer:
    zone = await ask.find_zone()

    def end(unit: Unit) -> Answer:
        before = get_own_risk(unit, ask, risk_id)
        if before.state == state:
            raise BadInput("Risk", f"{before.id} is {before.state} already", f"/change risk show {before.id}")
        after = edit_risk(unit, risk_id, state=state, reason=reason)
        escalate_change(unit, before, after)
        return Reply(risk_card(open_dossier(unit, after), zone))

    return await ask.write(end)


END_COMMANDS = [
    Command(
        "risk", "close", "risk close ID REASON", "It is over, or the issue is dealt with",
        _ending(RiskState.CLOSED, "/change risk close R-1 Vendor fixed it"),
    ),
    Command(
        "risk", "accept", "risk accept ID REASON", "We live with it",
        _ending(RiskState.ACCEPTED, "/change risk accept R-1 Cheaper than preventing it"),
    ),
    Command(
        "risk", "materialise", "risk materialise ID REASON", "It came true: it is an issue now",
        _ending(RiskState.MATERIALISED, "/change risk materialise R-1 The sync lost 40 records"),
    ),
    Command(
        "risk", "reopen", "risk reopen ID REASON", "It is a risk again",
        _ending(RiskState.OPEN, "/change risk reopen R-1 The fix did not hold"),
    ),
]  # fmt: skip
