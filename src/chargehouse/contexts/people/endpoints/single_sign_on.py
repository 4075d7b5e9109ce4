"""REST of single sign-on, which a browser walks through by itself."""

from typing import Annotated, Any, Final
from urllib.parse import urlencode

from litestar import Controller, Response, get
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from litestar.status_codes import HTTP_303_SEE_OTHER

from chargehouse.contexts.people.endpoints.sign_in import (
    NOT_KEPT,
    AnyRequest,
    browser_of,
    site_of,
)
from chargehouse.contexts.people.model import LASTS_AT_MOST
from chargehouse.contexts.people.schemas import WaysIn
from chargehouse.contexts.people.service import SingleSignOn
from chargehouse.kernel.errors import ChargehouseError
from chargehouse.platform.http.auth import public
from chargehouse.platform.http.sign_in import with_cookie

PATH: Final = "/api/v1/sign-in/single-sign-on"
COOKIE: Final = "chargehouse_departure"
KEPT_S: Final = 600

Sent = Annotated[
    str, QueryParameter(name="state", max_length=200, description="What the provider was sent.")
]
Code = Annotated[
    str, QueryParameter(name="code", max_length=4000, description="What proves who came.")
]


class WaysController(Controller):
    """How people may sign in."""

    path = "/api/v1/sign-in/ways"
    tags = ("Sign-in",)

    @get(**public())
    async def read_ways(self, single_sign_on: NamedDependency[SingleSignOn]) -> WaysIn:
        """Tell how people may sign in here."""
        return WaysIn(single_sign_on=single_sign_on.name)


class SingleSignOnController(Controller):
    """To the provider and back."""

    path = PATH
    tags = ("Sign-in",)

    @get(status_code=HTTP_303_SEE_OTHER, **public())
    async def depart(
        self,
        request: AnyRequest,
        single_sign_on: NamedDependency[SingleSignOn],
        goal: Annotated[
            str, QueryParameter(name="next", max_length=2000, description="Where to go on to.")
        ] = "/",
    ) -> Response[None]:
        """Send a browser to the provider."""
        callback = _callback(request, single_sign_on)
        departure = await single_sign_on.depart(callback, goal)
        kept = Cookie(
            key=COOKIE,
            value=departure.token,
            path=PATH,
            max_age=KEPT_S,
            httponly=True,
            secure=callback.startswith("https:"),
            samesite="lax",
        )
        return _to(departure.address, [kept])

    @get("/callback", status_code=HTTP_303_SEE_OTHER, **public())
    async def arrive(
        self,
        request: AnyRequest,
        single_sign_on: NamedDependency[SingleSignOn],
        sent: Sent = "",
        code: Code = "",
    ) -> Response[None]:
        """Sign in who comes back, and go on; who may not goes to the page that says why."""
        try:
            made, goal = await single_sign_on.arrive(
                request.cookies.get(COOKIE, ""),
                state=sent,
                code=code,
                callback=_callback(request, single_sign_on),
                browser=browser_of(request),
            )
        except ChargehouseError as error:
            return _to("/sign-in?" + urlencode({"refused": error.code}), [])
        gone = Cookie(key=COOKIE, value="", path=PATH, max_age=0)
        answer = _to(goal, [gone])
        with_cookie(answer, request, made.plain, lasts_s=int(LASTS_AT_MOST.total_seconds()))
        return answer


def _callback(request: AnyRequest, single_sign_on: SingleSignOn) -> str:
    return f"{single_sign_on.base(site_of(request).origin)}{PATH}/callback"


def _to(address: str, cookies: list[Cookie]) -> Response[Any]:
    return Response(
        None,
        status_code=HTTP_303_SEE_OTHER,
        headers={**NOT_KEPT, "Location": address},
        cookies=cookies,
    )
