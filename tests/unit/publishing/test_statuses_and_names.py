"""The status of an EVSE, and what it is called."""

from uuid import UUID

import pytest

from chargehouse.contexts.publishing.model.evses import EvseName, evse_id, outlet_of, uid_of
from chargehouse.contexts.publishing.model.statuses import evse_status
from chargehouse.contexts.stations.public import StandingConnector, StandingStation
from chargehouse.ocpi.headers import PartyKey

ID = UUID(int=1)


def status(
    *connectors: str | None,
    whole: str | None = None,
    socket: str = "open",
    registration: str = "accepted",
) -> str:
    standing = tuple(
        StandingConnector(
            evse_id=1,
            connector_id=number,
            standard=None,
            power_type=None,
            max_power_w=None,
            status=each,
        )
        for number, each in enumerate(connectors, 1)
    )
    station = StandingStation(
        id=ID,
        code="A",
        name=None,
        registration=registration,
        status=whole,
        socket=socket,
        connectors=standing,
    )
    return evse_status(station, standing)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (("Available",), "AVAILABLE"),
        (("Occupied",), "CHARGING"),
        (("SuspendedEV",), "CHARGING"),
        (("Finishing",), "BLOCKED"),
        (("Unavailable",), "INOPERATIVE"),
        (("Faulted",), "OUTOFORDER"),
        ((None,), "UNKNOWN"),
        (("NewWord",), "UNKNOWN"),
        (("Available", "Charging"), "CHARGING"),
        (("Available", "Faulted"), "AVAILABLE"),
        (("Unavailable", "Faulted"), "OUTOFORDER"),
        (("Available", "Reserved"), "RESERVED"),
        ((), "UNKNOWN"),
    ],
)
def test_connectors_of_an_evse_speak_for_it(said: tuple[str | None, ...], expected: str) -> None:
    assert status(*said) == expected


def test_the_station_speaks_for_what_is_not_in_use() -> None:
    assert status("Available", whole="Faulted") == "OUTOFORDER"
    assert status("Available", whole="Unavailable") == "INOPERATIVE"
    assert status("Charging", whole="Unavailable") == "CHARGING"
    assert status("Available", whole="Available") == "AVAILABLE"


def test_who_is_away_is_unknown_and_who_never_came_is_planned() -> None:
    assert status("Available", socket="closed") == "UNKNOWN"
    assert status("Available", socket="never") == "PLANNED"
    assert status("Available", registration="pending") == "INOPERATIVE"


@pytest.mark.parametrize(
    ("code", "uid", "told"),
    [
        ("BILBAO", "BILBAO-1", "ES*CPO*EBILBAO*1"),
        ("bil-1.a", "bil-1.a-1", "ES*CPO*EBIL*1*A*1"),
        ("A" * 29, "A" * 29 + "-1", "ES*CPO*E" + "A" * 29 + "*1"),
        ("A" * 30, "A" * 30 + "-1", None),
        ("A" * 48, None, None),
        ("***", "***-1", None),
    ],
)
def test_names_keep_within_their_lengths(code: str, uid: str | None, told: str | None) -> None:
    assert uid_of(code, 1) == uid
    name = EvseName(
        location_id=ID, station_id=ID, evse_number=1, uid=uid or "x", outlet=outlet_of(code, 1)
    )
    assert evse_id(PartyKey("es", "Cpo"), name) == told
