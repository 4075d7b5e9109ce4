"""Use cases of the catalogue: tariffs listed, added, changed, archived, and asked for prices."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

import msgspec

from chargehouse.contexts.tariffs.errors import (
    TariffChangedMeanwhile,
    TariffIdTaken,
    TariffIsArchived,
    TariffNameTaken,
    TariffUnknown,
)
from chargehouse.contexts.tariffs.events import TariffArchived, TariffChanged, TariffCreated
from chargehouse.contexts.tariffs.model.checks import (
    alt_text_of,
    checked,
    checked_sample,
    name_of,
    ocpi_id_of,
    url_of,
)
from chargehouse.contexts.tariffs.public import (
    TARIFFS_EDIT,
    TARIFFS_READ,
    AltText,
    CataloguedTariff,
    CostBreakdown,
    MeteredSession,
    Tariff,
    TariffDocument,
    TariffVersion,
    price,
)
from chargehouse.contexts.tariffs.repository import catalogue as repository
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.events import changes_between
from chargehouse.kernel.owners import OwnParties
from chargehouse.platform.http.paging import Page, Paging
from chargehouse.platform.outbox.writing import actor_label
from chargehouse.platform.postgres.database import Database, UnitOfWork

SAID: Final = ("name", "tariff", "alt_text", "alt_url")


class TariffService:
    """Keeps the tariffs of a tenant, each with all that it ever said."""

    def __init__(self, database: Database, parties: OwnParties) -> None:
        self._database = database
        self._parties = parties

    async def page(
        self,
        actor: Actor,
        paging: Paging,
        *,
        search: str | None = None,
        currency: str | None = None,
        type_: str | None = None,
        archived: bool = False,
    ) -> Page[CataloguedTariff]:
        """Return a page of tariffs, by name, either those that are archived or the others."""
        actor.require_somewhere(TARIFFS_READ)
        async with self._database.reading(actor) as connection:
            return await repository.page(
                connection,
                actor.tenant_id,
                paging,
                search=search,
                currency=currency,
                type_=type_,
                archived=archived,
            )

    async def find(self, actor: Actor, tariff_id: UUID) -> CataloguedTariff:
        """Return a tariff, archived or not. Raises `TariffUnknown`."""
        actor.require_somewhere(TARIFFS_READ)
        async with self._database.reading(actor) as connection:
            return _known(await repository.find(connection, actor.tenant_id, tariff_id))

    async def versions(self, actor: Actor, tariff_id: UUID) -> list[TariffVersion]:
        """Return what a tariff said and since when, the newest first. Raises `TariffUnknown`."""
        await self.find(actor, tariff_id)
        async with self._database.reading(actor) as connection:
            return await repository.versions(connection, actor.tenant_id, tariff_id)

    async def add(
        self,
        actor: Actor,
        document: TariffDocument,
        *,
        ocpi_id: str | None = None,
        party_id: UUID | None = None,
    ) -> CataloguedTariff:
        """Add a tariff of a CPO of ours, else the default; without an OCPI id its own id is it.

        Raises `Invalid`, which names each field; `TariffNameTaken`, `TariffIdTaken`; and what
        `OwnParties` refuses.
        """
        actor.require(TARIFFS_EDIT)
        owner = await self._parties.owner(actor, party_id)
        id_, now = self._database.ids.new(), self._database.clock.now()
        said = _checked(document)
        tariff = CataloguedTariff(
            id=id_,
            party_id=owner,
            ocpi_id=str(id_) if ocpi_id is None else ocpi_id_of(ocpi_id),
            name=said.name,
            tariff=said.tariff,
            alt_text=said.alt_text,
            alt_url=said.alt_url,
            created_at=now,
            updated_at=now,
            archived_at=None,
            version=1,
        )
        async with self._database.transaction(actor) as work:
            label = actor_label(actor)
            if not await repository.add(work.connection, actor.tenant_id, tariff, label):
                await self._tell_what_is_taken(work, tariff)
            work.record(
                TariffCreated(
                    aggregate_id=tariff.id,
                    name=tariff.name,
                    ocpi_id=tariff.ocpi_id,
                    currency=tariff.tariff.currency,
                    version=tariff.version,
                )
            )
        return tariff

    async def change(
        self,
        actor: Actor,
        tariff_id: UUID,
        said: Mapping[str, object],
        *,
        version: int | None = None,
    ) -> CataloguedTariff:
        """Change the fields that are named, in a new version; what is not named stays.

        Raises `Invalid`, `TariffUnknown`, `TariffIsArchived`, `TariffNameTaken`,
        `TariffChangedMeanwhile`.
        """
        actor.require(TARIFFS_EDIT)
        async with self._database.transaction(actor) as work:
            before = await _locked(work, tariff_id)
            if before.archived_at is not None:
                raise TariffIsArchived("The tariff is archived: add another one.")
            if version not in {None, before.version}:
                raise TariffChangedMeanwhile("The tariff was changed since it was read.")
            document = _checked(msgspec.structs.replace(_document(before), **said))
            changed = [each for each in SAID if getattr(document, each) != getattr(before, each)]
            if not changed:
                return before
            if "name" in changed and await repository.name_is_taken(
                work.connection, actor.tenant_id, document.name, but=tariff_id
            ):
                raise _name_taken()
            values = {field: getattr(document, field) for field in changed}
            after = msgspec.structs.replace(
                before, **values, version=before.version + 1, updated_at=work.now()
            )
            await repository.change(work.connection, actor.tenant_id, after, actor_label(actor))
            work.record(
                TariffChanged(
                    aggregate_id=tariff_id,
                    name=after.name,
                    ocpi_id=after.ocpi_id,
                    version=after.version,
                    changes=changes_between(before, values, changed),
                )
            )
        return after

    async def archive(
        self, actor: Actor, tariff_id: UUID, *, version: int | None = None
    ) -> CataloguedTariff:
        """Have a tariff offered no more; one that is archived stays as it is.

        Raises `TariffUnknown`, `TariffChangedMeanwhile`.
        """
        actor.require(TARIFFS_EDIT)
        async with self._database.transaction(actor) as work:
            tariff = await _locked(work, tariff_id)
            if tariff.archived_at is not None:
                return tariff
            if version not in {None, tariff.version}:
                raise TariffChangedMeanwhile("The tariff was changed since it was read.")
            now = work.now()
            await repository.archive(work.connection, actor.tenant_id, tariff_id, now)
            work.record(
                TariffArchived(aggregate_id=tariff_id, name=tariff.name, ocpi_id=tariff.ocpi_id)
            )
        return msgspec.structs.replace(tariff, archived_at=now, updated_at=now)

    async def count_of(self, actor: Actor, party_id: UUID) -> int:
        """Return how many tariffs, archived or not, belong to a party."""
        actor.require_somewhere(TARIFFS_READ)
        async with self._database.reading(actor) as connection:
            return await repository.count_of(connection, actor.tenant_id, party_id)

    async def give(self, actor: Actor, party_id: UUID, to_party_id: UUID) -> int:
        """Give all tariffs of a party to another CPO of ours; return how many those were.

        What they say stays, and so does their version. Raises what `OwnParties` refuses.
        """
        actor.require(TARIFFS_EDIT)
        await self._parties.owner(actor, to_party_id)
        async with self._database.transaction(actor) as work:
            return await repository.give(
                work.connection, work.tenant_id, party_id, to_party_id, work.now()
            )

    async def price(self, actor: Actor, tariff_id: UUID, session: MeteredSession) -> CostBreakdown:
        """Return what a session would cost by a tariff as it is now. Raises `Invalid`."""
        tariff = await self.find(actor, tariff_id)
        return price(tariff.tariff, checked_sample(session))

    async def price_draft(
        self, actor: Actor, tariff: Tariff, session: MeteredSession
    ) -> CostBreakdown:
        """Return what a session would cost by a tariff that need not be kept. Raises `Invalid`."""
        actor.require_somewhere(TARIFFS_READ)
        return price(checked(tariff), checked_sample(session))

    async def _tell_what_is_taken(self, work: UnitOfWork, tariff: CataloguedTariff) -> None:
        taken = await repository.ocpi_id_is_taken(work.connection, work.tenant_id, tariff.ocpi_id)
        if taken:
            raise TariffIdTaken("Another tariff has this OCPI id.", {"ocpi_id": tariff.ocpi_id})
        raise _name_taken()


async def _locked(work: UnitOfWork, tariff_id: UUID) -> CataloguedTariff:
    return _known(await repository.find(work.connection, work.tenant_id, tariff_id, lock=True))


def _known(tariff: CataloguedTariff | None) -> CataloguedTariff:
    if tariff is None:
        raise TariffUnknown("There is no such tariff.")
    return tariff


def _name_taken() -> TariffNameTaken:
    return TariffNameTaken("Another tariff has this name.")


def _document(tariff: CataloguedTariff) -> TariffDocument:
    return TariffDocument(
        name=tariff.name, tariff=tariff.tariff, alt_text=tariff.alt_text, alt_url=tariff.alt_url
    )


def _checked(document: TariffDocument) -> TariffDocument:
    return TariffDocument(
        name=name_of(document.name),
        tariff=checked(document.tariff),
        alt_text=_alt_text(document.alt_text),
        alt_url=None if document.alt_url is None else url_of(document.alt_url),
    )


def _alt_text(said: Sequence[AltText]) -> tuple[AltText, ...]:
    return tuple(AltText(each.language, alt_text_of(each.text)) for each in said)
