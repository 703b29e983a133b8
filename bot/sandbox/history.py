"""What happened in the sample workspace before today: eight weeks of a struggling and of a healthy initiative.

All of it is invented. Weeks count from 0, eight weeks ago, to 7, the week that ends today; people go by their handles.
"""

from dataclasses import dataclass

WEEKS = 8

CLARITY = "I know what changes for me"
SUPPORT = "I get the help I need"


@dataclass(frozen=True, slots=True)
class PastStatus:
    """One weekly report."""

    author: str
    rag: str
    summary: str
    roadblock: str | None = None


@dataclass(frozen=True, slots=True)
class PastRisk:
    """A risk as reported in `week`, and its later likelihood, impact and state by week."""

    week: int
    author: str
    title: str
    category: str
    likelihood: int
    impact: int
    owner: str
    mitigation: str
    changes: tuple[tuple[int, int, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PastKpi:
    """A measure and its eight weekly values."""

    name: str
    unit: str | None
    baseline: float
    target: float
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class PastAdoption:
    """A metric with the people eligible and, week by week, those active."""

    metric: str
    eligible: int
    active: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PastPulse:
    """A round asked in `week`: the answers to each of its two questions, one a person who answered."""

    week: int
    clarity: tuple[int, ...]
    support: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PastMemo:
    """What was told in `week`, and to which audiences."""

    week: int
    audiences: tuple[str, ...]
    facts: str
    change: str
    timing: str
    action: str


@dataclass(frozen=True, slots=True)
class Past:
    """One initiative's eight weeks."""

    key: str
    name: str
    end_state: str
    sponsor: str
    lead: str
    channel: str
    champions: tuple[str, ...]
    audience: str
    statuses: tuple[PastStatus, ...]
    risks: tuple[PastRisk, ...]
    kpis: tuple[PastKpi, ...]
    adoption: PastAdoption
    pulses: tuple[PastPulse, ...]
    memo: PastMemo


STRUGGLING = Past(
    key="CRM",
    name="One customer record",
    end_state="Everybody who talks with a customer sees the same record and enters everything once.",
    sponsor="clara",
    lead="lena",
    channel="crm-rollout",
    champions=("ana", "ben"),
    audience="sales",
    statuses=(
        PastStatus("ana", "green", "The pilot team works in the new CRM; feedback is friendly."),
        PastStatus("ben", "green", "First data load finished over the weekend, 98 % of records matched."),
        PastStatus("ana", "amber", "Duplicates in the second load; cleaning costs a week.", "timeline"),
        PastStatus("ben", "amber", "The legacy sync lost 40 contacts; the vendor is looking into it.", "integration"),
        PastStatus("ana", "amber", "Sales keeps spreadsheets beside the CRM to be safe.", "resistance"),
        PastStatus("ben", "red", "The sync lost records again; the Berlin go-live is at stake.", "integration"),
        PastStatus("ana", "red", "Go-live moved by two weeks; people ask whether it comes at all.", "timeline"),
        PastStatus("ben", "red", "A workaround for the sync is in test; training seats stay empty.", "skills"),
    ),
    risks=(
        PastRisk(
            1, "ana", "Legacy sync drops customer records", "integration", 3, 4, "ben",
            "The vendor adds a check sum; a nightly comparison until then.",
            ((3, 4, 4, "mitigating"), (5, 5, 4, "mitigating")),
        ),
        PastRisk(
            2, "ben", "Sales managers keep their own spreadsheets", "resistance", 2, 3, "greta",
            "Managers open the pipeline meeting from the CRM.", ((4, 3, 3, "open"), (6, 4, 3, "mitigating")),
        ),
        PastRisk(
            4, "ana", "Training seats stay empty before go-live", "skills", 2, 4, "lena",
            "Half-hour sessions in each team's own week.", ((7, 3, 4, "mitigating"),),
        ),
    ),
    kpis=(
        PastKpi("Duplicate records", None, 5200, 500, (5200, 4700, 4900, 4600, 4800, 4500, 4700, 4600)),
        PastKpi("Time to quote", "hours", 48, 24, (48, 46, 45, 47, 46, 48, 47, 46)),
        PastKpi("Opportunities in the CRM", "%", 20, 95, (20, 28, 35, 38, 37, 36, 38, 37)),
    ),
    adoption=PastAdoption("weekly logins", 120, (12, 25, 38, 44, 45, 43, 44, 42)),
    pulses=(
        PastPulse(2, (4, 5, 4, 4, 3, 5, 4, 4, 4, 5, 2), (4, 4, 3, 5, 4, 3, 4, 4, 2, 4, 4)),
        PastPulse(5, (2, 3, 4, 2, 1, 4, 3, 2, 4, 3, 2), (3, 2, 3, 4, 2, 2, 3, 1, 4, 3, 2)),
    ),
    memo=PastMemo(
        3, ("sales", "managers", "leadership"),
        "The second data load brought duplicates. We clean before we go on; 98 % of records are already matched.",
        "You keep the old screens a little longer than planned.",
        "Until the cleaning is done, about two weeks",
        "Report a duplicate the moment you see one.",
    ),
)  # fmt: skip

HEALTHY = Past(
    key="FSM",
    name="Field service on mobile",
    end_state="A technician closes a job on the spot, with parts, photos and signature on one tablet.",
    sponsor="tane",
    lead="marco",
    channel="field-service",
    champions=("nikau", "sofia"),
    audience="field",
    statuses=(
        PastStatus("nikau", "amber", "Tablets arrived late; the first crew starts a week after plan.", "timeline"),
        PastStatus("sofia", "green", "The first crew closes half of its jobs on the tablet."),
        PastStatus("nikau", "green", "Offline mode holds in basements; no lost job this week."),
        PastStatus("sofia", "green", "The second crew is trained; the dispatchers like the live map."),
        PastStatus("nikau", "green", "Paper forms are gone in the pilot region."),
        PastStatus("sofia", "green", "Parts can be ordered on the spot; van stock falls."),
        PastStatus("nikau", "green", "Second region live on the planned day."),
        PastStatus("sofia", "green", "Crews swap tips in #field-service; two requests a week to support."),
    ),
    risks=(
        PastRisk(
            0, "nikau", "Tablets lose signal in basements", "integration", 4, 3, "marco",
            "Offline mode, tested in five basements.", ((2, 2, 3, "mitigating"), (4, 1, 3, "closed")),
        ),
        PastRisk(
            3, "sofia", "Training dates clash with stock-taking", "timeline", 3, 2, "ihaia",
            "Train before the 20th of each month.", ((6, 2, 2, "mitigating"),),
        ),
    ),
    kpis=(
        PastKpi("Jobs closed on the first visit", "%", 61, 85, (61, 63, 67, 70, 73, 76, 78, 80)),
        PastKpi("Paper forms a week", None, 900, 50, (900, 820, 640, 500, 380, 270, 190, 140)),
        PastKpi("Days to invoice", "days", 9, 3, (9, 8.5, 8, 7, 6, 5, 4.5, 4)),
        PastKpi("Complaints a week", None, 25, 10, (25, 24, 21, 19, 17, 15, 14, 12)),
    ),
    adoption=PastAdoption("jobs on the tablet", 80, (8, 20, 33, 42, 51, 58, 64, 69)),
    pulses=(
        PastPulse(1, (3, 4, 3, 4, 2, 3, 4), (4, 3, 4, 4, 3, 3, 4)),
        PastPulse(6, (4, 5, 4, 5, 4, 3, 5, 4), (4, 4, 5, 5, 4, 4, 3, 5)),
    ),
    memo=PastMemo(
        5, ("field",),
        "The pilot region has closed 2,400 jobs on tablets; invoices leave four days earlier.",
        "You close each job on the tablet and hand in no paper.",
        "From the first of next month in your region",
        "Collect your tablet and bring one question to the training.",
    ),
)  # fmt: skip

HISTORIES = (STRUGGLING, HEALTHY)
