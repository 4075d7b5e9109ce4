"""What others are told of events: each type with its schema, an example, and who may read it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final, get_args

import msgspec

from chargehouse.app.event_classes import EVENT_CLASSES
from chargehouse.app.event_words import words_of
from chargehouse.contexts.access.public import ACCESS_DECISIONS_READ
from chargehouse.contexts.audit.public import AUDIT_READ
from chargehouse.contexts.cdrs.public import CDRS_READ
from chargehouse.contexts.fleets.public import FLEETS_READ
from chargehouse.contexts.identity.public import AGREEMENTS_READ, IDENTIFIERS_READ, VEHICLES_READ
from chargehouse.contexts.news.public import NEWS_READ
from chargehouse.contexts.people.public import TENANT_READ, TOKENS_READ, USERS_READ
from chargehouse.contexts.publishing.public import PUBLISHING_READ
from chargehouse.contexts.received.public import RECEIVED_READ
from chargehouse.contexts.remote.public import REMOTE_READ
from chargehouse.contexts.roaming.public import PARTIES_READ, PARTNERS_READ
from chargehouse.contexts.sessions.public import SESSIONS_READ
from chargehouse.contexts.settings.public import SETTINGS_READ
from chargehouse.contexts.stations.public import LOCATIONS_READ, STATIONS_READ
from chargehouse.contexts.tariffs.public import TARIFFS_READ
from chargehouse.contexts.webhooks.public import WEBHOOKS_READ, EventCatalogue, EventType
from chargehouse.kernel.actor import Permission
from chargehouse.kernel.events import Event
from chargehouse.platform.http.examples import INSTANT, example_of
from chargehouse.platform.outbox.history import READ_EVENTS

READ_WITH: Final[Mapping[str, Permission]] = {
    "agreement": AGREEMENTS_READ,
    "api_token": TOKENS_READ,
    "audit": AUDIT_READ,
    "cdr": CDRS_READ,
    "charger_access": ACCESS_DECISIONS_READ,
    "fleet": FLEETS_READ,
    "gdpr": AUDIT_READ,
    "identifier": IDENTIFIERS_READ,
    "location": LOCATIONS_READ,
    "news": NEWS_READ,
    "partner": PARTNERS_READ,
    "partner_command": REMOTE_READ,
    "partner_cdr": RECEIVED_READ,
    "partner_client": RECEIVED_READ,
    "partner_list": RECEIVED_READ,
    "partner_location": RECEIVED_READ,
    "partner_reservation": REMOTE_READ,
    "partner_session": RECEIVED_READ,
    "partner_tariff": RECEIVED_READ,
    "partner_token": RECEIVED_READ,
    "party": PARTIES_READ,
    "publishing": PUBLISHING_READ,
    "session": SESSIONS_READ,
    "settings": SETTINGS_READ,
    "station": STATIONS_READ,
    "tariff": TARIFFS_READ,
    "team_rule": FLEETS_READ,
    "tenant": TENANT_READ,
    "user": USERS_READ,
    "vehicle": VEHICLES_READ,
    "webhook": WEBHOOKS_READ,
}
"""What it takes to read events, by their names' first part; the others take `events.read`."""

ENVELOPE_EXAMPLE: Final[Mapping[str, object]] = {
    "timestamp": INSTANT,
    "tenant_id": "01935a3c-8f6b-7c1e-9a55-3c1f0e6d2b47",
    "actor": "user:ada@example.com",
    "request_id": None,
}


def catalogue_of(classes: Iterable[type[Event]]) -> EventCatalogue:
    """Return the catalogue of these classes of events."""
    return EventCatalogue(_described(kind) for kind in classes)


def webhooks_document(catalogue: EventCatalogue) -> dict[str, Any]:
    """Return the `webhooks` of an OpenAPI 3.1 document: what a consumer is sent."""
    return {name: {"post": _operation(kind)} for name, kind in catalogue.types.items()}


def _described(kind: type[Event]) -> EventType:
    schema = _whole(msgspec.json.schema(kind))
    _say_what_is_time(kind, schema)
    permission = READ_WITH.get(kind.wire_name.partition(".")[0], READ_EVENTS)
    return EventType(
        name=kind.wire_name,
        description=schema.pop("description", ""),
        permission=permission.action,
        schema=schema,
        example=example_of(schema, kind.__name__, words_of(kind.wire_name)),
    )


def _whole(document: dict[str, Any]) -> dict[str, Any]:
    """Return a schema that refers to nothing: definitions stand where they are used."""
    definitions = document.get("$defs", {})

    def within(node: Any) -> Any:  # noqa: ANN401  any part of a schema
        if isinstance(node, list):
            return [within(part) for part in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            return within(definitions[node["$ref"].rpartition("/")[2]])
        return {key: within(part) for key, part in node.items() if key != "$defs"}

    found: dict[str, Any] = within(document)
    return found


def _say_what_is_time(kind: type[Event], schema: Mapping[str, Any]) -> None:
    """Tell instants from other texts: msgspec does so only where a type insists on a zone."""
    for field in msgspec.structs.fields(kind):
        if field.type is datetime or datetime in get_args(field.type):
            told = schema["properties"][field.encode_name]
            for part in told.get("anyOf", [told]):
                if part.get("type") == "string":
                    part["format"] = "date-time"


def _operation(kind: EventType) -> dict[str, Any]:
    body = {
        "type": "object",
        "required": ["type", "timestamp", "tenant_id", "actor", "request_id", "data"],
        "properties": {
            "type": {"const": kind.name},
            "timestamp": {"type": "string", "format": "date-time"},
            "tenant_id": {"type": "string", "format": "uuid"},
            "actor": {"type": "string", "description": "Who did it: `kind:name`, or a kind."},
            "request_id": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            "data": kind.schema,
        },
    }
    example = {"type": kind.name, **ENVELOPE_EXAMPLE, "data": kind.example}
    return {
        "operationId": f"webhook_{kind.name.replace('.', '_')}",
        "summary": kind.description.partition("\n")[0],
        "description": f"{kind.description}\n\nHeard by who may `{kind.permission}`.",
        "tags": ["Webhooks"],
        "parameters": [
            _header("webhook-id", "The event's id, the same at every attempt."),
            _header("webhook-timestamp", "When it was sent, in seconds since 1970."),
            _header("webhook-signature", "One `v1,…` or several, apart by blanks."),
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": body, "example": example}},
        },
        "responses": {
            "2XX": {"description": "It was taken."},
            "410": {"description": "Nothing more is wanted: the webhook is disabled."},
        },
    }


def _header(name: str, description: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": True,
        "description": description,
        "schema": {"type": "string"},
    }


EVENT_CATALOGUE: Final = catalogue_of(EVENT_CLASSES.values())
"""Every type of event there is."""
