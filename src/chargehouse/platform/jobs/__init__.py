"""Work for later: enqueued in the transaction that asks for it, run by the workers.

Stands on pgqueuer; its tables are its own affair, and installed by our migrations.
"""

from chargehouse.platform.jobs.queue import Job, Jobs

__all__ = ["Job", "Jobs"]
