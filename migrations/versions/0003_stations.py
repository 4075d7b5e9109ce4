"""Locations, stations and what they say: status, faults, configuration, commands, timeline.

Revision ID: 0003
Revises: 0002
"""

from chargehouse.platform.postgres.migrate import run_script

revision = "0003"
down_revision = "0002"

PLACES = """
CREATE TABLE locations (
    tenant_id uuid NOT NULL REFERENCES tenants,
    id uuid NOT NULL,
    name text NOT NULL,
    timezone text NOT NULL,
    address text,
    postal_code text,
    city text,
    country text,
    latitude numeric(9, 6),
    longitude numeric(9, 6),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX locations_name ON locations (tenant_id, name, id);
CALL protect('locations', 'SELECT, INSERT, UPDATE, DELETE');

-- `code` is what the charger calls itself in its URL; it is compared without case.
-- `last_used_at` is when somebody last charged there. What is folded is searched by how it begins,
-- in an index; row-level security lets none be searched by `lower(...)` or LIKE. `read_at` is when
-- its configuration or device model was last read by itself, `read_firmware` of which firmware.
CREATE TABLE stations (
    tenant_id uuid NOT NULL REFERENCES tenants,
    id uuid NOT NULL,
    location_id uuid NOT NULL,
    code text NOT NULL,
    folded_code text COLLATE "C" NOT NULL GENERATED ALWAYS AS (lower(code)) STORED,
    name text,
    folded_name text COLLATE "C" GENERATED ALWAYS AS (lower(name)) STORED,
    protocol text,
    security_profile smallint NOT NULL,
    password_hash bytea,
    offered_password_hash bytea,
    registration text NOT NULL,
    vendor text,
    model text,
    serial_number text,
    folded_serial text COLLATE "C" GENERATED ALWAYS AS (lower(left(serial_number, 100))) STORED,
    firmware_version text,
    read_at timestamptz,
    read_firmware text,
    quirk_profile text,
    boot_reason text,
    booted_at timestamptz,
    clock_skew_s double precision,
    status text,
    status_reported_at timestamptz,
    status_received_at timestamptz,
    heartbeat_at timestamptz,
    last_used_at timestamptz,
    deviations bigint NOT NULL DEFAULT 0,
    removed_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, location_id) REFERENCES locations (tenant_id, id)
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX stations_code ON stations (tenant_id, folded_code) WHERE removed_at IS NULL;
CREATE INDEX stations_name ON stations (tenant_id, folded_name, id) WHERE removed_at IS NULL;
CREATE INDEX stations_serial ON stations (tenant_id, folded_serial)
    WHERE folded_serial IS NOT NULL AND removed_at IS NULL;
CREATE INDEX stations_location ON stations (tenant_id, location_id, id);
CALL protect('stations', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE connectors (
    tenant_id uuid NOT NULL,
    station_id uuid NOT NULL,
    evse_id integer NOT NULL,
    connector_id integer NOT NULL,
    standard text,
    power_type text,
    max_power_w integer,
    status text,
    error_code text,
    vendor_id text,
    vendor_error_code text,
    info text,
    reported_at timestamptz,
    received_at timestamptz,
    PRIMARY KEY (tenant_id, station_id, evse_id, connector_id),
    FOREIGN KEY (tenant_id, station_id) REFERENCES stations (tenant_id, id)
) WITH (fillfactor = 70);
CALL protect('connectors', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE faults (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    station_id uuid NOT NULL,
    evse_id integer NOT NULL,
    connector_id integer NOT NULL,
    error_code text NOT NULL,
    vendor_id text,
    vendor_error_code text,
    info text,
    reported_at timestamptz,
    opened_at timestamptz NOT NULL,
    closed_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, station_id) REFERENCES stations (tenant_id, id)
);
CREATE UNIQUE INDEX faults_open
    ON faults (tenant_id, station_id, evse_id, connector_id, error_code, vendor_error_code)
    NULLS NOT DISTINCT WHERE closed_at IS NULL;
CREATE INDEX faults_opened ON faults (tenant_id, opened_at, id);
CREATE INDEX faults_station ON faults (tenant_id, station_id, opened_at);
CALL protect('faults', 'SELECT, INSERT, UPDATE');
"""

CONNECTIONS = """
-- One row a station: the newest connection. `last_seen_at` is when it last sent anything.
CREATE TABLE station_connections (
    tenant_id uuid NOT NULL,
    station_id uuid NOT NULL,
    connection_id uuid NOT NULL,
    process_id uuid NOT NULL,
    subprotocol text NOT NULL,
    security_profile smallint NOT NULL,
    remote_address text NOT NULL,
    connected_at timestamptz NOT NULL,
    disconnected_at timestamptz,
    close_code integer,
    close_reason text,
    last_seen_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, station_id),
    FOREIGN KEY (tenant_id, station_id) REFERENCES stations (tenant_id, id)
) WITH (fillfactor = 50);
CREATE INDEX station_connections_process ON station_connections (process_id)
    WHERE disconnected_at IS NULL;
CALL protect('station_connections', 'SELECT, INSERT, UPDATE, DELETE');
CALL queue_columns('station_connections',
                   'tenant_id, station_id, connection_id, process_id, disconnected_at');

CREATE TABLE registration_windows (
    tenant_id uuid NOT NULL REFERENCES tenants,
    id uuid NOT NULL,
    location_id uuid NOT NULL,
    security_profile smallint NOT NULL,
    opened_by text NOT NULL,
    opens_at timestamptz NOT NULL,
    closes_at timestamptz NOT NULL,
    stations_left integer NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, location_id) REFERENCES locations (tenant_id, id) ON DELETE CASCADE
);
CALL protect('registration_windows', 'SELECT, INSERT, UPDATE, DELETE');

-- Certificates that Chargehouse's own authority issued to stations (OCPP security profile 3).
CREATE TABLE certificate_authorities (
    tenant_id uuid PRIMARY KEY REFERENCES tenants,
    certificate_pem text NOT NULL,
    key_encrypted bytea NOT NULL,
    created_at timestamptz NOT NULL
);
CALL protect('certificate_authorities', 'SELECT, INSERT');

CREATE TABLE station_certificates (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    station_id uuid NOT NULL,
    serial_number text NOT NULL,
    subject text NOT NULL,
    certificate_pem text NOT NULL,
    not_before timestamptz NOT NULL,
    not_after timestamptz NOT NULL,
    status text NOT NULL,
    issued_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, station_id) REFERENCES stations (tenant_id, id)
);
CREATE INDEX station_certificates_station
    ON station_certificates (tenant_id, station_id, issued_at);
CALL protect('station_certificates', 'SELECT, INSERT, UPDATE');
"""

VARIABLES = """
-- Configuration keys of OCPP 1.6 (component '') and device-model variables of 2.x.
-- `value` is fit to be read by people; what may hold an identifier or a secret is masked there
-- and kept in `value_encrypted`.
CREATE TABLE station_variables (
    tenant_id uuid NOT NULL,
    station_id uuid NOT NULL,
    component text NOT NULL,
    component_instance text NOT NULL DEFAULT '',
    evse_id integer NOT NULL DEFAULT 0,
    connector_id integer NOT NULL DEFAULT 0,
    variable text NOT NULL,
    variable_instance text NOT NULL DEFAULT '',
    attribute text NOT NULL DEFAULT 'Actual',
    value text,
    value_encrypted bytea,
    masked boolean NOT NULL DEFAULT false,
    mutability text,
    data_type text,
    unit text,
    characteristics text,
    observed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, station_id, component, component_instance, evse_id, connector_id,
                 variable, variable_instance, attribute),
    FOREIGN KEY (tenant_id, station_id) REFERENCES stations (tenant_id, id)
);
CALL protect('station_variables', 'SELECT, INSERT, UPDATE, DELETE');

-- Requests and answers are kept masked; what must be sent is kept encrypted until it is sent.
CREATE TABLE commands (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    station_id uuid NOT NULL,
    action text NOT NULL,
    verb text,
    status text NOT NULL,
    request text NOT NULL,
    request_encrypted bytea,
    answer text,
    answer_status text,
    error_code text,
    error_description text,
    requested_by text NOT NULL,
    request_id text,
    reason text,
    requested_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    sent_at timestamptz,
    answered_at timestamptz,
    connection_id uuid,
    message_id text,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, station_id) REFERENCES stations (tenant_id, id)
);
CREATE INDEX commands_station ON commands (tenant_id, station_id, requested_at, id);
CREATE INDEX commands_waiting ON commands (expires_at) WHERE status IN ('queued', 'sent');
CALL protect('commands', 'SELECT, INSERT, UPDATE');
CALL queue_columns('commands', 'tenant_id, id, station_id, status, expires_at');
"""

TIMELINE = """
CREATE TABLE frames (
    tenant_id uuid NOT NULL,
    station_id uuid NOT NULL,
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    connection_id uuid NOT NULL,
    direction text NOT NULL,
    kind text NOT NULL,
    action text,
    message_id text,
    payload text,
    deviations text[],
    recorded_at timestamptz NOT NULL DEFAULT now()
) PARTITION BY RANGE (recorded_at);
CREATE INDEX frames_station ON frames (tenant_id, station_id, at, id);
CALL protect('frames', 'SELECT, INSERT, DELETE');

CREATE TYPE frames_append_row AS (
    station_id uuid, id uuid, at timestamptz, connection_id uuid, direction text, kind text,
    action text, message_id text, payload text, deviations text
);
CREATE FUNCTION frames_append(tenant uuid, rows frames_append_row[]) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('app.tenant', tenant::text, true);
    INSERT INTO frames (tenant_id, station_id, id, at, connection_id, direction, kind, action,
                        message_id, payload, deviations)
    SELECT tenant, f.station_id, f.id, f.at, f.connection_id, f.direction, f.kind, f.action,
           f.message_id, f.payload, string_to_array(f.deviations, chr(10))
    FROM unnest(rows) AS f;
    RETURN true;
END $$;
"""

HOT = """
CREATE TYPE admitted AS (
    station_id uuid, location_id uuid, protocol text, security_profile smallint,
    password_hash bytea, registration text, quirk_profile text, previous_connection uuid,
    previous_process uuid, timezone text, offered_password_hash bytea
);

-- Reads the stations that knock, by code; an unknown code answers a null row. The codes are
-- folded beforehand, since row-level security lets no index be searched by `lower(...)`.
CREATE TYPE stations_find_row AS (code text);
CREATE FUNCTION stations_find(tenant uuid, rows stations_find_row[]) RETURNS admitted[]
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('app.tenant', tenant::text, true);
    RETURN (
        SELECT array_agg(
            CASE WHEN s.id IS NULL THEN NULL ELSE
                ROW(s.id, s.location_id, s.protocol, s.security_profile, s.password_hash,
                    s.registration, s.quirk_profile, c.connection_id, c.process_id,
                    l.timezone, s.offered_password_hash)::admitted
            END ORDER BY i.n)
        FROM (
            SELECT lower(u.code) AS code, u.n FROM unnest(rows) WITH ORDINALITY AS u (code, n)
            OFFSET 0
        ) AS i
        LEFT JOIN LATERAL (
            SELECT * FROM stations k
            WHERE k.tenant_id = tenant AND k.folded_code = i.code AND k.removed_at IS NULL
            LIMIT 1
        ) s ON true
        LEFT JOIN LATERAL (
            SELECT k.timezone FROM locations k
            WHERE k.tenant_id = tenant AND k.id = s.location_id LIMIT 1
        ) l ON true
        LEFT JOIN LATERAL (
            SELECT k.connection_id, k.process_id FROM station_connections k
            WHERE k.tenant_id = tenant AND k.station_id = s.id AND k.disconnected_at IS NULL
            LIMIT 1
        ) c ON true
    );
END $$;

-- Makes each connection its station's newest, with its event; answers the one it replaces.
CREATE TYPE replaced AS (connection_id uuid, process_id uuid);
CREATE TYPE stations_connected_row AS (
    station_id uuid, connection_id uuid, process_id uuid, subprotocol text,
    security_profile smallint, remote_address text, at timestamptz, event_id uuid, actor text
);
CREATE FUNCTION stations_connected(tenant uuid, rows stations_connected_row[]) RETURNS replaced[]
LANGUAGE plpgsql AS $$
DECLARE
    answers replaced[] := '{}';
    i stations_connected_row;
    was replaced;
    held station_connections;
BEGIN
    PERFORM set_config('app.tenant', tenant::text, true);
    FOREACH i IN ARRAY rows LOOP
        was := NULL;
        INSERT INTO station_connections (
            tenant_id, station_id, connection_id, process_id, subprotocol, security_profile,
            remote_address, connected_at, last_seen_at)
        VALUES (tenant, i.station_id, i.connection_id, i.process_id, i.subprotocol,
                i.security_profile, i.remote_address, i.at, i.at)
        ON CONFLICT (tenant_id, station_id) DO NOTHING;
        IF NOT FOUND THEN
            -- Locked whether it is open or not: of two at once, the second replaces the first.
            SELECT c.* INTO held FROM station_connections c
            WHERE c.tenant_id = tenant AND c.station_id = i.station_id FOR UPDATE;
            IF held.disconnected_at IS NULL THEN
                was := ROW(held.connection_id, held.process_id)::replaced;
            END IF;
            UPDATE station_connections c SET
                connection_id = i.connection_id, process_id = i.process_id,
                subprotocol = i.subprotocol, security_profile = i.security_profile,
                remote_address = i.remote_address, connected_at = i.at, last_seen_at = i.at,
                disconnected_at = NULL, close_code = NULL, close_reason = NULL
            WHERE c.tenant_id = tenant AND c.station_id = i.station_id;
        END IF;
        INSERT INTO events (tenant_id, event_id, wire_name, aggregate_id, station_id, occurred_at,
                            actor, payload)
        VALUES (tenant, i.event_id, 'station.connected', i.station_id, i.station_id, i.at,
                i.actor, json_build_object(
                    'aggregate_id', i.station_id, 'station_id', i.station_id,
                    'connection_id', i.connection_id, 'subprotocol', i.subprotocol,
                    'security_profile', i.security_profile, 'remote_address', i.remote_address,
                    'replaced_connection_id', was.connection_id)::text);
        answers := answers || was;
    END LOOP;
    RETURN answers;
END $$;

-- Ends connections, with their events; one that is no longer its station's newest answers false
-- and changes nothing.
CREATE TYPE stations_disconnected_row AS (
    station_id uuid, connection_id uuid, at timestamptz, close_code integer, reason text,
    event_id uuid, actor text
);
CREATE FUNCTION stations_disconnected(
    tenant uuid, rows stations_disconnected_row[]
) RETURNS boolean[]
LANGUAGE plpgsql AS $$
DECLARE
    answers boolean[];
BEGIN
    PERFORM set_config('app.tenant', tenant::text, true);
    WITH input AS (
        SELECT i.*, i.ordinality AS n FROM unnest(rows) WITH ORDINALITY AS i
    ), ended AS (
        UPDATE station_connections c
        SET disconnected_at = i.at, close_code = i.close_code, close_reason = i.reason
        FROM input i
        WHERE c.tenant_id = tenant AND c.station_id = i.station_id
              AND c.connection_id = i.connection_id AND c.disconnected_at IS NULL
        RETURNING i.n
    ), told AS (
        INSERT INTO events (tenant_id, event_id, wire_name, aggregate_id, station_id, occurred_at,
                            actor, payload)
        SELECT tenant, i.event_id, 'station.disconnected', i.station_id, i.station_id, i.at,
               i.actor, json_build_object(
                   'aggregate_id', i.station_id, 'station_id', i.station_id,
                   'connection_id', i.connection_id, 'close_code', i.close_code,
                   'reason', i.reason)::text
        FROM ended JOIN input i USING (n)
    )
    SELECT array_agg(ended.n IS NOT NULL ORDER BY input.n) INTO answers
    FROM input LEFT JOIN ended USING (n);
    RETURN answers;
END $$;

-- Moves `last_seen_at` on for connections that sent something. One that was ended because its
-- process seemed to be gone is open again, with its event: who says this holds it.
CREATE TYPE stations_seen_row AS (station_id uuid, connection_id uuid, at timestamptz);
CREATE FUNCTION stations_seen(tenant uuid, rows stations_seen_row[]) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('app.tenant', tenant::text, true);
    UPDATE station_connections c SET last_seen_at = i.at
    FROM unnest(rows) AS i
    WHERE c.tenant_id = tenant AND c.station_id = i.station_id
          AND c.connection_id = i.connection_id AND c.last_seen_at < i.at;
    WITH back AS (
        UPDATE station_connections c SET disconnected_at = NULL, close_reason = NULL
        FROM unnest(rows) AS i
        WHERE c.tenant_id = tenant AND c.station_id = i.station_id
              AND c.connection_id = i.connection_id AND c.disconnected_at IS NOT NULL
              AND c.close_code IS NULL AND c.close_reason = 'gateway lost'
        RETURNING c.*
    )
    INSERT INTO events (tenant_id, event_id, wire_name, aggregate_id, station_id, occurred_at,
                        actor, payload)
    SELECT tenant, gen_random_uuid(), 'station.connected', b.station_id, b.station_id, now(),
           'gateway:seen', json_build_object(
               'aggregate_id', b.station_id, 'station_id', b.station_id,
               'connection_id', b.connection_id, 'subprotocol', b.subprotocol,
               'security_profile', b.security_profile, 'remote_address', b.remote_address,
               'replaced_connection_id', NULL)::text
    FROM back b;
    RETURN true;
END $$;

-- Keeps what a BootNotification said; answers how the station is registered.
CREATE TYPE stations_booted_row AS (
    station_id uuid, vendor text, model text, serial text, firmware text, quirk_profile text,
    reason text, at timestamptz, deviations integer
);
CREATE FUNCTION stations_booted(tenant uuid, rows stations_booted_row[]) RETURNS text[]
LANGUAGE plpgsql AS $$
DECLARE
    answers text[];
BEGIN
    PERFORM set_config('app.tenant', tenant::text, true);
    WITH input AS (
        SELECT i.*, i.ordinality AS n FROM unnest(rows) WITH ORDINALITY AS i
    ), booted AS (
        UPDATE stations s SET vendor = i.vendor, model = i.model, serial_number = i.serial,
            firmware_version = i.firmware, quirk_profile = i.quirk_profile, boot_reason = i.reason,
            booted_at = i.at, deviations = s.deviations + i.deviations
        FROM input i
        WHERE s.tenant_id = tenant AND s.id = i.station_id
        RETURNING i.n, s.registration
    )
    SELECT array_agg(booted.registration ORDER BY input.n) INTO answers
    FROM input LEFT JOIN booted USING (n);
    RETURN answers;
END $$;

-- Moves `heartbeat_at` and `last_used_at` on, counts deviations, keeps how far a station's clock
-- is off.
CREATE TYPE stations_heard_row AS (
    station_id uuid, heartbeat timestamptz, used timestamptz, deviations integer,
    skew double precision
);
CREATE FUNCTION stations_heard(tenant uuid, rows stations_heard_row[]) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('app.tenant', tenant::text, true);
    UPDATE stations s SET heartbeat_at = greatest(s.heartbeat_at, i.heartbeat),
        last_used_at = greatest(s.last_used_at, i.used),
        deviations = s.deviations + i.deviations, clock_skew_s = coalesce(i.skew, s.clock_skew_s)
    FROM (
        SELECT h.station_id, max(h.heartbeat) AS heartbeat, max(h.used) AS used,
               sum(h.deviations) AS deviations, max(h.skew) AS skew
        FROM unnest(rows) AS h
        GROUP BY h.station_id
    ) i
    WHERE s.tenant_id = tenant AND s.id = i.station_id;
    RETURN true;
END $$;

-- Keeps what was said of stations as a whole (connector 0 of OCPP 1.6), with an event where it
-- changed; answers the status each had before.
CREATE TYPE was_status AS (status text, error_code text, received_at timestamptz);
CREATE TYPE stations_reported_row AS (
    station_id uuid, status text, error_code text, vendor_error_code text,
    reported_at timestamptz, received_at timestamptz, event_id uuid, actor text
);
CREATE FUNCTION stations_reported(tenant uuid, rows stations_reported_row[]) RETURNS was_status[]
LANGUAGE plpgsql AS $$
DECLARE
    answers was_status[] := '{}';
    was was_status;
    i stations_reported_row;
BEGIN
    PERFORM set_config('app.tenant', tenant::text, true);
    FOREACH i IN ARRAY rows LOOP
        SELECT s.status, NULL, s.status_received_at INTO was FROM stations s
        WHERE s.tenant_id = tenant AND s.id = i.station_id;
        UPDATE stations s SET status = i.status, status_reported_at = i.reported_at,
                              status_received_at = i.received_at
        WHERE s.tenant_id = tenant AND s.id = i.station_id;
        IF was.status IS DISTINCT FROM i.status THEN
            INSERT INTO events (tenant_id, event_id, wire_name, aggregate_id, station_id,
                                occurred_at, actor, payload)
            VALUES (tenant, i.event_id, 'station.connector_status_changed', i.station_id,
                    i.station_id, i.received_at, i.actor, json_build_object(
                        'aggregate_id', i.station_id, 'station_id', i.station_id,
                        'evse_id', 0, 'connector_id', 0, 'status', i.status,
                        'previous_status', was.status, 'error_code', i.error_code,
                        'vendor_error_code', i.vendor_error_code,
                        'reported_at', i.reported_at)::text);
        END IF;
        answers := answers || was;
    END LOOP;
    RETURN answers;
END $$;

-- Keeps what StatusNotifications said of connectors, with an event where status or error code
-- changed; answers what each had before.
CREATE TYPE connectors_reported_row AS (
    station_id uuid, evse_id integer, connector_id integer, status text, error_code text,
    vendor_id text, vendor_error_code text, info text, reported_at timestamptz,
    received_at timestamptz, event_id uuid, actor text
);
CREATE FUNCTION connectors_reported(
    tenant uuid, rows connectors_reported_row[]
) RETURNS was_status[]
LANGUAGE plpgsql AS $$
DECLARE
    answers was_status[] := '{}';
    was was_status;
    i connectors_reported_row;
BEGIN
    PERFORM set_config('app.tenant', tenant::text, true);
    FOREACH i IN ARRAY rows LOOP
        SELECT c.status, c.error_code, c.received_at INTO was FROM connectors c
        WHERE c.tenant_id = tenant AND c.station_id = i.station_id
              AND c.evse_id = i.evse_id AND c.connector_id = i.connector_id;
        IF NOT FOUND THEN was := NULL; END IF;
        INSERT INTO connectors AS c (
            tenant_id, station_id, evse_id, connector_id, status, error_code, vendor_id,
            vendor_error_code, info, reported_at, received_at)
        VALUES (tenant, i.station_id, i.evse_id, i.connector_id, i.status,
                i.error_code, i.vendor_id, i.vendor_error_code, i.info, i.reported_at,
                i.received_at)
        ON CONFLICT (tenant_id, station_id, evse_id, connector_id) DO UPDATE SET
            status = excluded.status, error_code = excluded.error_code,
            vendor_id = excluded.vendor_id, vendor_error_code = excluded.vendor_error_code,
            info = excluded.info, reported_at = excluded.reported_at,
            received_at = excluded.received_at;
        IF was.status IS DISTINCT FROM i.status OR was.error_code IS DISTINCT FROM i.error_code
        THEN
            INSERT INTO events (tenant_id, event_id, wire_name, aggregate_id, station_id,
                                occurred_at, actor, payload)
            VALUES (tenant, i.event_id, 'station.connector_status_changed', i.station_id,
                    i.station_id, i.received_at, i.actor, json_build_object(
                        'aggregate_id', i.station_id, 'station_id', i.station_id,
                        'evse_id', i.evse_id, 'connector_id', i.connector_id,
                        'status', i.status, 'previous_status', was.status,
                        'error_code', i.error_code, 'vendor_error_code', i.vendor_error_code,
                        'reported_at', i.reported_at)::text);
        END IF;
        answers := answers || was;
    END LOOP;
    RETURN answers;
END $$;

-- Opens faults, with their events, or leaves an open one of the same codes as it is.
CREATE TYPE faults_opened_row AS (
    id uuid, station_id uuid, evse_id integer, connector_id integer, error_code text,
    vendor_id text, vendor_error_code text, info text, reported_at timestamptz,
    opened_at timestamptz, event_id uuid, actor text
);
CREATE FUNCTION faults_opened(tenant uuid, rows faults_opened_row[]) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('app.tenant', tenant::text, true);
    WITH opened AS (
        INSERT INTO faults (tenant_id, id, station_id, evse_id, connector_id, error_code,
                            vendor_id, vendor_error_code, info, reported_at, opened_at)
        SELECT tenant, f.id, f.station_id, f.evse_id, f.connector_id, f.error_code, f.vendor_id,
               f.vendor_error_code, f.info, f.reported_at, f.opened_at
        FROM unnest(rows) AS f
        ON CONFLICT DO NOTHING
        RETURNING *
    )
    INSERT INTO events (tenant_id, event_id, wire_name, aggregate_id, station_id, occurred_at,
                        actor, payload)
    SELECT tenant, i.event_id, 'station.fault_opened', o.station_id, o.station_id, o.opened_at,
           i.actor, json_build_object(
               'aggregate_id', o.station_id, 'station_id', o.station_id, 'fault_id', o.id,
               'evse_id', o.evse_id, 'connector_id', o.connector_id,
               'error_code', o.error_code, 'vendor_id', o.vendor_id,
               'vendor_error_code', o.vendor_error_code, 'info', o.info,
               'reported_at', o.reported_at)::text
    FROM opened o JOIN unnest(rows) AS i USING (id);
    RETURN true;
END $$;

-- Closes open faults of connectors, with their events: those of one code, or of any where the
-- code is null, but not the one that still holds.
CREATE TYPE faults_closed_row AS (
    station_id uuid, evse_id integer, connector_id integer, code text, still_code text,
    still_vendor_code text, at timestamptz, actor text
);
CREATE FUNCTION faults_closed(tenant uuid, rows faults_closed_row[]) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('app.tenant', tenant::text, true);
    WITH closed AS (
        UPDATE faults f SET closed_at = i.at
        FROM unnest(rows) AS i
        WHERE f.tenant_id = tenant AND f.station_id = i.station_id AND f.evse_id = i.evse_id
              AND f.connector_id = i.connector_id AND f.closed_at IS NULL
              AND (i.code IS NULL OR f.error_code = i.code)
              AND (f.error_code, f.vendor_error_code)
                  IS DISTINCT FROM (i.still_code, i.still_vendor_code)
        RETURNING f.*, i.actor
    )
    INSERT INTO events (tenant_id, event_id, wire_name, aggregate_id, station_id, occurred_at,
                        actor, payload)
    SELECT tenant, gen_random_uuid(), 'station.fault_cleared', c.station_id, c.station_id,
           c.closed_at, c.actor, json_build_object(
               'aggregate_id', c.station_id, 'station_id', c.station_id, 'fault_id', c.id,
               'evse_id', c.evse_id, 'connector_id', c.connector_id,
               'error_code', c.error_code, 'vendor_error_code', c.vendor_error_code,
               'opened_at', c.opened_at)::text
    FROM closed c;
    RETURN true;
END $$;
"""


def upgrade() -> None:
    for step in (PLACES, CONNECTIONS, VARIABLES, TIMELINE, HOT):
        run_script(step)
