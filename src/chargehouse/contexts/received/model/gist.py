"""What lists show of an object: read from its document, which was checked, in any version."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import msgspec

from chargehouse.contexts.received.public import ReceivedModule
from chargehouse.ocpi.codec import JsonObject
from chargehouse.ocpi.scalars import DateTime, read_loose_number

LIVE: Final = frozenset({"ACTIVE", "PENDING", "RESERVATION"})
"""The states of a session that may still change."""

LIVE_FIRST_MS: Final = 10**15
"""What a live session is ranked before all others by: more milliseconds than any date has."""


class Gist(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of an object beside its document; `token` is a uid in clear."""

    object_id: str | None = None
    token: str | None = None
    title: str | None = None
    place: str | None = None
    country: str | None = None
    status: str | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    energy_kwh: Decimal | None = None
    currency: str | None = None
    total: Decimal | None = None
    last_updated: datetime

    @property
    def rank(self) -> int:
        """Where it stands in lists, the greatest first: live sessions, then by time in ms."""
        at = self.started_at or self.last_updated
        live = self.started_at is not None and self.status in LIVE
        return int(at.timestamp() * 1000) + (LIVE_FIRST_MS if live else 0)


def gist_of(module: ReceivedModule, document: JsonObject) -> Gist:
    """Return what lists show of an object of a module."""
    told: dict[str, Any] = {"last_updated": _instant(document, "last_updated")}
    return Gist(**told, **_TELLING[module](document))


def _location(document: JsonObject) -> dict[str, Any]:
    hidden = document.get("publish") is False
    return {"object_id": document["id"], "status": "HIDDEN" if hidden else "PUBLISHED"} | _where(
        document
    )


def _tariff(document: JsonObject) -> dict[str, Any]:
    texts = document.get("tariff_alt_text") or [{}]
    return {
        "object_id": document["id"],
        "title": texts[0].get("text"),
        "status": document.get("type"),
        "currency": document["currency"],
    }


def _token(document: JsonObject) -> dict[str, Any]:
    return {
        "token": document["uid"],
        "title": document["issuer"],
        "status": "VALID" if document["valid"] else "INVALID",
    }


def _session(document: JsonObject) -> dict[str, Any]:
    location = document.get("location")
    where = _where(location) if location else {"place": document["location_id"]}
    return {
        **where,
        "object_id": document["id"],
        "token": _driver(document),
        "status": document["status"],
        "started_at": _instant(document, "start_date_time", "start_datetime"),
        "ended_at": _instant(document, "end_date_time", "end_datetime"),
        "energy_kwh": read_loose_number(document["kwh"]),
        "currency": document["currency"],
        "total": _amount(document.get("total_cost")),
    }


def _cdr(document: JsonObject) -> dict[str, Any]:
    return {
        **_where(document.get("cdr_location") or document["location"]),
        "object_id": document["id"],
        "token": _driver(document),
        "status": "CREDIT" if document.get("credit") else None,
        "started_at": _instant(document, "start_date_time"),
        "ended_at": _instant(document, "end_date_time", "stop_date_time"),
        "energy_kwh": read_loose_number(document["total_energy"]),
        "currency": document["currency"],
        "total": _amount(document["total_cost"]),
    }


def _client(document: JsonObject) -> dict[str, Any]:
    return {"status": document["status"], "title": document["role"]}


_TELLING: Final = {
    "cdrs": _cdr,
    "hubclientinfo": _client,
    "locations": _location,
    "sessions": _session,
    "tariffs": _tariff,
    "tokens": _token,
}


def _where(location: JsonObject) -> dict[str, Any]:
    return {
        "title": location.get("name") or location["address"],
        "place": location["city"],
        "country": location["country"],
    }


def _driver(document: JsonObject) -> str:
    """Return a token's uid; 2.1.1 names the contract alone."""
    token = document.get("cdr_token")
    found: str = token["uid"] if token else document["auth_id"]
    return found


def _amount(cost: object) -> Decimal | None:
    """Return an amount of money without taxes, as each version writes it."""
    if isinstance(cost, dict):
        cost = cost.get("excl_vat", cost.get("before_taxes"))
    return None if cost is None else read_loose_number(cost)


def _instant(document: JsonObject, *names: str) -> datetime | None:
    said = next((document[name] for name in names if document.get(name) is not None), None)
    return None if said is None else DateTime(said).instant
