"""The job queue.

Revision ID: 0007
Revises: 0006
"""

from chargehouse.platform.jobs.tables import GRANTS, install_script
from chargehouse.platform.postgres.migrate import run_script

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    for step in (install_script(), GRANTS):
        run_script(step)
