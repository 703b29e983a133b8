"""The product's table of contents: one line per feature."""

from commands.admins.listeners import FEATURE as ADMINS
from commands.adoptions.listeners import FEATURE as ADOPTIONS
from commands.audiences.listeners import FEATURE as AUDIENCES
from commands.champions.listeners import FEATURE as CHAMPIONS
from commands.deliveries.listeners import FEATURE as DELIVERIES
from commands.digests.listeners import FEATURE as DIGESTS
from commands.initiatives.listeners import FEATURE as INITIATIVES
from commands.kpis.listeners import FEATURE as KPIS
from commands.memos.listeners import FEATURE as MEMOS
from commands.pulses.listeners import FEATURE as PULSES
from commands.risks.listeners import FEATURE as RISKS
from commands.slack.features import Feature
from commands.statuses.listeners import FEATURE as STATUSES

FEATURES: tuple[Feature, ...] = (
    PULSES,
    RISKS,
    STATUSES,
    INITIATIVES,
    AUDIENCES,
    CHAMPIONS,
    MEMOS,
    DIGESTS,
    KPIS,
    ADOPTIONS,
    DELIVERIES,
    ADMINS,
)
