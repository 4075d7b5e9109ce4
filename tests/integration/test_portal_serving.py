import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from litestar import get

from chargehouse.app.build import VERSION
from chargehouse.app.portal import BuiltPortal, portal_routes
from chargehouse.kernel.actor import Actor, Permission
from chargehouse.kernel.chance import SystemChance
from chargehouse.kernel.clock import FakeClock
from chargehouse.kernel.errors import Unauthenticated
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.platform.health import Health
from chargehouse.platform.http.application import build_application
from chargehouse.platform.http.auth import permitted
from chargehouse.platform.http.openapi import openapi_document
from chargehouse.platform.http.operations import operations_routes
from chargehouse.platform.metrics import Metrics

READ = Permission("things.read", "things", "See things")
SCRIPT = b"console.log('built');" * 100
PAGE = b'<meta name="csp-nonce" content="{{nonce}}"><script nonce="{{nonce}}"></script>'
SCRIPT_PATH = "/assets/index-Ab12.js"


class Nobody:
    async def authenticate(self, bearer: str) -> Actor:  # noqa: ARG002  the protocol's name
        raise Unauthenticated("This token is not known.")


@get("/api/v1/things", **permitted(READ))
async def list_things() -> None:
    """List things."""


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A portal as it is built, small."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_bytes(PAGE)
    (tmp_path / "favicon.svg").write_text("<svg/>")
    (tmp_path / ".sources").write_text("0")
    script = tmp_path / SCRIPT_PATH[1:]
    script.write_bytes(SCRIPT)
    script.with_name(f"{script.name}.gz").write_bytes(gzip.compress(SCRIPT))
    script.with_name(f"{script.name}.br").write_bytes(b"as brotli")
    return tmp_path


@asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    health = Health(clock=FakeClock(), version="0")
    app = build_application(
        [
            operations_routes(health, Metrics(), VERSION),
            list_things,
            *portal_routes(BuiltPortal.load(folder), SystemChance()),
        ],
        authenticator=Nobody(),
        clock=FakeClock(),
        ids=TimeOrderedIds(),
        metrics=Metrics(),
        version="0",
        max_body_bytes=1024,
    )
    assert "/" not in openapi_document(app.litestar)["paths"]
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://house") as client:
        yield client


@pytest.fixture
async def client(built: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(built) as client:
        yield client


def policy(answer: httpx.Response) -> dict[str, list[str]]:
    rules = (rule.split() for rule in answer.headers["content-security-policy"].split("; "))
    return {name: sources for name, *sources in rules}


@pytest.mark.parametrize(
    "path",
    ["/", "/main/overview", "/main/stations/CP%2F1", "/sign-in", "/no/such/page", "/index.html"],
)
async def test_every_address_of_the_portal_answers_its_page(
    client: httpx.AsyncClient, path: str
) -> None:
    answer = await client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.text.startswith("<meta")
    assert answer.headers["cache-control"] == "no-cache"


async def test_each_answer_has_a_nonce_of_its_own(client: httpx.AsyncClient) -> None:
    nonces = set()
    for _ in range(3):
        answer = await client.get("/")
        nonce = answer.text.split('content="')[1].split('"')[0]
        assert answer.content == PAGE.replace(b"{{nonce}}", nonce.encode())
        assert policy(answer)["script-src"] == ["'self'", f"'nonce-{nonce}'"]
        assert policy(answer)["style-src"] == ["'self'", f"'nonce-{nonce}'"]
        nonces.add(nonce)
    assert len(nonces) == 3


async def test_the_page_may_do_nothing_that_is_not_its_own(client: httpx.AsyncClient) -> None:
    answer = await client.get("/")
    rules = policy(answer)
    assert rules["default-src"] == ["'none'"]
    assert rules["connect-src"] == ["'self'"]
    assert rules["frame-ancestors"] == ["'none'"]
    assert rules["base-uri"] == ["'none'"]
    assert "unsafe" not in "".join(rules["script-src"] + rules["style-src"])
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in answer.headers["permissions-policy"]


@pytest.mark.parametrize(
    ("accepted", "sent"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br;q=0.000, gzip;q=0", None),
        ("identity", None),
        ("", None),
    ],
)
async def test_a_file_is_sent_as_the_smallest_form_that_is_taken(
    client: httpx.AsyncClient, accepted: str, sent: str | None
) -> None:
    headers = {"Accept-Encoding": accepted}
    async with client.stream("GET", SCRIPT_PATH, headers=headers) as answer:
        raw = b"".join([part async for part in answer.aiter_raw()])
    assert answer.headers.get("content-encoding") == sent
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["content-length"] == str(len(raw))
    assert {None: raw, "gzip": SCRIPT, "br": b"as brotli"}[sent] == (
        gzip.decompress(raw) if sent == "gzip" else raw
    )


async def test_files_named_by_their_content_are_kept_for_good(client: httpx.AsyncClient) -> None:
    answer = await client.get(SCRIPT_PATH, headers={"Accept-Encoding": "identity"})
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.content == SCRIPT


async def test_other_files_are_asked_for_again(client: httpx.AsyncClient) -> None:
    answer = await client.get("/favicon.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/", "/main/overview", "/favicon.svg", SCRIPT_PATH])
async def test_what_the_browser_has_is_not_sent_again(client: httpx.AsyncClient, path: str) -> None:
    first = await client.get(path)
    again = await client.get(path, headers={"If-None-Match": f'"other", {first.headers["etag"]}'})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["cache-control"] == first.headers["cache-control"]
    other = await client.get(path, headers={"If-None-Match": '"other"'})
    assert other.status_code == 200


async def test_a_kept_page_keeps_the_policy_that_belongs_to_its_nonce(
    client: httpx.AsyncClient,
) -> None:
    etag = (await client.get("/")).headers["etag"]
    again = await client.get("/", headers={"If-None-Match": etag})
    assert "content-security-policy" not in again.headers


@pytest.mark.parametrize("path", ["/", "/main/overview", "/favicon.svg", SCRIPT_PATH])
async def test_head_answers_as_get_does_without_a_body(
    client: httpx.AsyncClient, path: str
) -> None:
    answer, whole = await client.head(path), await client.get(path)
    assert answer.status_code == 200
    assert answer.content == b""
    assert answer.headers["content-type"] == whole.headers["content-type"]
    assert answer.headers["content-length"] == whole.headers["content-length"]
    assert answer.headers["etag"] == whole.headers["etag"]


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE"])
@pytest.mark.parametrize(
    "path",
    [
        *("/api", "/api/", "/api/nothing", "/api/nothing/", "/api/v1", "/api/v1/nothing"),
        *("/api/v1/things/nothing/more", "/api/openapi.yaml", "/api/openapi.json/more"),
    ],
)
async def test_an_unknown_address_of_the_api_stays_a_problem(
    client: httpx.AsyncClient, method: str, path: str
) -> None:
    answer = await client.request(method, path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/api/openapi.json", "/api/version", "/api/v1/things"])
async def test_a_method_that_an_address_of_the_api_does_not_take_stays_a_problem(
    client: httpx.AsyncClient, path: str
) -> None:
    answer = await client.patch(path)
    assert answer.status_code == 405
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path",
    [
        *("/assets/index-Cd34.js", "/assets/", f"{SCRIPT_PATH}.br"),
        *("/ocpp/main/CP-1", "/ocpi/versions", "/health/more", "/metrics/more"),
    ],
)
async def test_what_is_not_the_portals_is_not_answered_with_its_page(
    client: httpx.AsyncClient, path: str
) -> None:
    answer = await client.get(httpx.URL("http://house", raw_path=path.encode()))
    assert answer.status_code == 404


async def test_only_what_was_built_is_served(client: httpx.AsyncClient, built: Path) -> None:
    for path in ("/.sources", "/%2e%2e/%2e%2e/etc/passwd", f"/{built}/favicon.svg"):
        answer = await client.get(httpx.URL("http://house", raw_path=path.encode()))
        assert answer.text.startswith("<meta"), path


async def test_other_routes_stay_as_they_are(client: httpx.AsyncClient) -> None:
    assert (await client.get("/health")).json()["status"] == "pass"
    assert (await client.get("/api/version")).json()["version"] == VERSION.version
    assert (await client.get("/api/v1/things")).status_code == 401
    sent = await client.post("/main/overview")
    assert (sent.status_code, sent.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


async def test_a_server_keeps_the_build_that_it_started_with(built: Path) -> None:
    async with serving(built) as client:
        (built / SCRIPT_PATH[1:]).unlink()
        (built / "index.html").write_text("newer")
        assert (await client.get(SCRIPT_PATH)).status_code == 200
        assert (await client.get("/")).text.startswith("<meta")


async def test_without_a_built_portal_the_answer_says_how_to_build_it(tmp_path: Path) -> None:
    async with serving(tmp_path / "nowhere") as client:
        for path in ("/", "/main/overview"):
            answer = await client.get(path)
            assert answer.status_code == 503
            assert "make portal" in answer.text
        assert (await client.get(SCRIPT_PATH)).status_code == 404
        assert (await client.get("/api/v1/things")).status_code == 401
