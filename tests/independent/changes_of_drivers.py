"""What is changed of drivers and of what they pay, and what the audit log tells of it."""

from typing import Final

from tests.independent.changes_at_chargers import ASKS
from tests.independent.two_tenants import TARIFF
from tests.independent.walking import Row

SESSION: Final = {
    "timezone": "Europe/Berlin",
    "readings": [
        {
            "at": f"2026-03-02T{hour:02}:30:00Z",
            "current_a": "16.0",
            "energy_wh": energy_wh,
            "power_w": "11000",
            "wants_power": True,
        }
        for hour, energy_wh in ((9, "0"), (10, "11000"))
    ],
}

DRIVERS: Final = (
    Row("POST /fleets", "fleet.added", {"name": "Walkers"}, keep="fleet_id"),
    Row("PATCH /fleets/{fleet_id}", "fleet.changed", {"note": "On foot."}),
    Row(
        "POST /fleets/{fleet_id}/rules",
        "team_rule.added",
        {"effect": "allow", "stations": ["{station_id}"]},
        keep="rule_id",
    ),
    Row(
        "PATCH /fleets/{fleet_id}/rules/{rule_id}",
        "team_rule.changed",
        {"locations": ["{location_id}"], "stations": []},
    ),
    Row("DELETE /fleets/{fleet_id}/rules/{rule_id}", "team_rule.removed"),
    Row(
        "POST /vehicles",
        "vehicle.added",
        {"name": "Walker 1", "fleet_id": "{fleet_id}"},
        keep="vehicle_id",
    ),
    Row(
        "PATCH /vehicles/{vehicle_id}",
        "vehicle.changed",
        {"name": "Walker 2", "fleet_id": "{fleet_id}"},
    ),
    Row(
        "POST /identifiers",
        "identifier.added",
        {"type": "rfid", "value": "WALKCARD", "vehicle_id": "{vehicle_id}"},
        keep="identifier_id",
    ),
    Row("PATCH /identifiers/{identifier_id}", "identifier.changed", {"vehicle_id": None}),
    Row(
        "POST /identifiers/{identifier_id}/assign",
        "identifier.changed",
        {"vehicle_id": "{vehicle_id}"},
    ),
    Row("POST /identifiers/import", "identifier.added", "value,type\nWALKCARD2,rfid\n"),
    Row("POST /identifiers/classify", body={"value": "WALKCARD"}, why=ASKS),
    Row("POST /identifiers/search", body={"value": "WALKCARD"}, why=ASKS),
    Row(
        "POST /agreements",
        "agreement.added",
        {"name": "Walkers", "stations": ["{station_id}"]},
        keep="agreement_id",
    ),
    Row(
        "PATCH /agreements/{agreement_id}",
        "agreement.changed",
        {"locations": ["{location_id}"]},
    ),
    Row(
        "PUT /agreements/{agreement_id}/identifiers",
        "agreement.fed",
        {"kind": "full", "identifiers": [{"value": "WALKER0001"}]},
    ),
    Row(
        "POST /agreements/{agreement_id}/identifiers/import?kind=partial",
        "agreement.fed",
        "value,type\nWALKER0002,rfid\n",
    ),
    Row("POST /agreements/{agreement_id}/identifiers/search", body={"value": "X"}, why=ASKS),
    Row("POST /agreements/{agreement_id}/end", "agreement.ended", {"reason": "It ended."}),
)

TARIFFS: Final = (
    Row(
        "POST /tariffs",
        "tariff.created",
        {"name": "Walk", "ocpi_id": "WALK", "tariff": TARIFF},
        keep="tariff_id",
    ),
    Row("PATCH /tariffs/{tariff_id}", "tariff.changed", {"name": "Walks"}),
    Row(
        "POST /tariff-assignments",
        "tariff.assigned",
        {"tariff_id": "{tariff_id}", "location_id": "{location_id}"},
        keep="assignment_id",
    ),
    Row(
        "PATCH /tariff-assignments/{assignment_id}",
        "tariff.assignment_changed",
        {"valid_until": "2100-01-01T00:00:00Z"},
    ),
    Row("DELETE /tariff-assignments/{assignment_id}", "tariff.unassigned"),
    Row("POST /tariffs/price", body={"tariff": TARIFF, "session": SESSION}, why=ASKS),
    Row("POST /tariffs/{tariff_id}/price", body=SESSION, why=ASKS),
    Row("POST /tariffs/{tariff_id}/archive", "tariff.archived"),
)

DISMISSED: Final = (
    Row("POST /identifiers/{identifier_id}/deactivate", "identifier.changed", {"reason": "Lost."}),
    Row("DELETE /identifiers/{identifier_id}", "identifier.removed"),
    Row("DELETE /vehicles/{vehicle_id}", "vehicle.removed"),
    Row("DELETE /fleets/{fleet_id}", "fleet.removed"),
)
"""What ends the drivers that were added."""
