"""The ground: roles, row-level security, events, reactions, jobs' and brokers' tables.

Revision ID: 0001
Revises:
"""

from chargehouse.platform.postgres.migrate import run_script

revision = "0001"
down_revision = None

ROLES = """
DO $$
BEGIN
    CREATE ROLE chargehouse_app NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$
BEGIN
    CREATE ROLE chargehouse_relay NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
GRANT chargehouse_app, chargehouse_relay TO CURRENT_USER;
GRANT USAGE ON SCHEMA public TO chargehouse_app, chargehouse_relay;
"""

TENANT = """
CREATE FUNCTION current_tenant() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('app.tenant', true), '')::uuid;

-- The tenant is asked for once a statement, and not once a row: hence the sub-select.
CREATE PROCEDURE protect(table_name regclass, privileges text)
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', table_name);
    EXECUTE format(
        'CREATE POLICY tenant ON %s TO chargehouse_app '
        'USING (tenant_id = (SELECT current_tenant())) '
        'WITH CHECK (tenant_id = (SELECT current_tenant()))',
        table_name);
    EXECUTE format('GRANT %s ON %s TO chargehouse_app', privileges, table_name);
END $$;

CREATE PROCEDURE queue_columns(table_name regclass, columns text)
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE POLICY relay ON %s FOR SELECT TO chargehouse_relay USING (true)',
                   table_name);
    EXECUTE format('GRANT SELECT (%s) ON %s TO chargehouse_relay', columns, table_name);
END $$;
"""

EVENTS = """
CREATE SEQUENCE event_sequence CACHE 1000;
GRANT USAGE ON SEQUENCE event_sequence TO chargehouse_app;

CREATE TABLE events (
    tenant_id uuid NOT NULL,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    sequence bigint NOT NULL DEFAULT nextval('event_sequence'),
    event_id uuid NOT NULL,
    wire_name text NOT NULL,
    aggregate_id uuid NOT NULL,
    station_id uuid,
    occurred_at timestamptz NOT NULL,
    actor text NOT NULL,
    actor_id uuid,
    origin text,
    request_id text,
    payload text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now()
) PARTITION BY RANGE (recorded_at);
CREATE INDEX events_position ON events (xid, sequence);
CREATE INDEX events_tenant ON events (tenant_id, xid, sequence);
CALL protect('events', 'SELECT, INSERT');
CALL queue_columns('events', 'tenant_id, xid, sequence, event_id, wire_name, recorded_at');

CREATE TABLE relay_cursors (
    consumer text PRIMARY KEY,
    xid xid8 NOT NULL,
    sequence bigint NOT NULL,
    moved_at timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT, INSERT, UPDATE ON relay_cursors TO chargehouse_relay;

CREATE TABLE reactions_done (
    tenant_id uuid NOT NULL,
    consumer text NOT NULL,
    event_id uuid NOT NULL,
    done_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, consumer, event_id)
);
CREATE INDEX reactions_done_age ON reactions_done (done_at);
CALL protect('reactions_done', 'SELECT, INSERT');
CALL queue_columns('reactions_done', 'done_at');
CREATE POLICY forgetting ON reactions_done FOR DELETE TO chargehouse_relay
    USING (done_at < now() - interval '1 day');
GRANT DELETE ON reactions_done TO chargehouse_relay;

-- Reactions that failed, and later events of their aggregates, which wait behind them. The first
-- of an aggregate is tried again at retry_at; without one it is parked until somebody acts.
CREATE TABLE reactions_failed (
    tenant_id uuid NOT NULL,
    consumer text NOT NULL,
    aggregate_id uuid NOT NULL,
    xid xid8 NOT NULL,
    sequence bigint NOT NULL,
    event_id uuid NOT NULL,
    wire_name text NOT NULL,
    attempts integer NOT NULL,
    error text NOT NULL,
    failed_at timestamptz NOT NULL DEFAULT now(),
    retry_at timestamptz,
    PRIMARY KEY (tenant_id, consumer, event_id)
);
CREATE INDEX reactions_failed_order
    ON reactions_failed (tenant_id, consumer, aggregate_id, xid, sequence);
CREATE INDEX reactions_failed_due ON reactions_failed (consumer, retry_at)
    WHERE retry_at IS NOT NULL;
CALL protect('reactions_failed', 'SELECT, INSERT, UPDATE, DELETE');
CALL queue_columns('reactions_failed',
                   'tenant_id, consumer, aggregate_id, attempts, failed_at, retry_at');

-- Appends events that a coalesced statement carries.
CREATE TYPE events_append_row AS (
    event_id uuid, wire_name text, aggregate_id uuid, station_id uuid, occurred_at timestamptz,
    actor text, actor_id uuid, origin text, request_id text, payload text
);
CREATE FUNCTION events_append(tenant uuid, rows events_append_row[]) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('app.tenant', tenant::text, true);
    INSERT INTO events (tenant_id, event_id, wire_name, aggregate_id, station_id, occurred_at,
                        actor, actor_id, origin, request_id, payload)
    SELECT tenant, e.* FROM unnest(rows) AS e;
    RETURN true;
END $$;
"""

PARTITIONS = """
-- Makes the daily partitions of a table from `first` on; those that exist are left alone.
-- Nothing is granted on a partition, since partitions do not inherit row-level security.
CREATE PROCEDURE ensure_partitions(parent text, first date, days integer)
LANGUAGE plpgsql AS $$
DECLARE
    day date;
    child text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('partitions ' || parent));
    FOR day IN SELECT first + n FROM generate_series(0, days - 1) AS n LOOP
        child := format('%s_%s', parent, to_char(day, 'YYYYMMDD'));
        IF to_regclass(child) IS NULL THEN
            EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)',
                           child, parent);
            EXECUTE format('ALTER TABLE %I ADD CONSTRAINT day CHECK '
                           '(recorded_at >= %L AND recorded_at < %L)',
                           child, day::timestamp AT TIME ZONE 'UTC',
                           (day + 1)::timestamp AT TIME ZONE 'UTC');
            EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                           parent, child, day::timestamp AT TIME ZONE 'UTC',
                           (day + 1)::timestamp AT TIME ZONE 'UTC');
            EXECUTE format('ALTER TABLE %I DROP CONSTRAINT day', child);
        END IF;
    END LOOP;
END $$;
"""

PROCESSES = """
CREATE TABLE processes (
    id uuid PRIMARY KEY,
    roles text[] NOT NULL,
    host text NOT NULL,
    pid integer NOT NULL,
    version text NOT NULL,
    started_at timestamptz NOT NULL,
    alive_until timestamptz NOT NULL
);
GRANT SELECT ON processes TO chargehouse_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON processes TO chargehouse_relay;
"""

IDEMPOTENCY = """
CREATE TABLE idempotency_keys (
    tenant_id uuid NOT NULL,
    actor text NOT NULL,
    key_hash bytea NOT NULL,
    fingerprint bytea NOT NULL,
    answer bytea,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, actor, key_hash)
);
CREATE INDEX idempotency_keys_expiry ON idempotency_keys (tenant_id, expires_at);
CALL protect('idempotency_keys', 'SELECT, INSERT, UPDATE, DELETE');
CALL queue_columns('idempotency_keys', 'tenant_id, expires_at');
"""

BROKER = """
-- Messages between processes that are too long for NOTIFY; each is kept for minutes.
CREATE UNLOGGED TABLE broker_messages (
    id uuid PRIMARY KEY,
    body bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX broker_messages_age ON broker_messages (created_at);
GRANT SELECT, INSERT, DELETE ON broker_messages TO chargehouse_relay;
"""


def upgrade() -> None:
    for step in (ROLES, TENANT, EVENTS, PARTITIONS, PROCESSES, IDEMPOTENCY, BROKER):
        run_script(step)
