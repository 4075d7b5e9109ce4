"""Agreements that a partner's tokens feed, and what partners said of those who would charge.

Revision ID: 0026
Revises: 0025
"""

from chargehouse.platform.postgres.migrate import run_script

revision = "0026"
down_revision = "0025"

TIED = """
ALTER TABLE agreements ADD CONSTRAINT agreements_partner
    FOREIGN KEY (tenant_id, partner_id) REFERENCES platforms (tenant_id, id);
CREATE INDEX agreements_partner ON agreements (tenant_id, partner_id)
    WHERE partner_id IS NOT NULL;
CREATE INDEX agreements_asking ON agreements (tenant_id) WHERE asks_unknown AND active;
"""

ASKING = """
-- Whom to ask of a start, and in which words: the partner that an identifier is of, or, of a value
-- that nobody knows, the partners of the agreements that ask about such and cover the start, by
-- name. `location` and its owner are as partners know them.
CREATE FUNCTION partners_to_ask(
    tenant uuid, identifier uuid, station uuid, at timestamptz, most integer
) RETURNS TABLE (
    agreement_id uuid, agreement text, partner_id uuid, party text, whitelist text,
    token_type text, value_encrypted bytea, location text, owner_country text, owner_id text
)
LANGUAGE sql STABLE AS $$
    WITH spot AS MATERIALIZED (
        SELECT s.id, s.location_id, l.timezone, coalesce(l.ocpi_id, l.id::text) AS location,
               p.country_code, p.party_id
        FROM stations s
        JOIN locations l ON l.tenant_id = tenant AND l.id = s.location_id
        JOIN parties p ON p.tenant_id = tenant AND p.id = l.party_id
        WHERE s.tenant_id = tenant AND s.id = station
    )
    SELECT a.id, a.name, a.partner_id, i.token_party, i.whitelist, i.token_type,
           i.value_encrypted, s.location, s.country_code, s.party_id
    FROM agreement_identifiers i
    JOIN agreements a ON a.tenant_id = tenant AND a.id = i.agreement_id
    CROSS JOIN spot s
    WHERE i.tenant_id = tenant AND i.id = identifier AND a.partner_id IS NOT NULL
          AND i.token_type IS NOT NULL
    UNION ALL
    (SELECT a.id, a.name, a.partner_id, a.party, NULL, 'RFID', NULL, s.location, s.country_code,
            s.party_id
     FROM agreements a
     CROSS JOIN spot s
     WHERE identifier IS NULL AND a.tenant_id = tenant AND a.asks_unknown AND a.active
           AND access_refusal(true, true, 'active', a.valid_from, a.valid_until, at) IS NULL
           AND (a.everywhere OR s.location_id = ANY (a.locations) OR s.id = ANY (a.stations))
           AND coalesce(a.hours @> minute_of_week(at AT TIME ZONE s.timezone), true)
     ORDER BY a.folded_name, a.id LIMIT most)
$$;
"""

COMMANDED = """
-- What the agreements with a partner say of a start that it commanded, by the command's id: the
-- first by name that lets its drivers charge at the station at the instant, else the first by name.
-- The partner's word is in the command, and newer than any list of its tokens: neither how old that
-- is nor its whitelist types matter, and a token that is on none, as those of apps are, is as good.
-- One that the list has as not valid is refused. What another knows by the same value is nothing to
-- it. `version` is that of `agreement_verdict_of`, so that what the charger then says is the same
-- attempt.
CREATE FUNCTION commanded_verdict_of(
    tenant uuid, command uuid, hash bytea, station uuid, at timestamptz
) RETURNS agreement_verdict
LANGUAGE plpgsql STABLE AS $$
DECLARE
    verdict agreement_verdict;
BEGIN
    WITH judged AS MATERIALIZED (
        SELECT a.id, a.name, a.folded_name, i.id AS identifier_id, i.group_encrypted,
               least(a.valid_until, i.valid_until) AS valid_until, r.refusal, o.outside,
               CASE WHEN r.refusal IS NOT NULL THEN r.refusal
                    WHEN o.outside IS NOT NULL THEN 'outside_agreement'
                    ELSE 'permitted' END AS reason
        FROM partner_commands c
        JOIN agreements a ON a.tenant_id = tenant AND a.partner_id = c.partner_id
             AND (a.party IS NULL OR upper(a.party) = upper(c.token_party))
        JOIN stations s ON s.tenant_id = tenant AND s.id = station
        JOIN locations l ON l.tenant_id = tenant AND l.id = s.location_id
        LEFT JOIN agreement_identifiers i
             ON i.tenant_id = tenant AND i.value_hash = hash AND i.agreement_id = a.id
                AND upper(i.token_party) = upper(c.token_party) AND i.token_type = c.token_type
        CROSS JOIN LATERAL (
            SELECT access_refusal(true, true, CASE WHEN a.active THEN coalesce(i.status, 'active')
                                                   ELSE 'inactive' END,
                                  greatest(a.valid_from, i.valid_from),
                                  least(a.valid_until, i.valid_until), at) AS refusal
        ) r
        CROSS JOIN LATERAL (
            SELECT CASE WHEN NOT (a.everywhere OR s.location_id = ANY (a.locations)
                                  OR station = ANY (a.stations)) THEN 'place'
                        WHEN NOT a.hours @> minute_of_week(at AT TIME ZONE l.timezone) THEN 'hour'
                   END AS outside
        ) o
        WHERE c.tenant_id = tenant AND c.command_id = command
    ), decided AS MATERIALIZED (
        SELECT * FROM judged ORDER BY reason = 'permitted' DESC, folded_name, id LIMIT 1
    )
    SELECT d.id, d.name, d.identifier_id, coalesce(d.reason, 'unknown_identifier'),
           CASE WHEN d.reason = 'outside_agreement' THEN d.outside END, d.valid_until,
           d.group_encrypted, v.version, o.others
    INTO verdict
    FROM (
        SELECT jsonb_agg(jsonb_build_object('agreement_id', j.id, 'name', j.name,
                                            'reason', j.reason) ORDER BY j.folded_name, j.id)
                   FILTER (WHERE j.id IS DISTINCT FROM (SELECT id FROM decided)) AS others
        FROM judged j
    ) o
    CROSS JOIN (
        SELECT max(a.state_version) AS version
        FROM agreement_identifiers i
        JOIN agreements a ON a.tenant_id = tenant AND a.id = i.agreement_id
        WHERE i.tenant_id = tenant AND i.value_hash = hash
    ) v
    LEFT JOIN decided d ON true;
    RETURN verdict;
END $$;
"""

ANSWERS = """
-- What a partner said when it was asked about a start, with the decision that came of it: `said`
-- is its word in lower case (OCPI AllowedType), `unknown`, or `no_answer`. `reference` is what it
-- calls the authorisation, for sessions and CDRs to repeat.
CREATE TABLE access_partner_answers (
    tenant_id uuid NOT NULL,
    decision_id uuid NOT NULL,
    agreement_id uuid NOT NULL,
    agreement text NOT NULL,
    partner_id uuid NOT NULL,
    party text,
    whitelist text,
    said text NOT NULL,
    reference text,
    asked_at timestamptz NOT NULL,
    answer_ms integer NOT NULL,
    PRIMARY KEY (tenant_id, decision_id)
);
CALL protect('access_partner_answers', 'SELECT, INSERT');

-- Records attempts about which a partner was asked: `access_decide`, with what was said.
CREATE TYPE access_decide_told_row AS (
    attempt_id uuid, decision_id uuid, station_id uuid, evse_id integer, kind text, protocol text,
    identifier_type text, type_recognised boolean, identifier_hash bytea, masked text,
    connection_id uuid, message_id text, payload_hash bigint, reported_at timestamptz,
    received_at timestamptz, judged_at timestamptz, forced text, source text, request_id text,
    queued boolean, agreement_id uuid, agreement text, partner_id uuid, party text,
    whitelist text, said text, reference text, asked_at timestamptz, answer_ms integer
);
CREATE FUNCTION access_decide_told(
    tenant uuid, rows access_decide_told_row[], answers jsonb, rollout text
) RETURNS decided[]
LANGUAGE plpgsql AS $$
DECLARE
    asked access_decide_row[];
BEGIN
    PERFORM set_config('app.tenant', tenant::text, true);
    INSERT INTO access_partner_answers (tenant_id, decision_id, agreement_id, agreement,
                                        partner_id, party, whitelist, said, reference, asked_at,
                                        answer_ms)
    SELECT tenant, r.decision_id, r.agreement_id, r.agreement, r.partner_id, r.party, r.whitelist,
           r.said, r.reference, r.asked_at, r.answer_ms
    FROM unnest(rows) AS r
    ON CONFLICT DO NOTHING;
    SELECT array_agg(ROW(
        r.attempt_id, r.decision_id, r.station_id, r.evse_id, r.kind, r.protocol,
        r.identifier_type, r.type_recognised, r.identifier_hash, r.masked, r.connection_id,
        r.message_id, r.payload_hash, r.reported_at, r.received_at, r.judged_at, r.forced,
        r.source, r.request_id, r.queued)::access_decide_row ORDER BY r.ordinality) INTO asked
    FROM unnest(rows) WITH ORDINALITY AS r;
    RETURN access_decide(tenant, asked, answers, rollout);
END $$;
"""


def upgrade() -> None:
    run_script(TIED)
    run_script(ASKING)
    run_script(COMMANDED)
    run_script(ANSWERS)
