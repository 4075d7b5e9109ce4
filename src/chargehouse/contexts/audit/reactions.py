"""Every event that is audited becomes an entry."""

from collections.abc import Iterable

from chargehouse.contexts.audit.public import CONSUMER
from chargehouse.contexts.audit.service import AuditLog
from chargehouse.platform.outbox.consumers import BatchConsumer
from chargehouse.platform.outbox.recorded import Names


def consumer(log: AuditLog, *, noise: Iterable[str]) -> BatchConsumer:
    """Return what appends all events but noise.

    Names that nobody knows are appended as well: another process may be newer than this one.
    """
    return BatchConsumer(CONSUMER, Names(("*",), but=noise), log.append)
