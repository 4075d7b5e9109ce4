"""Agreements with partners, and the identifiers that these tell us of.

Revision ID: 0014
Revises: 0013
"""

from chargehouse.platform.postgres.migrate import run_script

revision = "0014"
down_revision = "0013"

AGREEMENTS = """
-- `folded_name` is the name by which agreements are told apart, and the order in which they are
-- asked. What a decision was made under has a version: `state_version` changes with whatever an
-- agreement says, and with the feed that makes a stale one fresh. One with a `partner_id` is fed by
-- the tokens of that partner's platform, or of one `party` of it (`NL-ROA`): `real_time` says when
-- the partner is asked about a token, `asks_unknown` that it is about those that nobody knows.
CREATE TABLE agreements (
    tenant_id uuid NOT NULL REFERENCES tenants,
    id uuid NOT NULL,
    name text NOT NULL,
    folded_name text COLLATE "C" NOT NULL,
    note text NOT NULL,
    active boolean NOT NULL,
    everywhere boolean NOT NULL,
    locations uuid[] NOT NULL,
    stations uuid[] NOT NULL,
    windows jsonb NOT NULL,
    hours int4multirange GENERATED ALWAYS AS (hours_of(windows)) STORED,
    words text NOT NULL,
    valid_from timestamptz,
    valid_until timestamptz,
    fresh_for_s integer,
    last_fed_at timestamptz,
    identifiers integer NOT NULL,
    partner_id uuid,
    party text,
    real_time text NOT NULL DEFAULT 'when_required',
    asks_unknown boolean NOT NULL DEFAULT false,
    state_version bigint NOT NULL DEFAULT nextval('token_versions'),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id),
    CHECK (everywhere OR cardinality(locations) + cardinality(stations) > 0),
    CHECK (partner_id IS NOT NULL OR (party IS NULL AND NOT asks_unknown))
);
CREATE UNIQUE INDEX agreements_name ON agreements (tenant_id, folded_name);
CALL protect('agreements', 'SELECT, INSERT, UPDATE');

-- Partners' values may repeat across agreements, and among those of our own vehicles. What is a
-- partner's token says so: its party (`NL-ROA`), its type as OCPI has it, and its `whitelist` type
-- in lower case.
CREATE TABLE agreement_identifiers (
    tenant_id uuid NOT NULL,
    agreement_id uuid NOT NULL,
    id uuid NOT NULL,
    type text NOT NULL,
    value_hash bytea NOT NULL,
    value_encrypted bytea NOT NULL,
    masked text NOT NULL,
    fits_ocpp16 boolean NOT NULL,
    status text NOT NULL,
    valid_from timestamptz,
    valid_until timestamptz,
    group_masked text,
    group_encrypted bytea,
    token_party text,
    token_type text,
    whitelist text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, value_hash, agreement_id),
    FOREIGN KEY (tenant_id, agreement_id) REFERENCES agreements (tenant_id, id)
);
CREATE UNIQUE INDEX agreement_identifiers_id ON agreement_identifiers (tenant_id, id);
CREATE INDEX agreement_identifiers_agreement ON agreement_identifiers (tenant_id, agreement_id, id);
CALL protect('agreement_identifiers', 'SELECT, INSERT, UPDATE, DELETE');
"""

VERDICT = """
-- What becomes of a token that would be permitted, by the agreement's rule and its whitelist type
-- (OCPI 2.2.1, WhitelistType); what is no partner's token has none.
CREATE FUNCTION token_verdict(real_time text, whitelist text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN whitelist IS NULL THEN 'permitted'
    WHEN whitelist = 'never' AND real_time = 'never' THEN 'unsupported_path'
    WHEN whitelist = 'never' THEN 'ask_partner'
    WHEN whitelist = 'allowed_offline' AND real_time <> 'never' THEN 'ask_partner'
    WHEN whitelist = 'allowed' AND real_time = 'whenever_allowed' THEN 'ask_partner'
    ELSE 'permitted'
END;

-- `others` are the agreements that were passed over: each with its name and what it says.
CREATE TYPE agreement_verdict AS (
    agreement_id uuid, agreement text, identifier_id uuid, reason text, outside text,
    valid_until timestamptz, group_encrypted bytea, version bigint, others jsonb
);

-- What the agreements that know a value say of a start at a station at an instant: the first by
-- name that permits it, else the first that asks its partner, else the first by name. Without a
-- station, place and hours are not asked about. Where the value is our `own` as well none of them
-- decides, and all are passed over.
-- The same as `steps_of` in contexts/identity/model; a test compares them.
CREATE FUNCTION agreement_verdict_of(
    tenant uuid, hash bytea, own boolean, station uuid, at timestamptz
) RETURNS agreement_verdict
LANGUAGE plpgsql STABLE AS $$
DECLARE
    place uuid;
    zone text;
    verdict agreement_verdict;
BEGIN
    SELECT s.location_id, l.timezone INTO place, zone
    FROM stations s
    JOIN locations l ON l.tenant_id = tenant AND l.id = s.location_id
    WHERE s.tenant_id = tenant AND s.id = station;
    WITH known AS (
        SELECT a.id, a.name, a.folded_name, a.state_version, i.id AS identifier_id,
               i.group_encrypted, token_verdict(a.real_time, i.whitelist) AS word,
               least(a.valid_until, i.valid_until,
                     a.last_fed_at + a.fresh_for_s * interval '1 second') AS valid_until,
               coalesce(
                   access_refusal(true, true, CASE WHEN a.active THEN i.status ELSE 'inactive' END,
                                  greatest(a.valid_from, i.valid_from),
                                  least(a.valid_until, i.valid_until), at),
                   CASE WHEN a.last_fed_at + a.fresh_for_s * interval '1 second' <= at
                        THEN 'stale_agreement' END) AS refusal,
               CASE WHEN station IS NULL THEN NULL
                    WHEN NOT (a.everywhere OR place = ANY (a.locations)
                              OR station = ANY (a.stations)) THEN 'place'
                    WHEN NOT a.hours @> minute_of_week(at AT TIME ZONE zone) THEN 'hour'
               END AS outside
        FROM agreement_identifiers i
        JOIN agreements a ON a.tenant_id = tenant AND a.id = i.agreement_id
        WHERE i.tenant_id = tenant AND i.value_hash = hash
    ), judged AS MATERIALIZED (
        SELECT k.*, coalesce(k.refusal,
                   CASE WHEN k.outside IS NULL THEN k.word ELSE 'outside_agreement' END
               ) AS reason
        FROM known k
    ), decided AS MATERIALIZED (
        SELECT * FROM judged
        WHERE NOT own
        ORDER BY reason = 'permitted' DESC, reason = 'ask_partner' DESC, folded_name, id LIMIT 1
    )
    SELECT d.id, d.name, d.identifier_id, d.reason,
           CASE WHEN d.reason = 'outside_agreement' THEN d.outside END, d.valid_until,
           d.group_encrypted, o.version, o.others
    INTO verdict
    FROM (
        SELECT max(j.state_version) AS version,
               jsonb_agg(jsonb_build_object('agreement_id', j.id, 'name', j.name,
                                            'reason', j.reason) ORDER BY j.folded_name, j.id)
                   FILTER (WHERE j.id IS DISTINCT FROM (SELECT id FROM decided)) AS others
        FROM judged j
    ) o
    LEFT JOIN decided d ON true;
    RETURN verdict;
END $$;
"""


def upgrade() -> None:
    run_script(AGREEMENTS)
    run_script(VERDICT)
