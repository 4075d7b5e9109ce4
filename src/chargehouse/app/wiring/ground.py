"""What every context stands on."""

from dataclasses import dataclass

from chargehouse.app.wiring.catalogues import FLAGS, setting_catalogue
from chargehouse.contexts.settings.service import SettingsReader
from chargehouse.kernel.chance import Chance
from chargehouse.platform.flags import Flags, SettingsProvider
from chargehouse.platform.jobs.queue import Jobs
from chargehouse.platform.mail.server import Mailer
from chargehouse.platform.mail.smtp import SmtpMailer
from chargehouse.platform.metrics import Metrics
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring
from chargehouse.platform.settings import Settings


@dataclass(frozen=True, slots=True)
class Ground:
    """One database and what goes with it; `values` are tenants' settings, as they are now."""

    database: Database
    settings: Settings
    keyring: Keyring
    chance: Chance
    metrics: Metrics
    jobs: Jobs
    values: SettingsReader
    flags: Flags
    mailer: Mailer


def ground_of(
    database: Database,
    settings: Settings,
    *,
    keyring: Keyring,
    chance: Chance,
    metrics: Metrics,
    jobs: Jobs | None,
) -> Ground:
    """Return the ground over a database; without `jobs` those that the database keeps."""
    values = SettingsReader(database, keyring, setting_catalogue(settings))
    domain = f"chargehouse-{database.ids.new()}"
    return Ground(
        database=database,
        settings=settings,
        keyring=keyring,
        chance=chance,
        metrics=metrics,
        jobs=jobs or Jobs(database, database.clock),
        values=values,
        flags=Flags(SettingsProvider(values, FLAGS), database.clock, domain=domain),
        mailer=SmtpMailer(),
    )
