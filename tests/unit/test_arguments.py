"""Arguments: options, quotes and lists are found, and everything else stays what the person wrote."""

import re
from datetime import date
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.slack.arguments import parse
from commands.slack.dates import parse_date
from commands.slack.grammar import Grammar
from storage.errors import BadInput, BadInputs

RISK = Grammar(
    {"likelihood": "3", "impact": "4", "owner": "@ana", "mitigation": '"call vendor"', "review": "2026-12-04"}
)
TODAY = date(2026, 11, 24)
AUDIENCE = Grammar({"kind": "managers", "from": "@ana,#ops", "except": "@bob"}, lists={"from", "except"})


def take_title(text, grammar=RISK):
    return parse(text, grammar).take_rest()


def test_options_may_stand_anywhere_in_any_order_and_case():
    arguments = parse("crm Legacy sync LIKELIHOOD:3 drops  records impact:4", RISK)
    assert arguments.take_word("Key", "CRM") == "crm"
    assert arguments.take_rest() == "Legacy sync drops  records"
    assert (arguments.require("likelihood"), arguments.option("impact"), arguments.option("owner")) == ("3", "4", None)


def test_options_side_by_side_within_the_rest_are_all_left_out():
    arguments = parse("Legacy sync likelihood:3 impact:4 drops records", RISK)
    assert (arguments.option("likelihood"), arguments.option("impact")) == ("3", "4")
    assert arguments.take_rest() == "Legacy sync drops records"


@pytest.mark.parametrize("value", ['"call vendor"', "“call vendor”", "„call vendor“", "«call vendor»", "‘call vendor’"])
def test_every_kind_of_quote_holds_a_value_together(value):
    arguments = parse(f"mitigation:{value} Title", RISK)
    assert arguments.option("mitigation") == "call vendor"
    assert arguments.take_rest() == "Title"


@pytest.mark.parametrize(
    "text",
    [
        "Note: see plan",
        "Note:see plan at 9:30",
        "It is done :tada: :white_check_mark:",
        "owner: still unclear",
        "ratio 3:4 and a::b and owner::x",
        "review://x is an address",
        "'; DROP TABLE risks;--",
        "{{config}}",
        "it's Ana's and the users' view",
        'a 15" screen',
        "line one\nline  two\n\n  indented",
        "«x» and „y“ in the text",
        "a < b > c & d",
        "Payroll says “no” twice",
    ],
)
def test_free_text_is_left_alone(text):
    assert take_title(escape(text, quote=False)) == text


def test_links_and_mentions_in_free_text_become_what_was_seen():
    text = "<@U1|ana> says <https://example.com/a?b=1&amp;c=2> beats <http://x.io|x.io> &lt;b&gt; <!channel>"
    assert take_title(text) == "@ana says https://example.com/a?b=1&c=2 beats x.io <b> @channel"


def test_a_reference_keeps_its_mention_whole_even_with_spaces_in_its_label():
    arguments = parse("CRM owner:<@U1|ana b> <@U2|bo>", RISK)
    assert arguments.option_reference("owner") == "<@U1|ana b>"
    arguments.take_word("Key", "CRM")
    assert arguments.take_reference("Person", "@ana") == "<@U2|bo>"


def test_quotes_around_all_of_the_rest_are_dropped_and_others_stay():
    assert take_title('"Legacy sync" likelihood:3') == "Legacy sync"
    assert take_title("“likelihood:3 is text here” impact:2") == "likelihood:3 is text here"
    assert take_title('"a" and "b"') == '"a" and "b"'


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("CRM x likelyhood:3", "Did you mean likelihood?"),
        ("CRM x Impct:3", "“impct:” is unknown. Did you mean impact?"),
        ('CRM "unclosed', "Missing closing quote"),
        ('CRM mitigation:"call vendor', "Mitigation: Missing closing quote"),
        ('CRM mitigation:"a "b" c"', "a space is missing after the closing quote"),
        ("CRM impact:3 impact:4", "Impact: it is given twice"),
    ],
)
def test_slips_are_refused_with_the_reason(text, part):
    with pytest.raises(BadInput) as caught:
        parse(text, RISK)
    assert part in caught.value.sentence
    assert caught.value.sentence.endswith("Nothing was saved.")


def test_all_wrong_options_are_told_at_once():
    with pytest.raises(BadInputs) as caught:
        parse("CRM likelyhood:3 impact:1 impact:2 reviews:monday", RISK)
    assert len(caught.value.problems) == 3


def test_a_short_word_is_no_slip_of_a_short_key():
    assert take_title("one:two buy:it", Grammar({"on": "2026-12-04", "by": "2026-12-04"})) == "one:two buy:it"


def test_a_slip_of_a_key_in_quotes_is_text():
    assert take_title('"likelyhood:3 is misspelt"') == "likelyhood:3 is misspelt"


def test_a_missing_option_is_named_with_an_example():
    with pytest.raises(BadInput, match=r"Impact: it is missing\. For example: `impact:4`"):
        parse("CRM x", RISK).require("impact")
    with pytest.raises(BadInput, match="no space after the colon"):
        parse("CRM x impact: 4", RISK).require("impact")


def test_lists_go_on_after_a_comma_with_or_without_spaces():
    arguments = parse('Team kind:managers from:@a, <#C1|x, y> ,"R&amp;D team" except:@b, kind', AUDIENCE)
    assert arguments.option_list("from") == ["@a", "#x, y", "R&D team"]
    assert arguments.option_reference("except") == "@b, kind"
    assert arguments.option("kind") == "managers"
    assert arguments.take_rest() == "Team"


def test_a_list_does_not_swallow_the_option_after_a_stray_comma():
    arguments = parse("from:@a, except:@b", AUDIENCE)
    assert arguments.option_list("from") == ["@a"]
    assert arguments.option_list("except") == ["@b"]


def test_a_pulse_command_word_by_word():
    arguments = parse('new CRM to managers, execs "Clear?" “Ready?” open:5', Grammar({"open": "5"}))
    assert arguments.take_keyword("new", "list") == "new"
    assert arguments.take_word("Key", "CRM") == "CRM"
    assert arguments.take_keyword("for") is None
    assert parse('"to" x').take_keyword("to") is None
    assert arguments.take_keyword("to") == "to"
    assert arguments.take_list("Audiences", "managers") == ["managers", "execs"]
    assert arguments.take_quoted() == ["Clear?", "Ready?"]
    arguments.finish("pulse new CRM")
    assert arguments.option("open") == "5"


def test_a_value_may_stand_last_after_a_name_of_several_words():
    arguments = parse("CRM open tickets 412")
    arguments.take_word("Key", "CRM")
    assert arguments.take_last_word("Value", "412") == "412"
    assert arguments.take_rest() == "open tickets"


def test_the_longest_phrase_that_makes_a_date_is_taken():
    arguments = parse("4 dec 2026 vendor is late")
    assert arguments.take_longest(lambda words: parse_date(words, TODAY, "Date"), "Date", "x").day == 4
    assert arguments.take_rest() == "vendor is late"


@pytest.mark.parametrize(
    "text", ["go-live paris 4 dec 2026", '"go-live paris" "4 dec 2026"', "go-live paris “4 dec 2026”"]
)
def test_a_last_phrase_may_stand_in_quotes_of_its_own(text):
    arguments = parse(text)
    assert arguments.take_last_phrase(lambda words: parse_date(words, TODAY, "Date"), "Date", "x") == date(2026, 12, 4)
    assert arguments.take_rest() == "go-live paris"


def test_what_is_missing_or_left_over_is_said():
    with pytest.raises(BadInput, match=r"Key: it is missing\. For example: `CRM`"):
        parse("  ").take_word("Key", "CRM")
    with pytest.raises(BadInput, match="“extra words” is not expected here"):
        parse("extra words").finish("list")
    with pytest.raises(BadInput, match="“vendor” is not a date"):
        parse("vendor is late").take_longest(lambda words: parse_date(words, TODAY, "Date"), "Date", "x")


def test_only_commands_without_anything_are_false():
    assert not parse(" \n")
    assert parse("list")
    assert parse("impact:3", RISK)


@given(st.one_of(st.text(), st.text("ab \n\"'“»:<>&@#|!é", max_size=20)))
def test_nothing_typed_is_lost_without_options(text):
    try:
        rest = parse(escape(text, quote=False)).take_rest()
    except BadInput:
        assert re.search(r"(?:^|\s)[\"“”„‟″＂«»]", text)
        return
    assert rest == text.strip() or rest == text.strip()[1:-1]


@given(
    words=st.lists(st.text("abc'éß&<>{}:!?", min_size=1).filter(lambda word: word[0] != "'"), min_size=2),
    likelihood=st.integers(1, 5),
    place=st.integers(0, 50),
)
def test_an_option_is_found_wherever_it_stands(words, likelihood, place):
    place %= len(words) + 1
    typed = [escape(word, quote=False) for word in words]
    typed.insert(place, f"likelihood:{likelihood}")
    arguments = parse(" ".join(typed), RISK)
    assert arguments.require("likelihood") == str(likelihood)
    assert arguments.take_rest() == " ".join(words)
