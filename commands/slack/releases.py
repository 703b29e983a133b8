"""Releases: the one place where it is decided which results of a closed pulse are published, once and for everybody."""

from collections.abc import Mapping, Sequence

from storage.outbox import list_send_recipients
from storage.pulses import Pulse
from storage.releases import Release, add_releases, list_releases, list_shown_near
from storage.segments import map_segments
from storage.units import Unit
from surveys.disclosure import Hidden
from surveys.ledger import EVERYBODY, WAVE, Cut, identify_question, may_release, withhold
from surveys.questions import Kind
from surveys.results import PulseResult, QuestionResult
from surveys.sealing import SealedRow
from surveys.tallies import split_scores


def apply_ledger(unit: Unit, pulse: Pulse, result: PulseResult, rows: Sequence[SealedRow]) -> PulseResult:
    """The result without what was refused; of a pulse that nobody has decided about, what would be published now."""
    decided = list_releases(unit, pulse.id) or _decide(unit, pulse, result, rows)
    shown = {(release.question, release.cut) for release in decided if release.is_shown}
    return withhold(result, lambda question, cut: (question, cut) in shown)


def publish(unit: Unit, pulse: Pulse, result: PulseResult, rows: Sequence[SealedRow]) -> None:
    """Decide about a closed pulse and write it down; what was decided once stays."""
    if not list_releases(unit, pulse.id):
        add_releases(unit, _decide(unit, pulse, result, rows))


def _decide(unit: Unit, pulse: Pulse, result: PulseResult, rows: Sequence[SealedRow]) -> list[Release]:
    """Question by question: everybody first, then the segments from the largest on, each beside all before it."""
    people = _People(unit)
    decided: list[Release] = []
    for index, question in enumerate(result.questions):
        key = identify_question(question)
        cells = {name: counts.total() for name, counts in split_scores(rows, index).items()}
        published = _list_earlier(unit, pulse, key, people)
        for cut, part in _list_cuts(result, index, cells):
            group = Cut(people.find(pulse, cut))
            is_shown = not isinstance(part, Hidden) and (question.kind is Kind.COMMENT or may_release(group, published))
            if is_shown and question.kind is not Kind.COMMENT:
                published.append(group)
            parts = cells if cut == EVERYBODY else {cut: cells[cut]}
            decided.append(Release(pulse.id, index, cut, key, parts, is_shown, unit.now))
    return decided


def _list_cuts(result: PulseResult, index: int, cells: Mapping[str, int]) -> list[tuple[str, QuestionResult]]:
    """What there is to decide about a question: everybody, and the segments that are not hidden anyway."""
    segments = [(name, parts[index]) for name, parts in result.segments.items()]
    shown = [(name, part) for name, part in segments if not isinstance(part, Hidden)]
    return [(EVERYBODY, result.overall[index]), *sorted(shown, key=lambda pair: (-cells[pair[0]], pair[0]))]


def _list_earlier(unit: Unit, pulse: Pulse, question_key: str, people: "_People") -> list[Cut]:
    """Published cuts about the same answers: each other audience's latest round near this one.

    A round of the same audience counts only where the two were open at the same time: one after the other they are
    different answers, and an audience from which people come and go could never be asked weekly.
    """
    latest: dict[str, str] = {}
    cuts = []
    for other, release in list_shown_near(unit, pulse, question_key, WAVE):
        if other.audience == pulse.audience:
            counts = other.closes_at > pulse.opened_at and pulse.closes_at > other.opened_at
        else:
            counts = latest.setdefault(other.audience, other.id) == other.id
        if counts:
            cuts.append(Cut(people.find(other, release.cut)))
    return cuts


class _People:
    """Who was asked, by pulse and cut; read once each."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._known: dict[str, dict[str, frozenset[str]]] = {}

    def find(self, pulse: Pulse, cut: str) -> frozenset[str]:
        """Everybody asked in a pulse, or those of one segment."""
        if pulse.id not in self._known:
            asked = list_send_recipients(self._unit, pulse.send_key)
            segments = map_segments(self._unit, pulse.id)
            groups: dict[str, set[str]] = {EVERYBODY: set(asked)}
            for user_id, segment in segments.items():
                groups.setdefault(segment, set()).add(user_id)
            self._known[pulse.id] = {name: frozenset(group) for name, group in groups.items()}
        return self._known[pulse.id].get(cut, frozenset())
