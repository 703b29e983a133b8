"""Phase commands: list and show; and the feature with what its other modules do."""

from commands.phases import checkpoints, dropping, gates, moving, planning, readings
from commands.phases.cards import make_card, make_list
from commands.phases.home import list_gates_to_decide, list_overdue_checkpoints
from commands.phases.permits import MAY_PLAN
from commands.slack.ask import Answer, Ask, Replacement, Reply
from commands.slack.features import Command, Feature
from commands.slack.pages import read_turn
from commands.slack.subjects import take_only_id, take_only_key


async def on_list(ask: Ask) -> Answer:
    """`/change phase list KEY`."""
    return Reply(await make_list(ask, take_only_key(ask.text, "/change phase list CRM")))


async def on_list_button(ask: Ask) -> Answer:
    """All phases, on a card."""
    return Reply(await make_list(ask, ask.value))


async def on_page(ask: Ask) -> Answer:
    """Next and Previous under a list."""
    return Replacement(await make_list(ask, *read_turn(ask.value)))


async def on_show(ask: Ask) -> Answer:
    """`/change phase show ID`."""
    return Reply(await make_card(ask, take_only_id(ask.text, "PH", "Phase", "/change phase show PH-1")))


async def on_show_button(ask: Ask) -> Answer:
    """Open, in a list."""
    return Reply(await make_card(ask, ask.value))


FEATURE = Feature(
    title="Phases",
    area="The programme",
    commands=[
        Command("phase", "list", "phase list KEY", "The stages of a change", on_list),
        Command("phase", "show", "phase show ID", "One phase: dates, buffer, checkpoints, gates", on_show),
        Command(
            "phase", "add",
            'phase add KEY "Name" [kind:pilot|wave|other] [cohort:AUDIENCE] start:DATE end:DATE [buffer:DAYS]',
            "Plan a phase, or open the form (lead)", planning.on_add,
        ),
        Command("phase", "edit", "phase edit ID", "Change a phase by form (lead)", planning.on_edit, may=MAY_PLAN),
        Command(
            "phase", "move", "phase move ID DATE REASON", "Move its end, for a reason (lead)", moving.on_move,
            may=MAY_PLAN,
        ),
        Command("phase", "start", "phase start ID", "Enter a planned phase (lead)", moving.on_start, may=MAY_PLAN),
        Command("phase", "drop", "phase drop ID", "Take a planned phase out (lead)", moving.on_drop, may=MAY_PLAN),
        Command(
            "checkpoint", "list", "checkpoint list KEY", "What the phases must reach", checkpoints.on_list,
        ),
        Command("checkpoint", "show", "checkpoint show ID", "One checkpoint and its readings", checkpoints.on_show),
        Command(
            "checkpoint", "add",
            'checkpoint add PH-ID "Measure" target:N by:DATE [direction:at-least|at-most] [unit:U] [owner:@x]',
            "Set what a phase must reach, or open the form (lead)", checkpoints.on_add,
        ),
        Command(
            "checkpoint", "read", "checkpoint read ID VALUE [on:DATE]", "Record a value (lead, its owner)",
            readings.on_read,
        ),
        Command(
            "checkpoint", "edit", "checkpoint edit ID", "Change one by form (lead)", checkpoints.on_edit, may=MAY_PLAN,
        ),
        Command(
            "checkpoint", "retract", "checkpoint retract ID DATE", "Take the reading of a day back (lead, its owner)",
            readings.on_retract,
        ),
        Command(
            "checkpoint", "drop", "checkpoint drop ID REASON", "It need not be reached (lead)", dropping.on_drop,
            may=MAY_PLAN,
        ),
        Command(
            "checkpoint", "reopen", "checkpoint reopen ID", "It must be reached after all (lead)", dropping.on_reopen,
            may=MAY_PLAN,
        ),
        Command("gate", "ask", "gate ask PH-ID", "Ask the sponsor for go or no-go (lead)", gates.on_ask, may=MAY_PLAN),
        Command("gate", "show", "gate show ID", "A gate's report and its decision", gates.on_show),
    ],
    actions={
        "phase.list": on_list_button,
        "phase.page": on_page,
        "phase.show": on_show_button,
        "phase.open": planning.on_open_form,
        "phase.edit": planning.on_edit_button,
        "phase.move": moving.on_move_button,
        "phase.start": moving.on_start_button,
        "phase.drop": moving.on_drop_button,
        "checkpoint.page": checkpoints.on_page,
        "checkpoint.show": checkpoints.on_show_button,
        "checkpoint.open": checkpoints.on_open_form,
        "checkpoint.record": readings.on_record_button,
        "checkpoint.edit": checkpoints.on_edit_button,
        "checkpoint.retract": readings.on_retract_button,
        "checkpoint.drop": dropping.on_drop_button,
        "checkpoint.reopen": dropping.on_reopen_button,
        "gate.ask": gates.on_ask_button,
        "gate.show": gates.on_show_button,
        "gate.go": gates.on_go,
        "gate.no_go": gates.on_no_go,
    },
    forms={
        "phase.add": planning.on_add_form,
        "phase.edit": planning.on_edit_form,
        "phase.move": moving.on_move_form,
        "checkpoint.add": checkpoints.on_add_form,
        "checkpoint.edit": checkpoints.on_edit_form,
        "checkpoint.record": readings.on_record_form,
        "checkpoint.retract": readings.on_retract_form,
        "checkpoint.drop": dropping.on_drop_form,
        "gate.decide": gates.on_decide_form,
    },
    home_tasks=[list_gates_to_decide, list_overdue_checkpoints],
)  # fmt: skip
