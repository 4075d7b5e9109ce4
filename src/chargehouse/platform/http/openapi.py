"""The description of the API: OpenAPI 3.1, the same bytes for the same routes."""

import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec
from litestar import Litestar, Request, Router
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import OpenAPIRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.serialization import encode_json

from chargehouse.platform.http.auth import declared_routes, permission_of, public
from chargehouse.platform.http.idempotency import KEY_MAX_LENGTH
from chargehouse.platform.http.problems import MEDIA_TYPE, Problem

SCHEMAS: Final = "#/components/schemas/"
SCHEME_NAME: Final = "bearer"
PROBLEM_RESPONSES: Final = {
    "400": "The request could not be read.",
    "401": "There is no token, or not a known one.",
    "403": "The token lacks the permission.",
    "404": "There is no such thing, or not for this token.",
    "409": "It contradicts what is already there.",
    "422": "Some fields cannot be meant; `errors` names them.",
    "429": "Too much was asked; `Retry-After` says when to come back.",
    "503": "A part that is needed does not answer now.",
}


def openapi_config(version: str) -> OpenAPIConfig:
    """Return Litestar's configuration; the document is served at `/api/openapi.json`."""
    return OpenAPIConfig(
        title="Chargehouse",
        version=version,
        description=(
            "Run an EV charging network or a fleet depot.\n\n"
            "Lists are paged by `cursor`; refusals are RFC 9457 problems; a POST with an"
            " `Idempotency-Key` takes effect once; every answer carries `X-Request-ID`."
        ),
        components=Components(
            security_schemes={
                SCHEME_NAME: SecurityScheme(
                    type="http", scheme="bearer", description="An API token."
                )
            }
        ),
        use_handler_docstrings=True,
        render_plugins=[_Document(path="/openapi.json", media_type="application/json")],  # type: ignore[arg-type]
        openapi_router=Router("/api", route_handlers=[], include_in_schema=False, **public()),
    )


def render_openapi(app: Litestar) -> bytes:
    """Return the document as JSON, keys sorted, indented: fit to be committed and compared."""
    document = openapi_document(app)
    return msgspec.json.format(msgspec.json.encode(document, order="sorted"), indent=2) + b"\n"


def openapi_document(app: Litestar) -> dict[str, Any]:
    """Return Litestar's document, with permissions, problems and idempotency keys added."""
    document: dict[str, Any] = msgspec.json.decode(encode_json(app.openapi_schema.to_schema()))
    components = document.setdefault("components", {})
    _, schemas = msgspec.json.schema_components((Problem,), ref_template=SCHEMAS + "{name}")
    components.setdefault("schemas", {}).update(schemas)
    components["responses"] = {
        f"Problem{status}": _problem_response(text) for status, text in PROBLEM_RESPONSES.items()
    }
    for path, method, handler in declared_routes(app):
        operation = document["paths"].get(path, {}).get(method.lower())
        if operation is not None:
            _complete(operation, path, method, handler)
    names = {name: _plain_name(name) for name in components["schemas"]}
    return _renamed(document, names) if len(set(names.values())) == len(names) else document


def _plain_name(name: str) -> str:
    """Return `PageOfThing` for Litestar's `Page_some.module.Thing_`."""
    generic = re.fullmatch(r"([A-Za-z]+)_(?:\w+\.)*(\w+)_", name)
    return f"{generic[1]}Of{generic[2]}" if generic else name


def _renamed(node: Any, names: Mapping[str, str]) -> Any:  # noqa: ANN401  any part of a document
    if isinstance(node, list):
        return [_renamed(part, names) for part in node]
    if isinstance(node, str) and node.startswith(SCHEMAS):
        return SCHEMAS + names.get(node.removeprefix(SCHEMAS), node.removeprefix(SCHEMAS))
    if isinstance(node, dict):
        return {names.get(key, key): _renamed(part, names) for key, part in node.items()}
    return node


class _Document(OpenAPIRenderPlugin):
    """Serves the document."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:  # noqa: ARG002  Litestar's signature
        return render_openapi(request.app)


def _complete(operation: dict[str, Any], path: str, method: str, handler: object) -> None:
    responses = operation.setdefault("responses", {})
    responses.pop("400", None)
    statuses = ["429", "503"]
    permission = permission_of(handler)
    if permission is not None:
        operation["x-permission"] = permission.action
        operation["security"] = [{SCHEME_NAME: []}]
        needs = f"Needs `{permission.action}`: {permission.description}"
        operation["description"] = "\n\n".join(filter(None, [operation.get("description"), needs]))
        statuses += ["401", "403"]
    else:
        operation["security"] = []
    if "{" in path:
        statuses.append("404")
    if operation.get("parameters") or "requestBody" in operation:
        statuses.append("422")
    if "requestBody" in operation:
        statuses.append("400")
    if method != "GET":
        statuses.append("409")
    if method == "POST" and permission is not None:
        operation.setdefault("parameters", []).append(_idempotency_parameter())
    for status in statuses:
        responses.setdefault(status, {"$ref": f"#/components/responses/Problem{status}"})


def _problem_response(description: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {MEDIA_TYPE: {"schema": schema}}}


def _idempotency_parameter() -> dict[str, Any]:
    return {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "description": "Makes a repetition harmless: it gets the first answer again for a day.",
        "schema": {"type": "string", "minLength": 1, "maxLength": KEY_MAX_LENGTH},
    }
