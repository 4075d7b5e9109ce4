"""What publishing refuses."""

from chargehouse.kernel.errors import Conflict, NotFound
from chargehouse.ocpi.errors import InvalidParameters


class QueueUnknown(NotFound):
    """There is no such partner in this tenant, or it never registered: nothing waits for it."""

    code = "queue_unknown"


class PartnerNotTold(Conflict):
    """The partner is not registered, so nothing is pushed to it."""

    code = "partner_not_told"


class PreferencesUnsupported(InvalidParameters):
    """The EVSE knows no charging preferences: HTTP 404 (sessions, 9.4.1 of 2.2.1)."""

    code = "ocpi.preferences_unsupported"
    http_status = 404
