"""Webhooks: subscriptions, their secrets, deliveries and attempts; news and how far it is read.

Revision ID: 0009
Revises: 0008
"""

from chargehouse.platform.postgres.migrate import run_script

revision = "0009"
down_revision = "0008"

SUBSCRIPTIONS = """
-- `permissions` are the actions of whoever answers for what a webhook hears. A webhook that was
-- removed stays as long as its log does.
CREATE TABLE webhooks (
    tenant_id uuid NOT NULL REFERENCES tenants,
    id uuid NOT NULL,
    url text NOT NULL,
    description text NOT NULL,
    event_types text[] NOT NULL,
    station_id uuid,
    location_id uuid,
    ordered boolean NOT NULL,
    enabled boolean NOT NULL,
    disabled_at timestamptz,
    disabled_reason text,
    permissions text[] NOT NULL,
    answers_for text NOT NULL,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    failing_since timestamptz,
    last_success_at timestamptz,
    last_failure_at timestamptz,
    paused_until timestamptz,
    dropped bigint NOT NULL DEFAULT 0,
    dropped_at timestamptz,
    removed_at timestamptz,
    PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 70);
CALL protect('webhooks', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE webhook_secrets (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    webhook_id uuid NOT NULL,
    encrypted bytea NOT NULL,
    created_at timestamptz NOT NULL,
    ends_at timestamptz,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX webhook_secrets_webhook ON webhook_secrets (tenant_id, webhook_id);
CALL protect('webhook_secrets', 'SELECT, INSERT, UPDATE, DELETE');

-- Which of some types of events a webhook of the tenant wants to be told of; null where none does.
-- The same as `wants` in `contexts/webhooks/model/hearing.py`; a test holds the two together.
CREATE FUNCTION webhooks_want(tenant uuid, names text[]) RETURNS text[]
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT array_agg(n)
        FROM (SELECT w.event_types FROM webhooks w
              WHERE w.tenant_id = tenant AND w.enabled AND w.removed_at IS NULL) k
        JOIN unnest(names) AS n
             ON k.event_types && ARRAY[n, split_part(n, '.', 1) || '.*', '*']
    );
END $$;
"""

DELIVERIES = """
-- `number` is the order in which events came. `next_at` is set while a delivery is pending: when
-- it is to be sent, or, while a worker sends it, when another may take it over. `tries` counts
-- along the retry table and begins anew with a replay; `attempts` counts all there were.
CREATE TABLE webhook_deliveries (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    number bigint GENERATED ALWAYS AS IDENTITY,
    webhook_id uuid NOT NULL,
    event_id uuid NOT NULL,
    event_type text NOT NULL,
    aggregate_id uuid NOT NULL,
    body text NOT NULL,
    test boolean NOT NULL,
    status text NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    tries integer NOT NULL DEFAULT 0,
    next_at timestamptz,
    created_at timestamptz NOT NULL,
    finished_at timestamptz,
    last_status_code integer,
    last_error text,
    PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 80);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (tenant_id, webhook_id, next_at)
    WHERE next_at IS NOT NULL;
CREATE INDEX webhook_deliveries_order
    ON webhook_deliveries (tenant_id, webhook_id, aggregate_id, number)
    WHERE next_at IS NOT NULL;
CREATE INDEX webhook_deliveries_log ON webhook_deliveries (tenant_id, webhook_id, created_at, id);
CREATE INDEX webhook_deliveries_failed
    ON webhook_deliveries (tenant_id, webhook_id, created_at, id) WHERE status = 'failed';
CREATE INDEX webhook_deliveries_age ON webhook_deliveries (tenant_id, created_at);
CALL protect('webhook_deliveries', 'SELECT, INSERT, UPDATE, DELETE');
CALL queue_columns('webhook_deliveries', 'tenant_id, webhook_id, next_at');

CREATE TABLE webhook_attempts (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    delivery_id uuid NOT NULL,
    number integer NOT NULL,
    at timestamptz NOT NULL,
    duration_ms integer NOT NULL,
    status_code integer,
    error text,
    response_body text,
    truncated boolean NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX webhook_attempts_delivery ON webhook_attempts (tenant_id, delivery_id);
CREATE INDEX webhook_attempts_age ON webhook_attempts (tenant_id, at);
CALL protect('webhook_attempts', 'SELECT, INSERT, DELETE');
"""

NEWS = """
CREATE TABLE news_entries (
    tenant_id uuid NOT NULL REFERENCES tenants,
    id uuid NOT NULL,
    title jsonb NOT NULL,
    summary jsonb NOT NULL,
    audience text NOT NULL,
    line text NOT NULL,
    prominent boolean NOT NULL,
    published_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX news_entries_order ON news_entries (tenant_id, published_at, id);
CALL protect('news_entries', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE news_marks (
    tenant_id uuid NOT NULL REFERENCES tenants,
    account_id uuid NOT NULL REFERENCES accounts,
    read_until timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, account_id)
);
CALL protect('news_marks', 'SELECT, INSERT, UPDATE');
"""


def upgrade() -> None:
    for step in (SUBSCRIPTIONS, DELIVERIES, NEWS):
        run_script(step)
