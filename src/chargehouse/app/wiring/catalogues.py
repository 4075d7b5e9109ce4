"""What every process knows by name: permissions, settings of tenants, flags."""

from collections.abc import Mapping
from typing import Any, Final

from chargehouse.contexts.access import public as access_public
from chargehouse.contexts.audit import public as audit_public
from chargehouse.contexts.cdrs import public as cdrs_public
from chargehouse.contexts.fleets import public as fleets_public
from chargehouse.contexts.identity import public as identity_public
from chargehouse.contexts.news import public as news_public
from chargehouse.contexts.people import public as people_public
from chargehouse.contexts.publishing import public as publishing_public
from chargehouse.contexts.received import public as received_public
from chargehouse.contexts.remote import public as remote_public
from chargehouse.contexts.roaming import public as roaming_public
from chargehouse.contexts.sessions import public as sessions_public
from chargehouse.contexts.settings import public as settings_public
from chargehouse.contexts.stations import public as stations_public
from chargehouse.contexts.tariffs import public as tariffs_public
from chargehouse.contexts.webhooks import public as webhooks_public
from chargehouse.kernel.setting import Setting, catalogue_of
from chargehouse.platform.mail import server as mail
from chargehouse.platform.outbox.history import READ_EVENTS
from chargehouse.platform.settings import Settings

CATALOGUE = (
    *people_public.PERMISSIONS,
    *stations_public.PERMISSIONS,
    *fleets_public.PERMISSIONS,
    *identity_public.PERMISSIONS,
    *access_public.PERMISSIONS,
    *sessions_public.PERMISSIONS,
    *tariffs_public.PERMISSIONS,
    *roaming_public.PERMISSIONS,
    *remote_public.PERMISSIONS,
    *received_public.PERMISSIONS,
    *publishing_public.PERMISSIONS,
    *cdrs_public.PERMISSIONS,
    *settings_public.PERMISSIONS,
    mail.MAIL_UPDATE,
    *webhooks_public.PERMISSIONS,
    *audit_public.PERMISSIONS,
    *news_public.PERMISSIONS,
    READ_EVENTS,
)
"""Every permission there is: each context declares its own."""

SETTING_CATALOGUE: Final = catalogue_of(
    settings_public.SETTINGS,
    mail.SETTINGS,
    access_public.SETTINGS,
    publishing_public.SETTINGS,
    received_public.SETTINGS,
    stations_public.SETTINGS,
    webhooks_public.SETTINGS,
)
"""Every setting of a tenant there is, by key: who reads one declares it."""

FLAGS: Final = (access_public.ACCESS_STAGE,)
"""The settings that are asked for as feature flags, so that another provider may answer."""


def setting_catalogue(settings: Settings) -> Mapping[str, Setting[Any]]:
    """Return every setting of a tenant; what this process was told is the default."""
    told = (
        access_public.DECISION_DEADLINE.with_default(settings.access.decision_deadline_s),
        stations_public.TIMELINE_DAYS.with_default(settings.retention.timeline_days),
        webhooks_public.LOG_DAYS.with_default(settings.retention.webhooks_days),
    )
    return {**SETTING_CATALOGUE, **{setting.key: setting for setting in told}}
