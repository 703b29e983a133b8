"""The App Home: each feature's cards, what needs the person first."""

from slack_sdk.web.async_client import AsyncWebClient

from commands.registry import FEATURES
from commands.slack.ask import Ask
from commands.slack.blocks import context, header, render, section

HOME_BLOCK_LIMIT = 100


async def publish_home(client: AsyncWebClient, ask: Ask) -> None:
    """Draw the asker's Home tab from the features' cards."""
    cards = [await card(ask) for feature in FEATURES for card in feature.home_cards]
    blocks = [block for card in cards for block in card] or [section("Nothing needs you right now. :seedling:")]
    closing = context(f"Type `{ask.house.command}` for everything you can do.")
    view = {"type": "home", "blocks": render([header("What needs you"), *blocks[: HOME_BLOCK_LIMIT - 2], closing])}
    await client.views_publish(user_id=ask.user_id, view=view)
