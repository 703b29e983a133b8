"""The App Home: what waits for the person, overdue things first, then each feature's cards."""

from datetime import date

import slackblocks as sb
from slack_sdk.web.async_client import AsyncWebClient

from commands.registry import FEATURES
from commands.slack.ask import Ask
from commands.slack.blocks import context, header, render, section
from commands.slack.features import Task
from commands.slack.figures import show_count

HOME_BLOCK_LIMIT = 100
MOST_TASKS = 40


async def publish_home(client: AsyncWebClient, ask: Ask) -> None:
    """Draw the asker's Home tab from what the features know of them."""
    today = await ask.find_today()
    tasks = [task for feature in FEATURES for gather in feature.home_tasks for task in await gather(ask)]
    cards = [block for feature in FEATURES for card in feature.home_cards for block in await card(ask)]
    blocks = [*_show_tasks(tasks, today), *cards]
    if not blocks or isinstance(blocks[0], sb.HeaderBlock):
        blocks.insert(0, section("Nothing needs you right now. :seedling:"))
    closing = context("Type `/change` for everything you can do.")
    view = {"type": "home", "blocks": render([header("What needs you"), *blocks[: HOME_BLOCK_LIMIT - 2], closing])}
    await client.views_publish(user_id=ask.user_id, view=view)


def _show_tasks(tasks: list[Task], today: date) -> list[sb.Block]:
    ordered = sorted(tasks, key=lambda task: task.due_on or date.max)
    late = sum(task.due_on is not None and task.due_on < today for task in ordered)
    blocks: list[sb.Block] = [context(f":warning: {show_count(late, 'thing')} overdue, first")] if late else []
    blocks += [task.block for task in ordered[:MOST_TASKS]]
    if len(ordered) > MOST_TASKS:
        blocks.append(context(f"and {len(ordered) - MOST_TASKS} more after these"))
    return blocks
