"""The requests of one examination, bounded in number, size and time."""

import asyncio
from collections.abc import Awaitable, Mapping
from typing import Final, NamedTuple

from chargehouse.contexts.roaming.model.findings.answers import Looks
from chargehouse.contexts.roaming.model.findings.chart import Chart, Seen, request_line
from chargehouse.contexts.roaming.model.findings.urls import Reach
from chargehouse.contexts.roaming.public import Party, TokenEncoding
from chargehouse.contexts.roaming.public.examinations import CutShort
from chargehouse.contexts.roaming.service.asking import Access
from chargehouse.kernel.clock import Clock
from chargehouse.kernel.ids import Ids
from chargehouse.ocpi.headers import MessageIds, Routing, write_authorization
from chargehouse.platform.outside.exchange import NoAnswer, Outside

REQUESTS_AT_MOST: Final = 60
REQUEST_S: Final = 15.0
EXAMINATION_S: Final = 60.0
SLOW_S: Final = 5.0
LARGEST: Final = 1024 * 1024


class EnoughAsked(Exception):  # noqa: N818  it is what is so
    """As many requests were made as an examination may make."""


class Tools(NamedTuple):
    """What it takes to ask partners."""

    outside: Outside
    clock: Clock
    ids: Ids


class Patient(NamedTuple):
    """A partner that is examined: how it is reached, and what its registration says of it.

    `parties` are those that it registered with, None for one that did not register.
    """

    access: Access
    agreed_version: str | None
    parties: tuple[Party, ...] | None


class Visit:
    """Asks a partner, and notes in the chart what can be seen from outside of any answer."""

    def __init__(self, tools: Tools, patient: Patient, reach: Reach) -> None:
        self._tools = tools
        self.patient = patient
        self.reach = reach
        self.chart = Chart()
        self.encoding: TokenEncoding = patient.access.encoding
        self.token_forms: list[TokenEncoding] = []
        self.requests = 0
        self.slowest_s = 0.0
        token = patient.access.token
        self._secrets = (token, self.authorization("base64").removeprefix("Token "))

    @property
    def looks(self) -> Looks:
        """What answers are looked at with, now."""
        return Looks(self.chart, self._tools.clock.now(), self._secrets)

    def authorization(self, encoding: TokenEncoding, token: str | None = None) -> str:
        """Return the header with the partner's token, or with another one, in a form."""
        token = self.patient.access.token if token is None else token
        return write_authorization(token, encoded=encoding == "base64")

    def unknown(self) -> str:
        """Return a name that nobody has: 27 characters."""
        return f"doctor-{self._tools.ids.new().hex[-20:]}"

    async def ask(
        self,
        url: str,
        *,
        module: str | None = None,
        routing: Routing | None = None,
        method: str = "GET",
    ) -> Seen | None:
        """Ask as the registered partner that we are; None without an answer, which is noted.

        Raises `EnoughAsked`.
        """
        headers = {
            "Authorization": self.authorization(self.encoding),
            **(routing or Routing()).headers(),
        }
        return await self.ask_with(url, headers, module=module, method=method)

    async def ask_with(
        self,
        url: str,
        headers: Mapping[str, str],
        *,
        module: str | None = None,
        method: str = "GET",
    ) -> Seen | None:
        """Ask with these headers; as `ask`."""
        if self.requests >= REQUESTS_AT_MOST:
            raise EnoughAsked
        self.requests += 1
        chart, clock, ids = self.chart, self._tools.clock, self._tools.ids
        sent = MessageIds(str(ids.new()), str(ids.new())).headers()
        length = {} if method == "GET" else {"Content-Length": "0"}
        line, began_s = request_line(method, url), clock.monotonic()
        try:
            answer = await self._tools.outside.ask(
                method,
                url,
                {**headers, **sent, **length},
                timeout_s=REQUEST_S,
                largest=LARGEST,
            )
        except NoAnswer as error:
            kind = "answer.too_large" if error.reason == "too_large" else "answer.none"
            chart.check(kind, sound=False, seen=line, excerpt=error.reason.replace("_", " "))
            return None
        took_s = clock.monotonic() - began_s
        self.slowest_s = max(self.slowest_s, took_s)
        seen = Seen(
            method=method,
            url=url,
            status=answer.status,
            headers=answer.headers,
            body=answer.body,
            sent=sent,
            module=module,
        )
        chart.check("answer.none", sound=True)
        chart.check("answer.too_large", sound=True)
        chart.check("answer.slow", took_s <= SLOW_S, seen, excerpt=f"{took_s:.1f} s")
        return seen

    async def within_bounds(self, work: Awaitable[None]) -> CutShort | None:
        """Do the work of an examination; return why it was cut short, None where it was not."""
        limit, loop = asyncio.timeout(None), asyncio.get_running_loop()
        timer = self._tools.clock.call_later(EXAMINATION_S, lambda: limit.reschedule(loop.time()))
        try:
            async with limit:
                await work
        except EnoughAsked:
            return "out_of_requests"
        except TimeoutError:
            return "out_of_time"
        finally:
            timer.cancel()
        return None
