"""How a charger answers about logs, firmware, certificates and what it shows in OCPP 2.x."""

from typing import Any

from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.simulator.authorisation import Authorisation
from chargehouse.simulator.dialect import Answers
from chargehouse.simulator.orders import Orders
from chargehouse.simulator.outbox import Message
from chargehouse.simulator.station import Station

ACCEPTED = {"status": "Accepted"}


class Upkeep2:
    """A charger's answers about its upkeep."""

    def __init__(self, station: Station, authorisation: Authorisation, orders: Orders) -> None:
        self._station = station
        self._authorisation = authorisation
        self._orders = orders

    def table(self) -> Answers:
        """Return what answers each request, by its action."""
        return {
            "CertificateSigned": self._certificate_signed,
            "ClearDisplayMessage": lambda _: {"status": "Unknown"},
            "CustomerInformation": self._customer_information,
            "DeleteCertificate": self._delete_certificate,
            "GetDisplayMessages": lambda _: {"status": "Unknown"},
            "GetInstalledCertificateIds": self._get_installed_certificate_ids,
            "GetLog": self._get_log,
            "InstallCertificate": self._install_certificate,
            "PublishFirmware": lambda _: {"status": "Rejected"},
            "SetDisplayMessage": lambda _: {"status": "NotSupportedMessageFormat"},
            "SetNetworkProfile": lambda _: ACCEPTED,
            "UnpublishFirmware": lambda _: {"status": "NoFirmware"},
            "UpdateFirmware": self._update_firmware,
        }

    def _get_log(self, call: IncomingCall) -> dict[str, Any]:
        asked = call.payload
        self._orders.say_slowly(
            [
                Message("LogStatusNotification", {"status": step, "requestId": asked.request_id})
                for step in ("Uploading", "Uploaded")
            ]
        )
        return ACCEPTED | {"filename": f"{self._station.code}-{asked.log_type}.log"}

    def _update_firmware(self, call: IncomingCall) -> dict[str, Any]:
        asked = call.payload

        def step(status: str) -> Message:
            payload = {"status": status, "requestId": asked.request_id}
            return Message("FirmwareStatusNotification", payload)

        verified = ("SignatureVerified",) if asked.firmware.signing_certificate else ()
        steps = ("Downloading", "Downloaded", *verified, "Installing", "InstallRebooting")
        self._orders.update_firmware(
            [step(each) for each in steps], step("Installed"), asked.firmware.retrieve_date_time
        )
        return ACCEPTED

    def _customer_information(self, call: IncomingCall) -> dict[str, Any]:
        asked = call.payload
        if asked.id_token is not None and asked.clear:
            self._authorisation.cache.discard(asked.id_token.id_token)
        payload = {
            "data": "",
            "seqNo": 0,
            "generatedAt": self._station.clock.now(),
            "requestId": asked.request_id,
        }
        if asked.report:
            self._orders.say(Message("NotifyCustomerInformation", payload))
        return ACCEPTED

    def _install_certificate(self, call: IncomingCall) -> dict[str, Any]:
        asked = call.payload
        taken = self._orders.certificates.install(asked.certificate_type, asked.certificate)
        return ACCEPTED if taken else {"status": "Rejected"}

    def _get_installed_certificate_ids(self, call: IncomingCall) -> dict[str, Any]:
        wanted = call.payload.certificate_type
        found = self._orders.certificates.installed(None if wanted is None else frozenset(wanted))
        if not found:
            return {"status": "NotFound"}
        chain = [
            {"certificateType": kind, "certificateHashData": hash_data} for kind, hash_data in found
        ]
        return ACCEPTED | {"certificateHashDataChain": chain}

    def _delete_certificate(self, call: IncomingCall) -> dict[str, Any]:
        named = call.payload.certificate_hash_data
        gone = self._orders.certificates.delete(named.issuer_key_hash, named.serial_number)
        return ACCEPTED if gone else {"status": "NotFound"}

    def _certificate_signed(self, call: IncomingCall) -> dict[str, Any]:
        taken = self._orders.certificates.take_signed(call.payload.certificate_chain)
        return ACCEPTED if taken else {"status": "Rejected"}
