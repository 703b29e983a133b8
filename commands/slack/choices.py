"""Choices that many forms share."""

from functools import partial

from commands.slack.ask import Ask
from commands.slack.modals import ChoiceField
from storage.errors import BadInput
from storage.initiatives import Initiative, list_initiatives

OPTIONS_LIMIT = 100


async def list_choosable(ask: Ask) -> list[Initiative]:
    """The open initiatives, as many as a drop-down takes; raises BadInput when there is none."""
    initiatives = await ask.read(partial(list_initiatives, open_only=True))
    if not initiatives:
        raise BadInput("Initiative", "there is none yet", '/change new CRM "New CRM"')
    return list(initiatives[:OPTIONS_LIMIT])


def initiative_field(initiatives: list[Initiative], initial_key: str | None = None) -> ChoiceField:
    """The **Initiative** drop-down; a single initiative is chosen already."""
    options = [(initiative.key, f"{initiative.key} · {initiative.name}") for initiative in initiatives]
    initial = initial_key or (initiatives[0].key if len(initiatives) == 1 else None)
    return ChoiceField("Initiative", options=options, initial=initial)
