"""Block A of the OCPP 2.0.1 cases: security."""

import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.protocol.rawcharger import RawCharger, basic, open_socket
from tests.protocol.rig import PASSWORD, TENANT, Rig
from tests.protocol.v201.driving import Player
from websockets.exceptions import InvalidHandshake, InvalidStatus

from chargehouse.contexts.stations.public import StationRef
from chargehouse.gateway.dispatch import Dispatcher
from chargehouse.gateway.server import GatewayServer
from chargehouse.gateway.tables import HANDLERS
from chargehouse.gateway.tls import Trust, server_context
from chargehouse.platform.settings import OcppSettings

NEW_PASSWORD = "another-password-of-24ch"
PEM = serialization.Encoding.PEM
SLOT: dict[str, Any] = {
    "messageTimeout": 30,
    "ocppCsmsUrl": "wss://csms.example.com/ocpp",
    "ocppInterface": "Wired0",
    "ocppTransport": "JSON",
    "ocppVersion": "OCPP20",
}


# -- TLS, as an installation would have it


def key_file(key: ec.EllipticCurvePrivateKey, path: Path) -> Path:
    """Write a private key."""
    form = serialization.PrivateFormat.PKCS8
    path.write_bytes(key.private_bytes(PEM, form, serialization.NoEncryption()))
    return path


def named(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def own_certificate(key: ec.EllipticCurvePrivateKey, common_name: str, path: Path) -> Path:
    """Write a certificate that nobody but its holder signed."""
    certificate = (
        x509.CertificateBuilder()
        .subject_name(named(common_name))
        .issuer_name(named(common_name))
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=36_500))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    path.write_bytes(certificate.public_bytes(PEM))
    return path


def signing_request(key: ec.EllipticCurvePrivateKey, common_name: str) -> str:
    """A request for a certificate."""
    builder = x509.CertificateSigningRequestBuilder().subject_name(named(common_name))
    return builder.sign(key, hashes.SHA256()).public_bytes(PEM).decode()


@dataclass
class SecurePort:
    """The same gateway behind TLS; `authority` is what stations must trust to talk to it."""

    rig: Rig
    server: GatewayServer
    authority: Path
    tls: ssl.SSLContext

    def context(self) -> ssl.SSLContext:
        """What a station trusts."""
        return ssl.create_default_context(cafile=str(self.authority))

    async def connect(
        self, tls: ssl.SSLContext | None = None, password: str | None = PASSWORD
    ) -> RawCharger:
        """Connect as the station `CH-1`."""
        socket = await open_socket(
            f"wss://127.0.0.1:{self.server.port}/ocpp/{TENANT}/CH-1",
            ["ocpp2.0.1"],
            None if password is None else basic("CH-1", password),
            tls or self.context(),
        )
        charger = RawCharger(socket)
        self.rig.raw_chargers.append(charger)
        return charger


@pytest.fixture
async def secure(rig: Rig, tmp_path: Path) -> AsyncIterator[SecurePort]:
    """The gateway behind TLS, with a certificate of its own."""
    key = ec.generate_private_key(ec.SECP256R1())
    authority = own_certificate(key, "csms", tmp_path / "csms.pem")
    context = server_context(
        OcppSettings(tls_cert=authority, tls_key=key_file(key, tmp_path / "csms.key"))
    )
    assert context is not None
    services = rig.services
    server = GatewayServer(services, rig.chargers, Dispatcher(HANDLERS), context)
    trust = Trust(context, rig.contexts.tenants, services.certificates, services.clock)
    await trust.start()
    await server.start()
    yield SecurePort(rig, server, authority, context)
    await server.stop()
    await trust.stop()


async def refusals(rig: Rig) -> list[str]:
    """Why stations were turned away, as kept."""
    return [
        body["reason"] for name, body in await rig.events() if name == "station.connection_refused"
    ]


# -- A00: getting in


async def test_tc_a_01_the_right_password_lets_a_station_in(rig: Rig, station: StationRef) -> None:
    player = Player(rig, await rig.connect(protocol="ocpp2.0.1"))
    assert (await player.boot())["status"] == "Accepted"
    socket = await rig.one("SELECT subprotocol, security_profile FROM station_connections")
    assert socket == {"subprotocol": "ocpp2.0.1", "security_profile": 1}


async def test_tc_a_02_another_user_name_is_refused(rig: Rig, station: StationRef) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await rig.connect(protocol="ocpp2.0.1", user="CH-1wrong")
    assert refused.value.response.status_code == HTTPStatus.UNAUTHORIZED
    assert await refusals(rig) == ["wrong_user_name"]


async def test_tc_a_03_a_wrong_password_is_refused_before_any_frame(
    rig: Rig, station: StationRef
) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await rig.connect(protocol="ocpp2.0.1", password="not-the-password-20c")
    assert refused.value.response.status_code == HTTPStatus.UNAUTHORIZED
    assert await refusals(rig) == ["wrong_password"]
    assert "not-the-password" not in await rig.dump()


async def test_tc_a_04_a_station_comes_in_over_tls(rig: Rig, secure: SecurePort) -> None:
    await rig.add_station(security_profile=2)
    player = Player(rig, await secure.connect())
    assert (await player.boot())["status"] == "Accepted"
    kept = await rig.one("SELECT security_profile FROM station_connections")
    assert kept["security_profile"] == 2


def handshake(port: ssl.SSLContext, station: ssl.SSLContext) -> tuple[str, str]:
    """Begin TLS between two ends; return why the port ends it, and what the station is told."""
    to_port, to_station = ssl.MemoryBIO(), ssl.MemoryBIO()
    asking = station.wrap_bio(to_station, to_port, server_hostname="127.0.0.1")
    asked = port.wrap_bio(to_port, to_station, server_side=True)
    with pytest.raises(ssl.SSLWantReadError):
        asking.do_handshake()
    with pytest.raises(ssl.SSLError) as ended:
        asked.do_handshake()
    with pytest.raises(ssl.SSLError) as told:
        asking.do_handshake()
    return ended.value.reason, told.value.reason


async def test_tc_a_06_old_tls_is_refused(rig: Rig, secure: SecurePort) -> None:
    await rig.add_station(security_profile=2)
    assert secure.tls.minimum_version is ssl.TLSVersion.TLSv1_2
    old = secure.context()
    old.set_ciphers("DEFAULT:@SECLEVEL=0")  # else this side itself would not offer old TLS
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        old.minimum_version = ssl.TLSVersion.TLSv1_1
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    assert handshake(secure.tls, old) == ("UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION")
    with pytest.raises((ssl.SSLError, ConnectionError)):
        await secure.connect(old)
    assert await rig.rows("SELECT * FROM station_connections") == []


async def certified(
    secure: SecurePort, player: Player, station: StationRef, folder: Path
) -> ssl.SSLContext:
    """Renew the station's certificate as an operator does; return what it then connects with."""
    asked = {"requestedMessage": "SignChargingStationCertificate"}
    await player.obeys(station, "TriggerMessage", asked, {"status": "Accepted"})
    key = ec.generate_private_key(ec.SECP256R1())
    request = {
        "csr": signing_request(key, "CH-1"),
        "certificateType": "ChargingStationCertificate",
    }
    assert await player.call("SignCertificate", request) == {"status": "Accepted"}
    signed = await player.raw.obey("CertificateSigned", {"status": "Accepted"})
    assert signed["certificateType"] == "ChargingStationCertificate"
    chain = folder / "station.pem"
    chain.write_text(signed["certificateChain"])
    context = secure.context()
    context.load_cert_chain(chain, key_file(key, folder / "station.key"))
    return context


async def test_tc_a_07_a_station_comes_in_by_its_certificate(
    rig: Rig, secure: SecurePort, player: Player, station: StationRef, tmp_path: Path
) -> None:
    context = await certified(secure, player, station, tmp_path)
    await rig.contexts.stations.edit(rig.actor, station.id, {"security_profile": 3})
    by_certificate = Player(rig, await secure.connect(context, password=None))
    assert (await by_certificate.boot())["status"] == "Accepted"
    await player.raw.closed()
    socket = await rig.one("SELECT security_profile FROM station_connections")
    assert socket["security_profile"] == 3


async def test_tc_a_11_a_stations_certificate_is_renewed(
    rig: Rig, secure: SecurePort, player: Player, station: StationRef, tmp_path: Path
) -> None:
    await certified(secure, player, station, tmp_path)
    issued = await rig.one("SELECT status, subject FROM station_certificates")
    assert (issued["status"], issued["subject"]) == ("valid", "CN=CH-1")
    row = await rig.one("SELECT status FROM commands WHERE action = 'CertificateSigned'")
    assert row["status"] == "accepted"


async def test_tc_a_08_a_certificate_of_nobody_is_refused(
    rig: Rig, secure: SecurePort, tmp_path: Path
) -> None:
    await rig.add_station(security_profile=3, password=None)
    key = ec.generate_private_key(ec.SECP256R1())
    context = secure.context()
    context.load_cert_chain(
        own_certificate(key, "CH-1", tmp_path / "own.pem"), key_file(key, tmp_path / "own.key")
    )
    with pytest.raises((ssl.SSLError, ConnectionError, InvalidHandshake)):
        await secure.connect(context, password=None)
    with pytest.raises(InvalidStatus):
        await secure.connect(password=None)
    assert await rig.rows("SELECT * FROM station_connections") == []


async def test_tc_a_14_a_request_for_another_name_is_not_signed(rig: Rig, player: Player) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    answer = await player.call("SignCertificate", {"csr": signing_request(key, "CH-2")})
    assert (answer["status"], answer["statusInfo"]["reasonCode"]) == ("Rejected", "InvalidCSR")
    vehicles = {"csr": signing_request(key, "CH-1"), "certificateType": "V2GCertificate"}
    assert (await player.call("SignCertificate", vehicles))["status"] == "Rejected"
    assert await rig.rows("SELECT * FROM station_certificates") == []


# -- A01: passwords


def password_set(status: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The command that sets a password, and the station's answer."""
    named_so = {"component": {"name": "SecurityCtrlr"}, "variable": {"name": "BasicAuthPassword"}}
    return (
        {"setVariableData": [{**named_so, "attributeValue": NEW_PASSWORD}]},
        {"setVariableResult": [{**named_so, "attributeStatus": status}]},
    )


async def test_tc_a_09_a_password_that_was_accepted_is_the_only_one(
    rig: Rig, station: StationRef, player: Player
) -> None:
    command = await player.obeys(station, "SetVariables", *password_set("Accepted"))
    assert command.status == "accepted"
    with pytest.raises(InvalidStatus):
        await rig.connect(protocol="ocpp2.0.1")
    again = Player(rig, await rig.connect(protocol="ocpp2.0.1", password=NEW_PASSWORD))
    assert (await again.boot())["status"] == "Accepted"
    assert NEW_PASSWORD not in await rig.dump()


async def test_tc_a_10_a_password_that_was_refused_changes_nothing(
    rig: Rig, station: StationRef, player: Player
) -> None:
    command = await player.obeys(station, "SetVariables", *password_set("Rejected"))
    assert command.status == "rejected"
    with pytest.raises(InvalidStatus):
        await rig.connect(protocol="ocpp2.0.1", password=NEW_PASSWORD)
    again = Player(rig, await rig.connect(protocol="ocpp2.0.1"))
    assert (await again.boot())["status"] == "Accepted"


# -- A05: a higher security profile


async def upgrade(player: Player, station: StationRef, profile: int) -> None:
    """Let an operator move the station to a higher profile."""
    slot = {"configurationSlot": 2, "connectionData": {**SLOT, "securityProfile": profile}}
    await player.obeys(station, "SetNetworkProfile", slot, {"status": "Accepted"})
    place = {
        "component": {"name": "OCPPCommCtrlr"},
        "variable": {"name": "NetworkConfigurationPriority"},
    }
    await player.obeys(
        station,
        "SetVariables",
        {"setVariableData": [{**place, "attributeValue": "2,1"}]},
        {"setVariableResult": [{**place, "attributeStatus": "Accepted"}]},
    )
    await player.obeys(station, "Reset", {"type": "OnIdle"}, {"status": "Accepted"})
    await player.raw.vanish()


async def test_tc_a_19_a_higher_profile_that_was_accepted_is_the_only_one(
    rig: Rig, secure: SecurePort, player: Player, station: StationRef
) -> None:
    await upgrade(player, station, 2)
    encrypted = Player(rig, await secure.connect())
    assert (await encrypted.boot())["status"] == "Accepted"
    with pytest.raises(InvalidStatus) as refused:
        await rig.connect(protocol="ocpp2.0.1")
    assert refused.value.response.status_code == HTTPStatus.FORBIDDEN
    again = Player(rig, await secure.connect())
    assert (await again.boot())["status"] == "Accepted"


async def test_tc_a_19_from_passwords_to_certificates(
    rig: Rig, secure: SecurePort, tag: str, tmp_path: Path
) -> None:
    station = await rig.add_station(security_profile=2)
    player = Player(rig, await secure.connect())
    assert (await player.boot())["status"] == "Accepted"
    context = await certified(secure, player, station, tmp_path)
    await upgrade(player, station, 3)
    with pytest.raises(InvalidStatus):
        await secure.connect()
    certain = Player(rig, await secure.connect(context, password=None))
    assert (await certain.boot())["status"] == "Accepted"
