"""The doors for partners, under `/ocpi/{tenant}`: by credentials tokens, never by the API's.

Every answer is OCPI's envelope, also of what goes wrong (transport and format, response format).
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import msgspec
import structlog
from litestar import Controller, Request, Response, route
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException
from litestar.params import FromPath

from chargehouse.contexts.roaming.errors import StrangersTooMany
from chargehouse.contexts.roaming.service import (
    Asked,
    Caller,
    ModuleDoor,
    PartnerDoor,
    Seen,
)
from chargehouse.kernel.clock import Clock
from chargehouse.kernel.errors import Unavailable
from chargehouse.ocpi import envelope
from chargehouse.ocpi.errors import (
    MethodNotAllowed,
    OcpiRefusal,
    ServerFault,
)
from chargehouse.ocpi.headers import read_message_ids
from chargehouse.ocpi.versions import MODULES
from chargehouse.platform.http.auth import public

ANY: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")
LONGEST_ID: Final = 128
FAILED: Final = 500
AWAY: Final = 503

Work = Callable[[Caller], Awaitable[object]]


@dataclass
class Turn:
    """What is known of a request of a module once it was looked at."""

    caller: Caller | None = None
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class Answered(NamedTuple):
    """An answer of success: what the envelope holds, and the HTTP status around it."""

    data: object
    http_status: int = 200
    message: str | None = None


log = structlog.get_logger(__name__)


class DoorController(Controller):
    """Versions, credentials, and the functional modules."""

    path = "/ocpi/{tenant:str}"
    include_in_schema = False

    @route("/versions", http_method=list(ANY), **public())
    async def versions(
        self,
        request: Request[Any, Any, Any],
        partner_door: NamedDependency[PartnerDoor],
        clock: NamedDependency[Clock],
    ) -> Response[bytes]:
        """Answer for the versions that are spoken here."""

        async def work(caller: Caller) -> object:
            _require(request, "GET")
            return partner_door.versions(caller)

        return await _answered(request, partner_door, clock, work)

    @route("/{version:str}", http_method=list(ANY), **public())
    async def details(
        self,
        request: Request[Any, Any, Any],
        partner_door: NamedDependency[PartnerDoor],
        clock: NamedDependency[Clock],
        version: FromPath[str],
    ) -> Response[bytes]:
        """Answer for the endpoints of a version."""

        async def work(caller: Caller) -> object:
            _require(request, "GET")
            return partner_door.details(caller, version)

        return await _answered(request, partner_door, clock, work)

    @route("/{version:str}/credentials", http_method=list(ANY), **public())
    async def credentials(
        self,
        request: Request[Any, Any, Any],
        partner_door: NamedDependency[PartnerDoor],
        clock: NamedDependency[Clock],
        version: FromPath[str],
    ) -> Response[bytes]:
        """Answer for the credentials of the partner that asks."""

        async def work(caller: Caller) -> object:
            if request.method == "POST":
                return await partner_door.register(caller, version, await request.body())
            if request.method == "PUT":
                return await partner_door.rotate(caller, version, await request.body())
            if request.method == "DELETE":
                await partner_door.end(caller, version)
                return msgspec.UNSET
            _require(request, "GET")
            return await partner_door.credentials(caller, version)

        return await _answered(request, partner_door, clock, work)

    @route("/{version:str}/{module:path}", http_method=list(ANY), **public())
    async def modules(
        self,
        request: Request[Any, Any, Any],
        partner_door: NamedDependency[PartnerDoor],
        module_door: NamedDependency[ModuleDoor],
        clock: NamedDependency[Clock],
    ) -> Response[bytes]:
        """Answer for a functional module, and keep what was said to be looked at."""
        began = clock.monotonic()
        path, version = _below_version(request), request.path_params["version"]
        turn = Turn()

        async def work(caller: Caller) -> Answered:
            turn.caller = caller
            turn.body = await request.body()
            query = list(request.query_params.multi_items())
            asked = Asked(request.method, path, query, request.headers, turn.body)
            at = partner_door.address(caller, version)
            turn.headers = module_door.addressed(caller, version, asked)
            answer, turn.headers = await module_door.answer(caller, version, at, asked)
            return Answered(answer.data, answer.http_status, answer.message)

        response = await _answered(request, partner_door, clock, work, turn)
        if turn.caller is not None:
            request_id, correlation_id = read_message_ids(request.headers)
            module_door.note(
                Seen(
                    tenant_id=turn.caller.actor.tenant_id,
                    partner_id=turn.caller.partner.id,
                    inbound=True,
                    module=_module_of(path),
                    method=request.method,
                    url=_asked_url(request),
                    request_id=request_id,
                    correlation_id=correlation_id,
                    duration_s=clock.monotonic() - began,
                    http_status=response.status_code,
                    fault=None,
                    request=turn.body,
                    answer=response.content,
                )
            )
        return response


async def _answered(
    request: Request[Any, Any, Any],
    door: PartnerDoor,
    clock: Clock,
    work: Work,
    turn: Turn | None = None,
) -> Response[bytes]:
    """Do what a partner asks, and wrap whatever comes of it.

    With a `turn` it is a module that is asked, to which who calls may be known for seconds.
    """
    more: dict[str, str] = {}
    try:
        client = request.client
        caller = await door.caller(
            request.path_params["tenant"],
            request.headers.get("authorization"),
            "" if client is None else client.host,
            believing=turn is not None,
        )
        done = await work(caller)
        said = done if isinstance(done, Answered) else Answered(done)
        status = said.http_status
        body = envelope.success(clock.now(), said.data, said.message)
    except StrangersTooMany as error:
        body, status = envelope.refusal(clock.now(), error), error.http_status
        more["Retry-After"] = str(error.retry_after_s)
    except OcpiRefusal as error:
        body, status = envelope.refusal(clock.now(), error), error.http_status
    except HTTPException as error:
        refused = OcpiRefusal("The body is larger than this server takes, or cannot be read")
        body, status = envelope.refusal(clock.now(), refused), error.status_code
    except Unavailable:
        fault = ServerFault("This server cannot answer now: ask again soon")
        body, status = envelope.refusal(clock.now(), fault), AWAY
    except Exception:
        log.exception("a partner's request failed")
        body, status = envelope.refusal(clock.now(), ServerFault("This server failed")), FAILED
    headers = {**_echo(request), **(turn.headers if turn else {}), **more}
    return Response(body, status_code=status, media_type="application/json", headers=headers)


def _echo(request: Request[Any, Any, Any]) -> dict[str, str]:
    """Return the correlation id as it came; the request's own id is echoed for every route."""
    _, correlation = read_message_ids(request.headers)
    if correlation is None or len(correlation) > LONGEST_ID or not correlation.isascii():
        return {}
    return {"X-Correlation-ID": correlation} if correlation.isprintable() else {}


def _require(request: Request[Any, Any, Any], method: str) -> None:
    if request.method != method:
        raise MethodNotAllowed(f"This takes {method} alone")


def _below_version(request: Request[Any, Any, Any]) -> list[str]:
    """Return the parts of the path after the version as they were sent: an id may hold a slash."""
    raw = request.scope["raw_path"].decode("latin-1").partition("?")[0]
    return raw.split("/")[4:]


def _module_of(path: list[str]) -> str:
    named = [part for part in path[:2] if part in MODULES["2.3.0"]]
    return named[0] if named else "unknown"


def _asked_url(request: Request[Any, Any, Any]) -> str:
    query = request.scope["query_string"].decode("latin-1")
    path = request.scope["raw_path"].decode("latin-1").partition("?")[0]
    return f"{path}?{query}" if query else path
