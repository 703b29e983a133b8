"""Resting: how many days lie between two pulses to one person; admins set it."""

from commands.pulses.choosing import MOST_COOLDOWN_DAYS, SETTING, find_cooldown
from commands.slack.access import permit_admin
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.blocks import compose, section
from commands.slack.figures import show_count
from commands.slack.values import parse_whole
from storage.settings import put_setting
from storage.units import Unit

EXAMPLE = "/change pulse cooldown 14"


async def on_cooldown(ask: Ask) -> Answer:
    """`/change pulse cooldown DAYS`; 0 lets every pulse ask everybody."""
    arguments = parse(ask.text)
    typed = arguments.take_word("Days", EXAMPLE)
    arguments.finish(EXAMPLE)
    days = parse_whole(typed, "Days", 0, MOST_COOLDOWN_DAYS, EXAMPLE)

    def save(unit: Unit) -> Answer:
        permit_admin(unit, ask)
        before = find_cooldown(unit)
        if before != days:
            put_setting(unit, SETTING, days)
        since = f"*{show_count(days, 'day')}* lie between two pulses to one person, before it was {before}."
        return Reply(compose(section(f"{since} Rounds of one pulse come as often as its lead has them come.")))

    return await ask.write(save)
