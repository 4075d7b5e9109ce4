"""What is kept of an exchange to be looked at: short, and without identifiers and tokens."""

import re
from collections.abc import Iterator
from typing import Any, Final

from chargehouse.ocpi import codec
from chargehouse.ocpi.errors import NotJson
from chargehouse.ocpi.identifying import IDENTIFYING
from chargehouse.platform.secrets import mask

LARGEST_READ: Final = 32 * 1024
KEPT: Final = 4 * 1024
SHORT: Final = 4
"""So short an identifier is masked where it stands alone: `1` is a part of much that is none."""

BEFORE: Final = r"(?<![^/\s\"=?&])"
BEHIND: Final = r"(?![^/\s\"?&])"
"""What is before and behind a whole text, a segment of a path, or a word."""
SECRET: Final = IDENTIFYING | {"token"}
"""Fields whose text is an identifier or a secret, wherever they stand."""
OF_A_TOKEN: Final = frozenset({"auth_id", "contract_id", "whitelist"})
"""Fields by which an object is known for a token, whose `uid` is then one as well."""


class Kept:
    """The bodies of a request and its answer, masked alike: what is secret in one is in both."""

    def __init__(self, module: str, path: str, request: bytes, answer: bytes) -> None:
        self._module = module
        bodies = [_read(request), _read(answer)]
        is_token = module == "tokens"
        self._secrets = {found for body in bodies for found in self._in(body, is_secret=is_token)}
        segments = [segment for segment in path.partition("?")[0].split("/") if segment]
        if module == "tokens" and segments:
            self._secrets |= set(_token_of(segments))
        self.path = self._told(path)
        self.request = self._excerpt(request, bodies[0])
        self.answer = self._excerpt(answer, bodies[1])

    def _in(self, body: object, *, is_secret: bool) -> Iterator[str]:
        """Yield what is secret in a body; `is_secret` says it of text that stands there alone."""
        if isinstance(body, str) and body and is_secret:
            yield body
        if isinstance(body, list):
            for each in body:
                yield from self._in(each, is_secret=is_secret)
        if not isinstance(body, dict):
            return
        is_token = self._module == "tokens" or not OF_A_TOKEN.isdisjoint(body)
        for name, value in body.items():
            named = name in SECRET or (name == "uid" and is_token)
            yield from self._in(value, is_secret=named)

    def _excerpt(self, raw: bytes, body: object) -> str | None:
        if not raw:
            return None
        if body is None:
            return f"({len(raw)} bytes)"
        text = self._told(codec.encode(body).decode())
        return text if len(text) <= KEPT else f"{text[:KEPT]}… ({len(raw)} bytes)"

    def _told(self, text: str) -> str:
        for secret in sorted(self._secrets, key=len, reverse=True):
            sought = re.escape(secret)
            if len(secret) < SHORT:
                sought = rf"{BEFORE}{sought}{BEHIND}"
            text = re.sub(sought, _mask, text, flags=re.IGNORECASE)
        return text


def _mask(found: re.Match[str]) -> str:
    return mask(found[0])


def _read(raw: bytes) -> Any:  # noqa: ANN401  any JSON
    """Return a body; None where there is none, where it is none, or too large to look into."""
    if not raw or len(raw) > LARGEST_READ:
        return None
    try:
        return codec.decode_plain(raw)
    except NotJson:
        return None


def _token_of(segments: list[str]) -> list[str]:
    """Return the segment of a token's path that is its uid."""
    if segments[-1] == "authorize":
        return segments[-2:-1]
    return segments[-1:] if len(segments) > 3 and segments[-1] != "tokens" else []  # noqa: PLR2004
