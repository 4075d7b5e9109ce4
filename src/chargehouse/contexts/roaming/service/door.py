"""The door for partners: who calls, our versions, and their half of a handshake."""

from asyncio import Semaphore
from typing import Final, NamedTuple

from chargehouse.contexts.roaming.events import (
    PartnerCredentialsChanged,
    PartnerRegistered,
    PartnerUnregistered,
)
from chargehouse.contexts.roaming.model.credentials import (
    CREDENTIALS,
    Credentials,
    claims_of,
    credentials_of,
    details_of,
)
from chargehouse.contexts.roaming.public import Partner, Party, TenantNames
from chargehouse.contexts.roaming.repository import parties, partners
from chargehouse.contexts.roaming.repository.partners import Held
from chargehouse.contexts.roaming.service.asking import FAILURES, Access, Asking, Spoken, told
from chargehouse.contexts.roaming.service.claiming import claim, let_all_go
from chargehouse.contexts.roaming.service.partners import UNREGISTERED, OwnUrl
from chargehouse.contexts.roaming.service.vault import Steps, Vault, locked, note_failure
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.errors import NotFound
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
THEM: Final = "them"


class Caller(NamedTuple):
    """A partner at the door: the tenant's slug, the token it showed, and how far that is good.

    `offered` is one of a handshake under way, good for versions alone; one of a partner that is
    not `registered` is good for versions and credentials.
    """

    actor: Actor
    slug: str
    held: Held
    token: str
    offered: bool

    @property
    def partner(self) -> Partner:
        """Who calls."""
        return self.held.partner

    @property
    def registered(self) -> bool:
        """Whether the token is good for every module."""
        return self.partner.state == "registered" and not self.offered


class PartnerDoor:
    """Answers partners, each by its own credentials token and within its tenant."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        asking: Asking,
        *,
        tenants: TenantNames,
        own_url: OwnUrl,
    ) -> None:
        self._database = database
        self._vault = vault
        self._asking = asking
        self._tenants = tenants
        self._own_url = own_url
        self._places = Semaphore(HANDSHAKES_AT_ONCE)

    async def caller(self, slug: str, authorization: str | None) -> Caller:
        """Return who calls, by an `Authorization` header, its token in base64 or as it is.

        Raises `NotAuthorised`, the same for a tenant that is not there.
        """
        tokens = read_authorization(authorization)
        if not tokens:
            raise NotAuthorised("Send `Authorization: Token` with a credentials token")
        try:
            tenant = await self._tenants.resolve(slug)
        except NotFound:
            raise _unknown() from None
        hashes = [self._vault.hash(token) for token in tokens]
        nobody = Actor("partner", tenant.id, "a partner")
        async with self._database.reading(nobody) as connection:
            held = await partners.by_token(connection, tenant.id, hashes)
        if held is None:
            raise _unknown()
        good = [held.secrets.inbound_hash, held.secrets.offered_hash]
        index = next(index for index, hashed in enumerate(hashes) if hashed in good)
        actor = Actor("partner", tenant.id, held.partner.name, id=held.partner.id)
        offered = hashes[index] != held.secrets.inbound_hash
        return Caller(actor, tenant.slug, held, tokens[index], offered)

    def versions(self, caller: Caller) -> list[Version]:
        """Return the versions that are spoken here, and where their details are."""
        return [Version(version=name, url=self._at(caller, name)) for name in VERSIONS]

    def details(self, caller: Caller, version: str) -> VersionDetails | VersionDetails211:
        """Return the endpoints of a version. Raises `NoSuchObject`."""
        name = known_version(version)
        return details_of(name, self._at(caller, name))

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
        async with self._database.transaction(caller.actor) as work:
            now = await locked(work, caller.partner.id)
            _require_unchanged(caller, now)
            values = {**UNREGISTERED, "steps": [], "updated_at": work.now()}
            await partners.change(work.connection, work.tenant_id, caller.partner.id, values)
            await let_all_go(work, caller.partner)
            work.record(
                PartnerUnregistered(
                    aggregate_id=caller.partner.id, name=caller.partner.name, by=THEM
                )
            )

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
            async with self._database.transaction(caller.actor) as work:
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
        async with self._database.transaction(caller.actor) as work:
            _require_unchanged(caller, await locked(work, partner.id))
            names = await claim(
                work, self._database.ids, partner, claims_of(theirs, partner.legacy_role)
            )
            steps.end()
            values = {
                "state": "registered",
                "ocpi_version": spoken.version,
                "versions_url": theirs.url,
                "endpoints": spoken.endpoints,
                "steps": steps.taken,
                "inbound_hash": hashed,
                "offered_hash": None,
                "outbound_encrypted": self._vault.lock(partner.id, theirs.token),
                "registered_at": work.now(),
                "updated_at": work.now(),
            }
            await partners.change(work.connection, work.tenant_id, partner.id, values)
            kind = PartnerCredentialsChanged if caller.registered else PartnerRegistered
            work.record(
                kind(
                    aggregate_id=partner.id,
                    name=partner.name,
                    by=THEM,
                    ocpi_version=spoken.version,
                    parties=names,
                )
            )
            ours = await parties.ours(work.connection, work.tenant_id)
        return self._told(caller, spoken.version, ours, token)

    def _told(
        self, caller: Caller, version: VersionName, ours: list[Party], token: str
    ) -> Credentials:
        return credentials_of(version, ours, token=token, url=self._at(caller, "versions"))

    def _at(self, caller: Caller, last: str) -> str:
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


def _unknown() -> NotAuthorised:
    return NotAuthorised("This credentials token is not known")
