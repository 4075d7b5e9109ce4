"""Starts that were refused and go on, and identifiers that charge elsewhere.

Revision ID: 0017
Revises: 0016
"""

from chargehouse.platform.postgres.migrate import run_script

revision = "0017"
down_revision = "0016"

REFUSED = """
-- Sessions whose start was refused, where the policy has them stopped, until they end. `next_at` is
-- when they are looked at again: null once nothing more is tried. `tries` counts the stops sent.
CREATE TABLE refused_starts (
    tenant_id uuid NOT NULL,
    session_id uuid NOT NULL,
    station_id uuid NOT NULL,
    attempt_id uuid NOT NULL,
    decision_id uuid NOT NULL,
    began_at timestamptz NOT NULL,
    next_at timestamptz,
    tries integer NOT NULL DEFAULT 0,
    is_told boolean NOT NULL DEFAULT false,
    PRIMARY KEY (tenant_id, session_id),
    FOREIGN KEY (tenant_id, station_id) REFERENCES stations (tenant_id, id)
);
CREATE INDEX refused_starts_due ON refused_starts (tenant_id, next_at) WHERE next_at IS NOT NULL;
CREATE INDEX refused_starts_station ON refused_starts (tenant_id, station_id);
CALL protect('refused_starts', 'SELECT, INSERT, UPDATE, DELETE');
CALL queue_columns('refused_starts', 'tenant_id, next_at');
"""

ELSEWHERE = """
CREATE INDEX sessions_charging ON sessions (tenant_id, identifier_hash)
    WHERE ended_at IS NULL AND identifier_hash IS NOT NULL;

-- Whether an identifier charges at another station or, where an EVSE is named, at another EVSE of
-- this one; sessions whose start was refused do not count.
CREATE FUNCTION charges_elsewhere(
    tenant uuid, identifier bytea, station uuid, evse integer, at timestamptz
) RETURNS boolean
LANGUAGE sql STABLE
RETURN EXISTS (
    SELECT FROM sessions s
    WHERE s.tenant_id = tenant AND s.identifier_hash = identifier AND s.ended_at IS NULL
          AND s.started_at <= at
          AND (s.station_id <> station OR s.evse_id <> evse)
          AND NOT EXISTS (
              SELECT FROM access_decisions d
              WHERE d.tenant_id = tenant AND d.id = s.decision_id AND d.decision = 'denied'
                    AND d.stage = 'on')
);
"""


def upgrade() -> None:
    run_script(REFUSED)
    run_script(ELSEWHERE)
