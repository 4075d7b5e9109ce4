"""${message}

Revision ID: ${up_revision}
Revises: ${down_revision | comma,n}
"""

from chargehouse.platform.postgres.migrate import run_script

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    ${upgrades if upgrades else "run_script('')"}
