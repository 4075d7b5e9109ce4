"""Requests and answers made from the schemas that the `ocpp` package ships."""

from typing import Any, Final

from tests.independent.house import Json
from tests.unit.ocpp.schema_samples import MESSAGES, Schema, load, sample

from chargehouse.ocpp.version import VERSIONS

PACKAGES: Final = {"ocpp1.6": "v16", "ocpp2.0.1": "v201"}
PATHS: Final = {(package, name): path for package, name, path in MESSAGES}
ORDERS: Final = [
    (protocol, action.name)
    for protocol in PACKAGES
    for action in VERSIONS[protocol].actions.values()
    if action.sender != "station"
]
"""Every request that may be sent to a station, by version."""

YES: Final = ("Accepted", "Unlocked", "Unpublished")
ALSO_YES: Final = {*YES, "AcceptedCanceled", "RebootRequired", "Scheduled"}
STATUS_FIELDS: Final = ("status", "attributeStatus")
RESULT_LISTS_WITHOUT_A_VERDICT: Final = {"GetVariables"}
WRONG: Final[Json] = {"string": 7, "integer": "seven", "number": "seven", "boolean": "perhaps"}


def request_schema(protocol: str, action: str) -> Schema:
    """Return the schema of a request."""
    return load(PATHS[PACKAGES[protocol], f"{action}Request"])


def response_schema(protocol: str, action: str) -> Schema:
    """Return the schema of a response."""
    return load(PATHS[PACKAGES[protocol], f"{action}Response"])


def minimal_request(protocol: str, action: str) -> Json:
    """Return a valid request of required fields alone."""
    payload: Json = sample(request_schema(protocol, action), full=False)
    return payload


def answer(protocol: str, action: str, word: str | None) -> Json:
    """Return a valid response of required fields alone, with this word as its status."""
    payload: Json = sample(response_schema(protocol, action), full=False)
    return payload if word is None else _with_status(payload, word)


def words(protocol: str, action: str) -> tuple[str | None, str | None]:
    """Return a word by which a station says yes, and one by which it says no."""
    if action in RESULT_LISTS_WITHOUT_A_VERDICT:
        return None, None
    known = _status_words(response_schema(protocol, action))
    yes = next((word for word in YES if word in known), None)
    no = next((word for word in known if word not in ALSO_YES), None)
    return yes, no


def with_a_wrong_field(protocol: str, action: str) -> tuple[Json, str]:
    """Return a request of which one field is wrong, and that field's name."""
    schema = request_schema(protocol, action)
    payload: Json = sample(schema, full=True)
    payload.pop("customData", None)
    named = [*schema.get("required", []), *payload]
    if not named:
        return {"surprise": 1}, "surprise"
    payload[named[0]] = WRONG.get(_type_of(schema, named[0]), "wrong")
    return payload, named[0]


def _type_of(schema: Schema, name: str) -> str:
    found = schema["properties"][name]
    if "$ref" in found:
        found = schema["definitions"][found["$ref"].rsplit("/", 1)[-1]]
    return str(found.get("type"))


def _status_words(schema: Schema) -> list[str]:
    definitions: dict[str, Schema] = schema.get("definitions", {})
    for holder in (schema, *definitions.values()):
        for name in STATUS_FIELDS:
            found = holder.get("properties", {}).get(name)
            if found is None:
                continue
            if "$ref" in found:
                found = definitions[found["$ref"].rsplit("/", 1)[-1]]
            known: list[str] = found["enum"]
            return known
    return []


def _with_status(node: Any, word: str) -> Any:  # noqa: ANN401  JSON of any kind
    if isinstance(node, list):
        return [_with_status(item, word) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        name: word if name in STATUS_FIELDS else _with_status(value, word)
        for name, value in node.items()
    }
