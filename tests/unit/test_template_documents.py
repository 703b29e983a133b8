"""Templates as YAML: what is written is read back the same; what is wrong is told with its line or place."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.slack.inputs import clean_line, is_blank
from commands.templates.documents import read_template, write_template
from storage.checkpoints import Direction
from storage.errors import BadInput
from storage.phases import PhaseKind
from storage.templates import BUILT_IN, CheckpointPlan, PhasePlan, Template

letters = st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"))


def texts(limit: int) -> st.SearchStrategy[str]:
    """Texts of one line as they are stored."""
    typed = st.text(letters, min_size=1, max_size=limit)
    return (
        typed.filter(lambda text: not is_blank(text))
        .map(lambda text: clean_line(text, "Name", limit))
        .filter(lambda text: len(text) <= limit)
    )


numbers = st.floats(-1e14, 1e14) | st.integers(-(10**14), 10**14).map(float)
checkpoints = st.builds(
    CheckpointPlan, texts(120), numbers, st.integers(0, 3660), st.sampled_from([str(each) for each in Direction]),
    st.none() | texts(20),
)  # fmt: skip
days = st.integers(0, 3660)
phases = st.builds(
    PhasePlan, texts(80), days, days, st.sampled_from([str(each) for each in PhaseKind]), st.integers(0, 365),
    st.lists(checkpoints, max_size=3).map(tuple),
)  # fmt: skip
templates = st.builds(Template, texts(40), st.just("U1"), st.lists(phases, min_size=1, max_size=4).map(tuple))


@given(templates)
def test_what_is_written_is_read_back_the_same_and_fits_in_a_code_block(template):
    text = write_template(template)
    assert read_template(text) == (template.name, template.phases)
    assert "`" not in text


@pytest.mark.parametrize("template", BUILT_IN, ids=lambda template: template.name)
def test_the_ready_ones_can_be_carried_elsewhere(template):
    text = write_template(template)
    assert read_template(text) == (template.name, template.phases)
    assert len(text) < 3000


pieces = [*"abc[]{}:,-&*!|>?'\"#%@` \n\t", "name: x\n", "phases:\n", "- ", "<<: ", "1:30", "0x_"]


@given(st.text(max_size=300) | st.lists(st.sampled_from(pieces)).map("".join))
def test_any_text_is_read_or_refused_in_words(text):
    with suppress(BadInput):
        read_template(text)


def wrap(phase: str) -> str:
    return f"name: x\nphases:\n- {phase}\n"


FINE = "{name: Pilot, starts: 0, lasts: 28}"
REFUSED = [
    ("a", "it must have name, phases"),
    ("name: x\nphases: [", "line 2: "),
    ("name: 'x\nphases: []", "line 2: "),
    ("name: x\nname: y\nphases: []", "line 2: “name” is given twice"),
    ("name: &a x\nphases: [*a]", "line 1: anchors and aliases"),
    ("name: x\nphases: [*a]", "line 2: anchors and aliases"),
    ("name: !!python/object/apply:os.system [ls]\nphases: []", "line 1: tags (!) are not read"),
    ("[" * 2999, "line 1: nested too deeply"),
    ("name: 2026-02-31\nphases: []", "it cannot be read"),
    ("name: x\n---\nname: y", "line 2: "),
    ("name: x", "phases: it is missing"),
    ("name: x\nphases: []", "phases: it is empty"),
    ("name: x\nphases: {}", "phases: it must be a list"),
    (f"name: {'x' * 41}\nphases: [{FINE}]", "name: too long: 41; limit 40 characters"),
    (f"name: 2026\nphases: [{FINE}]", "name: it is not a text; put it in quotes"),
    (f"nam: x\nphases: [{FINE}]", "Did you mean name?"),
    ("name: x\nphases:\n" + f"- {FINE}\n" * 21, "phases: 21 given; at most 20"),
    (wrap("{name: P, starts: 0, last: 1}"), "phase 1, “last” is unknown. Did you mean lasts?"),
    (wrap("{name: P, starts: -1, lasts: 1}"), "phase 1, starts: whole number of days, 0–3,660"),
    (wrap("{name: P, starts: 0, lasts: -1}"), "phase 1, lasts: whole number of days"),
    (wrap("{name: P, starts: 0, lasts: 1.5}"), "phase 1, lasts: whole number of days"),
    (wrap("{name: P, starts: 0, lasts: yes}"), "phase 1, lasts: whole number of days"),
    (wrap("{name: P, starts: 0, lasts: 1, buffer: -2}"), "phase 1, buffer: whole number of days, 0–365"),
    (wrap("{name: P, starts: 0}"), "phase 1, lasts: it is missing"),
    (wrap("{name: P, starts: 0, lasts: 1, kind: plot}"), "phase 1, kind: “plot” is unknown. Did you mean pilot?"),
    (wrap(f"{{name: {'n' * 81}, starts: 0, lasts: 1}}"), "phase 1, name: too long: 81; limit 80"),
    (wrap('{name: "a\\u202eb", starts: 0, lasts: 1}'), "phase 1, name: hidden direction character at 2"),
    (wrap("just text"), "phase 1, it must have name, kind, starts, lasts, buffer, checkpoints"),
    (
        wrap("{name: P, starts: 0, lasts: 1, checkpoints: [{measure: Morale, due: 1}]}"),
        "phase 1, checkpoint 1, target: it is missing",
    ),
    (
        wrap("{name: P, starts: 0, lasts: 1, checkpoints: [{measure: Morale, target: better, due: 1}]}"),
        "phase 1, checkpoint 1, target: there is no number to reach",
    ),
    (
        wrap("{name: P, starts: 0, lasts: 1, checkpoints: [{measure: Morale, target: .nan, due: 1}]}"),
        "phase 1, checkpoint 1, target: there is no number to reach",
    ),
    (
        wrap(f"{{name: P, starts: 0, lasts: 1, checkpoints: [{'{measure: M, target: 1, due: 1}, ' * 11}]}}"),
        "phase 1, checkpoints: 11 given; at most 10",
    ),
]


@pytest.mark.parametrize(("text", "told"), REFUSED, ids=[told for _, told in REFUSED])
def test_what_is_wrong_is_told_with_its_line_or_place(text, told):
    with pytest.raises(BadInput) as refusal:
        read_template(text)
    assert refusal.value.field == "YAML"
    assert told in refusal.value.sentence


def test_of_much_that_is_wrong_the_first_three_are_told_and_the_rest_counted():
    text = "name: x\nphases:\n" + "- {name: P, starts: -1, lasts: -1}\n" * 3
    with pytest.raises(BadInput, match=r"phase 1, starts.*phase 1, lasts.*phase 2, starts.*and 3 more"):
        read_template(text)
