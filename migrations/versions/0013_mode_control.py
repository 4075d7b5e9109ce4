"""What chargers can do, their changes of mode, access problems, drift.

Revision ID: 0013
Revises: 0012
"""

from chargehouse.platform.postgres.migrate import run_script

revision = "0013"
down_revision = "0012"

CONTROL = """
-- What a station can do (found by a probe, or said by an operator) and what was observed of it.
-- `probe_at` and `check_at` say when it is to be asked next.
CREATE TABLE station_controls (
    tenant_id uuid NOT NULL,
    station_id uuid NOT NULL,
    seen_as text,
    found text NOT NULL DEFAULT 'unknown'
        CHECK (found IN ('full', 'partial', 'unsupported', 'unknown')),
    found_profile text,
    found_path jsonb,
    asks boolean NOT NULL DEFAULT true,
    gaps text[] NOT NULL DEFAULT '{}',
    notes text[] NOT NULL DEFAULT '{}',
    probe_outcome text,
    probe_evidence jsonb NOT NULL DEFAULT '[]',
    probed_at timestamptz,
    own_capability text CHECK (own_capability IN ('full', 'partial', 'unsupported', 'unknown')),
    own_path jsonb,
    own_reason text,
    own_by text,
    own_at timestamptz,
    accepted_words text,
    accepted_gaps text[],
    accepted_by text,
    accepted_at timestamptz,
    observed text CHECK (observed IN ('freevend', 'managed_access')),
    observed_at timestamptz,
    observed_evidence jsonb NOT NULL DEFAULT '[]',
    is_confirmed boolean NOT NULL DEFAULT false,
    sync text NOT NULL DEFAULT 'not_applicable' CHECK (sync IN (
        'in_sync', 'changing', 'unconfirmed', 'drifting', 'server_enforced', 'not_applicable')),
    probe_at timestamptz,
    check_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, station_id),
    FOREIGN KEY (tenant_id, station_id) REFERENCES stations (tenant_id, id)
);
CREATE INDEX station_controls_probe ON station_controls (tenant_id, probe_at)
    WHERE probe_at IS NOT NULL;
CREATE INDEX station_controls_check ON station_controls (tenant_id, check_at)
    WHERE check_at IS NOT NULL;
CREATE INDEX station_controls_sync ON station_controls (tenant_id, sync, station_id)
    WHERE sync <> 'not_applicable';
CALL protect('station_controls', 'SELECT, INSERT, UPDATE, DELETE');
CALL queue_columns('station_controls', 'tenant_id, probe_at, check_at');

-- One change of mode at one station; `is_current` is the newest. `step` is what comes next at
-- `next_at`; a worker that takes a change has it until `leased_until`.
CREATE TABLE mode_changes (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    station_id uuid NOT NULL,
    cause text NOT NULL,
    wanted text NOT NULL CHECK (wanted IN ('freevend', 'managed_access')),
    status text NOT NULL CHECK (status IN (
        'requested', 'accepted', 'reboot_pending', 'confirmed', 'rejected', 'failed', 'missed')),
    step text CHECK (step IN ('switch', 'check', 'restart', 'boot')),
    path text,
    reason text,
    asked integer NOT NULL DEFAULT 0,
    tries integer NOT NULL DEFAULT 0,
    effective_at timestamptz NOT NULL,
    requested_at timestamptz,
    tried_at timestamptz,
    next_at timestamptz,
    leased_until timestamptz,
    ended_at timestamptz,
    is_current boolean NOT NULL,
    evidence jsonb NOT NULL DEFAULT '[]',
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, station_id) REFERENCES stations (tenant_id, id)
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX mode_changes_current ON mode_changes (tenant_id, station_id)
    WHERE is_current;
CREATE INDEX mode_changes_due ON mode_changes (tenant_id, next_at, id) WHERE next_at IS NOT NULL;
CREATE INDEX mode_changes_station ON mode_changes (tenant_id, station_id, id);
CALL protect('mode_changes', 'SELECT, INSERT, UPDATE, DELETE');
CALL queue_columns('mode_changes', 'tenant_id, next_at');

-- At most one problem of a kind is open at a station.
CREATE TABLE access_problems (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    station_id uuid NOT NULL,
    kind text NOT NULL,
    change_id uuid,
    evidence jsonb NOT NULL DEFAULT '[]',
    seen integer NOT NULL DEFAULT 1,
    opened_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    closed_at timestamptz,
    acknowledged_by text,
    acknowledged_at timestamptz,
    note text,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, station_id) REFERENCES stations (tenant_id, id)
);
CREATE UNIQUE INDEX access_problems_open ON access_problems (tenant_id, station_id, kind)
    WHERE closed_at IS NULL;
CREATE INDEX access_problems_station ON access_problems (tenant_id, station_id, id);
CREATE INDEX access_problems_opened ON access_problems (tenant_id, opened_at, id);
CALL protect('access_problems', 'SELECT, INSERT, UPDATE');

-- What a charger did against its confirmed mode, since that was confirmed.
CREATE TABLE drift_sightings (
    tenant_id uuid NOT NULL,
    station_id uuid NOT NULL,
    kind text NOT NULL,
    seen integer NOT NULL,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    evidence jsonb NOT NULL,
    PRIMARY KEY (tenant_id, station_id, kind),
    FOREIGN KEY (tenant_id, station_id) REFERENCES stations (tenant_id, id)
);
CALL protect('drift_sightings', 'SELECT, INSERT, UPDATE, DELETE');

-- Up to which attempt it was looked for drift.
CREATE TABLE drift_cursors (
    tenant_id uuid PRIMARY KEY REFERENCES tenants,
    looked_until uuid NOT NULL
);
CALL protect('drift_cursors', 'SELECT, INSERT, UPDATE');
"""


def upgrade() -> None:
    run_script(CONTROL)
