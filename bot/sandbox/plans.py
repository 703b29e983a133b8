"""What was planned for the two initiatives of the sample workspace, and what became of it until today.

All of it is invented. Days count from today: -7 is a week ago, 21 in three weeks; people go by their handles.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PastMove:
    """On `on` an end or a date was moved to the day `to`."""

    on: int
    to: int
    reason: str


@dataclass(frozen=True, slots=True)
class PastObjective:
    """What is to be reached, as a measure."""

    name: str
    measure: str
    unit: str
    baseline: float
    target: float


@dataclass(frozen=True, slots=True)
class PastCheckpoint:
    """What a phase must reach by `due`, at least unless `direction` says otherwise, and its readings by day."""

    measure: str
    target: float
    unit: str | None
    due: int
    owner: str
    readings: tuple[tuple[int, float], ...]
    direction: str = "at-least"


@dataclass(frozen=True, slots=True)
class PastPhase:
    """A phase with its first dates; `passed` is the day of the sponsor's go, the gate was asked for the day before."""

    name: str
    kind: str
    cohort: str | None
    starts: int
    ends: int
    buffer_days: int
    entered: int | None = None
    passed: int | None = None
    move: PastMove | None = None
    checkpoints: tuple[PastCheckpoint, ...] = ()


@dataclass(frozen=True, slots=True)
class PastMilestone:
    """A promise, whether it was moved, and the day on which it was kept."""

    name: str
    due: int
    move: PastMove | None = None
    done: int | None = None


@dataclass(frozen=True, slots=True)
class PastSystem:
    """A system to be connected, and the earlier ones that it needs."""

    name: str
    owner: str
    starts: int
    ends: int
    needs: tuple[str, ...] = ()
    started: int | None = None
    done: int | None = None


@dataclass(frozen=True, slots=True)
class PastResource:
    """A line of people or money, what is planned and what was there by day."""

    name: str
    kind: str
    unit: str
    planned: float
    readings: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class PastQuestion:
    """What the sponsor was asked on `on` to decide by `due`, and the answer if there is one."""

    on: int
    due: int
    text: str
    answer: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class PastFollowup:
    """A task that the lead wrote down on `on`."""

    on: int
    owner: str
    due: int
    text: str


@dataclass(frozen=True, slots=True)
class PastWin:
    """What went well, told by its author and credited to somebody who agreed."""

    on: int
    author: str
    credited: str
    words: str


@dataclass(frozen=True, slots=True)
class PastDrill:
    """A rehearsed ready playbook: who finished each step after how many minutes, and what was learned."""

    on: int
    playbook: str
    steps: tuple[tuple[str, int], ...]
    lesson: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PastPlan:
    """One initiative's plan and its course."""

    objectives: tuple[PastObjective, ...]
    phases: tuple[PastPhase, ...]
    milestones: tuple[PastMilestone, ...]
    systems: tuple[PastSystem, ...]
    resources: tuple[PastResource, ...]
    questions: tuple[PastQuestion, ...]
    followups: tuple[PastFollowup, ...] = ()
    wins: tuple[PastWin, ...] = ()
    drills: tuple[PastDrill, ...] = ()


STRUGGLING_PLAN = PastPlan(
    objectives=(
        PastObjective("Every customer has one record", "Customers with one record", "%", 62, 98),
        PastObjective("Nobody types anything twice", "Double entries a week", "entries", 140, 10),
    ),
    phases=(
        PastPhase(
            "Pilot", "pilot", "champions", -56, -36, 5, entered=-56, passed=-35,
            checkpoints=(
                PastCheckpoint("Pilot users at work in the CRM each week", 80, "%", -37, "ana", ((-44, 70), (-38, 90))),
            ),
        ),
        PastPhase(
            "Wave 1: inside sales", "wave", "sales", -34, -4, 10, entered=-34,
            move=PastMove(-30, 3, "Duplicates in the second load; cleaning them costs a week"),
            checkpoints=(
                PastCheckpoint("Sellers trained", 80, "%", -2, "lena", ((-15, 41), (-8, 55), (-1, 62))),
                PastCheckpoint("Contacts lost in a trial load", 5, None, -3, "ben", ((-17, 40), (-4, 3)), "at-most"),
            ),
        ),
        PastPhase("Wave 2: Berlin and support", "wave", "support", 7, 63, 10),
    ),
    milestones=(
        PastMilestone("First data load", -46, done=-46),
        PastMilestone("Go-live Berlin", 7, PastMove(-9, 21, "The sync lost records again; the fix takes two weeks")),
        PastMilestone("Old system switched off", 75),
    ),
    systems=(
        PastSystem("Identity", "femi", -54, -40, started=-54, done=-41),
        PastSystem("CRM", "lena", -40, 14, ("Identity",), started=-39),
        PastSystem("Billing", "otto", 15, 50, ("CRM",)),
    ),
    resources=(
        PastResource("Data engineers", "people", "people", 4, ((-28, 4), (-21, 4), (-14, 3), (-7, 3), (0, 3))),
        PastResource("Training budget", "budget", "EUR", 40_000, ((-28, 6_000), (-14, 11_500), (0, 17_000))),
    ),
    questions=(
        PastQuestion(-1, 3, "If the sync fails again: do we load once by hand, or move Berlin a second time?"),
    ),
    followups=(
        PastFollowup(-10, "lena", -3, "Book training rooms for the two teams without seats"),
        PastFollowup(-5, "ben", 12, "Ask the vendor when the check sum is in the product"),
    ),
    drills=(
        PastDrill(
            -24, "integration",
            (("ben", 12), ("lena", 34), ("ben", 95), ("lena", 118), ("ben", 290), ("ana", 325), ("lena", 340)),
            "Agree beforehand who may stop the sync: we lost twenty minutes asking around", ("sync", "drill"),
        ),
    ),
)  # fmt: skip

HEALTHY_PLAN = PastPlan(
    objectives=(
        PastObjective("A job is closed where it is done", "Jobs closed on the spot", "%", 10, 90),
        PastObjective("Invoices leave within three days", "Days to invoice", "days", 9, 3),
    ),
    phases=(
        PastPhase(
            "Pilot", "pilot", "field", -56, -29, 7, entered=-56, passed=-28,
            move=PastMove(-54, -26, "Tablets arrived late"),
            checkpoints=(
                PastCheckpoint("Jobs closed on the tablet in the pilot", 50, "%", -30, "nikau", ((-40, 41), (-31, 64))),
            ),
        ),
        PastPhase(
            "Wave 1: all regions", "wave", "field", -27, 28, 10, entered=-27,
            move=PastMove(-20, 31, "Training waits for the stock-taking"),
            checkpoints=(
                PastCheckpoint("Technicians trained", 75, "people", 20, "sofia", ((-14, 51), (-6, 69))),
                PastCheckpoint("Lost jobs a week", 2, None, 24, "nikau", ((-13, 1), (-6, 0)), "at-most"),
            ),
        ),
        PastPhase("Paper is withdrawn", "other", None, 32, 80, 5),
    ),
    milestones=(
        PastMilestone("Second region live", -11, done=-11),
        PastMilestone("Third region live", 18),
        PastMilestone("Last paper form", 80),
    ),
    systems=(
        PastSystem("Parts catalogue", "ihaia", -55, -30, started=-55, done=-31),
        PastSystem("Field app", "marco", -50, 25, ("Parts catalogue",), started=-48),
        PastSystem("Invoicing", "otto", 26, 60, ("Field app",)),
    ),
    resources=(
        PastResource("Trainers", "people", "people", 6, ((-28, 6), (-14, 6), (0, 6))),
        PastResource("Tablets", "budget", "EUR", 64_000, ((-28, 30_000), (-14, 47_000), (0, 58_500))),
    ),
    questions=(
        PastQuestion(
            -33, -26, "Do we buy the tablets or lease them?",
            "We lease them for three years", "A broken one is then replaced the next day",
        ),
    ),
    wins=(PastWin(-16, "sofia", "nikau", "Van stock fell by a third since parts are ordered on the spot"),),
)  # fmt: skip

PLANS = {"CRM": STRUGGLING_PLAN, "FSM": HEALTHY_PLAN}
"""Each initiative's plan by key."""
