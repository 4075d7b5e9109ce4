"""Refusals of the access context."""

from chargehouse.kernel.errors import Conflict, NotFound


class DecisionNotFound(NotFound):
    """There is no such decision."""

    code = "decision_not_found"


class AttemptNotFound(NotFound):
    """There is no such attempt."""

    code = "attempt_not_found"


class StationUnknown(NotFound):
    """There is no such station."""

    code = "station_not_found"


class TimezoneUnknown(Conflict):
    """Nobody knows the time zone of the station's location here, so no hour can be judged."""

    code = "timezone_unknown"


class TeamRuleUnknown(NotFound):
    """The fleet has no such rule."""

    code = "team_rule_unknown"


class TeamRuleChangedMeanwhile(Conflict):
    """The rule is no longer in the version that was read."""

    code = "changed_meanwhile"


class TooManyTeamRules(Conflict):
    """A fleet has as many rules as one may have."""

    code = "too_many_team_rules"


class AccessProblemNotFound(NotFound):
    """There is no such access problem."""

    code = "access_problem_not_found"


class NothingToRetry(Conflict):
    """Nothing governs the station, or it cannot be switched: there is no mode to bring about."""

    code = "nothing_to_retry"


class NothingToAccept(Conflict):
    """Only what a station of capability `partial` does not enforce can be accepted."""

    code = "nothing_to_accept"


class PolicyUnknown(NotFound):
    """There is no such access policy, or no longer."""

    code = "policy_unknown"


class PolicyChangedMeanwhile(Conflict):
    """The policy is no longer in the version that was read."""

    code = "changed_meanwhile"


class PolicyNameTaken(Conflict):
    """Another policy has this name."""

    code = "policy_name_taken"


class PolicyInUse(Conflict):
    """Stations are governed by the policy."""

    code = "policy_in_use"


class NotSchedulable(Conflict):
    """The charger cannot follow a schedule, or nobody accepted what it will not enforce."""

    code = "not_schedulable"


class OverrideUnknown(NotFound):
    """The station has no such override."""

    code = "override_unknown"


class OverrideOver(Conflict):
    """The override has ended already."""

    code = "override_over"


class OverrideOverlaps(Conflict):
    """Another override of the station begins within the time."""

    code = "override_overlaps"
