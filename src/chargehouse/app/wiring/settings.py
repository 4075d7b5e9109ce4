"""Settings of tenants, and the mail that they say how to send."""

from dataclasses import dataclass

from chargehouse.app.wiring.ground import Ground
from chargehouse.contexts.settings.service import (
    MailTest,
    ProposalService,
    SettingHistory,
    SettingService,
    SettingsReader,
)
from chargehouse.contexts.stations.service import StationDirectory
from chargehouse.platform.mail import MailQueue


@dataclass(frozen=True)
class SettingServices:
    """The services of settings."""

    settings_reader: SettingsReader
    settings: SettingService
    setting_history: SettingHistory
    setting_proposals: ProposalService
    mail_test: MailTest
    mail: MailQueue


def setting_services(ground: Ground, directory: StationDirectory) -> SettingServices:
    """Return the services of settings."""
    database, keyring, values = ground.database, ground.keyring, ground.values
    return SettingServices(
        settings_reader=values,
        settings=SettingService(database, keyring, values, directory),
        setting_history=SettingHistory(database, keyring, values),
        setting_proposals=ProposalService(database, keyring, values),
        mail_test=MailTest(database, values, ground.mailer),
        mail=MailQueue(database, ground.jobs, ground.mailer, values=values, keyring=keyring),
    )
