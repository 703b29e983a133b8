"""The product's table of contents: one line per feature."""

from commands.admins.listeners import FEATURE as ADMINS
from commands.adoptions.listeners import FEATURE as ADOPTIONS
from commands.alerts.listeners import FEATURE as ALERTS
from commands.attention.listeners import FEATURE as ATTENTION
from commands.audiences.listeners import FEATURE as AUDIENCES
from commands.barriers.listeners import FEATURE as BARRIERS
from commands.champions.listeners import FEATURE as CHAMPIONS
from commands.concerns.listeners import FEATURE as CONCERNS
from commands.dashboards.listeners import FEATURE as DASHBOARDS
from commands.decisions.listeners import FEATURE as DECISIONS
from commands.deliveries.listeners import FEATURE as DELIVERIES
from commands.digests.listeners import FEATURE as DIGESTS
from commands.followups.listeners import FEATURE as FOLLOWUPS
from commands.governance.listeners import FEATURE as GOVERNANCE
from commands.initiatives.listeners import FEATURE as INITIATIVES
from commands.integrations.listeners import FEATURE as INTEGRATIONS
from commands.kpis.listeners import FEATURE as KPIS
from commands.languages.listeners import FEATURE as LANGUAGES
from commands.memos.listeners import FEATURE as MEMOS
from commands.milestones.listeners import FEATURE as MILESTONES
from commands.objectives.listeners import FEATURE as OBJECTIVES
from commands.phases.listeners import FEATURE as PHASES
from commands.playbooks.listeners import FEATURE as PLAYBOOKS
from commands.preferences.listeners import FEATURE as PREFERENCES
from commands.pulses.listeners import FEATURE as PULSES
from commands.resources.listeners import FEATURE as RESOURCES
from commands.retros.listeners import FEATURE as RETROS
from commands.risks.listeners import FEATURE as RISKS
from commands.roles.listeners import FEATURE as ROLES
from commands.slack.features import Feature
from commands.statuses.listeners import FEATURE as STATUSES
from commands.templates.listeners import FEATURE as TEMPLATES
from commands.tokens.listeners import FEATURE as TOKENS
from commands.trainings.listeners import FEATURE as TRAININGS
from commands.vendors.listeners import FEATURE as VENDORS
from commands.wins.listeners import FEATURE as WINS

FEATURES: tuple[Feature, ...] = (
    PULSES,
    RISKS,
    PLAYBOOKS,
    STATUSES,
    PHASES,
    TEMPLATES,
    INITIATIVES,
    AUDIENCES,
    CHAMPIONS,
    ROLES,
    DECISIONS,
    FOLLOWUPS,
    GOVERNANCE,
    CONCERNS,
    WINS,
    MEMOS,
    DIGESTS,
    DASHBOARDS,
    OBJECTIVES,
    KPIS,
    MILESTONES,
    INTEGRATIONS,
    RESOURCES,
    VENDORS,
    RETROS,
    ADOPTIONS,
    TOKENS,
    TRAININGS,
    BARRIERS,
    ALERTS,
    DELIVERIES,
    ATTENTION,
    PREFERENCES,
    LANGUAGES,
    ADMINS,
)
