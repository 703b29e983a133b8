"""Steps as people write them, and the library's own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.playbooks.library import LIBRARY
from commands.playbooks.steps import MOST_STEPS, OWNERS, TEXT_LIMIT, WHAT_LIMIT, parse_steps, show_minutes, write_steps
from commands.playbooks.views import NAME_LIMIT, SCENARIO_LIMIT
from commands.slack.roadblocks import ROADBLOCKS
from storage.errors import BadInput, BadInputs
from storage.playbooks import Step

WORDS = st.text("abc äß-,.“:", min_size=1, max_size=60).map(str.strip).filter(bool)
STEPS = st.builds(Step, WORDS, st.sampled_from(OWNERS), st.integers(1, 43_200))


@given(steps=st.lists(STEPS, min_size=1, max_size=MOST_STEPS))
def test_what_is_written_is_read_back_as_the_same(steps):
    assert parse_steps(write_steps(steps)) == steps


@pytest.mark.parametrize(
    ("time", "minutes"),
    [("30m", 30), ("30 min", 30), ("2h", 120), ("2 hours", 120), ("1d", 1440), (" 3 Days ", 4320), ("30d", 43_200)],
)
def test_times_are_read(time, minutes):
    assert parse_steps(f"Call the vendor|Owner|{time}") == [Step("Call the vendor", "owner", minutes)]


@pytest.mark.parametrize("time", ["", "0m", "31d", "30", "-5m", "1.5h", "2w", "٣h", "1h30m", "99999h"])
def test_no_other_times_are(time):
    with pytest.raises(BadInput, match="line 1: Time: "):
        parse_steps(f"Call the vendor | owner | {time}")


def test_lines_are_counted_as_they_stand_blank_ones_too():
    with pytest.raises(BadInputs) as refusal:
        parse_steps(f"a | lead | 1h\n\n  \nb | lead\n{'x' * (WHAT_LIMIT + 1)} | lead | 1h\nc | nobody | 1h")
    assert [error.sentence.split(":")[1].strip() for error in refusal.value.problems] == ["line 4", "line 5", "line 6"]
    assert {error.field for error in refusal.value.problems} == {"Steps"}


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 min"), (12, "12 min"), (60, "1 h"), (90, "1 h 30 min"), (1440, "1 day"), (2941, "2 days 1 h 1 min")],
)
def test_minutes_are_shown(minutes, words):
    assert show_minutes(minutes) == words


def test_the_library_has_one_playbook_for_each_roadblock():
    assert list(LIBRARY) == list(ROADBLOCKS)


@pytest.mark.parametrize("ready", LIBRARY.values(), ids=list(LIBRARY))
def test_a_ready_playbook_is_one_that_anybody_could_have_written(ready):
    assert 4 <= len(ready.steps) <= 7
    assert len(ready.name) <= NAME_LIMIT
    assert len(ready.scenario) <= SCENARIO_LIMIT
    assert ready.scenario.count(".") == 1
    written = write_steps(ready.steps)
    assert len(written) <= TEXT_LIMIT
    assert tuple(parse_steps(written)) == ready.steps
