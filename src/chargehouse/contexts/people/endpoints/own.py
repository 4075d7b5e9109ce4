"""REST of what is one's own: who asks, the password, the sign-ins."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, delete, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from chargehouse.contexts.people.endpoints.sign_in import browser_of
from chargehouse.contexts.people.public import Me, SignInRecord
from chargehouse.contexts.people.schemas import NewPassword
from chargehouse.contexts.people.service import AccountService, MeService, SignInService
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import authenticated
from chargehouse.platform.http.sign_in import SignedIn, signed_in_of


class OwnController(Controller):
    """What anybody who is known may see and change of theirs."""

    path = "/api/v1/me"
    tags = ("Sign-in",)

    @get(**authenticated())
    async def read_me(
        self,
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        me: NamedDependency[MeService],
    ) -> Response[Me]:
        """Tell who asks, in which tenant, and what they may do there."""
        return Response(
            await me.of(actor, signed_in_of(request)), headers={"Cache-Control": "no-store"}
        )

    @put("/password", status_code=HTTPStatus.NO_CONTENT, **authenticated())
    async def change_password(
        self,
        request: Request[Any, Any, Any],
        signed_in: NamedDependency[SignedIn],
        accounts: NamedDependency[AccountService],
        data: JSONBody[NewPassword],
    ) -> None:
        """Change the own password, which signs out every other browser."""
        await accounts.change_password(
            signed_in,
            current=data.current_password,
            new=data.new_password,
            browser=browser_of(request),
        )

    @get("/sign-ins", **authenticated())
    async def list_sign_ins(
        self, signed_in: NamedDependency[SignedIn], sign_ins: NamedDependency[SignInService]
    ) -> list[SignInRecord]:
        """List the browsers in which one is signed in, the one used last first."""
        return await sign_ins.list(signed_in)

    @delete("/sign-ins/{sign_in_id:uuid}", **authenticated())
    async def end_sign_in(
        self,
        signed_in: NamedDependency[SignedIn],
        sign_ins: NamedDependency[SignInService],
        sign_in_id: FromPath[UUID],
    ) -> None:
        """Sign out in one browser."""
        await sign_ins.end(signed_in, sign_in_id)
