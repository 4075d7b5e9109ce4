"""The session state machine: pure, fed by facts in any order (design: Sessions).

`apply` joins a fact to what is remembered of its session and says what is to be written: the
record's columns, at most one event, and the meter readings.
"""

from chargehouse.contexts.sessions.model.changes import Change, apply
from chargehouse.contexts.sessions.model.course import Metered, course_of
from chargehouse.contexts.sessions.model.curve import Curve
from chargehouse.contexts.sessions.model.fitting import means_nothing, the_one_that_fits
from chargehouse.contexts.sessions.model.joining import believed
from chargehouse.contexts.sessions.model.memory import Doubted, Memory, Repaired
from chargehouse.contexts.sessions.model.readings import MeterRow, meter_rows
from chargehouse.contexts.sessions.model.record import Record, record_of
from chargehouse.contexts.sessions.model.search import ids_beginning
from chargehouse.contexts.sessions.model.session import Session, opening
from chargehouse.contexts.sessions.model.thinning import Thinning

__all__ = [
    "Change",
    "Curve",
    "Doubted",
    "Memory",
    "MeterRow",
    "Metered",
    "Record",
    "Repaired",
    "Session",
    "Thinning",
    "apply",
    "believed",
    "course_of",
    "ids_beginning",
    "means_nothing",
    "meter_rows",
    "opening",
    "record_of",
    "the_one_that_fits",
]
