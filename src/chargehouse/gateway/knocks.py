"""What a request to connect says: whose it is, which versions it speaks, how it proves itself.

Path `/ocpp/{tenant}/{station}`, or `/ocpp/{station}` for the default tenant (OCPP-J 1.6 section
3.1.1; 2.x part 4 section 3.1.1).
"""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote

from chargehouse.contexts.people.public import DEFAULT_TENANT
from chargehouse.ocpp.version import VERSIONS, Version

MAX_CODE_CHARACTERS: Final = 48


@dataclass(frozen=True, slots=True)
class Knock:
    """A request to connect. `peer_certificate` is what the TLS layer verified, if it did."""

    path: str
    authorization: str | None
    subprotocols: Sequence[str]
    remote_address: str
    encrypted: bool
    peer_certificate: Mapping[str, Any] | None = None


def names_in(path: str) -> tuple[str, str]:
    """Return tenant slug and station code of a path; the code is empty where there is none.

    A trailing slash, doubled slashes, a query and percent-encoding are lived with.
    """
    parts = [unquote(part) for part in path.partition("?")[0].split("/") if part]
    if not parts or parts[0].lower() != "ocpp":
        return "", ""
    named = parts[1:]
    if len(named) == 1:
        named = [DEFAULT_TENANT, *named]
    if len(named) != 2 or not named[1].isprintable():  # noqa: PLR2004  tenant and station
        return "", ""
    tenant, code = named[0], named[1].strip()
    return (tenant, code) if len(code) <= MAX_CODE_CHARACTERS else ("", "")


def offered_subprotocols(headers: Sequence[str]) -> list[str]:
    """Return the subprotocols of the request's headers, however they are spaced and cased."""
    words = [word.strip().strip('"') for header in headers for word in header.split(",")]
    return [word for word in words if word]


def chosen_version(offered: Sequence[str], expected: str | None) -> Version | None:
    """Return the version to speak: the expected one where offered, else the newest offered.

    Without any offer, the expected one or 1.6: some chargers send no header.
    """
    known = [VERSIONS[word.lower()] for word in offered if word.lower() in VERSIONS]
    if not offered:
        return VERSIONS[expected or "ocpp1.6"]
    for version in known:
        if version.subprotocol == expected:
            return version
    oldest_first = list(VERSIONS.values())
    return max(known, key=oldest_first.index) if known else None


def basic_credentials(header: str | None) -> tuple[str, bytes] | None:
    """Return user name and password of an `Authorization: Basic` header (RFC 7617), or None."""
    if header is None or header[:6].lower() != "basic ":
        return None
    try:
        decoded = base64.b64decode(header[6:].strip(), validate=True)
    except (binascii.Error, ValueError):
        return None
    user, _, password = decoded.partition(b":")
    return user.decode(errors="replace"), password


def password_readings(sent: bytes) -> list[bytes]:
    """Return the passwords that may be meant: as sent, or as hex of bytes, either way round."""
    readings = [sent, sent.hex().upper().encode(), sent.hex().encode()]
    try:
        readings.append(bytes.fromhex(sent.decode("ascii")))
    except ValueError:
        return readings
    return readings


def common_name(certificate: Mapping[str, Any]) -> str | None:
    """Return the subject's common name of a certificate as Python's TLS layer shows it."""
    for attributes in certificate.get("subject", ()):
        for name, value in attributes:
            if name == "commonName":
                return str(value)
    return None
