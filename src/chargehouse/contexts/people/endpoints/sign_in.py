"""REST of signing in and out, and of the first account."""

from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from chargehouse.contexts.people.model import LASTS_AT_MOST
from chargehouse.contexts.people.public import Invitation, Me
from chargehouse.contexts.people.schemas import (
    AcceptInvitation,
    CeremonyView,
    Credentials,
    FirstAccount,
    FirstRunView,
    InvitationToken,
    PasskeyAnswer,
    SecondStepAnswer,
    SecondStepView,
)
from chargehouse.contexts.people.service import (
    Browser,
    Ceremony,
    FirstRun,
    InvitationService,
    MeService,
    NewSignIn,
    Passkeys,
    SecondStep,
    SignInService,
    Site,
)
from chargehouse.platform.http.auth import authenticated, public
from chargehouse.platform.http.sign_in import (
    SignedIn,
    require_our_origin,
    with_cookie,
    without_cookie,
)

AnyRequest = Request[Any, Any, Any]
NOT_KEPT: Final = {"Cache-Control": "no-store"}


class SignInController(Controller):
    """Signing in."""

    path = "/api/v1/sign-in"
    tags = ("Sign-in",)

    @post(status_code=HTTPStatus.OK, **public())
    async def sign_in(
        self,
        request: AnyRequest,
        sign_ins: NamedDependency[SignInService],
        me: NamedDependency[MeService],
        data: JSONBody[Credentials],
    ) -> Response[Me | SecondStepView]:
        """Sign a person in: the answer sets the cookie that serves from now on.

        An account with an authenticator is answered a challenge instead, for its code. After five
        wrong passwords whoever tries must wait, longer each time.
        """
        require_our_origin(request)
        made = await sign_ins.sign_in(data.email, data.password, browser_of(request))
        return await _signed_in(request, me, made)

    @post("/second-step", status_code=HTTPStatus.OK, **public())
    async def take_second_step(
        self,
        request: AnyRequest,
        sign_ins: NamedDependency[SignInService],
        me: NamedDependency[MeService],
        data: JSONBody[SecondStepAnswer],
    ) -> Response[Me | SecondStepView]:
        """Sign in whose password was right, by a code."""
        require_our_origin(request)
        made = await sign_ins.second_step(data.challenge, data.code, browser_of(request))
        return await _signed_in(request, me, made)

    @post("/passkey/challenge", status_code=HTTPStatus.OK, **public())
    async def ask_for_passkey(
        self, request: AnyRequest, passkeys: NamedDependency[Passkeys]
    ) -> Response[CeremonyView]:
        """Return what the browser is to be asked of whoever has a passkey."""
        require_our_origin(request)
        return ceremony(await passkeys.begin_using(site_of(request)))

    @post("/passkey", status_code=HTTPStatus.OK, **public())
    async def sign_in_by_passkey(
        self,
        request: AnyRequest,
        passkeys: NamedDependency[Passkeys],
        sign_ins: NamedDependency[SignInService],
        me: NamedDependency[MeService],
        data: JSONBody[PasskeyAnswer],
    ) -> Response[Me | SecondStepView]:
        """Sign in whose passkey was used."""
        require_our_origin(request)
        account = await passkeys.owner(
            site_of(request), challenge=data.challenge, credential=data.credential
        )
        return await _signed_in(request, me, await sign_ins.welcome(account, browser_of(request)))


class SignOutController(Controller):
    """Signing out."""

    path = "/api/v1"
    tags = ("Sign-in",)

    @post("/sign-out", status_code=HTTPStatus.NO_CONTENT, **authenticated())
    async def sign_out(
        self,
        request: AnyRequest,
        signed_in: NamedDependency[SignedIn],
        sign_ins: NamedDependency[SignInService],
    ) -> Response[None]:
        """Sign out in this browser."""
        await sign_ins.sign_out(signed_in)
        return without_cookie(request)

    @post("/sign-out-everywhere", status_code=HTTPStatus.NO_CONTENT, **authenticated())
    async def sign_out_everywhere(
        self,
        request: AnyRequest,
        signed_in: NamedDependency[SignedIn],
        sign_ins: NamedDependency[SignInService],
    ) -> Response[None]:
        """Sign out in every browser."""
        await sign_ins.sign_out_everywhere(signed_in)
        return without_cookie(request)


class FirstRunController(Controller):
    """The first account."""

    path = "/api/v1/first-run"
    tags = ("Sign-in",)

    @get(**public())
    async def read_first_run(self, first_run: NamedDependency[FirstRun]) -> FirstRunView:
        """Tell whether the first account is still to be made."""
        return FirstRunView(open=await first_run.is_open())

    @post(status_code=HTTPStatus.CREATED, **public())
    async def make_first_account(
        self,
        request: AnyRequest,
        first_run: NamedDependency[FirstRun],
        me: NamedDependency[MeService],
        data: JSONBody[FirstAccount],
    ) -> Response[Me | SecondStepView]:
        """Make the first account, which may do everything, and sign it in."""
        require_our_origin(request)
        made = await first_run.use(
            data.token,
            email=data.email,
            name=data.name,
            password=data.password,
            browser=browser_of(request),
        )
        return await _signed_in(request, me, made)


class AcceptanceController(Controller):
    """Accepting an invitation."""

    path = "/api/v1/invitation"
    tags = ("Sign-in",)

    @post("/look", status_code=HTTPStatus.OK, **public())
    async def look_at_invitation(
        self,
        request: AnyRequest,
        invitations: NamedDependency[InvitationService],
        data: JSONBody[InvitationToken],
    ) -> Response[Invitation]:
        """Tell who is invited, and where to."""
        require_our_origin(request)
        return Response(await invitations.look(data.token), headers=NOT_KEPT)

    @post(status_code=HTTPStatus.CREATED, **public())
    async def accept_invitation(
        self,
        request: AnyRequest,
        invitations: NamedDependency[InvitationService],
        me: NamedDependency[MeService],
        data: JSONBody[AcceptInvitation],
    ) -> Response[Me | SecondStepView]:
        """Make the account of who is invited, and sign them in.

        An account that is there and has an authenticator is answered a challenge, for its code.
        """
        require_our_origin(request)
        made = await invitations.accept(data.token, data.password, browser_of(request))
        return await _signed_in(request, me, made)


def browser_of(request: AnyRequest) -> Browser:
    """Return where a request comes from."""
    client = request.client
    return Browser(
        address="" if client is None else client.host,
        user_agent=request.headers.get("user-agent", ""),
    )


def site_of(request: AnyRequest) -> Site:
    """Return the site that the browser shows, for which passkeys are made."""
    origin = request.headers.get("origin") or f"{request.url.scheme}://{request.url.netloc}"
    return Site(host=urlsplit(origin).hostname or "", origin=origin)


def ceremony(asked: Ceremony) -> Response[CeremonyView]:
    """Return what the browser is to be asked."""
    return Response(
        CeremonyView(challenge=asked.challenge, options=asked.options), headers=NOT_KEPT
    )


async def _signed_in(
    request: AnyRequest, me: MeService, made: NewSignIn | SecondStep
) -> Response[Me | SecondStepView]:
    if isinstance(made, SecondStep):
        return Response(SecondStepView(challenge=made.challenge), headers=NOT_KEPT)
    answer: Response[Me | SecondStepView] = Response(
        await me.of(made.signed_in.actor, made.signed_in)
    )
    with_cookie(answer, request, made.plain, lasts_s=int(LASTS_AT_MOST.total_seconds()))
    return answer
