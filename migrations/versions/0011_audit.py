"""The audit log: entries, what is personal in them, the tree, heads, anchors.

Revision ID: 0011
Revises: 0010
"""

from chargehouse.platform.postgres.migrate import run_script

revision = "0011"
down_revision = "0010"

# What erasure and retention run as. Nobody is a member of it but who migrates, so that no other
# door leads to it than the two functions below.
ROLE = """
DO $$
BEGIN
    CREATE ROLE chargehouse_audit NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
GRANT chargehouse_audit TO CURRENT_USER;
GRANT USAGE ON SCHEMA public TO chargehouse_audit;
"""

TABLES = """
-- Where each log stands. What says how it grows may be made anew from the entries.
CREATE TABLE audit_logs (
    tenant_id uuid PRIMARY KEY REFERENCES tenants,
    size bigint NOT NULL DEFAULT 0,
    frontier bytea NOT NULL DEFAULT '',
    first_kept bigint NOT NULL DEFAULT 0,
    signed_size bigint NOT NULL DEFAULT 0,
    anchored_at timestamptz
);
CALL protect('audit_logs', 'SELECT, INSERT, UPDATE');
CALL queue_columns('audit_logs', 'tenant_id, size, signed_size, anchored_at');

-- What stands beside the body is of it, and is there to search by.
CREATE TABLE audit_entries (
    tenant_id uuid NOT NULL,
    leaf_index bigint NOT NULL,
    leaf_hash bytea NOT NULL,
    body text,
    event_id uuid,
    wire_name text COLLATE "C",
    at timestamptz,
    aggregate_id uuid,
    station_id uuid,
    actor_kind text,
    actor_id uuid,
    request_id text,
    PRIMARY KEY (tenant_id, leaf_index)
);
CREATE UNIQUE INDEX audit_entries_event ON audit_entries (tenant_id, event_id);
CREATE INDEX audit_entries_name ON audit_entries (tenant_id, wire_name, leaf_index);
CREATE INDEX audit_entries_time ON audit_entries (tenant_id, at);
CREATE INDEX audit_entries_aggregate ON audit_entries (tenant_id, aggregate_id, leaf_index);
CREATE INDEX audit_entries_station ON audit_entries (tenant_id, station_id, leaf_index)
    WHERE station_id IS NOT NULL;
CREATE INDEX audit_entries_actor ON audit_entries (tenant_id, actor_id, leaf_index)
    WHERE actor_id IS NOT NULL;
CREATE INDEX audit_entries_request ON audit_entries (tenant_id, request_id, leaf_index)
    WHERE request_id IS NOT NULL;
CALL protect('audit_entries', 'SELECT, INSERT');

CREATE TABLE audit_personal (
    tenant_id uuid NOT NULL,
    leaf_index bigint NOT NULL,
    field text NOT NULL,
    salt bytea NOT NULL,
    value text NOT NULL,
    PRIMARY KEY (tenant_id, leaf_index, field)
);
CALL protect('audit_personal', 'SELECT, INSERT');

CREATE TABLE audit_tiles (
    tenant_id uuid NOT NULL,
    level smallint NOT NULL,
    place bigint NOT NULL,
    hashes bytea NOT NULL,
    root bytea NOT NULL,
    PRIMARY KEY (tenant_id, level, place)
);
CALL protect('audit_tiles', 'SELECT, INSERT');

CREATE TABLE audit_heads (
    tenant_id uuid NOT NULL,
    number bigint NOT NULL,
    size bigint NOT NULL,
    root bytea NOT NULL,
    at timestamptz NOT NULL,
    key_id text NOT NULL,
    signature bytea NOT NULL,
    PRIMARY KEY (tenant_id, number)
);
CALL protect('audit_heads', 'SELECT, INSERT');

CREATE TABLE audit_anchors (
    tenant_id uuid NOT NULL,
    number bigint NOT NULL,
    day date NOT NULL,
    size bigint NOT NULL,
    root bytea NOT NULL,
    previous bytea,
    at timestamptz NOT NULL,
    key_id text NOT NULL,
    signature bytea NOT NULL,
    PRIMARY KEY (tenant_id, number)
);
CREATE UNIQUE INDEX audit_anchors_day ON audit_anchors (tenant_id, day);
CALL protect('audit_anchors', 'SELECT, INSERT');
CALL queue_columns('audit_anchors', 'tenant_id, number, at');

-- Up to which anchor each witness was told.
CREATE TABLE audit_witnesses (
    tenant_id uuid NOT NULL,
    name text NOT NULL,
    told bigint NOT NULL,
    told_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, name)
);
CALL protect('audit_witnesses', 'SELECT, INSERT, UPDATE');
CALL queue_columns('audit_witnesses', 'tenant_id, name, told');
"""

NEVER = """
CREATE FUNCTION audit_never() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF current_user <> 'chargehouse_audit' THEN
        RAISE EXCEPTION 'The audit log is never changed: % of % is refused.', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['audit_entries', 'audit_personal', 'audit_tiles', 'audit_heads',
                                'audit_anchors'] LOOP
        EXECUTE format('CREATE TRIGGER never BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
                       'FOR EACH STATEMENT EXECUTE FUNCTION audit_never()', name);
    END LOOP;
END $$;
"""

# Both do what an entry of the log says, and nothing else, so that nothing goes without a trace.
KEEPING = """
CREATE POLICY keeping ON audit_entries TO chargehouse_audit
    USING (tenant_id = (SELECT current_tenant()));
CREATE POLICY keeping ON audit_personal TO chargehouse_audit
    USING (tenant_id = (SELECT current_tenant()));
GRANT SELECT ON audit_entries, audit_personal TO chargehouse_audit;
GRANT UPDATE (body, event_id, wire_name, at, aggregate_id, station_id, actor_kind, actor_id,
              request_id) ON audit_entries TO chargehouse_audit;
GRANT DELETE ON audit_personal TO chargehouse_audit;

-- Erases the personal fields that an entry names which this transaction wrote.
CREATE FUNCTION audit_erase(tenant uuid, entry bigint) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    said jsonb;
    erased integer;
BEGIN
    SELECT e.body::jsonb INTO said FROM audit_entries e
    WHERE e.tenant_id = tenant AND e.leaf_index = entry AND e.wire_name = 'gdpr.scrubbed'
          AND e.xmin = pg_current_xact_id()::xid;
    IF said IS NULL OR said ->> 'event' IS DISTINCT FROM 'gdpr.scrubbed' THEN
        RAISE EXCEPTION 'An erasure needs its own entry in the same transaction.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    DELETE FROM audit_personal p
    USING jsonb_to_recordset(said -> 'data' -> 'fields') AS named (index bigint, field text)
    WHERE p.tenant_id = tenant AND p.leaf_index = named.index AND p.field = named.field
          AND p.leaf_index < entry;
    GET DIAGNOSTICS erased = ROW_COUNT;
    RETURN erased;
END $$;
ALTER FUNCTION audit_erase OWNER TO chargehouse_audit;
REVOKE ALL ON FUNCTION audit_erase FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_erase TO chargehouse_app;

-- Empties at most so many entries, from one on, that stand before the first one which an entry of
-- the log says is kept; answers the first one that it left.
CREATE FUNCTION audit_retain(tenant uuid, entry bigint, from_index bigint, many integer)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    said jsonb;
    until bigint;
BEGIN
    SELECT e.body::jsonb INTO said FROM audit_entries e
    WHERE e.tenant_id = tenant AND e.leaf_index = entry AND e.wire_name = 'audit.retained';
    IF said IS NULL OR said ->> 'event' IS DISTINCT FROM 'audit.retained' THEN
        RAISE EXCEPTION 'Retention needs its own entry in the log.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    until := least((said -> 'data' ->> 'first_kept')::bigint, entry, from_index + many);
    DELETE FROM audit_personal p
    WHERE p.tenant_id = tenant AND p.leaf_index >= from_index AND p.leaf_index < until;
    UPDATE audit_entries e
    SET body = NULL, event_id = NULL, wire_name = NULL, at = NULL, aggregate_id = NULL,
        station_id = NULL, actor_kind = NULL, actor_id = NULL, request_id = NULL
    WHERE e.tenant_id = tenant AND e.leaf_index >= from_index AND e.leaf_index < until
          AND e.body IS NOT NULL;
    RETURN until;
END $$;
ALTER FUNCTION audit_retain OWNER TO chargehouse_audit;
REVOKE ALL ON FUNCTION audit_retain FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_retain TO chargehouse_app;
"""


def upgrade() -> None:
    for step in (ROLE, TABLES, NEVER, KEEPING):
        run_script(step)
