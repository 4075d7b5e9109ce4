"""Use cases of access: what is expected, decided, brought about and wrong."""

from chargehouse.contexts.access.service.abroad import RulesAbroadService
from chargehouse.contexts.access.service.access import AccessService
from chargehouse.contexts.access.service.boundaries import Boundaries
from chargehouse.contexts.access.service.control import ControlService
from chargehouse.contexts.access.service.deciding import DecisionService
from chargehouse.contexts.access.service.drift import DriftWatch
from chargehouse.contexts.access.service.explaining import Explainer
from chargehouse.contexts.access.service.holidays import HolidayService
from chargehouse.contexts.access.service.list_keeping import ListKeeping
from chargehouse.contexts.access.service.list_marking import ListMarking
from chargehouse.contexts.access.service.list_rollout import ListRollout
from chargehouse.contexts.access.service.list_sending import ListSending
from chargehouse.contexts.access.service.local_lists import LocalListService
from chargehouse.contexts.access.service.overrides import OverrideService
from chargehouse.contexts.access.service.planning import Boundary, ModePlanning
from chargehouse.contexts.access.service.policies import PolicyService
from chargehouse.contexts.access.service.probing import Probing
from chargehouse.contexts.access.service.problem_book import ProblemBook
from chargehouse.contexts.access.service.problems import ProblemService
from chargehouse.contexts.access.service.refused_starts import (
    EndedByItself,
    Going,
    RefusedStarts,
)
from chargehouse.contexts.access.service.replaying import ReplayService
from chargehouse.contexts.access.service.stages import StageService
from chargehouse.contexts.access.service.station_access import StationAccessService
from chargehouse.contexts.access.service.sweeping import ModeSweep
from chargehouse.contexts.access.service.switching import ModeSwitching
from chargehouse.contexts.access.service.team_rules import TeamRuleService
from chargehouse.contexts.access.service.weeks import LocationWeeks

__all__ = [
    "AccessService",
    "Boundaries",
    "Boundary",
    "ControlService",
    "DecisionService",
    "DriftWatch",
    "EndedByItself",
    "Explainer",
    "Going",
    "HolidayService",
    "ListKeeping",
    "ListMarking",
    "ListRollout",
    "ListSending",
    "LocalListService",
    "LocationWeeks",
    "ModePlanning",
    "ModeSweep",
    "ModeSwitching",
    "OverrideService",
    "PolicyService",
    "Probing",
    "ProblemBook",
    "ProblemService",
    "RefusedStarts",
    "ReplayService",
    "RulesAbroadService",
    "StageService",
    "StationAccessService",
    "TeamRuleService",
]
