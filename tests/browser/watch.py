"""What goes wrong in a page, seen from outside: errors, and requests to others."""

from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request, Response

LOOK_EVERY_MS = 10
QUIET_MS = 200
REFUSED = "Failed to load resource"
INLINE_SCHEMES = frozenset({"data", "blob", "about"})


class Watch:
    """Notes what a page may not do from now on: each finding is a sentence.

    An answer of the API that is no success is the page's business, and no finding.
    """

    def __init__(self, page: Page, origin: str) -> None:
        self.findings: list[str] = []
        self._page = page
        self._origin = origin
        self._pending: set[Request] = set()
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.findings.append(f"page error: {error}"))
        page.on("request", self._on_request)
        page.on("response", self._on_response)
        page.on("requestfinished", self._on_end)
        page.on("requestfailed", self._on_end)

    def settle(self) -> None:
        """Wait until the page fetches nothing for a while, but for what never ends."""
        quiet_ms = 0
        while quiet_ms < QUIET_MS:
            self._page.wait_for_timeout(LOOK_EVERY_MS)
            busy = any(not _is_endless(request) for request in self._pending)
            quiet_ms = 0 if busy else quiet_ms + LOOK_EVERY_MS

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(REFUSED):
            self.findings.append(f"console: {message.text}")

    def _on_request(self, request: Request) -> None:
        self._pending.add(request)
        address = urlsplit(request.url)
        ours = f"{address.scheme}://{address.netloc}" == self._origin
        if not ours and address.scheme not in INLINE_SCHEMES:
            self.findings.append(f"fetched from outside: {request.url}")

    def _on_end(self, request: Request) -> None:
        self._pending.discard(request)

    def _on_response(self, response: Response) -> None:
        path = urlsplit(response.url).path
        if not response.ok and response.status != 304 and not path.startswith("/api/"):
            self.findings.append(f"{response.status}: {path}")


def _is_endless(request: Request) -> bool:
    return urlsplit(request.url).path.endswith("/stream")
