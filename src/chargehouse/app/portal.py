"""Serves the built portal: its files at their names, its page everywhere else.

A server keeps the build that it started with, so that page and files always belong together.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from litestar import Request, Response, route
from litestar.enums import HttpMethod
from litestar.exceptions import MethodNotAllowedException, NotFoundException
from litestar.types import ControllerRouterHandler

from chargehouse.kernel.chance import Chance
from chargehouse.platform.http.auth import public

FOLDER: Final = Path(__file__).parents[1] / "portal"
PAGE: Final = "index.html"
NOT_THE_PORTALS: Final = frozenset({"api", "ocpp", "ocpi", "health", "metrics", "assets"})
"""First parts of addresses under which an unknown one is unknown, and no page of the portal."""

NONCE: Final = b"{{nonce}}"
NONCE_BYTES: Final = 16
ENCODINGS: Final = (("br", ".br"), ("gzip", ".gz"))
"""What a file is also kept as, the smallest first."""

IMMUTABLE: Final = "public, max-age=31536000, immutable"
REVALIDATED: Final = "no-cache"
MEDIA_TYPES: Final[Mapping[str, str]] = {
    ".css": "text/css",
    ".html": "text/html",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
PAGE_HEADERS: Final[Mapping[str, str]] = {
    "Cache-Control": REVALIDATED,
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
NOT_BUILT: Final = b"""<!doctype html>
<html lang="en">
<title>Chargehouse</title>
<h1>The portal is not built</h1>
<p>In a checkout, <code>make portal</code> builds it; then start the server again.
An installed wheel holds it.</p>
<p>The REST API is served: <a href="/api/openapi.json">its description</a>.</p>
"""


@dataclass(frozen=True, slots=True)
class File:
    """A file of the portal, in every form in which it can be sent (by content encoding)."""

    media_type: str
    cache_control: str
    etag: str
    forms: Mapping[str, bytes]

    def form(self, accepted: str) -> str:
        """Return the first of our encodings that an `Accept-Encoding` takes, else `identity`."""
        taken = _taken(accepted)
        return next((name for name, _ in ENCODINGS if name in self.forms and name in taken), "")


@dataclass(frozen=True, slots=True)
class BuiltPortal:
    """What was built: the page, into which a nonce goes, and the files by path."""

    page: bytes | None
    etag: str
    files: Mapping[str, File]

    @classmethod
    def load(cls, folder: Path = FOLDER) -> "BuiltPortal":
        """Read a built portal; without one, there is neither a page nor a file."""
        page = folder / PAGE
        if not page.is_file():
            return cls(page=None, etag="", files={})
        content = page.read_bytes()
        variants = {suffix for _, suffix in ENCODINGS}
        files = {
            path.relative_to(folder).as_posix(): _read(path, folder)
            for path in folder.rglob("*")
            if path.is_file()
            and path != page
            and path.suffix not in variants
            and not path.name.startswith(".")
        }
        return cls(page=content, etag=_etag(content), files=files)


def portal_routes(portal: BuiltPortal, chance: Chance) -> Sequence[ControllerRouterHandler]:
    """Return the routes of the portal: every address that no other route has."""

    @route(
        ["/", "/{path:path}"],
        http_method=[HttpMethod.GET, HttpMethod.HEAD],
        include_in_schema=False,
        **public(),
    )
    async def read_portal(request: Request[Any, Any, Any]) -> Response[bytes]:
        """Return a file, or the page, whose own router knows the rest."""
        path = request.scope["path"].lstrip("/")
        if file := portal.files.get(path):
            return _file_response(file, request.headers)
        if not _is_the_portals(path):
            raise NotFoundException
        if portal.page is None:
            return _not_built()
        if _known(portal.etag, request.headers):
            # Neither nonce nor policy: the kept page has those that belong to it.
            return _unchanged(portal.etag, REVALIDATED)
        return _page_response(portal.page, portal.etag, chance.secret(NONCE_BYTES))

    @route(
        ["/", "/{path:path}"],
        http_method=[HttpMethod.DELETE, HttpMethod.PATCH, HttpMethod.POST, HttpMethod.PUT],
        include_in_schema=False,
        status_code=HTTPStatus.METHOD_NOT_ALLOWED,
        **public(),
    )
    async def refuse_to_change(request: Request[Any, Any, Any]) -> None:
        """Nothing of the portal takes what is sent; what is not the portal's is not there."""
        if _is_the_portals(request.scope["path"]):
            raise MethodNotAllowedException(headers={"Allow": "GET, HEAD, OPTIONS"})
        raise NotFoundException

    return [read_portal, refuse_to_change]


def content_security_policy(nonce: str) -> str:
    """Return what the page may do: only what is its own, and styles that know the nonce."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'nonce-{nonce}'",
            f"style-src 'self' 'nonce-{nonce}'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def _is_the_portals(path: str) -> bool:
    return path.lstrip("/").partition("/")[0] not in NOT_THE_PORTALS


def _read(path: Path, folder: Path) -> File:
    content = path.read_bytes()
    forms = {"": content}
    for name, suffix in ENCODINGS:
        compressed = path.with_name(path.name + suffix)
        if compressed.is_file():
            forms[name] = compressed.read_bytes()
    hashed_name = path.is_relative_to(folder / "assets")
    return File(
        media_type=MEDIA_TYPES.get(path.suffix, "application/octet-stream"),
        cache_control=IMMUTABLE if hashed_name else REVALIDATED,
        etag=_etag(content),
        forms=forms,
    )


def _etag(content: bytes) -> str:
    """Return a weak validator: the forms of a file mean the same, and are not the same bytes."""
    return f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'


def _known(etag: str, headers: Mapping[str, str]) -> bool:
    """Tell whether the caller has this already (RFC 9110, 13.1.2: a weak comparison)."""
    given = [tag.strip() for tag in headers.get("if-none-match", "").split(",")]
    return "*" in given or etag.removeprefix("W/") in [tag.removeprefix("W/") for tag in given]


def _taken(accepted: str) -> set[str]:
    """Return the encodings that an `Accept-Encoding` names and does not weigh with nothing."""
    taken = set()
    for part in accepted.lower().split(","):
        name, _, weight = part.partition(";")
        if weight.replace(" ", "").rstrip("0").rstrip(".") not in {"q=", "q=0"}:
            taken.add(name.strip())
    return taken


def _file_response(file: File, headers: Mapping[str, str]) -> Response[bytes]:
    if _known(file.etag, headers):
        return _unchanged(file.etag, file.cache_control)
    form = file.form(headers.get("accept-encoding", ""))
    response = Response(
        file.forms[form],
        media_type=file.media_type,
        headers={
            "Cache-Control": file.cache_control,
            "ETag": file.etag,
            "Vary": "Accept-Encoding",
        },
    )
    if form:
        response.set_header("Content-Encoding", form)
    return response


def _page_response(page: bytes, etag: str, nonce: str) -> Response[bytes]:
    return Response(
        page.replace(NONCE, nonce.encode()),
        media_type=MEDIA_TYPES[".html"],
        headers={
            **PAGE_HEADERS,
            "Content-Security-Policy": content_security_policy(nonce),
            "ETag": etag,
        },
    )


def _unchanged(etag: str, cache_control: str) -> Response[bytes]:
    return Response(
        b"",
        status_code=HTTPStatus.NOT_MODIFIED,
        headers={"Cache-Control": cache_control, "ETag": etag, "Vary": "Accept-Encoding"},
    )


def _not_built() -> Response[bytes]:
    return Response(
        NOT_BUILT,
        status_code=HTTPStatus.SERVICE_UNAVAILABLE,
        media_type=MEDIA_TYPES[".html"],
        headers={**PAGE_HEADERS, "Content-Security-Policy": "default-src 'none'"},
    )
