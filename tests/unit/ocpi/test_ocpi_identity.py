"""Whatever object there is: written and read again it is the same, in another version and back."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.ocpi.ocpi_strategies import objects

from chargehouse.ocpi import codec, documents
from chargehouse.ocpi.conversions.v230 import locations, sessions, tariffs, tokens
from chargehouse.ocpi.interfaces import OBJECTS
from chargehouse.ocpi.v211.commands import StartSession as StartSession211
from chargehouse.ocpi.v221.cdrs import Cdr
from chargehouse.ocpi.v221.charging_profiles import ActiveChargingProfileResult
from chargehouse.ocpi.v221.commands import CommandResult, ReserveNow
from chargehouse.ocpi.v221.locations import Evse, Location
from chargehouse.ocpi.v221.sessions import ChargingPreferences, Session
from chargehouse.ocpi.v221.tariffs import Tariff
from chargehouse.ocpi.v221.tokens import AuthorizationInfo, Token
from chargehouse.ocpi.v230.parking import Parking
from chargehouse.ocpi.v230.payments import Terminal

TYPES: list[Any] = [
    *(made for by_module in OBJECTS.values() for made in by_module.values()),
    ActiveChargingProfileResult,
    AuthorizationInfo,
    ChargingPreferences,
    CommandResult,
    Parking,
    ReserveNow,
    StartSession211,
    Terminal,
]

drawn = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.mark.parametrize("made", TYPES, ids=lambda made: f"{made.__module__}.{made.__name__}"[17:])
@drawn
@given(data=st.data())
def test_what_is_written_is_read_as_it_was(made: Any, data: st.DataObject) -> None:  # noqa: ANN401  a type
    value = data.draw(objects(made))
    text = codec.encode(value)
    assert codec.decode(made, text) == value
    assert codec.encode(codec.decode(made, text)) == text
    received = documents.receive(made, text)
    assert received.value == value
    assert codec.encode(received.document) == text


BACK: list[tuple[Any, Any, Any]] = [
    (Location, locations.location_to_v230, locations.location_from_v230),
    (Evse, locations.evse_to_v230, locations.evse_from_v230),
    (Tariff, tariffs.tariff_to_v230, tariffs.tariff_from_v230),
    (Session, sessions.session_to_v230, sessions.session_from_v230),
    (Cdr, sessions.cdr_to_v230, sessions.cdr_from_v230),
    (Token, tokens.token_to_v230, tokens.token_from_v230),
]


@pytest.mark.parametrize(("made", "there", "back"), BACK, ids=lambda part: part.__name__)
@drawn
@given(data=st.data())
def test_2_2_1_is_said_whole_in_2_3_0(
    made: Any,  # noqa: ANN401  a type
    there: Any,  # noqa: ANN401  a conversion
    back: Any,  # noqa: ANN401  a conversion
    data: st.DataObject,
) -> None:
    value = data.draw(objects(made))
    newer = there(value)
    assert newer.lost == ()
    older = back(newer.value)
    assert older.lost == ()
    assert older.value == value
