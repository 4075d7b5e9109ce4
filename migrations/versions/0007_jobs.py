"""The job queue, and what health checks read.

Revision ID: 0007
Revises: 0006
"""

from chargehouse.platform.jobs.tables import GRANTS, install_script
from chargehouse.platform.postgres.migrate import run_script

revision = "0007"
down_revision = "0006"


HEALTH = """
GRANT SELECT ON alembic_version TO chargehouse_relay;
"""


def upgrade() -> None:
    for step in (install_script(), GRANTS, HEALTH):
        run_script(step)
