"""Tables of the access context."""

from chargehouse.contexts.access.tables.control import (
    access_problems,
    drift_cursors,
    drift_sightings,
    mode_changes,
    station_controls,
)
from chargehouse.contexts.access.tables.decisions import (
    access_attempts,
    access_decisions,
    access_outcomes,
    access_partner_answers,
    refused_starts,
)
from chargehouse.contexts.access.tables.local_lists import (
    local_list_entries,
    local_lists,
)
from chargehouse.contexts.access.tables.metadata import (
    metadata,
)
from chargehouse.contexts.access.tables.policies import (
    access_exceptions,
    access_overrides,
    access_policies,
    access_policy_versions,
    access_windows,
    fleet_policies,
    mode_spans,
    station_modes,
    team_rules,
)

__all__ = [
    "access_attempts",
    "access_decisions",
    "access_exceptions",
    "access_outcomes",
    "access_overrides",
    "access_partner_answers",
    "access_policies",
    "access_policy_versions",
    "access_problems",
    "access_windows",
    "drift_cursors",
    "drift_sightings",
    "fleet_policies",
    "local_list_entries",
    "local_lists",
    "metadata",
    "mode_changes",
    "mode_spans",
    "refused_starts",
    "station_controls",
    "station_modes",
    "team_rules",
]
