"""Security extension of 1.6: passwords, certificates, events, logs, firmware (TC 073 to 083)."""

import pytest
from tests.protocol.authority import ChargersKey
from tests.protocol.rawcharger import RawCharger
from tests.protocol.rig import PASSWORD, Rig
from tests.protocol.v16.words import at
from websockets.exceptions import InvalidStatus

from chargehouse.contexts.stations.public import StationRef

NEW_PASSWORD = "another-password-24-long"
PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"
HASHES = {
    "hashAlgorithm": "SHA256",
    "issuerNameHash": "aa" * 32,
    "issuerKeyHash": "bb" * 32,
    "serialNumber": "01",
}


async def _security_event(charger: RawCharger, kind: str) -> None:
    payload = {"type": kind, "timestamp": at(0), "techInfo": "canary-tech-info"}
    assert await charger.call("SecurityEventNotification", payload) == {}


SECURITY = "station.security_event_reported"
FIRMWARE_STATUS = "station.firmware_status_reported"


async def _events(rig: Rig, name: str) -> list[object]:
    return [
        payload.get("kind") or payload.get("status")
        for wire_name, payload in await rig.events()
        if wire_name == name
    ]


async def test_tc_073_change_the_password(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    command = rig.command(
        station, "ChangeConfiguration", {"key": "AuthorizationKey", "value": NEW_PASSWORD}
    )
    await charger.obey("ChangeConfiguration", {"status": "Accepted"})
    assert (await command).status == "accepted"
    await charger.close()

    with pytest.raises(InvalidStatus) as refused:
        await rig.connect(password=PASSWORD)
    assert refused.value.response.status_code == 401
    again = await rig.connect(password=NEW_PASSWORD)
    assert await again.call("Heartbeat")
    assert NEW_PASSWORD not in await rig.dump()


async def test_tc_074_renew_the_certificate(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    command = rig.command(
        station, "ExtendedTriggerMessage", {"requestedMessage": "SignChargePointCertificate"}
    )
    await charger.obey("ExtendedTriggerMessage", {"status": "Accepted"})
    assert (await command).status == "accepted"
    answer = await charger.call("SignCertificate", {"csr": ChargersKey().request("CH-1")})
    assert answer == {"status": "Accepted"}
    sent = await charger.obey("CertificateSigned", {"status": "Accepted"})

    assert sent["certificateChain"].count("BEGIN CERTIFICATE") == 2
    await rig.settled()
    kept = await rig.one(
        "SELECT status, requested_by FROM commands WHERE action <> :asked",
        asked="ExtendedTriggerMessage",
    )
    assert kept == {"status": "accepted", "requested_by": "gateway:certificates"}
    [issued] = await rig.rows("SELECT subject, status FROM station_certificates")
    assert issued["status"] == "valid"
    assert "CN=CH-1" in issued["subject"]


@pytest.mark.parametrize("request_for", ["CH-2", None])
async def test_a_certificate_that_may_not_be_signed_is_refused(
    rig: Rig, charger: RawCharger, request_for: str | None
) -> None:
    csr = "no request at all" if request_for is None else ChargersKey().request(request_for)
    assert await charger.call("SignCertificate", {"csr": csr}) == {"status": "Rejected"}
    assert await rig.rows("SELECT * FROM station_certificates") == []
    assert await charger.silence()


async def test_tc_075_1_install_a_manufacturers_root_certificate(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    await _install(rig, charger, station, "ManufacturerRootCertificate")


async def test_tc_075_2_install_a_central_systems_root_certificate(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    await _install(rig, charger, station, "CentralSystemRootCertificate")


async def _install(rig: Rig, charger: RawCharger, station: StationRef, kind: str) -> None:
    command = rig.command(
        station, "InstallCertificate", {"certificateType": kind, "certificate": PEM}
    )
    asked = await charger.obey("InstallCertificate", {"status": "Accepted"})
    assert asked == {"certificateType": kind, "certificate": PEM}
    assert (await command).status == "accepted"
    command = rig.command(station, "GetInstalledCertificateIds", {"certificateType": kind})
    await charger.obey(
        "GetInstalledCertificateIds", {"status": "Accepted", "certificateHashData": [HASHES]}
    )
    done = await command
    assert done.status == "accepted"
    assert done.answer is not None
    assert done.answer["certificateHashData"] == [HASHES]


async def test_tc_076_delete_a_certificate(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    command = rig.command(
        station, "GetInstalledCertificateIds", {"certificateType": "CentralSystemRootCertificate"}
    )
    await charger.obey(
        "GetInstalledCertificateIds", {"status": "Accepted", "certificateHashData": [HASHES]}
    )
    await command
    command = rig.command(station, "DeleteCertificate", {"certificateHashData": HASHES})
    assert await charger.obey("DeleteCertificate", {"status": "Accepted"}) == {
        "certificateHashData": HASHES
    }
    assert (await command).status == "accepted"


async def test_tc_077_the_charger_finds_its_certificate_invalid(
    rig: Rig, charger: RawCharger
) -> None:
    await charger.call("SignCertificate", {"csr": ChargersKey().request("CH-1")})
    await charger.obey("CertificateSigned", {"status": "Rejected"})
    await _security_event(charger, "InvalidChargePointCertificate")

    assert await _events(rig, SECURITY) == ["InvalidChargePointCertificate"]
    [sent] = await rig.rows("SELECT status, answer_status FROM commands")
    assert sent == {"status": "rejected", "answer_status": "Rejected"}
    assert "canary-tech-info" not in await rig.dump()


async def test_tc_078_the_charger_finds_our_certificate_invalid(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    command = rig.command(
        station,
        "InstallCertificate",
        {"certificateType": "CentralSystemRootCertificate", "certificate": PEM},
    )
    await charger.obey("InstallCertificate", {"status": "Rejected"})
    assert (await command).status == "rejected"
    await _security_event(charger, "InvalidCentralSystemCertificate")
    assert await _events(rig, SECURITY) == ["InvalidCentralSystemCertificate"]


async def test_tc_079_fetch_the_security_log(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    where = "https://user:canary-secret@files.example.org/logs"
    command = rig.command(
        station,
        "GetLog",
        {"logType": "SecurityLog", "requestId": 7, "log": {"remoteLocation": where}},
    )
    asked = await charger.obey("GetLog", {"status": "Accepted", "filename": "log.txt"})
    assert asked["log"]["remoteLocation"] == where
    assert (await command).status == "accepted"
    for word in ("Uploading", "Uploaded"):
        answer = await charger.call("LogStatusNotification", {"status": word, "requestId": 7})
        assert answer == {}

    assert await _events(rig, "station.diagnostics_status_reported") == ["Uploading", "Uploaded"]
    assert "canary-secret" not in await rig.dump()


FIRMWARE: dict[str, object] = {
    "requestId": 9,
    "firmware": {
        "location": "https://files.example.org/firmware.bin",
        "retrieveDateTime": at(0),
        "signingCertificate": PEM,
        "signature": "c2lnbmF0dXJl",
    },
}


async def test_tc_080_update_with_signed_firmware(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    command = rig.command(station, "SignedUpdateFirmware", FIRMWARE)
    assert await charger.obey("SignedUpdateFirmware", {"status": "Accepted"}) == FIRMWARE
    assert (await command).status == "accepted"
    before = ["Downloading", "Downloaded", "SignatureVerified", "Installing", "InstallRebooting"]
    for word in before:
        payload = {"status": word, "requestId": 9}
        assert await charger.call("SignedFirmwareStatusNotification", payload) == {}
    await charger.vanish()
    again = await rig.booted()
    payload = {"status": "Installed", "requestId": 9}
    assert await again.call("SignedFirmwareStatusNotification", payload) == {}
    await _security_event(again, "FirmwareUpdated")

    assert await _events(rig, FIRMWARE_STATUS) == [*before, "Installed"]
    assert await _events(rig, SECURITY) == ["FirmwareUpdated"]


async def test_tc_081_update_with_a_bad_signature(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    command = rig.command(station, "SignedUpdateFirmware", FIRMWARE)
    await charger.obey("SignedUpdateFirmware", {"status": "Accepted"})
    assert (await command).status == "accepted"
    said = ["Downloading", "Downloaded", "InvalidSignature"]
    for word in said:
        payload = {"status": word, "requestId": 9}
        assert await charger.call("SignedFirmwareStatusNotification", payload) == {}
    await _security_event(charger, "InvalidFirmwareSignature")

    assert await _events(rig, FIRMWARE_STATUS) == said
    assert await _events(rig, SECURITY) == ["InvalidFirmwareSignature"]


async def test_tc_083_raise_the_security_profile(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    command = rig.command(station, "ChangeConfiguration", {"key": "SecurityProfile", "value": "2"})
    await charger.obey("ChangeConfiguration", {"status": "Accepted"})
    assert (await command).status == "accepted"
    await charger.close()

    assert (await rig.station())["security_profile"] == 2
    with pytest.raises(InvalidStatus) as refused:
        await rig.connect()
    assert refused.value.response.status_code == 403
