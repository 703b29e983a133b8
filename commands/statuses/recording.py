"""Recording: beside each update what the facts said then, and once a day how every initiative stands."""

from datetime import timedelta
from functools import partial

from commands.slack.features import Round
from commands.slack.standing import find_standing
from storage.derivations import Derivation, list_derived_keys, put_derivation
from storage.initiatives import get_initiative, list_initiatives
from storage.risks import list_risks
from storage.statuses import list_underived, note_derived
from storage.units import Unit

LOOKED_BACK = timedelta(days=1)
"""Older updates were made before the facts were kept; what they said then is not known any more."""


async def record_standings(tick: Round) -> None:
    """Keep what the facts say of every initiative with a new update, or that has not been looked at today."""
    store = tick.house.store
    for key in await store.read(tick.team_id, _list_wanting):
        await store.write(tick.team_id, partial(record_standing, key=key))


def record_standing(unit: Unit, key: str) -> None:
    """Keep what the facts say of one initiative now."""
    standing = find_standing(unit, get_initiative(unit, key))
    for status in list_underived(unit, unit.now - LOOKED_BACK):
        if status.initiative_key == key:
            note_derived(unit, status.id, standing.derived)
    put_derivation(
        unit,
        Derivation(
            initiative_key=key,
            on_day=unit.now.date(),
            declared=standing.declared,
            derived=standing.derived,
            signals=[[signal.area, signal.rag, signal.evidence] for signal in standing.signals],
            exposure=sum(risk.score for risk in list_risks(unit, key, live_only=True)),
        ),
    )


def _list_wanting(unit: Unit) -> list[str]:
    keys = [initiative.key for initiative in list_initiatives(unit, open_only=True)]
    done = list_derived_keys(unit, unit.now.date())
    fresh = {status.initiative_key for status in list_underived(unit, unit.now - LOOKED_BACK)}
    return [key for key in keys if key not in done or key in fresh]
