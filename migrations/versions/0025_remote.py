"""What partners asked of our chargers, and we of theirs.

Revision ID: 0025
Revises: 0024
"""

from chargehouse.platform.postgres.migrate import run_script

revision = "0025"
down_revision = "0024"

RECEIVED = """
-- The numbers by which chargers know the wishes of partners: reservations and remote starts.
CREATE SEQUENCE partner_numbers AS integer MINVALUE 1000000 CYCLE;
GRANT USAGE ON SEQUENCE partner_numbers TO chargehouse_app;

-- What partners asked of our chargers. `response` was said at once; `result` is what the charger
-- made of it, which the partner is told at `due_at`: until it was, or was given up, that is not
-- null. `command_id` is the command to the station, and the attempt to charge that came of a
-- start: that is judged by whose the token is (`NL-ROA`) and its type as OCPI has it. What names
-- the token, and the address for the result, is encrypted.
CREATE TABLE partner_commands (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    partner_id uuid NOT NULL,
    partner_name text NOT NULL,
    version text NOT NULL,
    kind text NOT NULL,
    state text NOT NULL CHECK (state IN ('refused', 'waiting', 'answered', 'told', 'untold')),
    response text NOT NULL,
    result text,
    message text,
    station_id uuid,
    evse_id integer,
    connector_id integer,
    session_id uuid,
    command_id uuid,
    masked text,
    token_party text,
    token_type text,
    sealed bytea NOT NULL,
    requested_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    answered_at timestamptz,
    told_at timestamptz,
    due_at timestamptz,
    tries integer NOT NULL DEFAULT 0,
    last_error text,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, station_id) REFERENCES stations (tenant_id, id),
    CHECK (due_at IS NULL OR state IN ('waiting', 'answered'))
);
CREATE UNIQUE INDEX partner_commands_command ON partner_commands (tenant_id, command_id)
    WHERE command_id IS NOT NULL;
CREATE INDEX partner_commands_partner ON partner_commands (tenant_id, partner_id, id);
CREATE INDEX partner_commands_session ON partner_commands (tenant_id, session_id, requested_at)
    WHERE session_id IS NOT NULL;
CREATE INDEX partner_commands_due ON partner_commands (due_at, tenant_id, partner_id)
    WHERE due_at IS NOT NULL;
CALL protect('partner_commands', 'SELECT, INSERT, UPDATE, DELETE');
CALL queue_columns('partner_commands', 'tenant_id, partner_id, due_at');

-- By which number a charger knows a partner's reservation; `party` is the token's owner.
CREATE TABLE partner_reservations (
    tenant_id uuid NOT NULL,
    partner_id uuid NOT NULL,
    party text NOT NULL,
    reservation_id text NOT NULL,
    number integer NOT NULL,
    station_id uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, partner_id, party, reservation_id),
    FOREIGN KEY (tenant_id, station_id) REFERENCES stations (tenant_id, id)
);
CALL protect('partner_reservations', 'SELECT, INSERT, UPDATE, DELETE');
"""

SENT = """
-- What we asked of partners' chargers. Ids are theirs, but for the reservation's, which is ours;
-- `profile` is the one in force, as the partner told it.
CREATE TABLE sent_commands (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    partner_id uuid NOT NULL,
    partner_name text NOT NULL,
    version text NOT NULL,
    kind text NOT NULL,
    state text NOT NULL
        CHECK (state IN ('asking', 'accepted', 'refused', 'failed', 'done', 'timed_out')),
    response text,
    result text,
    message text,
    location_id text,
    evse_uid text,
    connector_id text,
    session_id text,
    reservation_id text,
    identifier_id uuid,
    profile bytea,
    requested_by text NOT NULL,
    requested_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    result_at timestamptz,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX sent_commands_partner ON sent_commands (tenant_id, partner_id, id);
CREATE INDEX sent_commands_open ON sent_commands (expires_at, tenant_id)
    WHERE state IN ('asking', 'accepted');
CALL protect('sent_commands', 'SELECT, INSERT, UPDATE, DELETE');
CALL queue_columns('sent_commands', 'tenant_id, state, expires_at');

-- The profiles that partners told us to be in force, unasked.
CREATE TABLE received_profiles (
    tenant_id uuid NOT NULL,
    partner_id uuid NOT NULL,
    session_id text NOT NULL,
    profile bytea NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, partner_id, session_id)
);
CALL protect('received_profiles', 'SELECT, INSERT, UPDATE, DELETE');
"""


def upgrade() -> None:
    run_script(RECEIVED)
    run_script(SENT)
