"""How a charger answers requests in OCPP 1.6: charging, cards, settings, reservations, limits."""

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
from chargehouse.simulator.v16.settings import HIDDEN
from chargehouse.simulator.v16.upkeep import Upkeep16

CHANGES = {
    "accepted": "Accepted",
    "rejected": "Rejected",
    "reboot_required": "RebootRequired",
    "unknown": "NotSupported",
}
ACCEPTED = {"status": "Accepted"}
REJECTED = {"status": "Rejected"}


class Commands16:
    """A charger's answers in OCPP 1.6; the request's struct comes in, plain data goes out."""

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
            "ChangeConfiguration": self._change_configuration,
            "ClearCache": self._clear_cache,
            "ClearChargingProfile": self._clear_charging_profile,
            "DataTransfer": lambda _: {"status": "UnknownVendorId"},
            "ExtendedTriggerMessage": self._trigger_message,
            "GetCompositeSchedule": self._get_composite_schedule,
            "GetConfiguration": self._get_configuration,
            "GetLocalListVersion": lambda _: {
                "listVersion": self._authorisation.local_list.version
            },
            "RemoteStartTransaction": self._remote_start_transaction,
            "RemoteStopTransaction": self._remote_stop_transaction,
            "ReserveNow": self._reserve_now,
            "Reset": self._reset,
            "SendLocalList": self._send_local_list,
            "SetChargingProfile": self._set_charging_profile,
            "TriggerMessage": self._trigger_message,
            "UnlockConnector": self._unlock_connector,
        }
        return {**own, **Upkeep16(self._station, self._orders).table()}

    def _remote_start_transaction(self, call: IncomingCall) -> dict[str, Any]:
        asked = call.payload
        evse = self._orders.start(Token(asked.id_tag), asked.connector_id, None)
        if evse is None:
            return REJECTED
        if asked.charging_profile is not None:
            self._orders.put_profile(_stored(asked.charging_profile, evse.id, call.received_at))
        return ACCEPTED

    def _remote_stop_transaction(self, call: IncomingCall) -> dict[str, Any]:
        wanted = call.payload.transaction_id

        def matches(evse: Evse) -> bool:
            return evse.transaction is not None and evse.transaction.remote_id == wanted

        evse = self._orders.transaction_evse(matches)
        if evse is None:
            return REJECTED
        self._orders.stop(evse, "remote")
        return ACCEPTED

    def _reset(self, call: IncomingCall) -> dict[str, Any]:
        hard = call.payload.type == "Hard"
        self._orders.reset("hard_reset" if hard else "soft_reset", when_idle=False)
        return ACCEPTED

    def _change_availability(self, call: IncomingCall) -> dict[str, Any]:
        asked = call.payload
        operative = asked.type == "Operative"
        return {"status": self._orders.set_available(asked.connector_id, operative=operative)}

    def _unlock_connector(self, call: IncomingCall) -> dict[str, Any]:
        evse = self._station.evses.get(call.payload.connector_id)
        if evse is None:
            return {"status": "NotSupported"}
        self._orders.unlock(evse)
        return {"status": "Unlocked"}

    def _get_configuration(self, call: IncomingCall) -> dict[str, Any]:
        asked = call.payload.key
        every = {setting.name.lower(): setting for setting in self._station.configuration}
        wanted = list(every) if not asked else [name.lower() for name in asked]
        known = [
            {"key": every[name].name, "readonly": every[name].fixed}
            | ({} if every[name].name in HIDDEN else {"value": every[name].value})
            for name in wanted
            if name in every
        ]
        unknown = [name for name in asked or [] if name.lower() not in every]
        return {"configurationKey": known} | ({"unknownKey": unknown} if unknown else {})

    def _change_configuration(self, call: IncomingCall) -> dict[str, Any]:
        asked = call.payload
        return {"status": CHANGES[self._orders.change_setting(asked.key, asked.value)]}

    def _clear_cache(self, _: IncomingCall) -> dict[str, Any]:
        self._authorisation.cache.clear()
        return ACCEPTED

    def _send_local_list(self, call: IncomingCall) -> dict[str, Any]:
        asked = call.payload
        local_list = self._authorisation.local_list
        if not local_list.limit:
            return {"status": "NotSupported"}
        entries = {
            entry.id_tag: None
            if entry.id_tag_info is None
            else Listed(entry.id_tag_info.status == "Accepted", entry.id_tag_info.expiry_date)
            for entry in asked.local_authorization_list or ()
        }
        full = asked.update_type == "Full"
        return {"status": local_list.update(asked.list_version, entries, full=full)}

    def _reserve_now(self, call: IncomingCall) -> dict[str, Any]:
        asked = call.payload
        kept = Reservation(asked.reservation_id, asked.id_tag, asked.expiry_date)
        return {"status": self._orders.reserve(kept, asked.connector_id)}

    def _cancel_reservation(self, call: IncomingCall) -> dict[str, Any]:
        return ACCEPTED if self._orders.cancel(call.payload.reservation_id) else REJECTED

    def _set_charging_profile(self, call: IncomingCall) -> dict[str, Any]:
        asked = call.payload
        if asked.connector_id and asked.connector_id not in self._station.evses:
            return REJECTED
        profile = asked.cs_charging_profiles
        self._orders.put_profile(_stored(profile, asked.connector_id, call.received_at))
        return ACCEPTED

    def _clear_charging_profile(self, call: IncomingCall) -> dict[str, Any]:
        asked = call.payload

        def matches(profile: StoredProfile) -> bool:
            return (
                asked.id in {None, profile.id}
                and asked.connector_id in {None, profile.evse_id}
                and asked.charging_profile_purpose in {None, profile.purpose}
                and asked.stack_level in {None, profile.stack_level}
            )

        return ACCEPTED if self._orders.clear_profiles(matches) else {"status": "Unknown"}

    def _get_composite_schedule(self, call: IncomingCall) -> dict[str, Any]:
        asked = call.payload
        evses = self._orders.evses(asked.connector_id)
        if not evses:
            return REJECTED
        for evse in evses:
            self._station.limit(evse)
        period = {"startPeriod": 0, "limit": sum(evse.offered_w for evse in evses)}
        return ACCEPTED | {
            "connectorId": asked.connector_id,
            "scheduleStart": call.received_at,
            "chargingSchedule": {
                "duration": asked.duration,
                "chargingRateUnit": "W",
                "chargingSchedulePeriod": [period],
            },
        }

    def _trigger_message(self, call: IncomingCall) -> dict[str, Any]:
        wanted, evses = (
            call.payload.requested_message,
            self._orders.evses(call.payload.connector_id),
        )
        if not evses:
            return REJECTED
        if wanted == "BootNotification":
            self._controller.boot_again()
        elif wanted == "SignChargePointCertificate":
            request = {"csr": self._orders.certificates.signing_request()}
            self._orders.say(Message("SignCertificate", request))
        else:
            self._orders.say(*self._triggered(wanted, evses, call.payload.connector_id))
        return ACCEPTED

    def _triggered(self, wanted: str, evses: list[Evse], connector_id: int | None) -> list[Message]:
        if wanted == "Heartbeat":
            return [self._dialect.heartbeat()]
        if wanted == "StatusNotification":
            whole = [] if connector_id else self._dialect.station_status()
            return whole + [self._dialect.status(evse) for evse in evses]
        if wanted == "MeterValues":
            return [self._dialect.meter_values(evse) for evse in evses]
        return [Message(wanted, {"status": "Idle"})]


def _stored(profile: Any, connector_id: int, at: datetime) -> StoredProfile:  # noqa: ANN401  the struct
    schedule = profile.charging_schedule
    return StoredProfile(
        profile.charging_profile_id,
        connector_id,
        profile.charging_profile_purpose,
        profile.stack_level,
        schedule.charging_rate_unit,
        schedule.start_schedule or at,
        tuple((each.start_period, int(each.limit)) for each in schedule.charging_schedule_period),
    )
