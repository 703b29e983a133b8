"""Checkpoint commands: drop one that a phase need not reach, and take that back."""

from commands.phases.cards import make_checkpoint
from commands.phases.checkpoint_views import drop_checkpoint_modal
from commands.phases.permits import find_permitted, get_live_checkpoint
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.reasons import read_reason
from commands.slack.subjects import take_id, take_only_id
from storage.checkpoints import drop_checkpoint, get_checkpoint, reopen_checkpoint
from storage.errors import BadInput
from storage.units import Unit

EXAMPLE = "/change checkpoint drop C-1 The vendor measures it"
REOPEN_EXAMPLE = "/change checkpoint reopen C-1"


async def on_drop(ask: Ask) -> Answer:
    """`/change checkpoint drop ID REASON`."""
    arguments = parse(ask.text)
    checkpoint_id = take_id(arguments, "C", "Checkpoint", EXAMPLE)
    return await _drop(ask, checkpoint_id, read_reason(arguments.take_rest(), EXAMPLE))


async def on_drop_button(ask: Ask) -> Answer:
    """Drop, on a card: the form for the reason."""
    return drop_checkpoint_modal(await ask.read(lambda unit: get_live_checkpoint(unit, ask, ask.value)))


async def on_drop_form(ask: Ask) -> Answer:
    """The submitted reason."""
    return await _drop(ask, ask.metadata["id"], read_reason(ask.form["reason"], EXAMPLE))


async def on_reopen(ask: Ask) -> Answer:
    """`/change checkpoint reopen ID`."""
    return await _reopen(ask, take_only_id(ask.text, "C", "Checkpoint", REOPEN_EXAMPLE))


async def on_reopen_button(ask: Ask) -> Answer:
    """Reopen, on the card of a dropped one."""
    return await _reopen(ask, ask.value)


async def _drop(ask: Ask, checkpoint_id: str, reason: str) -> Answer:
    await ask.write(lambda unit: drop_checkpoint(unit, get_live_checkpoint(unit, ask, checkpoint_id), reason))
    return Reply(await make_checkpoint(ask, checkpoint_id))


async def _reopen(ask: Ask, checkpoint_id: str) -> Answer:
    def reopen(unit: Unit) -> None:
        checkpoint = get_checkpoint(unit, checkpoint_id)
        find_permitted(unit, ask, checkpoint.phase_id)
        if checkpoint.dropped_because is None:
            raise BadInput("Checkpoint", f"{checkpoint_id} is not dropped", f"/change checkpoint show {checkpoint_id}")
        reopen_checkpoint(unit, checkpoint)

    await ask.write(reopen)
    return Reply(await make_checkpoint(ask, checkpoint_id))
