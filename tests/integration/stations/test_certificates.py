import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from tests.integration.stations.conftest import Ground
from tests.integration.stations.test_commands import Loopback, accepted

from chargehouse.contexts.stations.errors import SigningRequestRefused
from chargehouse.contexts.stations.service import CertificateService
from chargehouse.platform.http.paging import Paging
from chargehouse.platform.secrets import Keyring

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def request_of(name: str, key: Key | None = None) -> str:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = x509.CertificateSigningRequestBuilder().subject_name(subject)
    signed = builder.sign(key or ec.generate_private_key(ec.SECP256R1()), hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.PEM).decode()


def service_of(ground: Ground) -> CertificateService:
    return CertificateService(ground.database, Keyring(bytes(range(32))), Loopback(accepted))


async def test_a_stations_request_is_signed_by_the_tenants_own_authority(ground: Ground) -> None:
    """D3."""
    service = service_of(ground)
    chain = await service.sign(ground.actor, ground.station.id, request_of("ch-1"))
    station, authority = x509.load_pem_x509_certificates(chain.encode())
    station.verify_directly_issued_by(authority)
    assert await service.ca_certificate(ground.actor.tenant_id) in chain
    assert station.not_valid_before_utc < ground.clock.now() < station.not_valid_after_utc
    [kept] = (await service.page(ground.actor, Paging(), station_id=ground.station.id)).items
    assert (kept.status, kept.serial_number) == ("valid", f"{station.serial_number:x}")
    [row] = await ground.rows("SELECT a::text AS whole FROM certificate_authorities a")
    assert "PRIVATE" not in row.whole
    assert b"PRIVATE".hex() not in row.whole


async def test_a_revoked_certificate_is_good_no_longer(ground: Ground) -> None:
    service = service_of(ground)
    tenant_id = ground.actor.tenant_id
    await service.sign(ground.actor, ground.station.id, request_of("CH-1"))
    [kept] = (await service.page(ground.actor, Paging())).items
    serial, ours = f"0{kept.serial_number.upper()}", f"Stations of {tenant_id}"
    assert await service.is_good(tenant_id, "ch-1", serial, ours)
    assert not await service.is_good(tenant_id, "CH-2", serial, ours)
    assert not await service.is_good(tenant_id, "CH-1", "abc", ours)
    assert await service.is_good(tenant_id, "CH-1", "abc", "An authority trusted besides")
    await service.revoke(ground.actor, kept.id)
    assert not await service.is_good(tenant_id, "CH-1", serial, ours)
    assert not await service.is_good(tenant_id, "CH-1", serial)


async def test_another_tenants_authority_is_nobody_here(ground: Ground) -> None:
    other = await ground.add_tenant()
    theirs = f"Stations of {other.tenant_id}"
    assert not await service_of(ground).is_good(ground.actor.tenant_id, "CH-1", "1", theirs)


def broken_signature() -> str:
    request = x509.load_pem_x509_csr(request_of("CH-1").encode())
    data = bytearray(request.public_bytes(serialization.Encoding.DER))
    data[-1] ^= 1
    flawed = x509.load_der_x509_csr(bytes(data))
    return flawed.public_bytes(serialization.Encoding.PEM).decode()


@pytest.mark.parametrize(
    ("csr", "why"),
    [
        (request_of("CH-2"), "common name"),
        (request_of("CH-1", rsa.generate_private_key(65537, 1024)), "key"),  # noqa: S505  weak on purpose
        (request_of("CH-1", ec.generate_private_key(ec.SECP192R1())), "key"),
        (broken_signature(), "signature"),
        ("-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----", "PEM"),
        ("nothing", "PEM"),
        ("A" * 6000, "longer"),
    ],
)
async def test_a_request_that_must_not_be_signed_is_refused_with_the_reason(
    ground: Ground, csr: str, why: str
) -> None:
    with pytest.raises(SigningRequestRefused, match=why):
        await service_of(ground).sign(ground.actor, ground.station.id, csr)
    assert (await service_of(ground).page(ground.actor, Paging())).items == []
