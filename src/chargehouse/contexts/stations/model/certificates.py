"""Making and checking X.509 certificates of stations. Pure but for the keys it makes."""

from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from chargehouse.contexts.stations.errors import SigningRequestRefused

AUTHORITY_VALID_FOR: Final = timedelta(days=20 * 365)
STATION_VALID_FOR: Final = timedelta(days=2 * 365)
BACKDATED: Final = timedelta(hours=1)
"""Stations whose clocks are slow must not find their certificate to be of the future."""
RSA_MIN_BITS: Final = 2048
CURVE_MIN_BITS: Final = 224
REQUEST_MAX_CHARACTERS: Final = 5500
WEAK_HASHES: Final = (hashes.MD5, hashes.SHA1)


def new_authority(name: str, now: datetime) -> tuple[str, str]:
    """Return certificate and private key, in PEM, of a new authority (ECDSA P-256)."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Chargehouse"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(now + AUTHORITY_VALID_FOR)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(authority=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return pem_of(certificate), pem.decode()


def checked_request(csr_pem: str, station_code: str) -> x509.CertificateSigningRequest:
    """Return a signing request that may be signed for a station.

    Raises `SigningRequestRefused` for one that cannot be read, whose signature or key is not
    good, or whose common name is not the station's code (compared without case).
    """
    if len(csr_pem) > REQUEST_MAX_CHARACTERS:
        raise _refused(f"It is longer than {REQUEST_MAX_CHARACTERS} characters.")
    try:
        request = x509.load_pem_x509_csr(csr_pem.encode())
        signed = request.is_signature_valid
        weak = isinstance(request.signature_hash_algorithm, WEAK_HASHES)
    except (ValueError, UnsupportedAlgorithm, InvalidSignature):
        raise _refused("It is not a PKCS #10 request in PEM form that can be read.") from None
    if not signed or weak:
        raise _refused("Its signature is not valid, or made with a weak hash.")
    if not _is_strong(request):
        raise _refused(f"Its key must be RSA of {RSA_MIN_BITS} bits or EC of 224 bits, or more.")
    names = [
        str(name.value) for name in request.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    ]
    if [name.lower() for name in names] != [station_code.lower()]:
        raise _refused("Its common name must be the station's code, and there must be only one.")
    return request


def signed_certificate(
    request: x509.CertificateSigningRequest,
    authority_pem: str,
    authority_key_pem: str,
    now: datetime,
) -> x509.Certificate:
    """Return the certificate for a checked request: for a client that is a station."""
    authority = x509.load_pem_x509_certificate(authority_pem.encode())
    key = serialization.load_pem_private_key(authority_key_pem.encode(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("the authority's key is no elliptic curve key")
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(request.subject)
        .issuer_name(authority.subject)
        .public_key(request.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(min(now + STATION_VALID_FOR, authority.not_valid_after_utc))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(authority=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        .add_extension(issuer, critical=False)
        .sign(key, hashes.SHA256())
    )


def pem_of(certificate: x509.Certificate) -> str:
    """Return a certificate in PEM form."""
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def serial_of(certificate: x509.Certificate) -> str:
    """Return a certificate's serial number as lower-case hexadecimal digits."""
    return f"{certificate.serial_number:x}"


def _is_strong(request: x509.CertificateSigningRequest) -> bool:
    try:
        key = request.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return False
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size >= RSA_MIN_BITS
    return isinstance(key, ec.EllipticCurvePublicKey) and key.key_size >= CURVE_MIN_BITS


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _refused(why: str) -> SigningRequestRefused:
    return SigningRequestRefused(
        f"The signing request is refused. {why}", {"errors": [{"field": "csr", "message": why}]}
    )
