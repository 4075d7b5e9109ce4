"""What stands in the examples of events where a field's name alone does not say it."""

from collections.abc import Mapping
from typing import Any, Final

from chargehouse.platform.http.examples import DAY, INSTANT

EVENING: Final = f"{DAY}T18:00:00Z"
OF_EVERY_EVENT: Final[Mapping[str, Any]] = {
    "action": "stations.read",
    "capability": "full",
    "configuration_path": "AuthEnabled",
    "effect": "allow",
    "error": "The partner cannot be reached.",
    "expected_mode": "managed_access",
    "kind": "staff",
    "level": "location",
    "masked_email": "m••••@charge.example",
    "parties": ["DE-EXA"],
    "words": "At every station, at all hours.",
}
"""What stands in a field of any event."""

OF_A_KIND: Final[Mapping[str, Mapping[str, Any]]] = {
    "account.second_factor_added": {"kind": "totp"},
    "account.second_factor_removed": {"kind": "passkey"},
    "agreement.changed": {"changes": {"active": {"before": False, "after": True}}},
    "agreement.fed": {"kind": "full", "source": "api"},
    "agreement.ended": {"reason": "The contract ended."},
    "audit.exported": {"what": "the log"},
    "audit.verified": {"first_bad_index": None},
    "cdr.credited": {"reason": "The meter was exchanged."},
    "cdr.omitted": {"reason": "no_tariff"},
    "charger_access.capability_found": {"previous": "unknown"},
    "charger_access.capability_overridden": {"previous": "partial"},
    "charger_access.decision_recorded": {"reason": "permitted", "policy_source": "weekly"},
    "charger_access.expected_mode_changed": {"previous": "freevend", "next": "managed_access"},
    "charger_access.local_list_confirmed": {"kind": "full"},
    "charger_access.mode_change_confirmed": {"evidence": "read_back"},
    "charger_access.mode_change_failed": {
        "attempted_path": "AuthEnabled",
        "status": "failed",
        "reason": "rejected",
    },
    "charger_access.mode_change_requested": {"requested_mode": "freevend", "cause": "schedule"},
    "charger_access.override_set": {"ends": EVENING, "reason": "A fair at the depot."},
    "charger_access.problem_acknowledged": {"kind": "charger_offline"},
    "charger_access.problem_closed": {"kind": "charger_offline"},
    "charger_access.problem_opened": {"kind": "charger_offline"},
    "charger_access.schedule_configured": {
        "name": "Nights only",
        "recurrence": ["weekly"],
        "zone": "Europe/Berlin",
    },
    "charger_access.schedule_removed": {"name": "Nights only"},
    "charger_access.schedule_updated": {
        "changed_fields": ["name"],
        "changes": {"name": {"before": "Nights", "after": "Nights only"}},
    },
    "department.edited": {"allowed_before": ["stations.read"], "denied_before": []},
    "fleet.changed": {"changes": {"name": {"before": "Vans", "after": "Delivery vans"}}},
    "gdpr.scrubbed": {"fields": [{"index": 7, "field": "actor.name"}]},
    "identifier.added": {"type": "rfid", "status": "active", "source": "api"},
    "identifier.changed": {
        "status": "lost",
        "changed": ["status"],
        "changes": {"status": {"before": "active", "after": "lost"}},
        "reason": "The card was lost.",
    },
    "location.edited": {"changes": {"city": {"before": None, "after": "Exampleton"}}},
    "news.added": {"audience": "operator", "line": "core"},
    "news.edited": {"changes": {"prominent": {"before": False, "after": True}}},
    "partner.changed": {"changes": {"name": {"before": "Example", "after": "Example Mobility"}}},
    "partner.handshake_failed": {"step": "versions", "fault": "unreachable"},
    "partner.publishing_rule_changed": {"level": "location"},
    "partner_client.changed": {"change": "changed", "status": "CONNECTED"},
    "partner_command": {"kind": "START_SESSION", "result": "ACCEPTED"},
    "partner_command.ended": {"state": "finished"},
    "partner_command.sent": {"state": "accepted"},
    "partner_list.pulled": {"module": "locations"},
    "partner_location.changed": {"change": "added"},
    "partner_session.changed": {"change": "changed", "status": "ACTIVE"},
    "partner_tariff.changed": {"change": "changed"},
    "partner_token.changed": {"change": "removed"},
    "party.changed": {"changes": {"role": {"before": "EMSP", "after": "CPO"}}},
    "publishing.token_authorised": {
        "allowed": "ALLOWED",
        "reference": "AUTH-77",
        "location": "NORTH-DEPOT",
    },
    "publishing.token_sharing_changed": {"changes": {"shared": {"before": "none", "after": "all"}}},
    "session": {
        "status": "charging",
        "energy_wh": 8400,
        "ended_at": None,
        "energy_rule": None,
        "resolution": None,
    },
    "session.needs_repair": {"status": "terminated", "problem": "energy_unknown"},
    "session.repaired": {
        "status": "terminated",
        "ended_at": EVENING,
        "energy_rule": "repair",
        "resolution": "Read from the meter.",
    },
    "session.settled": {"status": "terminated", "ended_at": EVENING, "energy_rule": "registers"},
    "session.terminated": {
        "status": "terminated",
        "charging_state": None,
        "ended_at": EVENING,
        "energy_rule": "registers",
        "power_w": None,
        "stop_reason": "Local",
    },
    "settings": {"key": "access.decision_deadline_s", "before": 2, "after": 5},
    "settings.rolled_back": {"keys": ["access.decision_deadline_s"], "proposed_keys": []},
    "station.added": {"registration_window_id": None},
    "station.command_completed": {"action": "Reset", "error_code": None},
    "station.command_requested": {"action": "Reset"},
    "station.connection_refused": {
        "reason": "wrong_password",
        "code_masked": "DE••••01",
        "station_id": None,
    },
    "station.connector_edited": {"changes": {"power_type": {"before": None, "after": "dc"}}},
    "station.connector_status_changed": {"status": "Charging", "previous_status": "Preparing"},
    "station.diagnostics_status_reported": {"status": "Uploaded"},
    "station.disconnected": {"reason": None},
    "station.edited": {"changes": {"name": {"before": None, "after": "Bay 1"}}},
    "station.fault_cleared": {"error_code": "GroundFailure"},
    "station.fault_opened": {"error_code": "GroundFailure"},
    "station.firmware_status_reported": {"status": "Installed"},
    "station.security_event_reported": {"kind": "TamperDetectionActivated"},
    "station.variables_observed": {"changed": ["HeartbeatInterval"]},
    "tenant.list_exported": {"what": "sessions.csv"},
    "tariff": {"ocpi_id": "DAY-AND-NIGHT"},
    "tariff.assignment_changed": {"changes": {"valid_until": {"before": None, "after": EVENING}}},
    "tariff.changed": {"changes": {"name": {"before": "Day", "after": "Day and night"}}},
    "team_rule.changed": {"changes": {"effect": {"before": "deny", "after": "allow"}}},
    "user.edited": {"status": "active", "changed": ["phone"]},
    "vehicle.changed": {
        "status": "active",
        "changed": ["name"],
        "changes": {"name": {"before": "Van 6", "after": "Van 7"}},
    },
    "webhook.disabled": {"reason": "failing", "failing_since": INSTANT},
    "webhook.edited": {"changes": {"ordered": {"before": False, "after": True}}},
}
"""What stands in a field of an event, or of all whose names begin so."""

AT_A_STATION: Final = frozenset({"cdr", "charger_access", "session", "station"})
"""What events are called that happen at a station."""


def words_of(name: str) -> dict[str, Any]:
    """Return what stands in the fields of an event of this name, by their names."""
    family = name.partition(".")[0]
    nowhere = {} if family in AT_A_STATION else {"station_id": None}
    return {**OF_EVERY_EVENT, **nowhere, **OF_A_KIND.get(family, {}), **OF_A_KIND.get(name, {})}
