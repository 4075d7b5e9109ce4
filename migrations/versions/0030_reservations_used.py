"""Reservations of partners that were kept, given up, used, and expired.

Revision ID: 0030
Revises: 0029
"""

from chargehouse.platform.postgres.migrate import run_script

revision = "0030"
down_revision = "0029"

RESERVATIONS = """
SET LOCAL lock_timeout = '10s';
-- `reservation` is the number by which the charger knows what a command reserves, or gives up.
ALTER TABLE partner_commands ADD COLUMN reservation integer;

-- Where somebody is waited for, and by which identifier they come, or another one of its group.
-- The charger said `held_since` that it keeps the place, and that it does so no more `given_up_at`;
-- `session_id` is the session that came of it, one at most. Of one that nobody came for it was
-- noted `expired_at`, and told, so that it is billed.
ALTER TABLE partner_reservations
    ADD COLUMN evse_id integer,
    ADD COLUMN identifier_hash bytea,
    ADD COLUMN group_hash bytea,
    ADD COLUMN held_since timestamptz,
    ADD COLUMN given_up_at timestamptz,
    ADD COLUMN session_id uuid,
    ADD COLUMN expired_at timestamptz;
CREATE INDEX partner_reservations_held
    ON partner_reservations (tenant_id, station_id, identifier_hash)
    WHERE held_since IS NOT NULL;
CREATE INDEX partner_reservations_expiring ON partner_reservations (expires_at, tenant_id)
    WHERE held_since IS NOT NULL AND session_id IS NULL AND expired_at IS NULL;
CALL queue_columns('partner_reservations',
                   'tenant_id, expires_at, held_since, given_up_at, session_id, expired_at');
CREATE INDEX partner_commands_reservation ON partner_commands (tenant_id, reservation, id)
    WHERE reservation IS NOT NULL;
"""


def upgrade() -> None:
    run_script(RESERVATIONS)
