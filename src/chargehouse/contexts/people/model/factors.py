"""Decisions about second factors: codes of an authenticator, recovery codes.

Codes follow RFC 6238 as authenticators have it: SHA-1, six digits, steps of thirty seconds. The
step before and the one after are good as well, since clocks differ; no step is good twice.
"""

import base64
import re
from datetime import datetime
from typing import Final

import pyotp

from chargehouse.kernel.chance import Chance

STEP_S: Final = 30
STEPS_APART: Final = (0, -1, 1)
RECOVERY_CODES: Final = 10
ISSUER: Final = "Chargehouse"

_CODE = re.compile(r"[0-9]{6}")
_RECOVERY = re.compile(r"[A-Z2-7]{8}")


def new_secret(chance: Chance) -> str:
    """Return a secret for an authenticator: 160 bits, in base 32."""
    random = base64.urlsafe_b64decode(chance.secret(20) + "=")
    return base64.b32encode(random).decode()


def authenticator_link(secret: str, email: str) -> str:
    """Return the link that an authenticator takes, as text or as a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def step_of(secret: str, code: str, now: datetime, last_step: int) -> int | None:
    """Return the step whose code this is, unless it or a later one served before."""
    digits = "".join(code.split())
    if _CODE.fullmatch(digits) is None:
        return None
    totp, current = pyotp.TOTP(secret), int(now.timestamp()) // STEP_S
    for apart in STEPS_APART:
        step = current + apart
        if step > last_step and pyotp.utils.strings_equal(totp.at(step * STEP_S), digits):
            return step
    return None


def new_recovery_codes(chance: Chance) -> list[str]:
    """Return codes that each serve once where the authenticator is lost: 40 bits each."""
    codes = set[str]()
    while len(codes) < RECOVERY_CODES:
        random = base64.urlsafe_b64decode(chance.secret(5) + "=")
        text = base64.b32encode(random).decode()
        codes.add(f"{text[:4]}-{text[4:]}")
    return sorted(codes)


def recovery_code_of(text: str) -> str | None:
    """Return a recovery code as it is kept; None for what cannot be one."""
    code = "".join(text.split()).replace("-", "").upper()
    return code if _RECOVERY.fullmatch(code) else None
