"""Rotation: everybody once in a cycle, every stratum its share, whoever joins or leaves, and alike for one seed."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.rotation import Cycle, choose_turn, count_rounds

AUDIENCES = st.dictionaries(
    st.integers(0, 500).map("U{}".format), st.sampled_from(["#sales", "#field", "Europe/Berlin", "UTC"]), max_size=60
)
LENGTHS = st.integers(1, 7)


def run_cycle(strata: dict[str, str], length: int, rounds: list[frozenset[str]], seed: str = "s") -> list[list[str]]:
    """A whole cycle, added to the rounds before it."""
    turns = []
    for _ in range(length):
        turns.append(choose_turn(strata, Cycle(length, rounds), seed))
        rounds.append(frozenset(turns[-1]))
    return turns


@settings(max_examples=200)
@given(AUDIENCES, LENGTHS)
def test_each_cycle_asks_everybody_once(strata: dict[str, str], length: int) -> None:
    rounds: list[frozenset[str]] = []
    for _ in range(3):
        turns = run_cycle(strata, length, rounds)
        assert Counter(person for turn in turns for person in turn) == Counter(strata.keys())


@settings(max_examples=200)
@given(AUDIENCES, LENGTHS)
def test_every_round_asks_each_stratum_for_its_share_within_one(strata: dict[str, str], length: int) -> None:
    sizes = Counter(strata.values())
    for turn in run_cycle(strata, length, []):
        asked = Counter(strata[person] for person in turn)
        assert all(abs(asked[name] - size / length) <= 1 for name, size in sizes.items())
        # Many small strata do not add up to a round of another size.
        assert abs(len(turn) - len(strata) / length) <= 1


@settings(max_examples=200)
@given(AUDIENCES, LENGTHS, st.data())
def test_who_joins_is_asked_within_the_cycle_and_who_leaves_is_not(
    strata: dict[str, str], length: int, data: st.DataObject
) -> None:
    rounds: list[frozenset[str]] = []
    people, stayed = dict(strata), set(strata)
    for _ in range(length):
        for leaver in data.draw(st.sets(st.sampled_from(sorted(people)), max_size=3)) if people else ():
            del people[leaver]
            stayed.discard(leaver)
        for joiner in data.draw(st.sets(st.integers(600, 650).map("U{}".format), max_size=3)):
            people[joiner] = "#sales"
        turn = choose_turn(people, Cycle(length, rounds), "s")
        assert set(turn) <= set(people)
        rounds.append(frozenset(turn))
    times = Counter(person for asked in rounds for person in asked)
    assert all(times[person] == 1 for person in stayed)
    # The last round asks all who are there and have not been asked, whenever they came.
    assert set(people) <= set(times)


@given(AUDIENCES, LENGTHS, st.randoms())
def test_the_choice_hangs_on_the_seed_and_on_nothing_else(strata, length, chance) -> None:
    shuffled = list(strata.items())
    chance.shuffle(shuffled)
    assert choose_turn(strata, Cycle(length), "a") == choose_turn(dict(shuffled), Cycle(length), "a")


def test_another_seed_chooses_others() -> None:
    strata = {f"U{n}": "all" for n in range(60)}
    assert choose_turn(strata, Cycle(4), "a") != choose_turn(strata, Cycle(4), "b")


def test_who_was_asked_longest_ago_comes_first() -> None:
    strata = dict.fromkeys(["U1", "U2", "U3", "U4"], "all")
    rounds = [frozenset({"U1", "U2"}), frozenset({"U3", "U4"})]
    assert choose_turn(strata, Cycle(2, rounds), "s") == ["U1", "U2"]
    # Somebody whom the cycle left out, for a rest, comes before all others in the next.
    left_out = [frozenset({"U2"}), frozenset({"U3", "U4"})]
    assert "U1" in choose_turn(strata, Cycle(2, left_out), "s")


def test_a_small_round_is_filled_up_with_those_who_come_next() -> None:
    strata = {f"U{n:02}": "all" for n in range(12)}
    rounds: list[frozenset[str]] = []
    for _ in range(4):
        turn = choose_turn(strata, Cycle(4, rounds), "s", at_least=5)
        assert len(turn) == 5
        rounds.append(frozenset(turn))
    assert frozenset().union(*rounds) == set(strata)
    assert len(choose_turn({"U1": "all"}, Cycle(4), "s", at_least=5)) == 1


def test_rounds_are_never_larger_than_the_percentage() -> None:
    assert [count_rounds(percent) for percent in (100, 50, 40, 33, 25, 20, 1)] == [1, 2, 3, 4, 4, 5, 100]
