"""Decisions about accounts: e-mail addresses, and what they look like in a log."""

import re
from typing import Final

from chargehouse.contexts.people.model.naming import field_error
from chargehouse.kernel.errors import Invalid

EMAIL_MAX_LENGTH: Final = 254

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


def is_email(text: str) -> bool:
    """Tell whether this may be an account's e-mail address."""
    return (
        len(text) <= EMAIL_MAX_LENGTH and text.isprintable() and _EMAIL.fullmatch(text) is not None
    )


def email_of(text: str) -> str:
    """Return an e-mail address as accounts are found by it: in lower case; raise `Invalid`."""
    email = text.strip().lower()
    if not is_email(email):
        rule = f"name@host, at most {EMAIL_MAX_LENGTH} characters"
        raise Invalid(f"An e-mail address is {rule}.", field_error("email", rule))
    return email


def masked_email(email: str) -> str:
    """Return an e-mail address by which its owner knows it, and nobody writes to it."""
    local, _, host = email.rpartition("@")
    return f"{local[:1]}••••@{host}"
