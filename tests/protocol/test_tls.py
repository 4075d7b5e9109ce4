"""TLS: the port's certificate and chargers' own (security profiles 2 and 3; TC 086, 087)."""

import ssl
from pathlib import Path
from typing import Any

import pytest
from tests.protocol.authority import ChargersKey, PortCertificate, make_port_certificate
from tests.protocol.rig import Rig
from websockets.exceptions import InvalidHandshake, InvalidStatus

from chargehouse.contexts.stations.public import StationRef
from chargehouse.platform.settings import OcppSettings


@pytest.fixture(scope="module")
def port_certificate(tmp_path_factory: pytest.TempPathFactory) -> PortCertificate:
    return make_port_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def ocpp_settings(port_certificate: PortCertificate) -> OcppSettings:
    return OcppSettings(
        port=0,
        ping_interval_s=86_400,
        tls_cert=port_certificate.certificate,
        tls_key=port_certificate.key,
    )


async def _renewed(rig: Rig, tls: ssl.SSLContext, folder: Path) -> tuple[ChargersKey, str]:
    """Have the station's certificate signed over a connection of profile 2."""
    charger = await rig.connect(tls=tls)
    key = ChargersKey()
    answer = await charger.call("SignCertificate", {"csr": key.request("CH-1")})
    assert answer == {"status": "Accepted"}
    sent = await charger.obey("CertificateSigned", {"status": "Accepted"})
    await charger.close()
    await rig.settled()
    return key, sent["certificateChain"]


async def _by_certificate_alone(rig: Rig, station: StationRef) -> None:
    await rig.contexts.stations.edit(rig.actor, station.id, {"security_profile": 3})


def _believed(rig: Rig) -> int:
    """How many authorities the port believes."""
    assert rig.tls is not None
    return len(rig.tls.get_ca_certs())


async def test_tc_086_tls_with_the_ports_certificate(
    rig: Rig, port_certificate: PortCertificate
) -> None:
    await rig.add_station(security_profile=2)
    with pytest.raises(ssl.SSLCertVerificationError):
        await rig.connect(tls=ssl.create_default_context())
    charger = await rig.connect(tls=port_certificate.trust())
    assert await charger.call("Heartbeat")
    [connection] = await rig.rows("SELECT security_profile FROM station_connections")
    assert connection["security_profile"] == 2


async def test_tc_087_tls_with_the_chargers_certificate(
    rig: Rig, port_certificate: PortCertificate, tmp_path: Path
) -> None:
    station = await rig.add_station(security_profile=2)
    key, chain = await _renewed(rig, port_certificate.trust(), tmp_path)
    await _by_certificate_alone(rig, station)

    with pytest.raises(InvalidStatus) as refused:
        await rig.connect(tls=port_certificate.trust())
    assert refused.value.response.status_code == 401
    own = port_certificate.trust()
    key.identify(own, chain, tmp_path)
    charger = await rig.connect(password=None, tls=own)
    assert await charger.call("Heartbeat")
    [connection] = await rig.rows("SELECT security_profile FROM station_connections")
    assert connection["security_profile"] == 3


async def test_a_tenants_chargers_are_believed_a_second_after_the_tenant_came_to_be(
    rig: Rig, port_certificate: PortCertificate, tmp_path: Path
) -> None:
    tenant = actor, _ = await rig.another_tenant("later")
    station = await rig.add_station("CH-7", security_profile=3, password=None, tenant=tenant)
    key = ChargersKey()
    chain = await rig.contexts.certificates.sign(actor, station.id, key.request("CH-7"))
    own = port_certificate.trust()
    key.identify(own, chain, tmp_path)
    how: dict[str, Any] = {"password": None, "path": "/ocpp/later/CH-7", "tls": own}
    with pytest.raises((ssl.SSLError, ConnectionError, InvalidHandshake)):
        await rig.connect("CH-7", **how)
    believed = _believed(rig)
    rig.clock.advance(1)
    await rig.eventually(lambda: _believed(rig) > believed)
    charger = await rig.connect("CH-7", **how)
    assert await charger.call("Heartbeat")


async def test_a_window_for_tls_takes_who_comes_by_tls(
    rig: Rig, port_certificate: PortCertificate
) -> None:
    await rig.contexts.registrations.open_window(
        rig.actor, rig.location_id, security_profile=2, open_for_s=900
    )
    charger = await rig.connect("NEW-1", tls=port_certificate.trust())
    assert await charger.call("Heartbeat")
    [connection] = await rig.rows("SELECT security_profile FROM station_connections")
    assert connection["security_profile"] == 2


async def test_a_window_for_certificates_takes_nobody_without_one(
    rig: Rig, port_certificate: PortCertificate
) -> None:
    window = await rig.contexts.registrations.open_window(
        rig.actor, rig.location_id, security_profile=3, open_for_s=900
    )
    with pytest.raises(InvalidStatus) as refused:
        await rig.connect("NEW-1", password=None, tls=port_certificate.trust())
    assert refused.value.response.status_code == 401
    assert rig.figure("stations_connections_refused_total", reason="no_certificate") == 1
    assert await rig.contexts.registrations.windows(rig.actor) == [window]
    assert await rig.rows("SELECT code FROM stations") == []


async def test_a_revoked_certificate_and_anothers_are_refused(
    rig: Rig, port_certificate: PortCertificate, tmp_path: Path
) -> None:
    station = await rig.add_station(security_profile=2)
    await rig.add_station("CH-2", security_profile=3, password=None)
    key, chain = await _renewed(rig, port_certificate.trust(), tmp_path)
    await _by_certificate_alone(rig, station)
    own = port_certificate.trust()
    key.identify(own, chain, tmp_path)

    with pytest.raises(InvalidStatus) as refused:
        await rig.connect("CH-2", password=None, tls=own)
    assert refused.value.response.status_code == 401
    connected = await rig.connect(password=None, tls=own)
    [issued] = await rig.rows("SELECT id FROM station_certificates")
    await rig.contexts.certificates.revoke(rig.actor, issued["id"])
    assert await connected.closed() == (4003, "its certificate was revoked")
    with pytest.raises(InvalidStatus) as refused:
        await rig.connect(password=None, tls=own)
    assert refused.value.response.status_code == 401
    assert rig.figure("stations_connections_refused_total", reason="wrong_certificate") == 1
    assert rig.figure("stations_connections_refused_total", reason="revoked_certificate") == 1
