"""Partners, as our own people keep them: added, invited, registered, ended, removed."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple
from uuid import UUID

from chargehouse.contexts.roaming.errors import (
    HandshakeFailed,
    PartnerInUse,
    PartnerIsRegistered,
    PartnerNotRegistered,
    PartnerUnknown,
)
from chargehouse.contexts.roaming.events import (
    PartnerAdded,
    PartnerChanged,
    PartnerInvited,
    PartnerRemoved,
)
from chargehouse.contexts.roaming.model.credentials import credentials_of
from chargehouse.contexts.roaming.model.given import check_token, checked_versions_url
from chargehouse.contexts.roaming.model.parties import refusal
from chargehouse.contexts.roaming.public import (
    PARTNERS_EDIT,
    PARTNERS_READ,
    LegacyRole,
    Partner,
    TenantNames,
    TokenEncoding,
)
from chargehouse.contexts.roaming.repository import parties, partners
from chargehouse.contexts.roaming.repository.partners import Held
from chargehouse.contexts.roaming.service.asking import FAILURES, Access, Asking, Spoken, told
from chargehouse.contexts.roaming.service.callers import Callers
from chargehouse.contexts.roaming.service.claiming import let_all_go
from chargehouse.contexts.roaming.service.concluding import US, Agreed, conclude, part
from chargehouse.contexts.roaming.service.vault import Steps, Vault, locked, note_failure
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.events import changes_between
from chargehouse.ocpi.errors import OcpiRefusal
from chargehouse.platform.outside.urls import UrlRefused, checked_url
from chargehouse.platform.postgres.database import Database

NAME_MAX: Final = 100

OwnUrl = Callable[[], str]
"""Returns where this installation is found from outside, without a slash at its end."""


class Invitation(NamedTuple):
    """What a partner needs to register with us: told this once."""

    partner: Partner
    versions_url: str
    token: str


class Begun(NamedTuple):
    """A handshake under way: with whom, how it is asked, by POST or PUT, and its steps."""

    partner: Partner
    access: Access
    method: str
    steps: Steps


class PartnerService:
    """Keeps the platforms of a tenant's partners, and begins handshakes with them.

    A token of ours is kept as a hash, a partner's encrypted; no transaction is open while a
    partner is asked, since it asks us back meanwhile.
    """

    def __init__(
        self,
        database: Database,
        vault: Vault,
        asking: Asking,
        *,
        callers: Callers,
        tenants: TenantNames,
        own_url: OwnUrl,
        allow_private: bool,
    ) -> None:
        self._database = database
        self._vault = vault
        self._asking = asking
        self._callers = callers
        self._tenants = tenants
        self._own_url = own_url
        self._allow_private = allow_private

    async def all(self, actor: Actor) -> list[Partner]:
        """Return all partners by name."""
        actor.require(PARTNERS_READ)
        async with self._database.reading(actor) as connection:
            return await partners.page(connection, actor.tenant_id)

    async def find(self, actor: Actor, partner_id: UUID) -> Partner:
        """Return a partner. Raises `PartnerUnknown`."""
        actor.require(PARTNERS_READ)
        return (await self._held(actor, partner_id)).partner

    async def named(self, actor: Actor, name: str) -> Partner:
        """Return a partner by its name, in whatever case. Raises `PartnerUnknown`."""
        for partner in await self.all(actor):
            if partner.name.lower() == name.strip().lower():
                return partner
        raise PartnerUnknown("There is no partner of this name.")

    async def known(self, actor: Actor, partner_id: UUID) -> Partner:
        """Return a partner to whoever may see what it is told. Raises `PartnerUnknown`."""
        return (await self._held(actor, partner_id)).partner

    async def add(
        self,
        actor: Actor,
        *,
        name: str,
        token_encoding: TokenEncoding = "base64",  # noqa: S107  an encoding
        legacy_role: LegacyRole = "EMSP",
    ) -> Partner:
        """Add a partner, with which nothing is exchanged yet.

        Raises `Invalid`, `PartnerNameTaken`.
        """
        actor.require(PARTNERS_EDIT)
        now = self._database.clock.now()
        partner = Partner(
            id=self._database.ids.new(),
            name=_name(name),
            state="added",
            ocpi_version=None,
            versions_url=None,
            token_encoding=token_encoding,
            legacy_role=legacy_role,
            endpoints=[],
            steps=[],
            registered_at=None,
            created_at=now,
            updated_at=now,
            version=1,
        )
        async with self._callers.changing(actor) as work:
            await partners.add(work.connection, work.tenant_id, partner)
            work.record(PartnerAdded(aggregate_id=partner.id, name=partner.name))
        return partner

    async def change(self, actor: Actor, partner_id: UUID, asked: Mapping[str, object]) -> Partner:
        """Change how a partner is called, or spoken to.

        Raises `Invalid`, `PartnerUnknown`, `PartnerNameTaken`.
        """
        actor.require(PARTNERS_EDIT)
        values = dict(asked)
        if isinstance(name := values.get("name"), str):
            values["name"] = _name(name)
        async with self._callers.changing(actor) as work:
            before = (await locked(work, partner_id)).partner
            changed = [name for name in values if getattr(before, name) != values[name]]
            if changed:
                written = {**values, "updated_at": work.now()}
                await partners.change(work.connection, work.tenant_id, partner_id, written)
                changes = changes_between(before, values, changed)
                work.record(
                    PartnerChanged(aggregate_id=partner_id, name=before.name, changes=changes)
                )
            return (await locked(work, partner_id)).partner

    async def remove(self, actor: Actor, partner_id: UUID) -> None:
        """Remove a partner that is not registered, with its parties.

        Raises `PartnerUnknown`, `PartnerIsRegistered`, `PartnerInUse`.
        """
        actor.require(PARTNERS_EDIT)
        async with self._callers.changing(actor) as work:
            partner = (await locked(work, partner_id)).partner
            if partner.state == "registered":
                raise PartnerIsRegistered("End the registration first.")
            await let_all_go(work, partner)
            if not await partners.remove(work.connection, work.tenant_id, partner_id):
                raise PartnerInUse("Something still belongs to this partner's parties.")
            work.record(PartnerRemoved(aggregate_id=partner_id, name=partner.name))

    async def invite(self, actor: Actor, partner_id: UUID) -> Invitation:
        """Make the token with which a partner registers (token A); the one before serves no more.

        Raises `PartnerUnknown`, `PartnerIsRegistered`.
        """
        actor.require(PARTNERS_EDIT)
        token, hashed = self._vault.new()
        async with self._callers.changing(actor) as work:
            partner = (await locked(work, partner_id)).partner
            if partner.state == "registered":
                raise PartnerIsRegistered("This partner is registered: end that first.")
            values = {"state": "invited", "inbound_hash": hashed, "updated_at": work.now()}
            await partners.change(work.connection, work.tenant_id, partner_id, values)
            work.record(PartnerInvited(aggregate_id=partner_id, name=partner.name))
            invited = (await locked(work, partner_id)).partner
        return Invitation(invited, await self._versions_url(actor), token)

    async def register(
        self,
        actor: Actor,
        partner_id: UUID,
        *,
        versions_url: str,
        token: str,
        ocpi_version: str | None = None,
    ) -> Partner:
        """Register with a partner that gave us a token (credentials, registration, as sender).

        The newest version that both speak is taken, or the one asked for. What is not carried
        through to the end is as if it had not begun. Raises `Invalid`, `PartnerUnknown`,
        `PartnerIsRegistered`, `HandshakeFailed`.
        """
        actor.require(PARTNERS_EDIT)
        check_token(token)
        checked_versions_url(versions_url, allow_private=self._allow_private)
        held = await self._held(actor, partner_id)
        if held.partner.state == "registered":
            raise PartnerIsRegistered("This partner is registered: rotate its credentials instead.")
        access = Access(versions_url, token, held.partner.token_encoding)
        return await self._shake_hands(actor, held, access, "POST", ocpi_version)

    async def rotate(self, actor: Actor, partner_id: UUID) -> Partner:
        """Change credentials with a partner, and read its endpoints anew (credentials, PUT).

        Raises `PartnerUnknown`, `PartnerNotRegistered`, `HandshakeFailed`.
        """
        actor.require(PARTNERS_EDIT)
        held = await self._held(actor, partner_id)
        access = self._access(held)
        return await self._shake_hands(actor, held, access, "PUT", held.partner.ocpi_version)

    async def unregister(self, actor: Actor, partner_id: UUID) -> Partner:
        """End the registration with a partner, and tell it so (credentials, DELETE).

        Here it ends whatever the partner answers; what it answered is a step. Raises
        `PartnerUnknown`, `PartnerNotRegistered`.
        """
        actor.require(PARTNERS_EDIT)
        held = await self._held(actor, partner_id)
        access, partner = self._access(held), held.partner
        steps = Steps(self._database.clock)
        steps.begin("delete_credentials")
        urls = [each.url for each in partner.endpoints if each.identifier == "credentials"]
        try:
            await self._asking.end(urls[0], access)
        except FAILURES as error:
            steps.end(told(error))
        steps.end()
        async with self._callers.changing(actor) as work:
            await part(work, (await locked(work, partner_id)).partner, steps, US)
            return (await locked(work, partner_id)).partner

    async def _shake_hands(
        self, actor: Actor, held: Held, access: Access, method: str, wanted: str | None
    ) -> Partner:
        begun = Begun(held.partner, access, method, Steps(self._database.clock))
        steps = begun.steps
        try:
            steps.begin("versions")
            version = await self._asking.version(access, wanted)
            steps.begin("version_details")
            spoken = await self._asking.details(access, version)
            steps.begin(f"{method.lower()}_credentials")
            return await self._exchange(actor, begun, spoken)
        except (*FAILURES, OcpiRefusal) as error:
            step = steps.now
            steps.end(told(error))
            async with self._callers.changing(actor) as work:
                await note_failure(work, begun.partner, US, steps.taken)
            raise HandshakeFailed(
                f"The handshake failed at the step {step}: {told(error)}.",
                {"step": step, "fault": told(error)},
            ) from None

    async def _exchange(self, actor: Actor, begun: Begun, spoken: Spoken) -> Partner:
        partner, access, method, steps = begun
        token, hashed = self._vault.new()
        async with self._callers.changing(actor) as work:
            await partners.change(
                work.connection, work.tenant_id, partner.id, {"offered_hash": hashed}
            )
            ours = await parties.ours(work.connection, work.tenant_id)
        url = await self._versions_url(actor)
        said = credentials_of(spoken.version, ours, token=token, url=url)
        theirs = await self._asking.exchange(method, spoken, access, said)
        steps.begin("parties")
        try:
            checked = _checked(theirs.url, allow_private=self._allow_private)
            async with self._callers.changing(actor) as work:
                now = (await locked(work, partner.id)).secrets
                if now.offered_hash != hashed:
                    raise HandshakeFailed("Another handshake with this partner came between.")
                agreed = Agreed(
                    spoken, theirs, checked, hashed, steps, anew=method == "POST", by=US
                )
                await conclude(work, self._database.ids, self._vault, partner, agreed)
                return (await locked(work, partner.id)).partner
        except OcpiRefusal:
            await self._take_back(spoken, Access(theirs.url, theirs.token, access.encoding))
            raise

    async def _take_back(self, spoken: Spoken, access: Access) -> None:
        """Tell a partner whose credentials cannot be kept that it is not registered after all."""
        try:
            await self._asking.end(spoken.credentials_url, access)
        except FAILURES:
            return

    async def _versions_url(self, actor: Actor) -> str:
        return f"{self._own_url()}/ocpi/{await self._tenants.slug(actor)}/versions"

    def _access(self, held: Held) -> Access:
        partner, outbound = held.partner, held.secrets.outbound
        if partner.state != "registered" or outbound is None or partner.versions_url is None:
            raise PartnerNotRegistered("This partner is not registered.")
        token = self._vault.open(partner.id, outbound)
        return Access(partner.versions_url, token, partner.token_encoding)

    async def _held(self, actor: Actor, partner_id: UUID) -> Held:
        async with self._database.reading(actor) as connection:
            return await partners.known(connection, actor.tenant_id, partner_id)


def _checked(url: str, *, allow_private: bool) -> str:
    """Return the URL of a partner's credentials. Raises `OcpiRefusal` for one never to be asked."""
    try:
        return checked_url(url, allow_private=allow_private)
    except UrlRefused as error:
        raise OcpiRefusal(f"the url in its credentials cannot be asked: {error.why}") from None


def _name(text: str) -> str:
    name = text.strip()
    if not 0 < len(name) <= NAME_MAX or not name.isprintable():
        raise refusal("name", f"1 to {NAME_MAX} printable characters")
    return name
