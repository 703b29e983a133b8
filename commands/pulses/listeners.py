"""Pulse commands for leads, and the taps of those who are asked."""

from commands.pulses.building import (
    MAY_ASK,
    on_bank,
    on_build,
    on_look_back,
    on_new,
    on_new_form,
    on_preview,
    on_sample,
)
from commands.pulses.home import open_pulses_card
from commands.pulses.jobs import close_due_pulses, publish_old_pulses
from commands.pulses.keeping import on_keep, on_later, on_stop
from commands.pulses.planning import SCHEDULE, open_triggered_pulses, run_plan
from commands.pulses.plans import on_plans, on_plans_page, on_stop_plan, on_stop_plan_button
from commands.pulses.reminding import KIND as REMINDER
from commands.pulses.reminding import is_reminder_wanted, remind
from commands.pulses.responding import on_respond, on_respond_button, on_respond_form
from commands.pulses.resting import on_cooldown
from commands.pulses.rounds import close_round
from commands.pulses.showing import on_list, on_results, on_results_button, on_trend, show_results, take_pulse_id
from commands.pulses.taps import (
    on_answer,
    on_comment_button,
    on_comment_form,
    on_restart,
    on_save,
    on_skip,
    on_tick,
    on_words_form,
    on_write,
)
from commands.pulses.themes import read_new_comments
from commands.pulses.waiting import heard_card, list_owed_responses
from commands.slack.access import permit
from commands.slack.ask import Answer, Ask
from commands.slack.features import Command, Feature
from storage.errors import BadInput
from storage.initiatives import get_initiative
from storage.pulses import Pulse, get_pulse
from storage.units import Unit


async def on_close(ask: Ask) -> Answer:
    """`/change pulse close ID`."""
    return await _close(ask, take_pulse_id(ask, "/change pulse close P-1"))


async def on_close_button(ask: Ask) -> Answer:
    """Close now, on a card."""
    return await _close(ask, ask.value)


async def _close(ask: Ask, pulse_id: str) -> Answer:
    def close(unit: Unit) -> Pulse:
        pulse = get_pulse(unit, pulse_id)
        permit(unit, ask, get_initiative(unit, pulse.initiative_key), MAY_ASK)
        if not pulse.is_open:
            raise BadInput("Pulse", f"{pulse.id} is closed already", f"/change pulse results {pulse.id}")
        return close_round(unit, pulse_id)

    await ask.write(close)
    await ask.house.store.compact()
    return await show_results(ask, pulse_id)


FEATURE = Feature(
    title="Pulses",
    area="Measuring",
    commands=[
        Command("pulse", "list", "pulse list KEY", "An initiative's pulses (lead)", on_list),
        Command(
            "pulse",
            "new",
            'pulse new KEY to AUDIENCE "Question" ["Question" …] [bank:NAME] [open:DAYS] [every:RULE] [on:"TRIGGER"] '
            '[by:source] [remind:DAYS|none] [sample:N%] [override:"reason"]',
            "Ask one to five questions (lead)",
            on_new,
        ),
        Command("pulse", "bank", "pulse bank", "Ready questions, set by set", on_bank),
        Command("pulse", "plans", "pulse plans KEY", "What will open, and when (lead)", on_plans),
        Command("pulse", "stop", "pulse stop ID", "Let a plan open nothing any more (lead)", on_stop_plan),
        Command("pulse", "results", "pulse results ID", "What people said, once it is closed", on_results),
        Command("pulse", "trend", "pulse trend KEY [AUDIENCE]", "What people say, week by week", on_trend),
        Command("pulse", "close", "pulse close ID", "End it now and seal the answers", on_close),
        Command(
            "pulse",
            "respond",
            'pulse respond ID ["What you said"] "What we do"',
            "Tell those who were asked what came of it (lead)",
            on_respond,
        ),
        Command(
            "pulse", "cooldown", "pulse cooldown DAYS", "How long a pulse leaves people alone (admins)", on_cooldown
        ),
    ],
    actions={
        "pulse.build": on_build,
        "pulse.look_back": on_look_back,
        "pulse.preview": on_preview,
        "pulse.sample": on_sample,
        "pulse.plans": on_plans_page,
        "pulse.stop_plan": on_stop_plan_button,
        "pulse.answer": on_answer,
        "pulse.tick": on_tick,
        "pulse.save": on_save,
        "pulse.write": on_write,
        "pulse.skip": on_skip,
        "pulse.restart": on_restart,
        "pulse.comment": on_comment_button,
        "pulse.results": on_results_button,
        "pulse.close": on_close_button,
        "pulse.respond": on_respond_button,
        "pulse.keep": on_keep,
        "pulse.later": on_later,
        "pulse.stop": on_stop,
    },
    forms={
        "pulse.new": on_new_form,
        "pulse.words": on_words_form,
        "pulse.comment": on_comment_form,
        "pulse.respond": on_respond_form,
    },
    home_tasks=[list_owed_responses],
    home_cards=[open_pulses_card, heard_card],
    jobs={SCHEDULE: run_plan},
    sweeps=[open_triggered_pulses, close_due_pulses, publish_old_pulses, read_new_comments, remind],
    last_looks={REMINDER: is_reminder_wanted},
)
