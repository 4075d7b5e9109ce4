"""What is changed at chargers and in who may use them, and what the audit log tells of it."""

from typing import Final

from tests.independent.two_tenants import STRICT, WEEK
from tests.independent.walking import Row, Walk
from tests.integration.stations.test_certificates import request_of

ORDER: Final = {"wait": False, "reason": "As agreed."}
ORDERED: Final = "station.command_requested"
ASKS: Final = "it asks, and changes nothing"


async def _window(walk: Walk) -> None:
    walk.ours["csr"] = request_of("SAME-ocpp1.6")


async def _charging(walk: Walk) -> None:
    """Let somebody charge."""
    assert await walk.driver.start("WALKCARD", 1000) == "Accepted"
    await walk.first("/sessions", "session_id", station_id=walk.ours["station_id"])


async def _doubtful(walk: Walk) -> None:
    """Let a session end with less on the meter than it began with."""
    await walk.driver.stop(5)
    station = walk.ours["station_id"]
    await walk.first("/sessions", "session_id", station_id=station, problem="negative_energy")


async def _trouble(walk: Walk) -> None:
    await walk.first("/access/problems", "problem_id")


async def _billed(walk: Walk) -> None:
    await walk.first("/cdrs", "cdr_id")


STATIONS: Final = (
    Row(
        "POST /locations",
        "location.added",
        {"name": "Walk", "timezone": "Europe/Berlin"},
        keep="location_id",
    ),
    Row("PATCH /locations/{location_id}", "location.edited", {"city": "Exampleton"}),
    Row(
        "POST /registration-windows",
        "location.registration_window_opened",
        {"location_id": "{location_id}", "security_profile": 1},
        keep="window_id",
    ),
    Row("DELETE /registration-windows/{window_id}", "location.registration_window_closed"),
    Row(
        "PATCH /stations/{station_id}/connectors/{evse_id}/{connector_id}",
        "station.connector_edited",
        {"power_type": "dc"},
    ),
    Row(
        "POST /certificates",
        "station.certificate_issued",
        {"station_id": "{station_id}", "csr": "{csr}"},
        ready=_window,
    ),
    Row("POST /certificates/{certificate_id}/revoke", "station.certificate_revoked"),
    Row("POST /stations/{station_id}/get-configuration", ORDERED, ORDER),
    Row(
        "POST /stations/{station_id}/set-configuration",
        ORDERED,
        {**ORDER, "key": "HeartbeatInterval", "value": "300"},
    ),
    Row("POST /stations/{station_id}/reset", ORDERED, ORDER),
    Row("POST /stations/{station_id}/clear-cache", ORDERED, ORDER),
    Row("POST /stations/{station_id}/set-availability", ORDERED, {**ORDER, "operative": True}),
    Row("POST /stations/{station_id}/trigger", ORDERED, {**ORDER, "message": "Heartbeat"}),
    Row("POST /stations/{station_id}/unlock", ORDERED, {**ORDER, "evse_id": 1}),
    Row("POST /stations/{station_id}/start", ORDERED, {**ORDER, "id_token": "WALKCARD"}),
    Row("POST /stations/{station_id}/stop", ORDERED, {**ORDER, "transaction_id": "1"}),
    Row("POST /stations/{station_id}/commands/{action}", ORDERED, {"wait": False}),
    Row("POST /sessions/{session_id}/stop", ORDERED, ORDER, ready=_charging),
    Row(
        "POST /sessions/{session_id}/repair",
        "session.repaired",
        {"meter_stop_wh": 2000, "reason": "Read from the meter."},
        ready=_doubtful,
    ),
    Row("POST /sessions/search", body={"identifier": "WALKCARD"}, why=ASKS),
    Row(
        "POST /cdrs/{cdr_id}/credit",
        "cdr.credited",
        {"reason": "The meter was exchanged."},
        ready=_billed,
    ),
)

ACCESS: Final = (
    Row(
        "POST /access/policies",
        "charger_access.schedule_configured",
        {"name": "Nights", "default_mode": "managed_access"},
        keep="policy_id",
    ),
    Row("PATCH /access/policies/{policy_id}", "charger_access.schedule_updated", {"name": "Night"}),
    Row(
        "POST /access/policies/{policy_id}/holidays",
        body={"country": "DE", "mode": "freevend", "years": [2030], "dry_run": True},
        why="a dry run changes nothing",
    ),
    Row(
        "POST /access/policies/{policy_id}/holidays",
        "charger_access.schedule_updated",
        {"country": "DE", "mode": "freevend", "years": [2030], "dry_run": False},
    ),
    Row(
        "PUT /stations/{station_id}/access/control/override",
        "charger_access.capability_overridden",
        {"capability": "partial", "reason": "As its maker says.", "key": "AuthEnabled"},
    ),
    Row(
        "PUT /stations/{station_id}/access/control/acceptance",
        "charger_access.partial_control_accepted",
        {"words": "I know that it may start without asking."},
    ),
    Row("DELETE /stations/{station_id}/access/policy", "charger_access.schedule_assigned"),
    Row(
        "POST /access/policies/{policy_id}/stations",
        "charger_access.schedule_assigned",
        {"stations": ["{station_id}"]},
        harmless="each station is answered for, and what is not here is called unknown",
    ),
    Row(
        "PUT /stations/{station_id}/access/policy",
        "charger_access.schedule_configured charger_access.schedule_assigned",
        STRICT,
    ),
    Row(
        "POST /access/policies/preview",
        body={"draft": WEEK, "station_id": "{station_id}"},
        why=ASKS,
    ),
    Row(
        "POST /access/policies/replay",
        body={"draft": WEEK, "stations": ["{station_id}"]},
        why=ASKS,
        harmless="nothing was asked at a station that is not here",
    ),
    Row(
        "POST /access/explanations",
        body={"station_id": "{station_id}", "vehicle_id": "{vehicle_id}"},
        why=ASKS,
    ),
    Row(
        "POST /stations/{station_id}/overrides",
        "charger_access.override_set",
        {"mode": "freevend"},
        keep="override_id",
    ),
    Row(
        "DELETE /stations/{station_id}/overrides/{override_id}",
        "charger_access.override_ended",
    ),
    Row(
        "POST /stations/{station_id}/access/control/probe",
        why="asks a charger what it can do; what is found is told of itself",
        may="charger_access.mode_change_failed",
    ),
    Row("POST /stations/{station_id}/access/control/retry", "charger_access.mode_change_retried"),
    Row("POST /stations/{station_id}/local-list/send", "charger_access.local_list_wanted"),
    Row(
        "POST /access/problems/{problem_id}/acknowledge",
        "charger_access.problem_acknowledged",
        {"note": "Agreed."},
        ready=_trouble,
    ),
    Row("POST /access/problems/{problem_id}/retry", "charger_access.mode_change_retried"),
    Row("DELETE /stations/{station_id}/access/policy", "charger_access.schedule_assigned"),
    Row("DELETE /access/policies/{policy_id}", "charger_access.schedule_removed"),
)

REMOVED: Final = (
    Row(
        "POST /stations",
        "station.added",
        {
            "code": "WALK-1",
            "location_id": "{location_id}",
            "security_profile": 1,
            "password": "a-password-of-20-chr",
        },
        keep="station_id:station.id",
    ),
    Row("PATCH /stations/{station_id}", "station.edited", {"name": "Bay 1"}),
    Row("POST /stations/{station_id}/password", "station.password_changed", {}),
    Row("DELETE /stations/{station_id}", "station.removed"),
    Row(
        "POST /locations",
        "location.added",
        {"name": "Walk end", "timezone": "Europe/Berlin"},
        keep="location_id",
    ),
    Row("DELETE /locations/{location_id}", "location.removed"),
)
"""What ends the stations and locations that were added."""
