"""What a partner gives us by hand before it registers: the address of its versions, and a token."""

from typing import Final

from chargehouse.contexts.roaming.model.parties import refusal
from chargehouse.platform.outside.urls import UrlRefused, checked_url

TOKEN_MAX: Final = 64


def checked_versions_url(url: str, *, allow_private: bool) -> str:
    """Return the address of a partner's versions. Raises `Invalid` where it cannot be asked."""
    try:
        return checked_url(url, allow_private=allow_private)
    except UrlRefused as error:
        raise refusal("versions_url", f"one that can be asked, but {error.why}") from None


def check_token(token: str) -> None:
    """Raise `Invalid` for what cannot be a credentials token."""
    fits = 0 < len(token) <= TOKEN_MAX and token.isascii() and token.isprintable()
    if not fits or " " in token:
        raise refusal("token", f"1 to {TOKEN_MAX} printable ASCII characters without blanks")
