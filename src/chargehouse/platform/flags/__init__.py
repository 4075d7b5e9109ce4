"""Feature flags through OpenFeature, whose provider here is the settings of each tenant.

Another provider (Unleash, LaunchDarkly) can be put in its place; the keys are those of settings.
"""

from chargehouse.platform.flags.flags import Flags
from chargehouse.platform.flags.provider import SettingsProvider

__all__ = ["Flags", "SettingsProvider"]
