"""When a barrier is a group's, whose it is to lift, and what may be said of it afterwards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.barriers.rules import ADVICE, GROUP_FROM, WORDS, choose_owner, find_group_barrier, judge_change
from surveys.barriers import Barriers
from surveys.disclosure import TOO_FEW_ANSWERS
from surveys.questions import Element
from surveys.statistics import Proportion
from surveys.trends import Word

counts = st.fixed_dictionaries({each: st.integers(0, 12) for each in (*Element, None)}).filter(
    lambda found: sum(found.values()) > 0
)
shares = st.integers(1, 60).flatmap(lambda n: st.integers(0, n).map(lambda yes: Proportion(yes, n)))
PEOPLE = {"sponsor": "S", "lead": "L", "trainer": "T", "manager": "M"}


@given(counts)
def test_a_groups_barrier_is_the_most_frequent_of_five_people_and_of_a_fifth_of_them(found):
    barriers = Barriers(sum(found.values()), found)
    element = find_group_barrier(barriers)
    if element is None:
        assert barriers.n < 5 or all(found[each] / barriers.n < GROUP_FROM for each in Element)
    else:
        assert barriers.n >= 5
        assert found[element] == max(found[each] for each in Element)
        assert found[element] / barriers.n >= GROUP_FROM
        assert all(
            found[each] < found[element] for each in Element if list(Element).index(each) < list(Element).index(element)
        )


def test_what_is_hidden_or_was_not_asked_holds_nobody_back():
    assert find_group_barrier(TOO_FEW_ANSWERS) is None
    assert find_group_barrier(None) is None


@pytest.mark.parametrize(("element", "owner"), list(zip(Element, "SSTTM", strict=True)))
def test_each_element_has_its_owner(element, owner):
    assert choose_owner(element, **PEOPLE) == owner


@pytest.mark.parametrize("element", [Element.KNOWLEDGE, Element.ABILITY, Element.REINFORCEMENT])
def test_the_lead_stands_in_for_whom_nobody_has_named(element):
    assert choose_owner(element, **{**PEOPLE, "trainer": None, "manager": None}) == "L"


@given(st.sampled_from(Element), shares, shares)
def test_better_and_worse_are_said_only_when_the_interval_leaves_out_no_change(element, before, after):
    word, verdict = judge_change(element, before, after)
    if min(before.n, after.n) < 5:
        assert word == WORDS[Word.TOO_FEW]
        return
    assert verdict.difference is not None
    low, high = verdict.difference.interval
    assert word != "better" or low > 0
    assert word != "worse" or high < 0
    mirrored, _ = judge_change(element, after, before)
    assert mirrored == {"better": "worse", "worse": "better"}.get(word, word)


def test_hidden_answers_are_too_few_to_say():
    assert judge_change(Element.ABILITY, None, Proportion(9, 9))[0] == "too few to say"
    assert judge_change(Element.ABILITY, Proportion(2, 20), Proportion(18, 20))[0] == "better"
    assert judge_change(Element.ABILITY, Proportion(5, 10), Proportion(6, 10))[0] == "no change that we can see"


def test_every_element_has_advice():
    assert set(ADVICE) == set(Element)
