"""What we ask partners of their versions and credentials, bounded in time and size."""

from collections.abc import Mapping
from typing import Final, NamedTuple, TypeVar

from chargehouse.contexts.roaming.model.credentials import CREDENTIALS, Credentials
from chargehouse.contexts.roaming.public import PartnerEndpoint, TokenEncoding
from chargehouse.kernel.ids import Ids
from chargehouse.ocpi import codec
from chargehouse.ocpi.envelope import read_answer, read_data
from chargehouse.ocpi.errors import (
    NoMatchingEndpoints,
    PartnerRefused,
    PartnerUnintelligible,
    UnsupportedVersion,
    is_success,
)
from chargehouse.ocpi.headers import MessageIds, write_authorization
from chargehouse.ocpi.versions import (
    VERSIONS,
    Version,
    VersionDetails,
    VersionDetails211,
    VersionName,
    newest_common,
)
from chargehouse.platform.outside.exchange import Answered, NoAnswer, Outside

T = TypeVar("T")

TIMEOUT_S: Final = 10.0
LARGEST: Final = 1024 * 1024
REDIRECTIONS: Final = range(300, 400)
FAILURES: Final = (NoAnswer, PartnerRefused, PartnerUnintelligible)
"""Whatever a partner can do to a question of ours."""


class Access(NamedTuple):
    """Where a partner's versions are, and how it is asked for them."""

    versions_url: str
    token: str
    encoding: TokenEncoding


class Spoken(NamedTuple):
    """A version that a partner and we speak, and its endpoints there."""

    version: VersionName
    endpoints: list[PartnerEndpoint]

    @property
    def credentials_url(self) -> str:
        """Where the credentials are exchanged. Raises `NoMatchingEndpoints`."""
        for endpoint in self.endpoints:
            if endpoint.identifier == "credentials":
                return endpoint.url
        raise NoMatchingEndpoints("The version's details name no credentials endpoint")


class Asking:
    """Asks partners; raises `FAILURES` for whatever they do to it."""

    def __init__(self, outside: Outside, ids: Ids) -> None:
        self._outside = outside
        self._ids = ids

    async def version(self, access: Access, wanted: str | None = None) -> Version:
        """Return the version to speak: the newest that both sides know, or the one wanted.

        Raises `UnsupportedVersion`.
        """
        answer = await self._ask("GET", access.versions_url, access)
        offered = read_data(list[Version], answer)
        if wanted is not None:
            offered = [version for version in offered if version.version == wanted]
        found = newest_common(offered)
        if found is None:
            spoken = wanted or ", ".join(VERSIONS)
            raise UnsupportedVersion(f"The versions do not include {spoken}")
        return found

    async def details(self, access: Access, version: Version) -> Spoken:
        """Return a version's endpoints. Raises `NoMatchingEndpoints` without credentials."""
        answer = await self._ask("GET", version.url, access)
        name = next(each for each in VERSIONS if each == version.version)
        if name == "2.1.1":
            old = read_data(VersionDetails211, answer)
            endpoints = [
                PartnerEndpoint(identifier=each.identifier, url=each.url) for each in old.endpoints
            ]
            said = old.version
        else:
            new = read_data(VersionDetails, answer)
            endpoints = [
                PartnerEndpoint(identifier=each.identifier, url=each.url, role=each.role)
                for each in new.endpoints
            ]
            said = new.version
        if said != name:
            raise PartnerUnintelligible(f"The details of {name} are those of another version")
        spoken = Spoken(name, endpoints)
        _ = spoken.credentials_url
        return spoken

    async def exchange(
        self, method: str, spoken: Spoken, access: Access, ours: Credentials
    ) -> Credentials:
        """Give a partner our credentials by POST or PUT, and return its own."""
        answer = await self._ask(method, spoken.credentials_url, access, codec.encode(ours))
        return read_data(CREDENTIALS[spoken.version], answer)

    async def end(self, url: str, access: Access) -> None:
        """Tell a partner that its credentials with us serve no more."""
        answer = read_answer(await self._ask("DELETE", url, access))
        if not is_success(answer.status_code):
            raise PartnerRefused(answer.status_code, answer.status_message)

    async def _ask(self, method: str, url: str, access: Access, body: bytes | None = None) -> bytes:
        ids = MessageIds(str(self._ids.new()), str(self._ids.new()))
        encoded = access.encoding == "base64"
        headers: Mapping[str, str] = {
            "Authorization": write_authorization(access.token, encoded=encoded),
            **ids.headers(),
        }
        answer = await self._outside.ask(
            method, url, headers, body, timeout_s=TIMEOUT_S, largest=LARGEST
        )
        refuse_failures(answer)
        return answer.body


def told(error: Exception) -> str:
    """Return in a few words what a partner did wrong; it holds nothing that the partner sent."""
    if isinstance(error, PartnerRefused):
        return f"it answered with the status code {error.status_code}"
    if isinstance(error, PartnerUnintelligible):
        where = f" ({error.field})" if error.field else ""
        return f"it answered what is not OCPI{where}: {error.message}"
    return f"there was no answer: {error.reason}" if isinstance(error, NoAnswer) else str(error)


def refuse_failures(answer: Answered) -> None:
    """Raise for an HTTP status that is none of success, whatever the body says."""
    if answer.status in REDIRECTIONS:
        raise PartnerUnintelligible(f"HTTP {answer.status}: redirections are not followed")
    if not 200 <= answer.status < 300:  # noqa: PLR2004  success, RFC 9110
        try:
            code = read_answer(answer.body).status_code
        except PartnerUnintelligible:
            code = 0
        if code and not is_success(code):
            raise PartnerRefused(code, None)
        raise PartnerUnintelligible(f"HTTP {answer.status}")
