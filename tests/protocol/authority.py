"""Certificates for tests: one that the charger port shows, and keys that chargers make."""

import ipaddress
import ssl
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.protocol.rig import NOON

VALID_FOR = timedelta(days=3650)


@dataclass(frozen=True)
class PortCertificate:
    """Where the certificate of the charger port lies, and its key."""

    certificate: Path
    key: Path

    def trust(self) -> ssl.SSLContext:
        """Return what a charger that trusts this port connects with."""
        return ssl.create_default_context(cafile=self.certificate)


class ChargersKey:
    """A private key that never leaves its charger."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())

    def request(self, common_name: str) -> str:
        """Return a certificate signing request in PEM."""
        builder = x509.CertificateSigningRequestBuilder().subject_name(_name(common_name))
        request = builder.sign(self._key, hashes.SHA256())
        return request.public_bytes(serialization.Encoding.PEM).decode()

    def identify(self, context: ssl.SSLContext, chain: str, folder: Path) -> None:
        """Give a charger's connections this key and the chain that was signed for it."""
        (folder / "charger.pem").write_text(chain)
        (folder / "charger.key").write_bytes(_private(self._key))
        context.load_cert_chain(folder / "charger.pem", folder / "charger.key")


def make_port_certificate(folder: Path) -> PortCertificate:
    """Make a self-signed certificate for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("127.0.0.1")
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOON - VALID_FOR)
        .not_valid_after(NOON + VALID_FOR)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    made = PortCertificate(folder / "port.pem", folder / "port.key")
    made.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    made.key.write_bytes(_private(key))
    return made


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
