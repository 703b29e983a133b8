"""Quick wins on the Home tab: where I am asked whether I may be named."""

from collections.abc import Sequence

from commands.slack.ask import Ask
from commands.slack.features import Task
from commands.slack.language import find_language, translate
from commands.wins.views import credit_block
from storage.wins import list_credits_asked


async def list_credit_questions(ask: Ask) -> Sequence[Task]:
    """The wins that are waiting for the asker's word, each with both answers."""
    asked = await ask.read(lambda unit: list_credits_asked(unit, ask.user_id))
    say = translate(await ask.read(lambda unit: find_language(unit, ask.user_id)))
    return [Task(credit_block(win, credit, say)) for win in asked if (credit := win.find_credit(ask.user_id))]
