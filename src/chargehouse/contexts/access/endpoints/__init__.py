"""REST of access: policies, overrides, stages, decisions, control, lists, problems, rules."""

from chargehouse.contexts.access.endpoints.access import AttemptController, DecisionController
from chargehouse.contexts.access.endpoints.control import (
    ControlController,
    ProblemController,
    StationControlController,
)
from chargehouse.contexts.access.endpoints.local_lists import LocalListController
from chargehouse.contexts.access.endpoints.policies import HolidayController, PolicyController
from chargehouse.contexts.access.endpoints.stages import (
    LocationStageController,
    StationStageController,
)
from chargehouse.contexts.access.endpoints.station_access import (
    OverrideController,
    StationAccessController,
)
from chargehouse.contexts.access.endpoints.team_rules import (
    ExplanationController,
    TeamRuleController,
)
from chargehouse.contexts.access.endpoints.weeks import LocationWeekController

CONTROLLERS = (
    HolidayController,
    PolicyController,
    StationAccessController,
    StationStageController,
    LocationStageController,
    OverrideController,
    LocationWeekController,
    DecisionController,
    AttemptController,
    StationControlController,
    LocalListController,
    ControlController,
    ProblemController,
    TeamRuleController,
    ExplanationController,
)

__all__ = ["CONTROLLERS"]
