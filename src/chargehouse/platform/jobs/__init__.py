"""Work for later: enqueued in the transaction that asks for it, run by the workers.

Stands on pgqueuer; its tables are its own affair, and installed by our migrations.
"""
