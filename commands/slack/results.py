"""Results: what may be shown of a closed pulse; for the pulse itself and for whatever is told of sentiment."""

from commands.slack.releases import apply_ledger, publish
from storage.pulses import Pulse, list_sealed_comments, list_sealed_rows
from storage.units import Unit
from surveys.questions import Question
from surveys.results import PulseResult, Scores, Unanimous, summarise_pulse
from surveys.sealing import Sealed, SealedComment, SealedRow
from surveys.statistics import Enps, Proportion


def read_questions(pulse: Pulse) -> list[Question]:
    """A pulse's questions as the survey rules know them."""
    return [Question.from_json(question) for question in pulse.questions]


def find_result(unit: Unit, pulse: Pulse) -> PulseResult:
    """What may be shown of a sealed round, by its floors and by the ledger; writes nothing."""
    sealed = _read_sealed(unit, pulse)
    return apply_ledger(unit, pulse, summarise_pulse(read_questions(pulse), sealed, pulse.invited), sealed.rows)


def publish_result(unit: Unit, pulse: Pulse) -> PulseResult:
    """The same, and the ledger knows from now on what was published; a second time nothing is written."""
    sealed = _read_sealed(unit, pulse)
    result = summarise_pulse(read_questions(pulse), sealed, pulse.invited)
    publish(unit, pulse, result, sealed.rows)
    return apply_ledger(unit, pulse, result, sealed.rows)


def find_favourable(answer: object) -> Proportion | None:
    """The favourable share of an answered question, where it may be shown."""
    return answer.favourable if isinstance(answer, Scores | Unanimous) else None


def find_score(answer: object) -> Proportion | Enps | None:
    """The favourable share or else the net promoter score of an answered question, where it may be shown."""
    return find_favourable(answer) or (answer.enps if isinstance(answer, Scores) else None)


def _read_sealed(unit: Unit, pulse: Pulse) -> Sealed:
    return Sealed(
        tuple(SealedRow(row_id, segment, scores) for row_id, segment, scores in list_sealed_rows(unit, pulse.id)),
        tuple(
            SealedComment(row_id, question, words) for row_id, question, words in list_sealed_comments(unit, pulse.id)
        ),
    )
