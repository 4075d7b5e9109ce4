"""Charging profiles between OCPI and chargers (C7)."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from chargehouse.contexts.remote.model.profiles import arguments_of, profile_number, read_active
from chargehouse.gateway.v2.verbs import VERBS as VERBS_2
from chargehouse.gateway.v16.verbs import VERBS as VERBS_16
from chargehouse.ocpi import codec
from chargehouse.ocpi.errors import InvalidParameters
from chargehouse.ocpi.v221.charging_profiles import ChargingProfile
from chargehouse.ocpp import codec as ocpp
from chargehouse.ocpp.json_text import encode_text
from chargehouse.ocpp.version import VERSIONS

SESSION = UUID("01935a3c-8f6b-7c1e-9a55-3c1f0e6d2b47")
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
PROFILE = {
    "start_date_time": "2026-11-22T08:00:00Z",
    "duration": 900,
    "charging_rate_unit": "A",
    "min_charging_rate": 6,
    "charging_profile_period": [
        {"start_period": 0, "limit": Decimal("16.07")},
        {"start_period": 300, "limit": 10},
    ],
}


def profile(**more: object) -> ChargingProfile:
    return codec.check(ChargingProfile, {**PROFILE, **more})


@pytest.mark.parametrize("protocol", ["ocpp1.6", "ocpp2.0.1", "ocpp2.1"])
def test_every_charger_is_told_a_profile_in_its_own_words(protocol: str) -> None:
    verbs = VERBS_16 if protocol == "ocpp1.6" else VERBS_2
    said = arguments_of(profile(), SESSION) | {"evse_id": 1, "transaction_id": "42"}
    asked = [
        verbs["set_charging_profile"](said),
        verbs["clear_charging_profile"]({"profile_id": 7}),
        verbs["get_composite_schedule"]({"evse_id": 1, "duration_s": 900}),
        verbs["cancel_reservation"]({"reservation_id": 9}),
        verbs["reserve"]({"reservation_id": 9, "id_token": "T", "evse_id": 1, "expires_at": NOW}),
    ]
    for action, payload in asked:
        ocpp.check_request(VERSIONS[protocol].actions[action], payload)
    text = encode_text(asked[0][1])
    assert '"limit":16.0' in text
    assert '"limit":10.0' in text


def test_a_profile_without_a_start_begins_with_the_transaction() -> None:
    said = arguments_of(profile(start_date_time=None), SESSION)
    _, payload = VERBS_16["set_charging_profile"](said | {"evse_id": 1, "transaction_id": "42"})
    told = payload["csChargingProfiles"]
    assert isinstance(told, dict)
    assert told["chargingProfileKind"] == "Relative"
    assert "startSchedule" not in told["chargingSchedule"]
    assert 0 < profile_number(SESSION) == told["chargingProfileId"] < 2**31


@pytest.mark.parametrize(
    "periods",
    [
        None,
        [],
        [{"start_period": 5, "limit": 1}],
        [{"start_period": 0, "limit": 1}, {"start_period": 0, "limit": 2}],
        [{"start_period": 0, "limit": -1}],
        [{"start_period": 0, "limit": 10**9}],
        [{"start_period": each, "limit": 1} for each in range(101)],
    ],
)
def test_a_profile_that_no_charger_can_follow_is_refused(periods: object) -> None:
    with pytest.raises(InvalidParameters):
        arguments_of(profile(charging_profile_period=periods), SESSION)


def test_the_profile_in_force_is_read_from_either_version() -> None:
    periods = [{"startPeriod": 0, "limit": "16.0"}, {"startPeriod": 60, "limit": 8}]
    old = {
        "status": "Accepted",
        "connectorId": 1,
        "scheduleStart": "2026-11-22T08:00:00Z",
        "chargingSchedule": {
            "duration": 300,
            "chargingRateUnit": "A",
            "chargingSchedulePeriod": periods,
        },
    }
    new = {
        "status": "Accepted",
        "schedule": {
            "evseId": 1,
            "duration": 300,
            "scheduleStart": "2026-11-22T08:00:00Z",
            "chargingRateUnit": "A",
            "chargingSchedulePeriod": periods,
        },
    }
    found = read_active(old, NOW)
    assert found is not None
    assert found == read_active(new, NOW)
    limits = [each.limit for each in found.charging_profile.charging_profile_period or ()]
    assert limits == [Decimal("16.0"), Decimal(8)]
    assert found.start_date_time == "2026-11-22T08:00:00Z"
    assert read_active({"status": "Accepted"}, NOW) is None
    assert read_active({"schedule": {"chargingRateUnit": "A", "scheduleStart": "?"}}, NOW) is None
    assert read_active(None, NOW) is None
