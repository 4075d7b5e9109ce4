"""The door for partners: who calls, our versions, and their half of a handshake."""

from asyncio import Semaphore
from typing import Final

from chargehouse.contexts.roaming.model.credentials import (
    CREDENTIALS,
    Credentials,
    credentials_of,
    details_of,
)
from chargehouse.contexts.roaming.public import ModuleTable, Party
from chargehouse.contexts.roaming.repository import parties
from chargehouse.contexts.roaming.repository.partners import Held
from chargehouse.contexts.roaming.service.asking import FAILURES, Access, Asking, Spoken, told
from chargehouse.contexts.roaming.service.callers import Caller, Callers
from chargehouse.contexts.roaming.service.concluding import THEM, Agreed, conclude, part
from chargehouse.contexts.roaming.service.partners import OwnUrl
from chargehouse.contexts.roaming.service.strangers import Strangers
from chargehouse.contexts.roaming.service.vault import Steps, Vault, locked, note_failure
from chargehouse.ocpi import codec
from chargehouse.ocpi.errors import (
    MethodNotAllowed,
    NoSuchObject,
    NotAuthorised,
    OcpiRefusal,
    UnsupportedVersion,
    UnusableApi,
)
from chargehouse.ocpi.headers import read_authorization
from chargehouse.ocpi.versions import (
    VERSIONS,
    Version,
    VersionDetails,
    VersionDetails211,
    VersionName,
)
from chargehouse.platform.postgres.database import Database

HANDSHAKES_AT_ONCE: Final = 8


class PartnerDoor:
    """Answers partners, each by its own credentials token and within its tenant."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        asking: Asking,
        *,
        callers: Callers,
        own_url: OwnUrl,
        modules: ModuleTable,
    ) -> None:
        self._database = database
        self._vault = vault
        self._asking = asking
        self._callers = callers
        self._own_url = own_url
        self._modules = modules
        self._places = Semaphore(HANDSHAKES_AT_ONCE)
        self._strangers = Strangers(database.clock)

    async def caller(
        self, slug: str, authorization: str | None, address: str, *, believing: bool = False
    ) -> Caller:
        """Return who calls, by an `Authorization` header, its token in base64 or as it is.

        Where `believing` is enough, as it was known up to five seconds ago. Raises
        `NotAuthorised`, the same for a tenant that is not there, and `StrangersTooMany` where too
        many came from that network address whom nobody knows.
        """
        tokens = {self._vault.hash(token): token for token in read_authorization(authorization)}
        self._strangers.refuse(address, tokens)
        try:
            caller = await self._callers.find(slug, tokens, believing=believing)
        except NotAuthorised:
            self._strangers.count(address)
            raise
        self._strangers.welcome(next(key for key, each in tokens.items() if each == caller.token))
        return caller

    def versions(self, caller: Caller) -> list[Version]:
        """Return the versions that are spoken here, and where their details are."""
        return [Version(version=name, url=self.address(caller, name)) for name in VERSIONS]

    def details(self, caller: Caller, version: str) -> VersionDetails | VersionDetails211:
        """Return the endpoints of a version. Raises `NoSuchObject`."""
        name = known_version(version)
        at = self.address(caller, name)
        return details_of(name, at, self._modules, caller.partner.legacy_role)

    async def credentials(self, caller: Caller, version: str) -> Credentials:
        """Return the credentials with which the caller calls us (credentials, GET)."""
        name = known_version(version)
        _require_more_than_offered(caller)
        async with self._database.reading(caller.actor) as connection:
            ours = await parties.ours(connection, caller.actor.tenant_id)
        return self._told(caller, name, ours, caller.token)

    async def register(self, caller: Caller, version: str, body: bytes) -> Credentials:
        """Take a partner's credentials and return ours, with a new token (credentials, POST).

        The partner's versions and endpoints are read with the token it sent, before anything is
        kept. Raises `MethodNotAllowed` where it is registered, `NotJson`, `InvalidParameters` also
        for a party that is somebody else's, `UnusableApi`, `UnsupportedVersion`,
        `NoMatchingEndpoints`.
        """
        _require_more_than_offered(caller)
        if caller.registered:
            raise MethodNotAllowed("You are registered: change credentials by PUT")
        return await self._take(caller, known_version(version), body)

    async def rotate(self, caller: Caller, version: str, body: bytes) -> Credentials:
        """Change credentials with a partner that is registered (credentials, PUT).

        Its endpoints are read anew; the token that it called with serves no more. Raises as
        `register` does, `MethodNotAllowed` where it is not registered.
        """
        _require_more_than_offered(caller)
        if not caller.registered:
            raise MethodNotAllowed("You are not registered: do so by POST")
        return await self._take(caller, known_version(version), body)

    async def end(self, caller: Caller, version: str) -> None:
        """End a partner's registration: its token serves no more (credentials, DELETE).

        Raises `MethodNotAllowed` where it is not registered.
        """
        known_version(version)
        _require_more_than_offered(caller)
        if not caller.registered:
            raise MethodNotAllowed("You are not registered")
        async with self._callers.changing(caller.actor) as work:
            now = await locked(work, caller.partner.id)
            _require_unchanged(caller, now)
            await part(work, caller.partner, Steps(self._database.clock), THEM)

    async def _take(self, caller: Caller, version: VersionName, body: bytes) -> Credentials:
        theirs = codec.decode(CREDENTIALS[version], body)
        access = Access(theirs.url, theirs.token, caller.partner.token_encoding)
        steps = Steps(self._database.clock)
        try:
            async with self._places:
                spoken = await self._spoken(access, version, steps)
            steps.begin("parties")
            return await self._keep(caller, spoken, theirs, steps)
        except MethodNotAllowed:
            raise
        except OcpiRefusal as error:
            steps.end(error.message)
            async with self._callers.changing(caller.actor) as work:
                await note_failure(work, caller.partner, THEM, steps.taken)
            raise

    async def _spoken(self, access: Access, version: VersionName, steps: Steps) -> Spoken:
        """Return a partner's endpoints in the version that it chose, read with its token."""
        try:
            steps.begin("versions")
            try:
                found = await self._asking.version(access, version)
            except UnsupportedVersion:
                raise UnsupportedVersion(f"Your versions do not include {version}") from None
            steps.begin("version_details")
            return await self._asking.details(access, found)
        except FAILURES as error:
            raise UnusableApi(f"Your {steps.now} cannot be used: {told(error)}") from None

    async def _keep(
        self, caller: Caller, spoken: Spoken, theirs: Credentials, steps: Steps
    ) -> Credentials:
        partner = caller.partner
        token, hashed = self._vault.new()
        async with self._callers.changing(caller.actor) as work:
            _require_unchanged(caller, await locked(work, partner.id))
            agreed = Agreed(
                spoken, theirs, theirs.url, hashed, steps, anew=not caller.registered, by=THEM
            )
            await conclude(work, self._database.ids, self._vault, partner, agreed)
            ours = await parties.ours(work.connection, work.tenant_id)
        return self._told(caller, spoken.version, ours, token)

    def _told(
        self, caller: Caller, version: VersionName, ours: list[Party], token: str
    ) -> Credentials:
        return credentials_of(version, ours, token=token, url=self.address(caller, "versions"))

    def address(self, caller: Caller, last: str) -> str:
        """Return the address of the versions, or of one, as the caller finds it."""
        return f"{self._own_url()}/ocpi/{caller.slug}/{last}"


def known_version(name: str) -> VersionName:
    """Return a version that is spoken here. Raises `NoSuchObject`."""
    found = next((version for version in VERSIONS if version == name), None)
    if found is None:
        raise NoSuchObject(f"The versions here are {', '.join(VERSIONS)}")
    return found


def _require_more_than_offered(caller: Caller) -> None:
    if caller.offered:
        raise NotAuthorised("This token is good for versions until the handshake has ended")


def _require_unchanged(caller: Caller, now: Held) -> None:
    """Refuse to go on where another request with the same token was faster."""
    before = caller.held
    if (now.secrets.inbound_hash, now.partner.state) != (
        before.secrets.inbound_hash,
        before.partner.state,
    ):
        raise MethodNotAllowed("Another request changed the credentials meanwhile")
