"""Use cases of settings: read, change and bring them back, agree to changes, try mail out."""

from chargehouse.contexts.settings.service.history import SettingHistory
from chargehouse.contexts.settings.service.mail_test import MailTest
from chargehouse.contexts.settings.service.proposals import ProposalService
from chargehouse.contexts.settings.service.reader import SettingsReader
from chargehouse.contexts.settings.service.settings import SettingService

__all__ = ["MailTest", "ProposalService", "SettingHistory", "SettingService", "SettingsReader"]
