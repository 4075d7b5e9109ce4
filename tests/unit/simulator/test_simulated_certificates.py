"""A charger's certificates: real requests, real chains."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from chargehouse.simulator.certificates import Certificates

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
ROOT = "CSMSRootCertificate"


def issue(subject: str, key: ec.EllipticCurvePublicKey, signer: ec.EllipticCurvePrivateKey) -> str:
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)])
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Root")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(named)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(0xABCDEF)
        .not_valid_before(BEGIN)
        .not_valid_after(BEGIN + timedelta(days=365))
    )
    return builder.sign(signer, SHA256()).public_bytes(Encoding.PEM).decode()


def test_a_certificate_over_the_requested_key_is_taken_and_another_is_not() -> None:
    certificates, root = Certificates("CP-1", "Example"), ec.generate_private_key(ec.SECP256R1())
    request = x509.load_pem_x509_csr(certificates.signing_request().encode())
    key = request.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert certificates.take_signed(issue("CP-1", key, root))
    assert not certificates.take_signed(issue("CP-1", root.public_key(), root))
    assert not certificates.take_signed("nonsense")


def test_a_root_is_installed_listed_and_deleted() -> None:
    certificates, root = Certificates("CP-1", "Example"), ec.generate_private_key(ec.SECP256R1())
    assert certificates.install(ROOT, issue("Root", root.public_key(), root))
    assert not certificates.install(ROOT, "nonsense")
    [(kind, named)] = certificates.installed(frozenset({ROOT}))
    assert (kind, named["serialNumber"]) == (ROOT, "abcdef")
    assert certificates.installed(frozenset({"MORootCertificate"})) == []
    assert certificates.delete(named["issuerKeyHash"], named["serialNumber"])
    assert not certificates.delete(named["issuerKeyHash"], named["serialNumber"])
    assert certificates.installed(None) == []


def test_a_leaf_is_no_root() -> None:
    certificates, root = Certificates("CP-1", "Example"), ec.generate_private_key(ec.SECP256R1())
    leaf = ec.generate_private_key(ec.SECP256R1())
    assert not certificates.install(ROOT, issue("CP-1", leaf.public_key(), root))
