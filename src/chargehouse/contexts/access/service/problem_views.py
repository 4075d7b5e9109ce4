"""Problems as people see them."""

from chargehouse.contexts.access.model.problems import TOLD
from chargehouse.contexts.access.public.control import ProblemView
from chargehouse.contexts.access.repository.problems import Problem
from chargehouse.contexts.stations.public import Names


def problem_view(problem: Problem, names: Names) -> ProblemView:
    """Return a problem with its words."""
    told = TOLD[problem.kind]
    return ProblemView(
        id=problem.id,
        station_id=problem.station_id,
        station_code=names.code(problem.station_id),
        station_name=names.name(problem.station_id),
        kind=problem.kind,
        cause=told.cause,
        advice=told.advice,
        change_id=problem.change_id,
        evidence=problem.evidence,
        seen=problem.seen,
        opened_at=problem.opened_at,
        last_seen_at=problem.last_seen_at,
        closed_at=problem.closed_at,
        acknowledged_by=problem.acknowledged_by,
        acknowledged_at=problem.acknowledged_at,
        note=problem.note,
    )
