"""Measures of an initiative by the names that people and systems write: its adoption metrics and its KPIs."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from commands.slack.readings import Batch
from commands.slack.rows import Flaw
from storage.adoption_plans import list_adoption_plans
from storage.adoptions import AdoptionReading, MetricKind, add_adoption_readings, list_read_metrics
from storage.errors import SAVED_NOTHING, BadInput, GroundswellError, NotFound
from storage.initiatives import get_open_initiative
from storage.kpis import KpiReading, add_kpi_readings, list_kpis
from storage.suggestions import ask_whether_meant
from storage.units import Unit


def list_metrics(unit: Unit, initiative_key: str) -> dict[str, MetricKind]:
    """The adoption metrics that have a reading or a plan, by name, each with its kind."""
    planned = dict.fromkeys(list_adoption_plans(unit, initiative_key), MetricKind.RATE)
    return dict(sorted((planned | list_read_metrics(unit, initiative_key)).items()))


def match_metric(name: str, known: Iterable[str]) -> str | None:
    """The metric of this name in its own spelling, whatever the case; None when there is none."""
    return next((metric for metric in known if metric.casefold() == name.casefold()), None)


def get_metric(name: str, known: Mapping[str, MetricKind]) -> str:
    """The same; raises NotFound with a suggestion."""
    metric = match_metric(name, known)
    if metric is None:
        raise NotFound("Metric", name, known)
    return metric


def choose_metric(name: str, known: Mapping[str, MetricKind]) -> str:
    """A known metric, or a new one whose name resembles none; raises NotFound for a near miss."""
    metric = match_metric(name, known)
    if metric is None and ask_whether_meant(name, known):
        raise NotFound("Metric", name, known)
    return metric or name


@dataclass(frozen=True, slots=True)
class Matched:
    """Readings under the names of what they are about, to be recorded; and what was wrong with others."""

    adoption: Sequence[AdoptionReading]
    kpis: Sequence[KpiReading]
    flaws: list[Flaw]

    def add(self, unit: Unit, arrival_id: str | None = None) -> None:
        """Record them all; with `arrival_id` they count once that has ended."""
        add_adoption_readings(unit, self.adoption, arrival_id)
        add_kpi_readings(unit, self.kpis, arrival_id)

    def split(self, size: int) -> Iterator["Matched"]:
        """The same in parts of so many readings at most."""
        for start in range(0, len(self.adoption), size):
            yield Matched(self.adoption[start : start + size], (), [])
        for start in range(0, len(self.kpis), size):
            yield Matched((), self.kpis[start : start + size], [])


class Measures:
    """Finds what rows are about, each initiative, metric and KPI looked up once in a unit.

    Where `adds_metrics`, a metric's name that resembles no known one makes a new metric; else only an initiative's
    first metrics come with a file. `kept` has how many readings of each metric and KPI were recorded.
    """

    def __init__(self, unit: Unit, *, adds_metrics: bool) -> None:
        self.kept: Counter[str] = Counter()
        self._unit, self._adds_metrics = unit, adds_metrics
        self._metrics: dict[str, dict[str, MetricKind]] = {}
        self._added: dict[str, dict[str, MetricKind]] = {}
        self._kpis: dict[str, dict[str, str]] = {}
        self._found: dict[tuple[str, str, str], str | GroundswellError] = {}

    def keep(self, batch: Batch) -> list[Flaw]:
        """Record a batch that has no flaw, unless something in it is about nothing that there is: those flaws."""
        matched = self.match(batch)
        if not matched.flaws:
            matched.add(self._unit)
            self.kept = Counter([each.metric for each in matched.adoption] + [value.kpi for _, value in batch.kpis])
        return matched.flaws

    def match(self, batch: Batch) -> Matched:
        """Find what each reading of a batch is about; records nothing."""
        flaws: list[Flaw] = []
        adoption, kpis = [], []
        for position, each in batch.adoption:
            found = self._find(each.initiative_key, "metric", each.metric)
            if isinstance(found, GroundswellError):
                flaws.append(_to_flaw(position, found))
                continue
            kind = self._metrics[each.initiative_key].get(found, MetricKind.RATE)
            adoption.append(AdoptionReading(each.initiative_key, found, each.active, each.eligible, each.read_on, kind))
        for position, value in batch.kpis:
            found = self._find(value.initiative_key, "kpi", value.kpi)
            if isinstance(found, GroundswellError):
                flaws.append(_to_flaw(position, found))
            else:
                kpis.append(KpiReading(found, value.value, value.read_on))
        return Matched(adoption, kpis, flaws)

    def _find(self, key: str, column: str, name: str) -> str | GroundswellError:
        """The metric's spelling or the KPI's id; the error where there is none, or its initiative is not open."""
        found = self._found.get((key, column, name))
        if found is None:
            try:
                found = self._look_up(key, column, name)
            except GroundswellError as error:
                error.field = "initiative" if error.field == "Initiative" else column
                found = error
            self._found[key, column, name] = found
        return found

    def _look_up(self, key: str, column: str, name: str) -> str:
        if key not in self._metrics:
            get_open_initiative(self._unit, key)
            self._metrics[key] = list_metrics(self._unit, key)
            self._kpis[key] = {kpi.name: kpi.id for kpi in list_kpis(self._unit, key)}
        return self._find_kpi(key, name) if column == "kpi" else self._find_metric(key, name)

    def _find_kpi(self, key: str, name: str) -> str:
        for kpi, kpi_id in self._kpis[key].items():
            if kpi.casefold() == name.casefold():
                return kpi_id
        raise NotFound("KPI", name, self._kpis[key])

    def _find_metric(self, key: str, name: str) -> str:
        known, added = self._metrics[key], self._added.setdefault(key, {})
        if known and not self._adds_metrics:
            return get_metric(name, known)
        chosen = choose_metric(name, known)
        metric = match_metric(chosen, added) or chosen
        added[metric] = MetricKind.RATE
        return metric


def _to_flaw(position: int, error: GroundswellError) -> Flaw:
    column = error.field or "row"
    if isinstance(error, BadInput):
        return Flaw(position, column, error.reason, error.example)
    _, _, reason = error.sentence.removesuffix(SAVED_NOTHING).partition(": ")
    return Flaw(position, column, reason.strip(), "CRM" if column == "initiative" else "logins")
