import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any
from uuid import UUID

import httpx
import msgspec
import pytest
import uvicorn
from litestar import WebSocket, get, post, websocket
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.response import Stream
from structlog.testing import capture_logs

from chargehouse.kernel.actor import Actor, Permission
from chargehouse.kernel.clock import FakeClock
from chargehouse.kernel.errors import (
    ChargehouseError,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    TooMany,
    Unauthenticated,
    Unavailable,
)
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.platform.health import Finding, Health
from chargehouse.platform.http.application import Application, build_application
from chargehouse.platform.http.auth import RouteWithoutPermission, permitted, public
from chargehouse.platform.http.csv import csv_response
from chargehouse.platform.http.idempotency import Claim, KeptAnswer
from chargehouse.platform.http.openapi import openapi_document, render_openapi
from chargehouse.platform.http.operations import Version, operations_routes
from chargehouse.platform.http.paging import Page, Paging
from chargehouse.platform.metrics import Metrics

NORTH = UUID("01890000-0000-7000-8000-000000000001")
READ = Permission("things.read", "things", "See things")
WRITE = Permission("things.write", "things", "Change things")
IDENTIFIER = "04A2B3C4D5E61F"


class NewThing(msgspec.Struct, forbid_unknown_fields=True):
    name: Annotated[str, msgspec.Meta(max_length=10)]
    size: int = 1
    shelf: list[UUID] = []


class Thing(msgspec.Struct):
    name: str
    made_by: str
    number: int


@dataclass
class Shelf:
    made: int = 0
    refusals: dict[str, Exception] = field(default_factory=dict)


@get("/things", **permitted(READ))
async def list_things(
    paging: NamedDependency[Paging],
    actor: NamedDependency[Actor],
    size: Annotated[int | None, QueryParameter(ge=0)] = None,
) -> Page[Thing]:
    """List things."""
    return Page(items=[Thing(paging.sort or "", actor.name, size or paging.limit)])


@post("/things", **permitted(WRITE))
async def make_thing(
    data: JSONBody[NewThing], actor: NamedDependency[Actor], shelf: NamedDependency[Shelf]
) -> Thing:
    """Make a thing."""
    if data.name in shelf.refusals:
        raise shelf.refusals[data.name]
    shelf.made += 1
    return Thing(data.name, actor.name, shelf.made)


@get("/things/{thing_id:uuid}", **permitted(READ))
async def read_thing(thing_id: FromPath[UUID], actor: NamedDependency[Actor]) -> Thing:
    """Read a thing."""
    return Thing(str(thing_id), str(actor.request_id), 0)


@get("/refusals/{name:str}", **public())
async def refuse(name: FromPath[str], shelf: NamedDependency[Shelf]) -> None:
    """Refuse."""
    raise shelf.refusals[name]


@get("/export", **permitted(READ))
async def export_things() -> Stream:
    """Export things."""

    async def rows() -> AsyncIterator[Sequence[object]]:
        for number in range(3):
            yield (number, f"={number}")

    return csv_response("things.csv", ("number", "name"), rows())


@post("/count", **permitted(WRITE))
async def count_things(shelf: NamedDependency[Shelf]) -> Stream:
    """Count things, and tell how far it is."""
    shelf.made += 1

    async def told() -> AsyncIterator[bytes]:
        yield b"1\n"
        yield b"2\n"

    return Stream(told(), media_type="application/x-ndjson")


class Ill:
    name = "broker"

    async def check(self) -> Finding:
        return Finding(status="fail", detail="Away")


class Tokens:
    async def authenticate(self, bearer: str) -> Actor:
        allowed = {"reader": {READ.action}, "writer": {READ.action, WRITE.action}}
        if bearer not in allowed:
            raise Unauthenticated("This token is not known.")
        return Actor("token", NORTH, bearer, permissions=frozenset(allowed[bearer]))


class MemoryKeys:
    def __init__(self) -> None:
        self.known: dict[tuple[str, str], tuple[bytes, KeptAnswer | None]] = {}

    async def claim(self, actor: Actor, key: str, request: bytes) -> Claim | None:
        if (actor.name, key) not in self.known:
            self.known[actor.name, key] = (request, None)
            return None
        first, answer = self.known[actor.name, key]
        return Claim(same_request=first == request, answer=answer)

    async def keep(self, actor: Actor, key: str, answer: KeptAnswer) -> None:
        self.known[actor.name, key] = (self.known[actor.name, key][0], answer)

    async def release(self, actor: Actor, key: str) -> None:
        del self.known[actor.name, key]


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
def health() -> Health:
    return Health(clock=FakeClock(), version="1.2.3")


@pytest.fixture
def app(shelf: Shelf, metrics: Metrics, health: Health) -> Application:
    version = Version(version="1.2.3", commit="abc", ocpp_versions=["1.6", "2.0.1"])
    operations = operations_routes(health, metrics, version)
    return build_application(
        [list_things, make_thing, count_things, read_thing, refuse, export_things, operations],
        authenticator=Tokens(),
        clock=FakeClock(),
        ids=TimeOrderedIds(),
        metrics=metrics,
        version="1.2.3",
        max_body_bytes=1024,
        idempotency=MemoryKeys(),
        dependencies={"shelf": shelf},
    )


@pytest.fixture
async def client(app: Application) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)  # type: ignore[arg-type]
    async with httpx.AsyncClient(
        transport=transport,
        base_url="http://house",
        headers={"Authorization": "Bearer writer"},
    ) as client:
        yield client


def problem(answer: httpx.Response) -> dict[str, object]:
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, object] = answer.json()
    assert body["status"] == answer.status_code
    assert body["request_id"] == answer.headers["x-request-id"]
    return body


async def test_a_request_id_is_made_and_given_back(client: httpx.AsyncClient) -> None:
    answer = await client.get("/things")
    assert UUID(answer.headers["x-request-id"]).version == 7


@pytest.mark.parametrize("path", [f"/things/{NORTH}", "/nothing"])
async def test_the_callers_request_id_is_kept(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path, headers={"X-Request-ID": "abc-1"})
    assert answer.headers["x-request-id"] == "abc-1"
    assert "abc-1" in answer.text


@pytest.mark.parametrize("given", ["", "x" * 129, "two words", "caf\u00e9", "a\tb"])
async def test_an_unfit_request_id_is_replaced(client: httpx.AsyncClient, given: str) -> None:
    answer = await client.get("/things", headers={b"X-Request-ID": given.encode("latin-1")})
    assert UUID(answer.headers["x-request-id"]).version == 7


async def test_the_log_line_names_the_route_and_neither_path_nor_query(
    client: httpx.AsyncClient,
) -> None:
    with capture_logs() as lines:
        await client.get(f"/things/{NORTH}?card={IDENTIFIER}")
        await client.get(f"/{IDENTIFIER}")
    assert [line["http.route"] for line in lines] == ["/things/{thing_id}", "(none)"]
    assert lines[0]["actor"] == "token:writer"
    assert lines[0]["http.response.status_code"] == 200
    assert lines[0]["duration_ms"] == 0
    assert IDENTIFIER not in str(lines)


async def test_requests_are_measured_by_route(client: httpx.AsyncClient, metrics: Metrics) -> None:
    await client.get(f"/things/{NORTH}")
    await client.request("BREW", "/coffee")
    text = metrics.render().decode()
    counted = "http_server_request_duration_seconds_count"
    assert f'{counted}{{method="GET",route="/things/{{thing_id}}",status="200"}} 1.0' in text
    assert f'{counted}{{method="_OTHER",route="(none)",status="404"}} 1.0' in text
    assert "http_server_active_requests 0.0" in text


@pytest.mark.parametrize(
    ("refusal", "status", "headers"),
    [
        (Invalid("No."), 422, {}),
        (Unauthenticated("Who?"), 401, {"www-authenticate": "Bearer"}),
        (Forbidden("No."), 403, {}),
        (NotFound("Where?"), 404, {}),
        (Conflict("Taken.", {"by": "night"}), 409, {}),
        (TooMany("Slow.", {"retry_after_s": 7.2}), 429, {"retry-after": "8"}),
        (Unavailable("Later."), 503, {"retry-after": "5"}),
    ],
)
async def test_a_refusal_becomes_a_problem(
    client: httpx.AsyncClient,
    shelf: Shelf,
    refusal: ChargehouseError,
    status: int,
    headers: dict[str, str],
) -> None:
    shelf.refusals["it"] = refusal
    answer = await client.get("/refusals/it")
    body = problem(answer)
    assert answer.status_code == status
    assert body["type"] == f"/problems/{refusal.code}"
    assert body["detail"] == refusal.message
    assert body.get("details", {}) == refusal.details
    for name, value in headers.items():
        assert value in answer.headers[name]


async def test_the_fields_of_a_refusal_are_listed(client: httpx.AsyncClient, shelf: Shelf) -> None:
    errors = [{"field": "name", "message": "Is taken"}]
    shelf.refusals["it"] = Invalid("No.", {"errors": errors})
    body = problem(await client.get("/refusals/it"))
    assert body["errors"] == errors
    assert "details" not in body


async def test_an_unexpected_failure_tells_its_request_id_and_nothing_else(
    client: httpx.AsyncClient, shelf: Shelf
) -> None:
    shelf.refusals["it"] = RuntimeError(f"secret {IDENTIFIER}")
    with capture_logs() as lines:
        answer = await client.get("/refusals/it")
    assert answer.status_code == 500
    assert IDENTIFIER not in answer.text
    assert problem(answer)["type"] == "/problems/failed"
    assert lines[0]["event"] == "request failed"
    assert lines[0]["exc_info"] is shelf.refusals["it"]


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        (b'{"name": "%s"}' % IDENTIFIER.encode(), "name", "Expected `str` of length <= 10"),
        (b'{"name": "a", "size": "%s"}' % IDENTIFIER.encode(), "size", "Expected `int`, got `str`"),
        (b'{"name": "a", "shelf": {}}', "shelf", "Expected `array`, got `object`"),
        (b'{"name": "a", "shelf": ["no id"]}', "shelf[0]", "Invalid UUID"),
        (b"{}", "body", "Object missing required field `name`"),
        (b'{"name": "a", "nam": 1}', "body", "Object contains unknown field `nam`"),
        (b"", "body", "Is missing"),
    ],
)
async def test_an_invalid_field_is_named_and_its_value_not_repeated(
    client: httpx.AsyncClient, body: bytes, field: str, message: str
) -> None:
    answer = await client.post("/things", content=body)
    assert answer.status_code == 422
    assert problem(answer)["errors"] == [{"field": field, "message": message}]
    assert IDENTIFIER not in answer.text


@pytest.mark.parametrize("body", [b"{nope", b"\xff", b"[" * 1000])
async def test_a_malformed_body_is_a_bad_request(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post("/things", content=body)
    assert answer.status_code == 400
    assert problem(answer)["type"] == "/problems/malformed"


@pytest.mark.parametrize("chunked", [False, True])
async def test_a_body_that_is_too_large_is_refused(
    client: httpx.AsyncClient, shelf: Shelf, *, chunked: bool
) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b" " * 512

    answer = await client.post("/things", content=pieces() if chunked else b" " * 1025)
    assert answer.status_code == 413
    assert problem(answer)["type"] == "/problems/too_large"
    assert shelf.made == 0


async def test_a_method_that_an_address_does_not_take_is_answered_with_those_it_does(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.put("/things")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, OPTIONS, POST"
    assert problem(answer)["type"] == "/problems/method_not_allowed"


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic d3JpdGVy", "Bearer nobody"])
async def test_without_a_known_token_nothing_is_answered(
    client: httpx.AsyncClient, header: str
) -> None:
    answer = await client.get("/things", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert "nobody" not in answer.text


async def test_a_token_without_the_permission_is_refused_before_its_body_is_read(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.post(
        "/things", content=b"{nope", headers={"Authorization": "bearer reader"}
    )
    assert answer.status_code == 403
    assert problem(answer)["details"] == {"permission": "things.write"}


async def test_the_actor_carries_the_request_id(client: httpx.AsyncClient) -> None:
    answer = await client.get(f"/things/{NORTH}", headers={"X-Request-ID": "abc"})
    assert answer.json()["made_by"] == "abc"


def test_an_application_with_an_undeclared_route_is_not_built() -> None:
    @get("/silent")
    async def silent() -> None:
        """Say nothing."""

    @websocket("/socket", **permitted(READ))
    async def talk(socket: WebSocket[Any, Any, Any]) -> None:
        """Talk."""
        await socket.close()

    with pytest.raises(RouteWithoutPermission, match="/socket, GET /silent"):
        build_application(
            [silent, talk],
            authenticator=Tokens(),
            clock=FakeClock(),
            ids=TimeOrderedIds(),
            metrics=Metrics(),
            version="1",
            max_body_bytes=1024,
        )


async def test_a_stopping_server_finishes_what_it_began_and_refuses_the_rest(
    client: httpx.AsyncClient, app: Application
) -> None:
    await client.get("/things")
    await app.drain.wait_until_idle()
    answer = await client.get("/things")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert problem(answer)["type"] == "/problems/unavailable"


async def test_a_repeated_post_gets_the_first_answer_again(
    client: httpx.AsyncClient, shelf: Shelf
) -> None:
    key = {"Idempotency-Key": "k1"}
    first = await client.post("/things", json={"name": "a"}, headers=key)
    second = await client.post("/things", json={"name": "a"}, headers=key)
    assert (first.status_code, first.json()["number"]) == (201, 1)
    assert (second.status_code, second.content) == (201, first.content)
    assert second.headers["content-type"] == first.headers["content-type"]
    assert "idempotent-replayed" not in first.headers
    assert second.headers["idempotent-replayed"] == "true"
    assert second.headers["x-request-id"] != first.headers["x-request-id"]
    assert shelf.made == 1


async def test_a_repeated_post_that_answers_by_a_stream_gets_it_again(
    client: httpx.AsyncClient, shelf: Shelf
) -> None:
    key = {"Idempotency-Key": "k1"}
    for _ in range(2):
        assert (await client.post("/count", headers=key)).content == b"1\n2\n"
    assert shelf.made == 1


async def test_a_key_for_another_request_is_refused(
    client: httpx.AsyncClient, shelf: Shelf
) -> None:
    key = {"Idempotency-Key": "k1"}
    await client.post("/things", json={"name": "a"}, headers=key)
    answer = await client.post("/things", json={"name": "b"}, headers=key)
    assert answer.status_code == 422
    assert problem(answer)["type"] == "/problems/idempotency_key_reused"
    assert shelf.made == 1


async def test_a_refusal_gives_its_key_free(client: httpx.AsyncClient, shelf: Shelf) -> None:
    key = {"Idempotency-Key": "k1"}
    shelf.refusals["a"] = Conflict("Not now.")
    assert (await client.post("/things", json={"name": "a"}, headers=key)).status_code == 409
    del shelf.refusals["a"]
    assert (await client.post("/things", json={"name": "a"}, headers=key)).status_code == 201


async def test_a_failure_keeps_its_key_since_nobody_knows_what_it_did(
    client: httpx.AsyncClient, shelf: Shelf
) -> None:
    key = {"Idempotency-Key": "k1"}
    shelf.refusals["a"] = RuntimeError()
    assert (await client.post("/things", json={"name": "a"}, headers=key)).status_code == 500
    del shelf.refusals["a"]
    answer = await client.post("/things", json={"name": "a"}, headers=key)
    assert answer.status_code == 409
    assert problem(answer)["type"] == "/problems/request_in_progress"


@pytest.mark.parametrize("key", ["", "k" * 256, "caf\u00e9"])
async def test_an_unfit_key_is_refused(client: httpx.AsyncClient, shelf: Shelf, key: str) -> None:
    answer = await client.post(
        "/things", json={"name": "a"}, headers={b"Idempotency-Key": key.encode("latin-1")}
    )
    assert answer.status_code == 422
    assert problem(answer)["errors"] == [
        {"field": "Idempotency-Key", "message": "must have 1 to 255 printable ASCII characters"}
    ]
    assert shelf.made == 0


async def test_the_page_asked_for_reaches_the_route(client: httpx.AsyncClient) -> None:
    answer = await client.get("/things?limit=7&sort=-size")
    assert answer.json() == {
        "items": [{"name": "-size", "made_by": "writer", "number": 7}],
        "next_cursor": None,
    }


@pytest.mark.parametrize("limit", ["0", "501", "many"])
async def test_a_page_has_one_to_five_hundred_items(client: httpx.AsyncClient, limit: str) -> None:
    answer = await client.get(f"/things?limit={limit}")
    assert answer.status_code == 422
    assert "limit" in str(problem(answer)["errors"])


async def test_a_query_with_a_nul_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/things?sort=a%00")
    assert answer.status_code == 422
    assert problem(answer)["type"] == "/problems/invalid"


async def test_a_page_is_served_whatever_its_address_says(client: httpx.AsyncClient) -> None:
    answer = await client.get("/things?unread=%00")
    assert answer.status_code == 200


async def test_a_table_is_streamed_as_csv(client: httpx.AsyncClient) -> None:
    answer = await client.get("/export")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="things.csv"' in answer.headers["content-disposition"]
    assert answer.text == "number,name\r\n0,'=0\r\n1,'=1\r\n2,'=2\r\n"


async def test_operators_need_no_token(client: httpx.AsyncClient, health: Health) -> None:
    client.headers.pop("Authorization")
    well = await client.get("/health")
    assert (well.status_code, well.json()["status"]) == (200, "pass")
    assert well.headers["content-type"] == "application/health+json"
    health.add(Ill())
    ill = await client.get("/health")
    assert (ill.status_code, ill.json()["status"]) == (503, "fail")
    measured = await client.get("/metrics")
    assert measured.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert "process_open_fds" in measured.text
    assert (await client.get("/api/version")).json() == {
        "version": "1.2.3",
        "commit": "abc",
        "ocpp_versions": ["1.6", "2.0.1"],
    }


async def test_it_is_served_over_a_real_socket(app: Application) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="on"))
        serving = asyncio.ensure_future(server.serve([listening]))
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        async with httpx.AsyncClient(base_url=address) as client:
            answer = await client.get("/export", headers={"Authorization": "Bearer reader"})
            refused = await client.get("/things")
        server.should_exit = True
        await serving
    assert answer.text.startswith("number,name")
    assert refused.status_code == 401


async def test_the_description_names_permissions_problems_and_keys(
    client: httpx.AsyncClient, app: Application
) -> None:
    document = openapi_document(app.litestar)
    making = document["paths"]["/things"]["post"]
    assert making["x-permission"] == "things.write"
    assert making["security"] == [{"bearer": []}, {"cookie": []}]
    assert "Change things" in making["description"]
    assert set(making["responses"]) == {*("201", "400", "401", "403", "409", "422", "429", "503")}
    assert [parameter["name"] for parameter in making["parameters"]] == ["Idempotency-Key"]
    listing = document["paths"]["/things"]["get"]
    schema = listing["responses"]["200"]["content"]["application/json"]["schema"]
    assert schema == {"$ref": "#/components/schemas/PageOfThing"}
    assert "PageOfThing" in document["components"]["schemas"]
    assert document["paths"]["/refusals/{name}"]["get"]["security"] == []
    served = await client.get("/api/openapi.json", headers={"Authorization": ""})
    assert served.content == render_openapi(app.litestar)
    assert render_openapi(app.litestar).endswith(b"}\n")
