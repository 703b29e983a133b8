"""The order of phases: waves wait for pilots and may overlap, everything else goes one after the other."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.phases.order import check_days, check_may_start, find_startable
from storage.checkpoints import Checkpoint
from storage.errors import BadInput
from storage.phases import Phase

DAY = date(2027, 1, 11)


def plan(*written: str) -> list[Phase]:
    """Phases from words such as "pilot running"."""
    pairs = [each.split() for each in written]
    return [
        Phase(f"PH-{number}", "CRM", kind, kind, None, DAY, DAY, 0, state, None, None)
        for number, (kind, state) in enumerate(pairs, start=1)
    ]


@pytest.mark.parametrize(
    ("phases", "number", "reason"),
    [
        (["pilot planned", "wave planned"], 2, "the pilot PH-1 has not passed its gate yet"),
        (["pilot running", "wave planned"], 2, "the pilot PH-1 has not passed its gate yet"),
        (["wave planned", "pilot planned"], 1, "the pilot PH-2 has not passed its gate yet"),
        (["pilot passed", "pilot running", "wave planned"], 3, "the pilot PH-2 has not passed its gate yet"),
        (["other running", "other planned"], 2, "PH-1 comes before it and has not passed its gate yet"),
        (["other planned", "wave planned"], 2, "PH-1 comes before it and has not passed its gate yet"),
        (["wave running", "other planned"], 2, "PH-1 comes before it and has not passed its gate yet"),
        (["other running", "wave planned", "wave planned"], 3, "PH-1 comes before it"),
        (["other running"], 1, "PH-1 is running already"),
        (["other passed"], 1, "PH-1 is passed already"),
        (["other dropped"], 1, "PH-1 is dropped already"),
    ],
)
def test_a_phase_that_may_not_start_is_refused_with_what_it_waits_for(phases, number, reason):
    planned = plan(*phases)
    with pytest.raises(BadInput) as refusal:
        check_may_start(planned[number - 1], planned)
    assert refusal.value.field == "Phase"
    assert reason in refusal.value.sentence


@pytest.mark.parametrize(
    ("phases", "number"),
    [
        (["other planned", "other planned"], 1),
        (["pilot passed", "wave planned"], 2),
        (["pilot passed", "wave running", "wave planned"], 3),
        (["pilot passed", "wave planned", "wave planned"], 3),
        (["wave passed", "wave passed", "other planned"], 3),
    ],
)
def test_a_phase_whose_time_has_come_may_start(phases, number):
    planned = plan(*phases)
    check_may_start(planned[number - 1], planned)


kinds, states = st.sampled_from(["pilot", "wave", "other"]), st.sampled_from(["planned", "running", "passed"])
words = st.builds("{} {}".format, kinds, states)


@given(st.lists(words, max_size=8))
def test_what_is_offered_next_is_the_first_planned_one_and_may_start(written):
    phases = plan(*written)
    offered = find_startable(phases)
    if offered is not None:
        check_may_start(offered, phases)
        assert offered == next(phase for phase in phases if phase.state == "planned")
        if offered.kind == "wave":
            assert all(phase.state == "passed" for phase in phases if phase.kind == "pilot")


def test_a_phase_may_end_on_the_day_it_starts_but_not_before():
    check_days(DAY, DAY, "End")
    with pytest.raises(BadInput, match="Sun 10 Jan 2027 is before the start, Mon 11 Jan 2027"):
        check_days(DAY, date(2027, 1, 10), "End")


@pytest.mark.parametrize(
    ("direction", "value", "is_met"),
    [
        ("at-least", None, False), ("at-least", 79.9, False), ("at-least", 80, True), ("at-least", 81, True),
        ("at-most", None, False), ("at-most", 79.9, True), ("at-most", 80, True), ("at-most", 81, False),
    ],
)  # fmt: skip
def test_a_checkpoint_is_met_at_its_target_and_overdue_only_after_its_day(direction, value, is_met):
    checkpoint = Checkpoint("C-1", "PH-1", "Trained", 80, direction, "%", DAY, None, value, None)
    assert checkpoint.is_met is is_met
    assert not checkpoint.is_overdue_on(DAY)
    assert checkpoint.is_overdue_on(date(2027, 1, 12)) is not is_met
