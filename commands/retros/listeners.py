"""Retrospective commands: how one went, base rates, what to know before planning; the worksheet stands beside."""

from commands.retros import worksheet
from commands.retros.home import list_occasions
from commands.retros.later import remind_later
from commands.retros.learning import list_outcomes, make_before, make_report
from commands.retros.rights import MAY_ASK, MAY_READ, MAY_WRITE
from commands.retros.views import rates_message
from commands.slack.arguments import parse
from commands.slack.ask import Answer, Ask, Reply
from commands.slack.features import Command, Feature
from commands.slack.subjects import take_only_key
from storage.initiatives import get_initiative


async def on_show(ask: Ask) -> Answer:
    """`/change retro show KEY`: what was planned against what happened."""
    return await _show(ask, take_only_key(ask.text, "/change retro show CRM"))


async def on_show_button(ask: Ask) -> Answer:
    """How it went, in a message."""
    return await _show(ask, ask.value)


async def on_rates(ask: Ask) -> Answer:
    """`/change retro rates`: how earlier initiatives went."""
    parse(ask.text).finish("/change retro rates")
    return Reply(await ask.read(lambda unit: rates_message(list_outcomes(unit))))


async def on_before(ask: Ask) -> Answer:
    """`/change retro before KEY`: what earlier initiatives teach this one."""
    return await _show_before(ask, take_only_key(ask.text, "/change retro before CRM"))


async def on_before_button(ask: Ask) -> Answer:
    """Read, on Home, of one that has begun."""
    return await _show_before(ask, ask.value)


async def _show(ask: Ask, key: str) -> Answer:
    return Reply(await ask.read(lambda unit: make_report(unit, ask, get_initiative(unit, key))))


async def _show_before(ask: Ask, key: str) -> Answer:
    return Reply(await ask.read(lambda unit: make_before(unit, get_initiative(unit, key))))


FEATURE = Feature(
    title="Looking back",
    area="The programme",
    commands=[
        Command("retro", "show", "retro show KEY", "What was planned for a change against what happened", on_show),
        Command("retro", "ask", "retro ask KEY", "Ask the team how it went (lead)", worksheet.on_ask, may=MAY_ASK),
        Command(
            "retro",
            "write",
            'retro write KEY [worked:"…"] [failed:"…"] [advice:"…"]',
            "Write how it went for you (lead, sponsor, managers, champions)",
            worksheet.on_write,
            may=MAY_WRITE,
        ),
        Command("retro", "note", "retro note ID", "One member's words", worksheet.on_note, may=MAY_READ),
        Command("retro", "edit", "retro edit ID", "Say your own otherwise, by form", worksheet.on_edit, may=MAY_WRITE),
        Command("retro", "rates", "retro rates", "How earlier changes went, counted", on_rates),
        Command("retro", "before", "retro before KEY", "What earlier changes teach this one", on_before),
    ],
    actions={
        "retro.show": on_show_button,
        "retro.before": on_before_button,
        "retro.ask": worksheet.on_ask_button,
        "retro.write": worksheet.on_write_button,
        "retro.note": worksheet.on_note_button,
        "retro.edit": worksheet.on_edit_button,
        "retro.keep": worksheet.on_keep,
    },
    forms={
        "retro.write": worksheet.on_write_form,
        "retro.edit": worksheet.on_edit_form,
        "retro.keep": worksheet.on_keep_form,
    },
    home_tasks=[list_occasions],
    sweeps=[remind_later],
)
