"""Own memo templates: what the check lets through renders, and what got past it is stopped by the process."""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commands.memos.checking import check_template, is_personal
from commands.memos.rendering import read_built_in
from commands.memos.vocabulary import list_names
from commands.memos.workshop import MOST_OVERRUNS, Workshop
from commands.slack.language import SPOKEN
from commands.slack.membership import KINDS
from storage.errors import BadInput

LETTERS = "abcd"
ENDLESS = "".join(f"{{% for {letter} in f %}}" for letter in LETTERS) + "\n{{ a }}" + "{% endfor %}" * len(LETTERS)
MANY = {"f": ["x"] * 300}


@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize("kind", KINDS)
def test_the_built_in_templates_keep_the_rules_themselves(kind, language):
    check_template(read_built_in(kind, language), kind)
    assert not is_personal(read_built_in(kind, language))


@pytest.mark.parametrize(
    "source",
    [
        "{{ memo.facts }} and {{ memo['change'] }}",
        "{% if figures %}{{ figures[0] }}{% else %}none{% endif %}",
        "{% for f in figures if f %}{{ loop.index }}. {{ f | upper }}{% else %}none{% endfor %}",
        "{{ wins | join(', ') | default('nothing') }}",
        "{% if reader.first_name is defined and not standing == 'x' %}{{ reader.first_name }}{% endif %}",
        "{{ initiative.end_state or initiative.name }} {# a note #} {% raw %}{{ x }}{% endraw %}",
        "{{ memo.facts if figures else memo.change }}",
    ],
)
def test_what_a_template_is_for_is_let_through(source):
    check_template(source, "employees")


@pytest.mark.parametrize(
    "source",
    [
        "{{ range(9) }}", "{{ memo.facts.upper() }}", "{{ memo.facts ~ 'x' }}", "{{ 2 ** 9 }}", "{{ [1, 2] }}",
        "{{ figures | map('upper') }}", "{{ memo.facts | replace('a', 'b') }}", "{{ memo.facts | attr('x') }}",
        "{% import 'x' as y %}", "{% extends 'x' %}", "{% block a %}{% endblock %}", "{% macro a() %}{% endmacro %}",
        "{% call a() %}{% endcall %}", "{% filter upper %}x{% endfilter %}", "{% with a = 1 %}{% endwith %}",
        "{{ self }}", "{{ loop }}", "{{ loop.index }}", "{% for a, b in figures %}{% endfor %}", "{{ 'a' is upper }}",
        "{% for a in memo.facts %}{% endfor %}", "{{ memo['fa' ~ 'cts'] }}", "{{ memo[figures[0]] }}",
        "{{ figures['x'] }}", "{{ ''.__class__ }}", "{{ memo.__init__ }}", "{{ lipsum }}",
        "{% for a in figures recursive %}{% endfor %}",
    ],
)  # fmt: skip
def test_everything_else_is_refused_with_its_line(source):
    with pytest.raises(BadInput, match="line 2: "):
        check_template(f"first line\n{source}", "employees")


def test_what_the_facts_say_is_for_those_who_steer():
    assert "derived" in list_names("executives")
    with pytest.raises(BadInput, match="unknown name “derived”"):
        check_template("{{ derived }}", "employees")


PIECES = ["{{", "}}", "{%", "%}", " for ", " in ", "x", "memo", ".", "facts", "(", ")", "|", "'", "\n", "figures", "if"]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from([*PIECES, "endfor", "[", "0", "]", "*", "__"]), max_size=30))
def test_the_check_says_yes_or_tells_a_line_whatever_it_is_given(pieces):
    reasons: list[str] = []
    try:
        check_template("".join(pieces), "managers")
    except BadInput as refusal:
        reasons.append(refusal.reason)
    assert all("line " in reason for reason in reasons)


async def test_texts_come_out_inert_one_for_each_reader_and_one_failure_is_one():
    source = "Dear {{ reader.name }}, {{ memo.facts }}"
    async with Workshop() as workshop:
        readers = [{"name": "Ana"}, {}, {"name": "<!channel>"}]
        first, second, third = await workshop.render(source, {"memo": {"facts": "*bold*"}}, readers)
    assert first.text.replace("\u00ad", "") == "Dear Ana, *bold*"
    assert first.text != "Dear Ana, *bold*", "what people wrote does not turn bold"
    assert second.failure == "line 1: “name” has no value"
    assert "&lt;!channel&gt;" in third.text


async def test_a_template_that_overruns_is_stopped_with_its_line_and_not_tried_for_all():
    async with Workshop() as workshop:
        results = await workshop.render(ENDLESS, MANY, [{}] * 50)
        assert results[0].failure == "line 2: takes longer than 1 second"
        assert sum(result.is_overrun for result in results) == 50
        (after,) = await workshop.render("still {{ x }}", {"x": "here"}, [{}])
    assert after.text == "still here"
    assert MOST_OVERRUNS == 3


@pytest.mark.parametrize(
    ("source", "failure"),
    [
        ("a\n{{ ('x' * 10**9) | upper }}", "line 2: needs more than 256 MB"),
        ("{{ 7 ** (7 ** 10) }}", "takes longer than 1 second"),
        ("{{ 'x' * 4000 }}", "the text has 4,000 characters; limit 3,000"),
        ("{{ x.y }}", "line 1: “x” has no value"),
        ("{{ f.__class__ }}", "line 1: “__class__” has no value"),
    ],
)
async def test_a_template_that_got_past_the_check_is_stopped_by_the_process(source, failure):
    async with Workshop() as workshop:
        (result,) = await workshop.render(source, MANY, [{}])
    assert result.failure is not None
    assert failure in result.failure


async def test_the_process_has_no_environment_to_give_away(monkeypatch):
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-secret")
    async with Workshop() as workshop:
        await workshop.begin()
        assert workshop._process is not None
        with open(f"/proc/{workshop._process.pid}/environ", "rb") as environment:
            assert b"xoxb" not in environment.read()
    assert os.environ["SLACK_BOT_TOKEN"] == "xoxb-secret"
