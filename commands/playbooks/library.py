"""The library: a ready playbook for each of the eight roadblocks, to be run as it is or copied and made one's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from storage.playbooks import Step

HOUR, DAY = 60, 24 * 60


@dataclass(frozen=True, slots=True)
class Ready:
    """A playbook that everybody has; its id is the roadblock it answers."""

    id: str
    name: str
    scenario: str
    steps: tuple[Step, ...]
    version: int = 1


_READY = (
    Ready(
        "resources",
        "People or money move away",
        "Somebody whom the plan counts on is taken off it, or the budget is cut, while the dates stay.",
        (
            Step("Write down who or what is missing, from when, and which dates depend on it", "lead", 30),
            Step("Find what can wait: name two deliverables that may move without hurting the end state", "lead", HOUR),
            Step("Ask the line manager for a return date, a stand-in or a share of the time", "manager", HOUR),
            Step("Put three options to the sponsor: fewer things, a later date, other people", "lead", HOUR),
            Step("Choose one option and say so in writing", "sponsor", DAY),
            Step("Tell everybody whose work changes what is dropped or moved, and why", "champion", 2 * HOUR),
        ),
    ),
    Ready(
        "alignment",
        "Stakeholders drift apart",
        "Two leaders tell their people different things about what the change is for, or one of them works around it.",
        (
            Step(
                "Ask each leader on their own: what is this for, what worries you, what would you stop?",
                "lead",
                2 * HOUR,
            ),
            Step("Put the answers side by side on one page, with the sentence that they all agree to", "lead", HOUR),
            Step("Name the one decision that the difference hangs on, and who may take it", "sponsor", 30),
            Step("Bring the leaders together for that decision alone", "sponsor", HOUR),
            Step("Record the decision where everybody can find it", "lead", 15),
            Step("Have each leader tell their own people in the agreed words", "manager", DAY),
        ),
    ),
    Ready(
        "resistance",
        "People resist",
        "A team keeps to the old way, says so openly, or falls silent in training and pulses.",
        (
            Step(
                "Listen to five of those concerned, without a slide: what do they lose, what do they fear?",
                "champion",
                2 * HOUR,
            ),
            Step("Sort what you heard: not informed, not convinced, not able, or right", "lead", HOUR),
            Step("Fix one thing that they are right about, and let them see it fixed", "lead", DAY),
            Step("Let a peer who made the change show a working day with it", "champion", HOUR),
            Step("Have the team's manager say what is expected from when, and what help there is", "manager", 30),
            Step("Ask the team again after two weeks", "lead", 30),
        ),
    ),
    Ready(
        "timeline",
        "A date will not hold",
        "A milestone is about to be missed, and others wait for it.",
        (
            Step("Establish what is done and what is left, in days, with those who do the work", "lead", 2 * HOUR),
            Step("List whom the slip hits, and the first day on which it hurts them", "lead", HOUR),
            Step("Look for what can be cut, split or done in parallel before asking for more time", "lead", 2 * HOUR),
            Step("Decide: keep the date with less in it, or move the date once", "sponsor", DAY),
            Step("Move the milestone with its reason, so that its history shows it", "lead", 15),
            Step("Tell those who wait the new date before they find out", "champion", HOUR),
        ),
    ),
    Ready(
        "integration",
        "An integration fails",
        "Data between two systems is lost, doubled or late after a change, and people notice.",
        (
            Step("Stop the transfer, or make it read-only, before more records are hurt", "owner", 15),
            Step(
                "Say in the home channel what is affected, what people should do now, and when you speak next",
                "lead",
                15,
            ),
            Step("Count the records concerned, and keep a copy of both sides", "owner", HOUR),
            Step("Decide: mend forward, or go back to the last good state", "lead", 30),
            Step("Mend, and compare counts and ten samples on both sides", "owner", 4 * HOUR),
            Step("Let two people who work with the data confirm that it is right", "champion", 30),
            Step("Close it in the home channel, and note what would have shown it earlier", "lead", 30),
        ),
    ),
    Ready(
        "blind-spot",
        "Something nobody saw",
        "A problem comes up that is in no risk list, and nobody is in charge of it.",
        (
            Step("Name one owner for the next two days", "lead", 15),
            Step("Record it as a risk, with what is known and what is not", "owner", 15),
            Step(
                "Ask three people from other corners: have you seen this, and what else does it touch?",
                "champion",
                HOUR,
            ),
            Step("Decide what must happen today, and what can wait for facts", "lead", 30),
            Step("Tell the sponsor in three sentences: what it is, what it may cost, what you do", "lead", 15),
            Step("Ask where the signs were, and put a check there", "owner", HOUR),
        ),
    ),
    Ready(
        "goals",
        "The goal is unclear or has moved",
        "People cannot say what success is, or a target no longer fits what the organisation wants.",
        (
            Step("Ask six people to finish the sentence: we will have succeeded when …", "champion", HOUR),
            Step("Write the end state anew in one sentence, without a system's name in it", "lead", HOUR),
            Step("Give it one to three numbers, each with where it stands today and a date", "lead", 2 * HOUR),
            Step("Confirm it, and say what no longer counts", "sponsor", DAY),
            Step("Update the initiative and its KPIs, and stop what serves the old goal", "lead", HOUR),
            Step("Explain to each team what the new goal asks of it", "manager", DAY),
        ),
    ),
    Ready(
        "skills",
        "People cannot do it yet",
        "After training people still make the same mistakes, or ask the same three colleagues.",
        (
            Step("Watch three people do the task for real, and note where they get stuck", "champion", 2 * HOUR),
            Step("Separate what is hard to learn from what is badly made; send the latter to its owner", "lead", HOUR),
            Step("Make a one-page aid for the three commonest sticking points", "champion", 3 * HOUR),
            Step("Plan half an hour of practice on real cases for each team, within working hours", "manager", DAY),
            Step("Name a colleague to ask in each team, and give them time for it", "manager", 30),
            Step("Watch again after two weeks: what got quicker, what did not?", "lead", HOUR),
        ),
    ),
)
LIBRARY: Mapping[str, Ready] = MappingProxyType({ready.id: ready for ready in _READY})
