"""The doors for partners, under `/ocpi/{tenant}`: by credentials tokens, never by the API's.

Every answer is OCPI's envelope, also of what goes wrong (transport and format, response format).
"""

from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec
import structlog
from litestar import Controller, Request, Response, route
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException
from litestar.params import FromPath

from chargehouse.contexts.roaming.service import Caller, PartnerDoor
from chargehouse.kernel.clock import Clock
from chargehouse.kernel.errors import Unavailable
from chargehouse.ocpi import envelope
from chargehouse.ocpi.errors import (
    MethodNotAllowed,
    NoSuchObject,
    NotAuthorised,
    OcpiRefusal,
    ServerFault,
)
from chargehouse.ocpi.headers import read_message_ids
from chargehouse.platform.http.auth import public

ANY: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")
LONGEST_ID: Final = 128
FAILED: Final = 500
AWAY: Final = 503

Work = Callable[[Caller], Awaitable[object]]

log = structlog.get_logger(__name__)


class DoorController(Controller):
    """Versions and credentials, and the refusal of whatever else is asked for."""

    path = "/ocpi/{tenant:str}"
    include_in_schema = False

    @route("/versions", http_method=list(ANY), **public())
    async def versions(
        self,
        request: Request[Any, Any, Any],
        partner_door: NamedDependency[PartnerDoor],
        clock: NamedDependency[Clock],
        tenant: FromPath[str],
    ) -> Response[bytes]:
        """Answer for the versions that are spoken here."""

        async def work(caller: Caller) -> object:
            _require(request, "GET")
            return partner_door.versions(caller)

        return await _answered(request, partner_door, clock, tenant, work)

    @route("/{version:str}", http_method=list(ANY), **public())
    async def details(
        self,
        request: Request[Any, Any, Any],
        partner_door: NamedDependency[PartnerDoor],
        clock: NamedDependency[Clock],
        tenant: FromPath[str],
        version: FromPath[str],
    ) -> Response[bytes]:
        """Answer for the endpoints of a version."""

        async def work(caller: Caller) -> object:
            _require(request, "GET")
            return partner_door.details(caller, version)

        return await _answered(request, partner_door, clock, tenant, work)

    @route("/{version:str}/credentials", http_method=list(ANY), **public())
    async def credentials(
        self,
        request: Request[Any, Any, Any],
        partner_door: NamedDependency[PartnerDoor],
        clock: NamedDependency[Clock],
        tenant: FromPath[str],
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

        return await _answered(request, partner_door, clock, tenant, work)

    @route("/{version:str}/{module:path}", http_method=list(ANY), **public())
    async def others(
        self,
        request: Request[Any, Any, Any],
        partner_door: NamedDependency[PartnerDoor],
        clock: NamedDependency[Clock],
        tenant: FromPath[str],
    ) -> Response[bytes]:
        """Answer that there is no such module, to who is registered."""

        async def work(caller: Caller) -> object:
            if not caller.registered:
                raise NotAuthorised("This token is good for versions and credentials alone")
            raise NoSuchObject("There is no such module here")

        return await _answered(request, partner_door, clock, tenant, work)


async def _answered(
    request: Request[Any, Any, Any], door: PartnerDoor, clock: Clock, tenant: str, work: Work
) -> Response[bytes]:
    """Do what a partner asks, and wrap whatever comes of it."""
    status = 200
    try:
        caller = await door.caller(tenant, request.headers.get("authorization"))
        body = envelope.success(clock.now(), await work(caller))
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
    return Response(body, status_code=status, media_type="application/json", headers=_echo(request))


def _echo(request: Request[Any, Any, Any]) -> dict[str, str]:
    """Return the correlation id as it came; the request's own id is echoed for every route."""
    _, correlation = read_message_ids(request.headers)
    if correlation is None or len(correlation) > LONGEST_ID or not correlation.isascii():
        return {}
    return {"X-Correlation-ID": correlation} if correlation.isprintable() else {}


def _require(request: Request[Any, Any, Any], method: str) -> None:
    if request.method != method:
        raise MethodNotAllowed(f"This takes {method} alone")
