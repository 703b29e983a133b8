"""People who are surveyed: pulses to any group of them, answered through the real rules, sealed and published."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from commands.pulses.rounds import RoundPlan, close_round, open_round
from commands.slack.results import find_result
from storage.ballots import put_ballot
from storage.clock import Clock
from storage.initiatives import add_initiative
from storage.people import Person, put_people
from storage.pulses import Pulse, get_pulse
from storage.segments import map_segments
from storage.store import Store
from storage.units import Unit
from surveys.ballots import Ballot, put_answer
from surveys.questions import Question
from surveys.results import PulseResult
from surveys.tokens import ballot_token, derive_key
from tests.stores import TEAM

PEPPER = b"p" * 32
START = datetime(2026, 1, 5, 9, tzinfo=UTC)


class StandingClock(Clock):
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        super().__init__()
        self.moment = START

    def now(self) -> datetime:
        return self.moment


class Survey:
    """A workspace in which pulses are asked and answered."""

    def __init__(self, store: Store, clock: StandingClock, people: Sequence[str]) -> None:
        self.store, self.clock = store, clock
        self._persons = {user_id: Person(user_id, user_id.lower(), f"Person {user_id}", "UTC") for user_id in people}

        def work(unit: Unit) -> None:
            put_people(unit, list(self._persons.values()))
            add_initiative(unit, "CRM", "One record", sponsor_id="U001", lead_id="U000")

        store.write_now(TEAM, work)

    def pass_days(self, days: float) -> None:
        self.clock.moment += timedelta(days=days)

    def open(
        self,
        audience: str,
        people: Sequence[str],
        questions: Sequence[Question],
        segments: Mapping[str, str] | None = None,
    ) -> Pulse:
        plan = RoundPlan("CRM", audience, questions, 5, "source" if segments else None, segments or {})
        members = [self._persons[user_id] for user_id in people]
        return self.store.write_now(TEAM, lambda unit: open_round(unit, plan, members), actor_id="U000")

    def answer(self, pulse: Pulse, answers: Mapping[str, Sequence[int | str]]) -> None:
        """Each person's answers to the questions in turn, as taps would leave them."""
        assert pulse.salt is not None
        key = derive_key(PEPPER, pulse.salt)
        questions = [Question.from_json(question) for question in pulse.questions]

        def work(unit: Unit) -> None:
            segments = map_segments(unit, pulse.id)
            for user_id, given in answers.items():
                ballot: Ballot = {}
                for index, answer in enumerate(given):
                    ballot = put_answer(ballot, questions, index, answer)
                token = ballot_token(key, pulse.id, user_id)
                put_ballot(unit, pulse.id, token, segments.get(user_id, "All"), dict(ballot))

        self.store.write_now(TEAM, work)

    def close(self, pulse: Pulse) -> PulseResult:
        self.store.write_now(TEAM, lambda unit: close_round(unit, pulse.id))
        return self.find(pulse)

    def find(self, pulse: Pulse) -> PulseResult:
        return self.store.read_now(TEAM, lambda unit: find_result(unit, get_pulse(unit, pulse.id)))

    def ask(
        self,
        audience: str,
        answers: Mapping[str, Sequence[int | str]],
        questions: Sequence[Question],
        segments: Mapping[str, str] | None = None,
    ) -> PulseResult:
        """A whole round that everybody asked answers."""
        pulse = self.open(audience, list(answers), questions, segments)
        self.answer(pulse, answers)
        return self.close(pulse)
