"""Fleets, and the rules by which their vehicles may charge.

Revision ID: 0012
Revises: 0011
"""

from chargehouse.platform.postgres.migrate import run_script

revision = "0012"
down_revision = "0011"

FLEETS = """
-- What a decision was made under has a version: of a fleet's state, and of its rules.
CREATE SEQUENCE fleet_versions;
GRANT USAGE ON SEQUENCE fleet_versions TO chargehouse_app;

CREATE TABLE fleets (
    tenant_id uuid NOT NULL REFERENCES tenants,
    id uuid NOT NULL,
    name text NOT NULL,
    active boolean NOT NULL,
    note text NOT NULL,
    state_version bigint NOT NULL DEFAULT nextval('fleet_versions'),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX fleets_name ON fleets (tenant_id, lower(name));
CALL protect('fleets', 'SELECT, INSERT, UPDATE, DELETE');

ALTER TABLE vehicles ADD FOREIGN KEY (tenant_id, fleet_id) REFERENCES fleets (tenant_id, id);
"""

RULES = """
-- The hours of weekly windows, as minutes since Monday 00:00 by the clock on the wall. A window has
-- the `days` (1 is Monday) on which it begins, and the times `begins` and `ends`; where it does not
-- end after it begins, it ends the next day. Without windows the hours are null.
CREATE FUNCTION hours_of(windows jsonb) RETURNS int4multirange
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
    SELECT range_agg(piece)
    FROM jsonb_to_recordset(windows) AS w (days integer[], begins text, ends text)
    CROSS JOIN LATERAL unnest(w.days) AS d (day)
    CROSS JOIN LATERAL (
        SELECT (d.day - 1) * 1440 + left(w.begins, 2)::integer * 60
                   + right(w.begins, 2)::integer AS first,
               (d.day - 1 + CASE WHEN w.ends <= w.begins THEN 1 ELSE 0 END) * 1440
                   + left(w.ends, 2)::integer * 60 + right(w.ends, 2)::integer AS last
    ) AS t
    CROSS JOIN LATERAL (
        VALUES (int4range(t.first, least(t.last, 10080))),
               (int4range(0, greatest(t.last - 10080, 0)))
    ) AS p (piece)
);

CREATE FUNCTION minute_of_week(at timestamp) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (extract(isodow FROM at) - 1) * 1440 + extract(hour FROM at) * 60 + extract(minute FROM at);

-- `words` say what a rule does; a decision that it made keeps them.
CREATE TABLE team_rules (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    fleet_id uuid NOT NULL,
    effect text NOT NULL CHECK (effect IN ('allow', 'deny')),
    everywhere boolean NOT NULL,
    locations uuid[] NOT NULL,
    stations uuid[] NOT NULL,
    windows jsonb NOT NULL,
    hours int4multirange GENERATED ALWAYS AS (hours_of(windows)) STORED,
    valid_from timestamptz,
    valid_until timestamptz,
    note text NOT NULL,
    words text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, fleet_id) REFERENCES fleets (tenant_id, id) ON DELETE CASCADE,
    CHECK (everywhere OR cardinality(locations) + cardinality(stations) > 0)
);
CREATE INDEX team_rules_fleet ON team_rules (tenant_id, fleet_id, id);
CALL protect('team_rules', 'SELECT, INSERT, UPDATE, DELETE');

-- The version of each fleet's rules; a fleet that never had any has no row.
CREATE TABLE fleet_policies (
    tenant_id uuid NOT NULL,
    fleet_id uuid NOT NULL,
    version bigint NOT NULL DEFAULT nextval('fleet_versions'),
    PRIMARY KEY (tenant_id, fleet_id),
    FOREIGN KEY (tenant_id, fleet_id) REFERENCES fleets (tenant_id, id) ON DELETE CASCADE
);
CALL protect('fleet_policies', 'SELECT, INSERT, UPDATE');

CREATE TYPE team_verdict AS (allowed boolean, rule_id uuid, words text, about_evse boolean);

-- Whether a fleet's vehicles may charge at a station at an instant, by which rule, in words.
-- The same as `verdict_of` in contexts/access/model; a test compares them. `about_evse` says that
-- the rule names the station itself.
CREATE FUNCTION team_verdict_of(tenant uuid, fleet uuid, station uuid, at timestamptz)
RETURNS team_verdict
LANGUAGE plpgsql STABLE AS $$
DECLARE
    is_active boolean;
    place uuid;
    zone text;
    decided team_verdict;
BEGIN
    SELECT f.active INTO is_active FROM fleets f WHERE f.tenant_id = tenant AND f.id = fleet;
    IF NOT is_active THEN
        RETURN ROW(false, NULL, 'The fleet is not active.', false)::team_verdict;
    END IF;
    SELECT s.location_id, l.timezone INTO place, zone
    FROM stations s
    JOIN locations l ON l.tenant_id = tenant AND l.id = s.location_id
    WHERE s.tenant_id = tenant AND s.id = station;
    SELECT r.effect = 'allow', r.id, r.words,
           NOT (r.everywhere OR place = ANY (r.locations)) INTO decided
    FROM team_rules r
    WHERE r.tenant_id = tenant AND r.fleet_id = fleet
          AND (r.everywhere OR place = ANY (r.locations) OR station = ANY (r.stations))
          AND (r.valid_from IS NULL OR r.valid_from <= at)
          AND (r.valid_until IS NULL OR r.valid_until > at)
          AND (r.hours IS NULL OR r.hours @> minute_of_week(at AT TIME ZONE zone))
    ORDER BY r.effect DESC, r.id LIMIT 1;
    IF FOUND THEN
        RETURN decided;
    END IF;
    PERFORM FROM team_rules r
    WHERE r.tenant_id = tenant AND r.fleet_id = fleet AND r.effect = 'allow';
    IF FOUND THEN
        RETURN ROW(false, NULL, 'No rule of the fleet allows this here and now.',
                   false)::team_verdict;
    END IF;
    RETURN ROW(true, NULL, NULL, false)::team_verdict;
END $$;
"""


def upgrade() -> None:
    run_script(FLEETS)
    run_script(RULES)
