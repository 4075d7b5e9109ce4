"""How a charger answers about logs, firmware and certificates in OCPP 1.6."""

from typing import Any

from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.simulator.dialect import Answers
from chargehouse.simulator.orders import Orders
from chargehouse.simulator.outbox import Message
from chargehouse.simulator.station import Station

ACCEPTED = {"status": "Accepted"}
REJECTED = {"status": "Rejected"}


class Upkeep16:
    """A charger's answers about its upkeep."""

    def __init__(self, station: Station, orders: Orders) -> None:
        self._station = station
        self._orders = orders

    def table(self) -> Answers:
        """Return what answers each request, by its action."""
        return {
            "CertificateSigned": self._certificate_signed,
            "DeleteCertificate": self._delete_certificate,
            "GetDiagnostics": self._get_diagnostics,
            "GetInstalledCertificateIds": self._get_installed_certificate_ids,
            "GetLog": self._get_log,
            "InstallCertificate": self._install_certificate,
            "SignedUpdateFirmware": self._signed_update_firmware,
            "UpdateFirmware": self._update_firmware,
        }

    def _get_diagnostics(self, _: IncomingCall) -> dict[str, Any]:
        steps = ("Uploading", "Uploaded")
        self._orders.say_slowly(
            [Message("DiagnosticsStatusNotification", {"status": step}) for step in steps]
        )
        return {"fileName": f"{self._station.code}-diagnostics.zip"}

    def _get_log(self, call: IncomingCall) -> dict[str, Any]:
        request_id = call.payload.request_id
        self._orders.say_slowly(
            [
                Message("LogStatusNotification", {"status": step, "requestId": request_id})
                for step in ("Uploading", "Uploaded")
            ]
        )
        return ACCEPTED | {"filename": f"{self._station.code}-{call.payload.log_type}.log"}

    def _update_firmware(self, call: IncomingCall) -> dict[str, Any]:
        steps = ("Downloading", "Downloaded", "Installing")
        self._orders.update_firmware(
            [Message("FirmwareStatusNotification", {"status": step}) for step in steps],
            Message("FirmwareStatusNotification", {"status": "Installed"}),
            call.payload.retrieve_date,
        )
        return {}

    def _signed_update_firmware(self, call: IncomingCall) -> dict[str, Any]:
        asked = call.payload

        def step(status: str) -> Message:
            payload = {"status": status, "requestId": asked.request_id}
            return Message("SignedFirmwareStatusNotification", payload)

        steps = ("Downloading", "Downloaded", "SignatureVerified", "Installing", "InstallRebooting")
        self._orders.update_firmware(
            [step(each) for each in steps], step("Installed"), asked.firmware.retrieve_date_time
        )
        return ACCEPTED

    def _install_certificate(self, call: IncomingCall) -> dict[str, Any]:
        asked = call.payload
        taken = self._orders.certificates.install(asked.certificate_type, asked.certificate)
        return ACCEPTED if taken else REJECTED

    def _get_installed_certificate_ids(self, call: IncomingCall) -> dict[str, Any]:
        kinds = frozenset({call.payload.certificate_type})
        found = [each for _, each in self._orders.certificates.installed(kinds)]
        return ACCEPTED | {"certificateHashData": found} if found else {"status": "NotFound"}

    def _delete_certificate(self, call: IncomingCall) -> dict[str, Any]:
        named = call.payload.certificate_hash_data
        gone = self._orders.certificates.delete(named.issuer_key_hash, named.serial_number)
        return ACCEPTED if gone else {"status": "NotFound"}

    def _certificate_signed(self, call: IncomingCall) -> dict[str, Any]:
        taken = self._orders.certificates.take_signed(call.payload.certificate_chain)
        return ACCEPTED if taken else REJECTED
