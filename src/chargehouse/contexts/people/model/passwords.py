"""The rule for passwords of people: long, and not what everybody tries first.

No composition rules: they make passwords that are hard to keep in mind and easy to guess
(NIST SP 800-63B, section 3.1.1.2).
"""

import re
import unicodedata
from typing import Final

from chargehouse.contexts.people.model.naming import field_error
from chargehouse.kernel.errors import Invalid

PASSWORD_MIN_LENGTH: Final = 12
PASSWORD_MAX_LENGTH: Final = 128
DIFFERENT_CHARACTERS_MIN: Final = 4

_COMMON_WORDS: Final = (
    *("password", "passwort", "letmein", "welcome", "iloveyou", "admin", "administrator"),
    *("qwerty", "qwertyuiop", "qwertzuiop", "azerty", "asdfghjkl", "monkey", "dragon", "sunshine"),
    *("princess", "football", "changeme", "secret", "charging", "charger", "chargehouse"),
)
_FIGURES: Final = "0123456789" * 13
_COUNTED = re.compile(r"[0-9!.?@#$_-]*")


def password_of(text: str, *, email: str, field: str = "password") -> str:
    """Return a new password as it is kept and compared; raise `Invalid`, which never repeats it.

    Refused is what has fewer than 12 or more than 128 characters, the e-mail address, and what is
    guessed first: a common word once or more, with or without figures, or a row of keys.
    """
    password = normalised(text)
    if not PASSWORD_MIN_LENGTH <= len(password) <= PASSWORD_MAX_LENGTH:
        rule = f"{PASSWORD_MIN_LENGTH} to {PASSWORD_MAX_LENGTH} characters"
        raise Invalid(f"A password has {rule}.", field_error(field, rule))
    if password.casefold() == email.casefold():
        raise Invalid(
            "The e-mail address is no password.", field_error(field, "not the e-mail address")
        )
    if _is_common(password.casefold()):
        raise Invalid(
            "This password is among the first that anybody would try.",
            field_error(field, "not a common one"),
        )
    return password


def normalised(text: str) -> str:
    """Return a password so that every keyboard gives the same characters (Unicode NFKC)."""
    return unicodedata.normalize("NFKC", text)


def _is_common(password: str) -> bool:
    if len(set(password)) < DIFFERENT_CHARACTERS_MIN or password in _FIGURES:
        return True
    rest = password
    for word in sorted(_COMMON_WORDS, key=len, reverse=True):
        rest = rest.replace(word, "")
    return rest != password and _COUNTED.fullmatch(rest) is not None
