"""The App Home: what waits for the person, overdue things first, then each feature's cards."""

from datetime import date

import slackblocks as sb
from slack_sdk.web.async_client import AsyncWebClient

from commands.registry import FEATURES
from commands.slack.ask import Ask
from commands.slack.blocks import context, header, render, section
from commands.slack.features import Task
from commands.slack.language import Say, find_language, translate

HOME_BLOCK_LIMIT = 100
MOST_TASKS = 40


async def publish_home(client: AsyncWebClient, ask: Ask) -> None:
    """Draw the asker's Home tab from what the features know of them."""
    today, say = await ask.find_today(), translate(await ask.read(lambda unit: find_language(unit, ask.user_id)))
    tasks = [task for feature in FEATURES for gather in feature.home_tasks for task in await gather(ask)]
    cards = [block for feature in FEATURES for card in feature.home_cards for block in await card(ask)]
    blocks = [*_show_tasks(tasks, today, say), *cards]
    if not blocks or isinstance(blocks[0], sb.HeaderBlock | sb.DividerBlock):
        blocks.insert(0, section(say("Nothing needs you right now. :seedling:")))
    opening, closing = header(say("What needs you")), context(say("Type `/change` for everything you can do."))
    view = {"type": "home", "blocks": render([opening, *blocks[: HOME_BLOCK_LIMIT - 2], closing])}
    await client.views_publish(user_id=ask.user_id, view=view)


def _show_tasks(tasks: list[Task], today: date, say: Say) -> list[sb.Block]:
    ordered = sorted(tasks, key=lambda task: task.due_on or date.max)
    late = sum(task.due_on is not None and task.due_on < today for task in ordered)
    overdue = say.count(late, ":warning: {number} thing overdue, first", ":warning: {number} things overdue, first")
    blocks: list[sb.Block] = [context(overdue)] if late else []
    blocks += [task.block for task in ordered[:MOST_TASKS]]
    if len(ordered) > MOST_TASKS:
        blocks.append(context(say("and {number} more after these", number=len(ordered) - MOST_TASKS)))
    return blocks
