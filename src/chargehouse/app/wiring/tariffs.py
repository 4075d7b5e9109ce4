"""Tariffs: the catalogue, and which one holds where."""

from dataclasses import dataclass

from chargehouse.app.wiring.ground import Ground
from chargehouse.contexts.roaming.service import PartyService
from chargehouse.contexts.stations.service import StationDirectory
from chargehouse.contexts.tariffs.service import AssignmentService, TariffService, TariffTelling


@dataclass(frozen=True)
class TariffServices:
    """The services of tariffs."""

    tariffs: TariffService
    tariff_assignments: AssignmentService
    tariff_telling: TariffTelling


def tariff_services(
    ground: Ground, *, directory: StationDirectory, parties: PartyService
) -> TariffServices:
    """Return the services of tariffs."""
    return TariffServices(
        tariffs=TariffService(ground.database, parties),
        tariff_assignments=AssignmentService(ground.database, directory),
        tariff_telling=TariffTelling(ground.database),
    )
