"""The description of the API: OpenAPI 3.1, the same bytes for the same routes."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec
from litestar import Litestar, Request, Router
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import OpenAPIRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.serialization import encode_json

from chargehouse.platform.http.auth import declared_routes, needs_actor, permission_of, public
from chargehouse.platform.http.examples import add_examples
from chargehouse.platform.http.idempotency import KEY_MAX_LENGTH
from chargehouse.platform.http.problems import MEDIA_TYPE, Problem
from chargehouse.platform.http.sign_in import COOKIE

SCHEMAS: Final = "#/components/schemas/"
TOKEN_SCHEME: Final = "bearer"  # noqa: S105  the scheme's name
COOKIE_SCHEME: Final = "cookie"
CSV: Final = "text/csv"
BUSINESS: Final = "/api/v1/"
WEBHOOKS: Final = "openapi_webhooks"
"""Under which name the application's state keeps what is said of webhooks."""
PROBLEM_RESPONSES: Final = {
    "400": "The request could not be read.",
    "401": "There is no token or sign-in, or not a known one.",
    "403": "The permission is lacking, or it is another's.",
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
                TOKEN_SCHEME: SecurityScheme(
                    type="http", scheme="bearer", description="An API token."
                ),
                COOKIE_SCHEME: SecurityScheme(
                    type="apiKey",
                    security_scheme_in="cookie",
                    name=COOKIE,
                    description=(
                        "The sign-in of a person. `X-Tenant` names the tenant by its slug, or"
                        " `tenant` does in the address of a GET, else it is the first of theirs."
                        " What changes something needs `X-CSRF-Token`"
                        " (from `GET /api/v1/me`) and comes from our own origin."
                    ),
                ),
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
    """Return Litestar's document, with permissions, problems, idempotency keys and examples."""
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
    if app.state.get(WEBHOOKS):
        document["webhooks"] = app.state[WEBHOOKS]
    names = {name: _plain_name(name) for name in components["schemas"]}
    plain = len(set(names.values())) == len(names)
    completed: dict[str, Any] = _renamed(document, names if plain else {})
    add_examples(completed)
    return completed


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
        # Kinds that overlap, as whole numbers and numbers do, are not one alone of these.
        words = names if "discriminator" in node else {**names, "oneOf": "anyOf"}
        return {words.get(key, key): _renamed(part, names) for key, part in node.items()}
    return node


class _Document(OpenAPIRenderPlugin):
    """Serves the document, and nothing beside it."""

    def receive_router(self, router: Router) -> None:
        """Take out the page by which Litestar says in HTML what else there is not."""
        router.routes[:] = [
            route for route in router.routes if route.path.removeprefix(router.path) in self.paths
        ]

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:  # noqa: ARG002  Litestar's signature
        return render_openapi(request.app)


def _complete(operation: dict[str, Any], path: str, method: str, handler: object) -> None:
    responses = operation.setdefault("responses", {})
    responses.pop("400", None)
    for response in responses.values():
        _say_what_streams(response.get("content", {}))
    permission = permission_of(handler)
    if permission is not None:
        operation["x-permission"] = permission.action
        needs = f"Needs `{permission.action}`: {permission.description}"
        operation["description"] = "\n\n".join(filter(None, [operation.get("description"), needs]))
    known = needs_actor(handler)
    operation["security"] = [{TOKEN_SCHEME: []}, {COOKIE_SCHEME: []}] if known else []
    if method == "POST" and known:
        operation.setdefault("parameters", []).append(_idempotency_parameter())
    statuses = list(_refusals(operation, path, method, known=known))
    if getattr(handler, "opt", {}).get("may_conflict"):
        statuses.append("409")
    for status in statuses:
        responses.setdefault(status, {"$ref": f"#/components/responses/Problem{status}"})


def _refusals(
    operation: Mapping[str, Any], path: str, method: str, *, known: bool
) -> Iterator[str]:
    """Yield the statuses with which an operation may be refused; `known` are those who may ask."""
    yield from ("429", "503")
    if known or path.startswith(BUSINESS):
        yield from ("401", "403")
    if "{" in path or path.startswith(BUSINESS):
        yield "404"
    if operation.get("parameters") or "requestBody" in operation:
        yield "422"
    if "requestBody" in operation:
        yield "400"
    if method != "GET":
        yield "409"


def _say_what_streams(content: dict[str, Any]) -> None:
    """Tell JSON from the stream that a route may answer with instead: Litestar calls it `{}`."""
    for media_type, answer in list(content.items()):
        schema = answer.get("schema")
        if schema == {}:
            answer["schema"] = {"type": "string"}
        elif media_type == "application/json" and {} in (schema or {}).get("oneOf", ()):
            (answer["schema"],) = (kind for kind in schema["oneOf"] if kind)
            content[CSV] = {"schema": {"type": "string"}}


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
