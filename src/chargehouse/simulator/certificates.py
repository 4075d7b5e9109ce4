"""A charger's key, its signing requests, and the certificates it trusts."""

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.ocsp import OCSPRequestBuilder
from cryptography.x509.oid import NameOID

HashData = dict[str, str]


class Certificates:
    """What a charger keeps of certificates; PEM in, PEM out."""

    def __init__(self, code: str, organisation: str) -> None:
        self._code = code
        self._organisation = organisation
        self._key: ec.EllipticCurvePrivateKey | None = None
        self._own: list[x509.Certificate] = []
        self._trusted: list[tuple[str, x509.Certificate]] = []

    def signing_request(self) -> str:
        """Return a request for a certificate over a fresh key (P-256)."""
        self._key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name(
            [
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, self._organisation),
                x509.NameAttribute(NameOID.COMMON_NAME, self._code),
            ]
        )
        request = x509.CertificateSigningRequestBuilder().subject_name(subject)
        return request.sign(self._key, SHA256()).public_bytes(Encoding.PEM).decode()

    def take_signed(self, chain_pem: str) -> bool:
        """Take the certificate that was asked for; false when it is not over our key."""
        try:
            chain = x509.load_pem_x509_certificates(chain_pem.encode())
        except ValueError:
            return False
        if self._key is None or chain[0].public_key() != self._key.public_key():
            return False
        self._own = chain
        return True

    def install(self, kind: str, pem: str) -> bool:
        """Trust a root certificate; false when it is none."""
        try:
            certificate = x509.load_pem_x509_certificate(pem.encode())
            certificate.verify_directly_issued_by(certificate)
        except (ValueError, TypeError, InvalidSignature):
            return False
        self._trusted.append((kind, certificate))
        return True

    def installed(self, kinds: frozenset[str] | None) -> list[tuple[str, HashData]]:
        """Return what is trusted, by kind, as the protocol names certificates."""
        return [
            (kind, hash_data(certificate))
            for kind, certificate in self._trusted
            if kinds is None or kind in kinds
        ]

    def delete(self, issuer_key_hash: str, serial_number: str) -> bool:
        """Trust a certificate no longer; false when it was not there."""
        wanted = (issuer_key_hash.lower(), serial_number.lower())
        kept = [
            (kind, certificate)
            for kind, certificate in self._trusted
            if (hash_data(certificate)["issuerKeyHash"], hash_data(certificate)["serialNumber"])
            != wanted
        ]
        changed = len(kept) < len(self._trusted)
        self._trusted = kept
        return changed


def hash_data(certificate: x509.Certificate) -> HashData:
    """Return a self-signed certificate's CertificateHashData (hashes as OCSP has them)."""
    named = OCSPRequestBuilder().add_certificate(certificate, certificate, SHA256()).build()
    return {
        "hashAlgorithm": "SHA256",
        "issuerNameHash": named.issuer_name_hash.hex(),
        "issuerKeyHash": named.issuer_key_hash.hex(),
        "serialNumber": f"{named.serial_number:x}",
    }
