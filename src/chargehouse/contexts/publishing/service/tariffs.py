"""Says tariffs to partners, as the catalogue has them."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from chargehouse.contexts.publishing.repository import dues, omissions
from chargehouse.contexts.publishing.repository.dues import Due
from chargehouse.contexts.publishing.service.publications import PublicationBook
from chargehouse.contexts.roaming.public import Party, PartyBook
from chargehouse.contexts.tariffs.public import (
    CataloguedTariff,
    TariffBook,
    tariff_v221,
    tariff_v230,
)
from chargehouse.ocpi import codec
from chargehouse.ocpi.conversions.said import NotSayable
from chargehouse.ocpi.errors import InvalidParameters
from chargehouse.ocpi.objects import OcpiObject
from chargehouse.ocpi.v221 import tariffs as v221
from chargehouse.ocpi.v230 import tariffs as v230
from chargehouse.ocpi.versions import VersionName
from chargehouse.platform.postgres.database import UnitOfWork

MODULE: Final = "tariffs"
WHOLE: Final = ""


class TariffSaying:
    """Keeps the publications of tariffs: each is told to whom a location is where it holds."""

    def __init__(self, book: PublicationBook, tariffs: TariffBook, parties: PartyBook) -> None:
        self._book = book
        self._tariffs = tariffs
        self._parties = parties

    async def say(self, work: UnitOfWork, tariff_ids: Collection[UUID]) -> None:
        """Have partners told tariffs as they are; what is archived or unsayable is withdrawn.

        Why it is unsayable, is kept. The connectors that name a tariff are said anew where that
        can be said now, or no more.
        """
        owners = {each.id: each for each in await self._parties.ours(work.actor, "CPO")}
        found = await self._tariffs.tariffs(work.actor, tariff_ids)
        before = await omissions.about(work.connection, work.tenant_id, MODULE, tariff_ids)
        changed = []
        for tariff in found:
            reasons = await self._say_one(work, tariff, owners[tariff.party_id])
            if reasons != before.get(tariff.id, {}):
                await omissions.replace(
                    work.connection, work.tenant_id, MODULE, tariff.id, reasons, at=work.now()
                )
                changed.append(tariff.id)
        await self._say_where_they_hold(work, changed)

    async def _say_one(
        self, work: UnitOfWork, tariff: CataloguedTariff, owner: Party
    ) -> dict[str, str]:
        """Say a tariff, or return why that cannot be done."""
        if tariff.archived_at is not None:
            await self._book.withdraw(work, module=MODULE, subject_id=tariff.id)
            return {}
        try:
            said, version = _said(tariff, owner)
        except (NotSayable, InvalidParameters) as error:
            reason = error.message
        else:
            await self._book.keep(
                work,
                module=MODULE,
                party_id=tariff.party_id,
                object_id=tariff.ocpi_id,
                subject_id=tariff.id,
                document=said,
                version=version,
            )
            return {}
        await self._book.withdraw(work, module=MODULE, subject_id=tariff.id)
        return {WHOLE: reason}

    async def _say_where_they_hold(self, work: UnitOfWork, tariff_ids: Collection[UUID]) -> None:
        if tariff_ids:
            locations = await omissions.locations_with(work.connection, work.tenant_id, tariff_ids)
            await dues.mark(
                work.connection,
                work.tenant_id,
                [Due("locations", each) for each in locations],
                work.now(),
                wide=True,
            )


def _said(tariff: CataloguedTariff, owner: Party) -> tuple[OcpiObject, VersionName]:
    """Return a tariff with what people are told of it besides its prices, in a version.

    Where taxes are in the prices, or there are none, that is 2.3.0, which has words for it. What
    2.2.1 cannot say is told to nobody: all partners are told the same of a connector.
    """
    about = (tariff.tariff, owner.key, tariff.ocpi_id, tariff.updated_at)
    texts = [{"language": each.language, "text": each.text} for each in tariff.alt_text]
    besides = {"tariff_alt_text": texts or None, "tariff_alt_url": tariff.alt_url}
    plain = codec.check(v221.Tariff, codec.to_plain(tariff_v221(*about)) | besides)
    if tariff.tariff.tax_included == "no":
        return plain, "2.2.1"
    return codec.check(v230.Tariff, codec.to_plain(tariff_v230(*about)) | besides), "2.3.0"
