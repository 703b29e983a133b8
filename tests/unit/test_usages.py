"""Usages: what a command is given as the fields of a form, and what was filled in as the line that means the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.slack.arguments import parse
from commands.slack.grammar import Grammar
from commands.slack.modals import ChoiceField, DateField, PeopleField, PersonField, TextField
from commands.slack.usages import read_usage, write_line
from storage.errors import BadInput

READ = [
    ("KEY NAME DATE REASON", ["Initiative", "Milestone", "Date", "Reason"]),
    ('KEY NAME TARGET reason:"…" [by:DATE]', ["Initiative", "Milestone", "Target", "Reason", "By?"]),
    ("ID [k:v …]", ["Milestone"]),
    ("ID [as @x]", ["Milestone", "Person?"]),
    ("ID [@x …]", ["Milestone", "People?"]),
    ("KEY [green|amber|red SUMMARY]", ["Initiative", "Status?", "Summary?"]),
    ("RULE|off", ["Rule"]),
    ('KEY "System" "Needed"', ["Initiative", "System", "Needed"]),
    ("", []),
]


@pytest.mark.parametrize(("usage", "labels"), READ)
def test_a_usage_names_its_fields(usage, labels):
    slots = read_usage(usage, "Milestone", [])

    assert [slot.field.label + "?" * slot.field.is_optional for slot in slots] == labels


def test_each_kind_of_thing_has_its_input():
    usage = "KEY @x [@x …] DATE green|amber|red NAME"
    kinds = [type(slot.field) for slot in read_usage(usage, "Milestone", [])]

    assert kinds == [ChoiceField, PersonField, PeopleField, DateField, ChoiceField, TextField]


def test_what_is_filled_in_becomes_the_line():
    slots = read_usage('KEY NAME @x [for AUDIENCE] reason:"…" [by:DATE] [drill]', "Milestone", [])
    form = {"initiative": "CRM", "milestone": "Go-live Berlin", "person": "U1", "audience": "field sales"}
    form |= {"reason": 'So "they" say', "by": "2027-01-10", "drill": "drill"}

    line = 'CRM "Go-live Berlin" <@U1> for "field sales" reason:«So "they" say» by:2027-01-10 drill'
    assert write_line(slots, form) == line


TEXTS = st.text(alphabet=st.sampled_from("ab C:1'’<>&*@#,\n\"“«»"), min_size=1).filter(str.strip)


def is_holdable(text):
    return not (set(text) & set('"“') and set(text) & set("«»"))


@given(name=TEXTS.filter(is_holdable), reason=TEXTS.filter(is_holdable))
def test_any_text_is_read_as_it_was_filled_in(name, reason):
    slots = read_usage('KEY NAME reason:"…"', "Milestone", [])
    line = write_line(slots, {"initiative": "CRM", "milestone": name, "reason": reason})
    arguments = parse(line, Grammar(options={"reason": "x"}))

    assert arguments.take_word("Initiative", "x") == "CRM"
    assert arguments.option("reason") == reason
    assert arguments.take_rest() == name


def test_text_with_both_kinds_of_quotes_is_refused():
    with pytest.raises(BadInput, match="keep to one kind of quotes"):
        write_line(read_usage("NAME", "Milestone", []), {"milestone": 'Both " and «'})
