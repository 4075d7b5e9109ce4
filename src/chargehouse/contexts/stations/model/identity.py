"""What a station may be called, and what its password may be."""

import re
from typing import Final

from chargehouse.kernel.errors import Invalid

PROTOCOLS: Final = ("ocpp1.6", "ocpp2.0.1", "ocpp2.1")
REGISTRATIONS: Final = ("accepted", "pending", "rejected")
POWER_TYPES: Final = ("ac_1_phase", "ac_3_phase", "dc")
SECURITY_PROFILES: Final = range(4)
NAME_MAX_CHARACTERS: Final = 200

_CODE = re.compile(r"[A-Za-z0-9*\-_=:+|@.]{1,48}")
_PASSWORD = re.compile(r"[\x21-\x7e]{16,40}")


def refusal(field: str, rule: str) -> Invalid:
    """Return the refusal of a field that breaks a rule; it never repeats the value."""
    return Invalid(
        f"The field {field} must be {rule}.",
        {"errors": [{"field": field, "message": f"must be {rule}"}]},
    )


def is_code(code: str) -> bool:
    """Tell whether a station may be called so."""
    return _CODE.fullmatch(code) is not None


def checked_code(code: str) -> str:
    """Return a station's code as given; raise `Invalid` (OCPP 2.0.1 part 4, 3.1.1)."""
    if not is_code(code):
        raise refusal("code", "1 to 48 of the characters A-Z a-z 0-9 * - _ = : + | @ .")
    return code


def checked_password(password: str) -> str:
    """Return a station's password as given; raise `Invalid` (OCPP 2.0.1, BasicAuthPassword)."""
    if not _PASSWORD.fullmatch(password):
        raise refusal("password", "16 to 40 printable ASCII characters without blanks")
    return password


def checked_name(name: str, field: str = "name") -> str:
    """Return a name without blanks around it; raise `Invalid` for an empty or long one."""
    name = name.strip()
    if not 0 < len(name) <= NAME_MAX_CHARACTERS or not name.isprintable():
        raise refusal(field, f"1 to {NAME_MAX_CHARACTERS} printable characters")
    return name


def checked_profile(profile: int) -> int:
    """Return a security profile; raise `Invalid` (OCPP security white paper, 2)."""
    if profile not in SECURITY_PROFILES:
        raise refusal("security_profile", "0, 1, 2 or 3")
    return profile


def one_of(field: str, value: str | None, known: tuple[str, ...]) -> str | None:
    """Return one of the known values, or None; raise `Invalid` for another."""
    if value is not None and value not in known:
        raise refusal(field, "one of " + ", ".join(known))
    return value
