"""What partners told us of what is theirs, and how far we asked them for it.

Revision ID: 0022
Revises: 0021
"""

from chargehouse.platform.postgres.migrate import run_script

revision = "0022"
down_revision = "0021"

OBJECTS = """
-- Objects of partners' parties, whole as they came: `document` is JSON, encrypted, as it may name
-- drivers; `digest` knows it again. `key` is what it is found by: its id in lower case, of tokens
-- a keyed hash; `uid_hash` finds a token by its uid alone. What else stands here is of the
-- document, and there to list and to search by: `rank` is the order of the lists. `received_at` is
-- when it was last changed here, `listed_at` when a whole list last had it, `unlisted_at` when one
-- first did not.
CREATE TABLE received_objects (
    tenant_id uuid NOT NULL REFERENCES tenants,
    id uuid NOT NULL,
    partner_id uuid NOT NULL,
    party_id uuid NOT NULL,
    module text NOT NULL CHECK (
        module IN ('cdrs', 'hubclientinfo', 'locations', 'sessions', 'tariffs', 'tokens')
    ),
    key text COLLATE "C" NOT NULL,
    version text NOT NULL,
    document bytea NOT NULL,
    digest bytea NOT NULL,
    object_id text,
    uid_hash bytea,
    masked_token text,
    title text,
    place text,
    country text,
    status text,
    started_at timestamptz,
    ended_at timestamptz,
    energy_kwh numeric,
    currency text,
    total numeric,
    rank bigint NOT NULL,
    last_updated timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    listed_at timestamptz,
    unlisted_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES platforms (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, party_id) REFERENCES parties (tenant_id, id),
    CONSTRAINT received_objects_key UNIQUE (tenant_id, party_id, module, key),
    CHECK (module <> 'tokens' OR object_id IS NULL)
);
CREATE INDEX received_objects_rank ON received_objects (tenant_id, module, rank, id);
CREATE INDEX received_objects_partner
    ON received_objects (tenant_id, partner_id, module, received_at, id);
CREATE INDEX received_objects_uid ON received_objects (tenant_id, uid_hash)
    WHERE uid_hash IS NOT NULL;
CALL protect('received_objects', 'SELECT, INSERT, UPDATE, DELETE');
"""

PULLS = """
-- How far each list of a partner was read, and how the last reading went. The next one begins at
-- `synced_until`, by the partner's clock; after a change of version it is whole. `thorough_at` is
-- when the last one began that asked for what was asked for before as well, `incomplete` how many
-- in a row did not bring all there is, and are made again.
CREATE TABLE partner_pulls (
    tenant_id uuid NOT NULL REFERENCES tenants,
    partner_id uuid NOT NULL,
    module text NOT NULL,
    version text NOT NULL,
    state text NOT NULL CHECK (state IN ('running', 'ended', 'failed')),
    whole boolean NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at timestamptz,
    ended_well_at timestamptz,
    synced_until timestamptz,
    thorough_at timestamptz,
    incomplete integer NOT NULL,
    listed integer NOT NULL,
    added integer NOT NULL,
    changed integer NOT NULL,
    unlisted integer NOT NULL,
    faulty integer NOT NULL,
    faults jsonb NOT NULL,
    error text,
    PRIMARY KEY (tenant_id, partner_id, module),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES platforms (tenant_id, id) ON DELETE CASCADE
);
CALL protect('partner_pulls', 'SELECT, INSERT, UPDATE, DELETE');
"""


def upgrade() -> None:
    for step in (OBJECTS, PULLS):
        run_script(step)
