"""What `watch` reads: lists by REST, and events as they happen, from any Chargehouse."""

import http.client
import queue
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from http import HTTPStatus
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode, urlsplit

import msgspec

from chargehouse.kernel.errors import Forbidden, Invalid, Unauthenticated, Unavailable

ANSWER_WITHIN_S: Final = 15.0
SILENCE_MAX_S: Final = 45.0
"""A stream is given up when not even its heartbeats, every 15 seconds, are heard."""

BACK_OFF_MAX_S: Final = 15.0

TokenSource = Callable[[], str]
"""Gives an API token; asked again when one is no longer accepted."""


class Notice(NamedTuple):
    """Something that happened, by its wire name; or, without a name, how the stream is."""

    name: str
    data: Mapping[str, Any]


class Server:
    """The REST API of a Chargehouse."""

    def __init__(self, url: str, new_token: TokenSource) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise Invalid("--url begins with http:// or https://.")
        self.url = url
        self._encrypted = parts.scheme == "https"
        self._host, self._port = parts.hostname, parts.port
        self._root = parts.path.rstrip("/")
        self._new_token = new_token
        self._token: str | None = None

    def read(self, path: str, **query: object) -> Any:  # noqa: ANN401  JSON
        """Return what a path below `/api/v1` gives.

        Raises `Unavailable`, `Unauthenticated`, `Forbidden`.
        """
        with closing(self._connect(ANSWER_WITHIN_S)) as connection:
            answer = self._ask(connection, path, query, {"Accept": "application/json"})
            return msgspec.json.decode(answer.read())

    def events(self, after: str | None, opened: Callable[[], None]) -> Iterator[tuple[str, Notice]]:
        """Yield events with their ids, from now on or those after one, until the stream ends.

        `opened` is called once no later event can be missed. Raises as `read` does.
        """
        headers = {"Accept": "text/event-stream"} | ({"Last-Event-ID": after} if after else {})
        with closing(self._connect(SILENCE_MAX_S)) as connection:
            answer = self._ask(connection, "/events/stream", {}, headers)
            opened()
            fields: dict[bytes, bytes] = {}
            try:
                while line := answer.readline():
                    name, _, value = line.rstrip(b"\r\n").partition(b":")
                    if name:
                        fields[name] = value.removeprefix(b" ")
                    elif b"data" in fields:
                        yield _event(fields)
                        fields = {}
            except (OSError, http.client.HTTPException) as error:
                raise Unavailable(f"The stream of {self.url} was lost: {error}") from error

    def _connect(self, timeout_s: float) -> http.client.HTTPConnection:
        kind = http.client.HTTPSConnection if self._encrypted else http.client.HTTPConnection
        return kind(self._host, self._port, timeout=timeout_s)

    def _ask(
        self,
        connection: http.client.HTTPConnection,
        path: str,
        query: Mapping[str, object],
        headers: Mapping[str, str],
    ) -> http.client.HTTPResponse:
        target = f"{self._root}/api/v1{path}" + (f"?{urlencode(query)}" if query else "")
        for is_last in (False, True):
            self._token = self._token or self._new_token()
            authorised = {**headers, "Authorization": f"Bearer {self._token}"}
            try:
                connection.request("GET", target, headers=authorised)
                answer = connection.getresponse()
            except (OSError, http.client.HTTPException) as error:
                raise Unavailable(f"{self.url} does not answer: {error}") from error
            if answer.status == HTTPStatus.OK:
                return answer
            problem = answer.read()
            if answer.status != HTTPStatus.UNAUTHORIZED or is_last:
                break
            self._token = None
        raise _refusal(answer.status, problem)


class Follower:
    """Follows a server's events in a thread of its own, through every lost connection."""

    def __init__(self, server: Server) -> None:
        self.notices: queue.SimpleQueue[Notice] = queue.SimpleQueue()
        self._server = server
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="events", daemon=True)

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def stop(self) -> None:
        """Follow no more; the thread ends with its connection, or with the program."""
        self._stopped.set()

    def _follow(self) -> None:
        last: str | None = None
        back_off_s = 1.0
        while not self._stopped.is_set():
            try:
                for position, notice in self._server.events(last, self._opened):
                    last, back_off_s = position or last, 1.0
                    self.notices.put(notice)
                reason = "the server ended the stream"
            except (Unavailable, Unauthenticated, Forbidden, Invalid) as error:
                reason = error.message
            self.notices.put(Notice("", {"lost": reason}))
            self._stopped.wait(back_off_s)
            back_off_s = min(back_off_s * 2, BACK_OFF_MAX_S)

    def _opened(self) -> None:
        self.notices.put(Notice("", {}))


def _event(fields: Mapping[bytes, bytes]) -> tuple[str, Notice]:
    data = msgspec.json.decode(fields[b"data"])
    return fields.get(b"id", b"").decode(), Notice(fields.get(b"event", b"").decode(), data)


def _refusal(status: int, problem: bytes) -> Unavailable | Unauthenticated | Forbidden:
    try:
        detail = str(msgspec.json.decode(problem)["detail"])
    except (msgspec.MsgspecError, KeyError, TypeError):
        detail = f"The server answered {status}."
    if status == HTTPStatus.UNAUTHORIZED:
        return Unauthenticated(detail)
    return Forbidden(detail) if status == HTTPStatus.FORBIDDEN else Unavailable(detail)
