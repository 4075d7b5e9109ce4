"""URLs of objects: made for a partner's endpoint, and read back from our own.

Objects that the caller owns stand under its country code and party id (transport and format,
client owned object push). What the URL says and what the body says must agree.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote, urlencode

import msgspec

from chargehouse.ocpi.errors import InvalidParameters
from chargehouse.ocpi.headers import PartyKey
from chargehouse.ocpi.scalars import LongId, same


class OwnedUrl(msgspec.Struct, frozen=True):
    """The object that a URL names: its owner, its id, and inside a location what is inside."""

    party: PartyKey
    object_id: LongId
    evse_uid: LongId | None = None
    connector_id: LongId | None = None


ID_FIELDS: Final[Mapping[str, str]] = {
    "locations": "id",
    "sessions": "id",
    "tariffs": "id",
    "tokens": "uid",
}
"""The field of a body that repeats the id of its URL, by module; hubclientinfo has none."""


def object_url(endpoint: str, *ids: str, query: Mapping[str, str] | None = None) -> str:
    """Return the URL of what lies under an endpoint, as a sender's object or a session's profile.

    Each id is one segment, whatever characters it has.
    """
    base, _, given = endpoint.partition("?")
    url = "/".join([base.rstrip("/"), *(quote(each, safe="") for each in ids)])
    asked = "&".join(part for part in (given, urlencode(query or {}, quote_via=quote)) if part)
    return f"{url}?{asked}" if asked else url


def owned_url(
    endpoint: str, party: PartyKey, *ids: str, query: Mapping[str, str] | None = None
) -> str:
    """Return the URL of an object that we own, at a receiver's endpoint."""
    return object_url(endpoint, party.country_code, party.party_id, *ids, query=query)


def charging_preferences_url(endpoint: str, session_id: str) -> str:
    """Return where a driver's preferences for a session are put."""
    return object_url(endpoint, session_id, "charging_preferences")


def authorize_url(endpoint: str, token_uid: str, token_type: str | None = None) -> str:
    """Return where a token's real-time authorisation is asked for; no type means RFID."""
    query = {"type": token_type} if token_type else None
    return object_url(endpoint, token_uid, "authorize", query=query)


def active_profile_url(endpoint: str, session_id: str, duration_s: int, response_url: str) -> str:
    """Return where the active profile of a session is asked for."""
    query = {"duration": str(duration_s), "response_url": response_url}
    return object_url(endpoint, session_id, query=query)


def read_owned(segments: Sequence[str]) -> OwnedUrl:
    """Return what the decoded segments after an endpoint name; raises `InvalidParameters`."""
    if not 3 <= len(segments) <= 5:  # noqa: PLR2004  owner, object, EVSE, connector
        raise InvalidParameters("The URL names no object")
    ids = dict(zip(("object_id", "evse_uid", "connector_id"), segments[2:], strict=False))
    try:
        return msgspec.convert({"party": read_party(segments[:2]), **ids}, OwnedUrl)
    except msgspec.ValidationError:
        raise InvalidParameters("The URL names no object") from None


def read_party(segments: Sequence[str]) -> PartyKey:
    """Return the party that two decoded segments name; raises `InvalidParameters`."""
    named = dict(zip(("country_code", "party_id"), segments, strict=False))
    try:
        return msgspec.convert(named, PartyKey)
    except msgspec.ValidationError:
        raise InvalidParameters("The URL names no party") from None


def check_agrees(
    url: OwnedUrl, body: Mapping[str, Any], module: str, token_type: str | None = None
) -> None:
    """Refuse a body that says another owner or another id than its URL; case says nothing.

    What the body leaves out it does not deny: a PATCH, an object of 2.1.1, an EVSE. `token_type`
    is the query's `type`, where it has one: many leave it out and mean what the body says. Raises
    `InvalidParameters` naming the field.
    """
    said: dict[str, str] = {
        "country_code": url.party.country_code,
        "party_id": url.party.party_id,
    }
    if url.connector_id is not None:
        said["id"] = url.connector_id
    elif url.evse_uid is not None:
        said["uid"] = url.evse_uid
    elif module in ID_FIELDS:
        said[ID_FIELDS[module]] = url.object_id
    if module == "tokens" and token_type is not None:
        said["type"] = token_type
    for field, value in said.items():
        other = body.get(field)
        if isinstance(other, str) and not same(other, value):
            raise InvalidParameters("Another than in the URL", field)
