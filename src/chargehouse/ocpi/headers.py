"""HTTP headers of requests and answers: the credentials token, ids of messages, routing."""

import base64
import binascii
from collections.abc import Mapping
from typing import Final

import msgspec

from chargehouse.ocpi.errors import InvalidParameters
from chargehouse.ocpi.scalars import CountryCode, Id, PartyId, same

LONGEST_SENT: Final = 128
"""A token of 64 characters is 88 in base64; what is longer is not looked up."""

_SCHEME: Final = "token"


class PartyKey(msgspec.Struct, frozen=True):
    """A party by its country code and id, in one role or another; compared without case."""

    country_code: CountryCode
    party_id: PartyId

    def __str__(self) -> str:
        return f"{self.country_code}-{self.party_id}"

    def is_same(self, other: "PartyKey") -> bool:
        """Say whether two keys name the same party."""
        return same(self.country_code, other.country_code) and same(self.party_id, other.party_id)


class MessageIds(msgspec.Struct, frozen=True):
    """The ids of a request, which its answer repeats; a hub passes the correlation id on."""

    request_id: Id
    correlation_id: Id

    def headers(self) -> dict[str, str]:
        """Return the headers that carry them."""
        return {"X-Request-ID": self.request_id, "X-Correlation-ID": self.correlation_id}


class Routing(msgspec.Struct, frozen=True):
    """From which party a message comes, and for which it is.

    Without `to_party` a hub decides (open routing); functional modules alone have routing.
    """

    from_party: PartyKey | None = None
    to_party: PartyKey | None = None

    def swapped(self) -> "Routing":
        """Return the routing of the answer."""
        return Routing(from_party=self.to_party, to_party=self.from_party)

    def headers(self) -> dict[str, str]:
        """Return the headers that carry it."""
        return {
            f"OCPI-{way}-{name}": value
            for way, party in (("from", self.from_party), ("to", self.to_party))
            if party is not None
            for name, value in (
                ("country-code", party.country_code),
                ("party-id", party.party_id),
            )
        }


def read_authorization(value: str | None) -> tuple[str, ...]:
    """Return the credentials tokens that an `Authorization` header may mean.

    2.2.1 sends the token in base64, 2.1.1 as it is, and many mix the two up: both readings are to
    be looked up. Empty where there is no token in it.
    """
    scheme, _, sent = (value or "").strip().partition(" ")
    sent = sent.strip()
    if scheme.lower() != _SCHEME or not sent:
        return ()
    decoded = _decoded(sent)
    return tuple(token for token in (decoded, sent) if token and _is_token(token))


def write_authorization(token: str, *, encoded: bool) -> str:
    """Return the `Authorization` header for a token of ours, in base64 or as it is."""
    sent = base64.b64encode(token.encode()).decode() if encoded else token
    return f"Token {sent}"


def read_message_ids(headers: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Return the request's id and its correlation id, as far as they are sent."""
    found = {name.lower(): value for name, value in headers.items()}
    return found.get("x-request-id") or None, found.get("x-correlation-id") or None


def read_routing(headers: Mapping[str, str]) -> Routing:
    """Return the routing of a message; raises `InvalidParameters` for half a party or none."""
    found = {name.lower(): value for name, value in headers.items()}
    return Routing(_party(found, "from"), _party(found, "to"))


def _party(headers: Mapping[str, str], way: str) -> PartyKey | None:
    country_code = headers.get(f"ocpi-{way}-country-code")
    party_id = headers.get(f"ocpi-{way}-party-id")
    if country_code is None and party_id is None:
        return None
    try:
        return msgspec.convert({"country_code": country_code, "party_id": party_id}, PartyKey)
    except msgspec.ValidationError:
        raise InvalidParameters("Not a party", f"OCPI-{way}-party-id") from None


def _decoded(sent: str) -> str | None:
    try:
        return base64.b64decode(sent, validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return None


def _is_token(text: str) -> bool:
    return text.isascii() and text.isprintable() and " " not in text and len(text) <= LONGEST_SENT
