"""How a charger answers requests in OCPP 2.x: charging, cards, reservations, limits."""

from datetime import datetime
from typing import Any

from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.simulator.controller import Controller
from chargehouse.simulator.dialect import Answers
from chargehouse.simulator.evse import Evse, Reservation, Token
from chargehouse.simulator.local_list import Listed
from chargehouse.simulator.orders import Orders
from chargehouse.simulator.outbox import Message
from chargehouse.simulator.smart_charging import StoredProfile
from chargehouse.simulator.v2.upkeep import Upkeep2
from chargehouse.simulator.v2.variables import Variables

ACCEPTED = {"status": "Accepted"}
REJECTED = {"status": "Rejected"}
CERTIFICATE_USES = {
    "SignChargingStationCertificate": "ChargingStationCertificate",
    "SignV2GCertificate": "V2GCertificate",
    "SignV2G20Certificate": "V2G20Certificate",
    "SignCombinedCertificate": "ChargingStationCertificate",
}


class Commands2:
    """A charger's answers in OCPP 2.x; the request's struct comes in, plain data goes out."""

    def __init__(self, controller: Controller) -> None:
        self._controller = controller
        self._station = controller.station
        self._authorisation = controller.authorisation
        self._dialect = controller.dialect
        self._orders = Orders(controller)

    def table(self) -> Answers:
        """Return what answers each request, by its action."""
        own: Answers = {
            "CancelReservation": self._cancel_reservation,
            "ChangeAvailability": self._change_availability,
            "ClearCache": self._clear_cache,
            "ClearChargingProfile": self._clear_charging_profile,
            "CostUpdated": lambda _: {},
            "DataTransfer": lambda _: {"status": "UnknownVendorId"},
            "GetChargingProfiles": self._get_charging_profiles,
            "GetCompositeSchedule": self._get_composite_schedule,
            "GetLocalListVersion": lambda _: {
                "versionNumber": self._authorisation.local_list.version
            },
            "GetTransactionStatus": self._get_transaction_status,
            "RequestStartTransaction": self._request_start_transaction,
            "RequestStopTransaction": self._request_stop_transaction,
            "ReserveNow": self._reserve_now,
            "Reset": self._reset,
            "SendLocalList": self._send_local_list,
            "SetChargingProfile": self._set_charging_profile,
            "TriggerMessage": self._trigger_message,
            "UnlockConnector": self._unlock_connector,
        }
        variables = Variables(self._station, self._orders)
        upkeep = Upkeep2(self._station, self._authorisation, self._orders)
        return {**own, **variables.table(), **upkeep.table()}

    def _request_start_transaction(self, call: IncomingCall) -> dict[str, Any]:
        asked = call.payload
        token = Token(asked.id_token.id_token, asked.id_token.type)
        evse = self._orders.start(token, asked.evse_id, asked.remote_start_id)
        if evse is None:
            return REJECTED
        if asked.charging_profile is not None:
            self._orders.put_profile(_stored(asked.charging_profile, evse.id, call.received_at))
        running = evse.transaction
        return ACCEPTED | ({} if running is None else {"transactionId": running.local_id})

    def _request_stop_transaction(self, call: IncomingCall) -> dict[str, Any]:
        evse = self._running(call.payload.transaction_id)
        if evse is None:
            return REJECTED
        self._orders.stop(evse, "remote")
        return ACCEPTED

    def _running(self, transaction_id: str) -> Evse | None:
        return self._orders.transaction_evse(
            lambda evse: (
                evse.transaction is not None and evse.transaction.local_id == transaction_id
            )
        )

    def _get_transaction_status(self, call: IncomingCall) -> dict[str, Any]:
        queued = {"messagesInQueue": len(self._station.uplink.outbox) > 0}
        wanted = call.payload.transaction_id
        if wanted is None:
            return queued
        return queued | {"ongoingIndicator": self._running(wanted) is not None}

    def _reset(self, call: IncomingCall) -> dict[str, Any]:
        if call.payload.evse_id is not None:
            return REJECTED
        on_idle = call.payload.type == "OnIdle"
        waits = self._orders.reset("hard_reset", when_idle=on_idle)
        return {"status": "Scheduled" if waits else "Accepted"}

    def _change_availability(self, call: IncomingCall) -> dict[str, Any]:
        asked = call.payload
        evse_id = None if asked.evse is None else asked.evse.id
        operative = asked.operational_status == "Operative"
        return {"status": self._orders.set_available(evse_id, operative=operative)}

    def _unlock_connector(self, call: IncomingCall) -> dict[str, Any]:
        evse = self._station.evses.get(call.payload.evse_id)
        if evse is None or call.payload.connector_id != 1:
            return {"status": "UnknownConnector"}
        if evse.transaction is not None and evse.transaction.authorised:
            return {"status": "OngoingAuthorizedTransaction"}
        self._orders.unlock(evse)
        return {"status": "Unlocked"}

    def _clear_cache(self, _: IncomingCall) -> dict[str, Any]:
        self._authorisation.cache.clear()
        return ACCEPTED

    def _send_local_list(self, call: IncomingCall) -> dict[str, Any]:
        asked = call.payload
        local_list = self._authorisation.local_list
        entries = {
            entry.id_token.id_token: None
            if entry.id_token_info is None
            else Listed(
                entry.id_token_info.status == "Accepted", entry.id_token_info.cache_expiry_date_time
            )
            for entry in asked.local_authorization_list or ()
        }
        full = asked.update_type == "Full"
        status = local_list.update(asked.version_number, entries, full=full)
        self._station.configuration.put("LocalAuthListCtrlr.Entries", str(len(local_list)))
        return {"status": status}

    def _reserve_now(self, call: IncomingCall) -> dict[str, Any]:
        asked = call.payload
        kept = Reservation(asked.id, asked.id_token.id_token, asked.expiry_date_time)
        return {"status": self._orders.reserve(kept, asked.evse_id)}

    def _cancel_reservation(self, call: IncomingCall) -> dict[str, Any]:
        return ACCEPTED if self._orders.cancel(call.payload.reservation_id) else REJECTED

    def _set_charging_profile(self, call: IncomingCall) -> dict[str, Any]:
        asked = call.payload
        if asked.evse_id and asked.evse_id not in self._station.evses:
            return REJECTED
        self._orders.put_profile(_stored(asked.charging_profile, asked.evse_id, call.received_at))
        return ACCEPTED

    def _clear_charging_profile(self, call: IncomingCall) -> dict[str, Any]:
        wanted_id, criteria = (
            call.payload.charging_profile_id,
            call.payload.charging_profile_criteria,
        )

        def matches(profile: StoredProfile) -> bool:
            if wanted_id not in {None, profile.id}:
                return False
            return criteria is None or (
                criteria.evse_id in {None, profile.evse_id}
                and criteria.charging_profile_purpose in {None, profile.purpose}
                and criteria.stack_level in {None, profile.stack_level}
            )

        return ACCEPTED if self._orders.clear_profiles(matches) else {"status": "Unknown"}

    def _get_charging_profiles(self, call: IncomingCall) -> dict[str, Any]:
        asked, wanted = call.payload, call.payload.charging_profile
        found = self._station.charging_profiles.select(
            lambda profile: (
                asked.evse_id in {None, profile.evse_id}
                and wanted.charging_profile_purpose in {None, profile.purpose}
                and wanted.stack_level in {None, profile.stack_level}
                and profile.id in (wanted.charging_profile_id or (profile.id,))
            )
        )
        if not found:
            return {"status": "NoProfiles"}
        last = len(found) - 1
        self._orders.say(
            *(
                Message(
                    "ReportChargingProfiles",
                    {
                        "requestId": asked.request_id,
                        "chargingLimitSource": "CSO",
                        "evseId": profile.evse_id,
                        "chargingProfile": [_told(profile)],
                        "tbc": at < last,
                    },
                )
                for at, profile in enumerate(found)
            )
        )
        return ACCEPTED

    def _get_composite_schedule(self, call: IncomingCall) -> dict[str, Any]:
        asked = call.payload
        evses = self._orders.evses(asked.evse_id)
        if not evses:
            return REJECTED
        for evse in evses:
            self._station.limit(evse)
        period = {"startPeriod": 0, "limit": sum(evse.offered_w for evse in evses)}
        return ACCEPTED | {
            "schedule": {
                "evseId": asked.evse_id,
                "duration": asked.duration,
                "scheduleStart": call.received_at,
                "chargingRateUnit": "W",
                "chargingSchedulePeriod": [period],
            }
        }

    def _trigger_message(self, call: IncomingCall) -> dict[str, Any]:
        wanted = call.payload.requested_message
        evses = self._orders.evses(None if call.payload.evse is None else call.payload.evse.id)
        if not evses:
            return REJECTED
        if wanted == "BootNotification":
            self._controller.boot_again()
            return ACCEPTED
        if wanted in CERTIFICATE_USES:
            request = {
                "csr": self._orders.certificates.signing_request(),
                "certificateType": CERTIFICATE_USES[wanted],
            }
            self._orders.say(Message("SignCertificate", request))
            return ACCEPTED
        if wanted == "TransactionEvent":
            for evse in evses:
                if evse.transaction is not None:
                    self._controller.go_on(evse, evse.transaction, "asked")
            return ACCEPTED
        messages = self._triggered(wanted, evses)
        self._orders.say(*messages)
        return ACCEPTED if messages else {"status": "NotImplemented"}

    def _triggered(self, wanted: str, evses: list[Evse]) -> list[Message]:
        if wanted == "Heartbeat":
            return [self._dialect.heartbeat()]
        if wanted == "StatusNotification":
            return [self._dialect.status(evse) for evse in evses]
        if wanted == "MeterValues":
            return [self._dialect.meter_values(evse) for evse in evses]
        if wanted in {"LogStatusNotification", "FirmwareStatusNotification"}:
            return [Message(wanted, {"status": "Idle"})]
        return []


def _stored(profile: Any, evse_id: int, at: datetime) -> StoredProfile:  # noqa: ANN401  the struct
    schedule = profile.charging_schedule[0]
    return StoredProfile(
        profile.id,
        evse_id,
        profile.charging_profile_purpose,
        profile.stack_level,
        schedule.charging_rate_unit,
        schedule.start_schedule or at,
        tuple(
            (each.start_period, int(each.limit))
            for each in schedule.charging_schedule_period
            if each.limit is not None
        ),
    )


def _told(profile: StoredProfile) -> dict[str, Any]:
    return {
        "id": profile.id,
        "stackLevel": profile.stack_level,
        "chargingProfilePurpose": profile.purpose,
        "chargingProfileKind": "Absolute",
        "chargingSchedule": [
            {
                "id": profile.id,
                "startSchedule": profile.starts_at,
                "chargingRateUnit": profile.unit,
                "chargingSchedulePeriod": [
                    {"startPeriod": start_s, "limit": limit} for start_s, limit in profile.periods
                ],
            }
        ],
    }
