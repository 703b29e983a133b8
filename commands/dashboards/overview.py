"""The sections of an initiative's page, in the order in which they are read."""

from collections.abc import Sequence

from commands.dashboards.facts import InitiativeFacts
from commands.dashboards.figures import Section
from commands.dashboards.messages import compose_messages
from commands.dashboards.people import compose_adoption, compose_sentiment
from commands.dashboards.progress import compose_kpis, compose_milestones, compose_state
from commands.dashboards.threats import compose_risks


def compose_sections(facts: InitiativeFacts) -> Sequence[Section]:
    """Everything that there is to see of an initiative."""
    return (
        compose_state(facts),
        compose_kpis(facts),
        compose_risks(facts),
        compose_sentiment(facts),
        compose_adoption(facts),
        compose_milestones(facts),
        compose_messages(facts),
    )
