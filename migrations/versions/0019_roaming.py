"""Parties and the platforms of partners; every location and tariff belongs to a party of ours.

Revision ID: 0019
Revises: 0018
"""

from chargehouse.platform.postgres.migrate import run_script

revision = "0019"
down_revision = "0018"

PARTIES = """
-- A partner's system that we hold credentials with. `inbound_hash` finds the token by which it is
-- known to us, `offered_hash` one that a handshake under way has given it; what we call it with is
-- encrypted. `steps` are those of the last handshake.
CREATE TABLE platforms (
    tenant_id uuid NOT NULL REFERENCES tenants,
    id uuid NOT NULL,
    name text NOT NULL,
    state text NOT NULL,
    ocpi_version text,
    versions_url text,
    token_encoding text NOT NULL,
    legacy_role text NOT NULL,
    inbound_hash bytea,
    offered_hash bytea,
    outbound_encrypted bytea,
    endpoints jsonb NOT NULL DEFAULT '[]',
    steps jsonb NOT NULL DEFAULT '[]',
    registered_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX platforms_name ON platforms (tenant_id, lower(name));
CREATE UNIQUE INDEX platforms_inbound ON platforms (tenant_id, inbound_hash);
CREATE UNIQUE INDEX platforms_offered ON platforms (tenant_id, offered_hash);
CALL protect('platforms', 'SELECT, INSERT, UPDATE, DELETE');

-- Of a platform, or, without one, ours. `own_role` is what may own things of ours: others refer to
-- it as well, so that a location can belong to a CPO of ours and to nobody else. The party that
-- nobody chose is `provisional`.
CREATE TABLE parties (
    tenant_id uuid NOT NULL REFERENCES tenants,
    id uuid NOT NULL,
    country_code text NOT NULL CHECK (country_code ~ '^[A-Za-z]{2}$'),
    party_id text NOT NULL CHECK (party_id ~ '^[A-Za-z0-9]{3}$'),
    role text NOT NULL,
    business_details jsonb NOT NULL,
    platform_id uuid,
    own_role text GENERATED ALWAYS AS (CASE WHEN platform_id IS NULL THEN role END) STORED,
    is_default boolean NOT NULL DEFAULT false,
    provisional boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, platform_id) REFERENCES platforms (tenant_id, id) ON DELETE CASCADE,
    UNIQUE (tenant_id, id, own_role),
    CHECK (NOT is_default OR (platform_id IS NULL AND role = 'CPO'))
);
CREATE UNIQUE INDEX parties_key ON parties (tenant_id, upper(country_code), upper(party_id), role);
CREATE UNIQUE INDEX parties_default ON parties (tenant_id) WHERE is_default;
CREATE INDEX parties_platform ON parties (tenant_id, platform_id);

-- Every tenant has a default party from the first on: a placeholder until somebody chooses one.
CREATE FUNCTION add_default_party(tenant uuid) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO parties (tenant_id, id, country_code, party_id, role, business_details,
                         is_default, provisional, created_at, updated_at)
    VALUES (tenant, gen_random_uuid(), 'XX', 'CHG', 'CPO', '{"name": "Chargehouse"}',
            true, true, now(), now());
END $$;
CREATE FUNCTION tenant_gets_a_party() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM add_default_party(NEW.id);
    RETURN NULL;
END $$;
ALTER TABLE tenants NO FORCE ROW LEVEL SECURITY;
SELECT add_default_party(id) FROM tenants;
ALTER TABLE tenants FORCE ROW LEVEL SECURITY;
CALL protect('parties', 'SELECT, INSERT, UPDATE, DELETE');
CREATE TRIGGER party AFTER INSERT ON tenants
    FOR EACH ROW EXECUTE FUNCTION tenant_gets_a_party();
"""

OWNERS = """
-- What names no owner gets the default party: so does what an older program adds, which knows of
-- no parties.
CREATE FUNCTION default_party(tenant uuid) RETURNS uuid
LANGUAGE sql STABLE AS $$
    SELECT id FROM parties WHERE tenant_id = tenant AND is_default
$$;
CREATE FUNCTION owned_by_the_default_party() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.party_id := default_party(NEW.tenant_id);
    RETURN NEW;
END $$;

SET LOCAL lock_timeout = '10s';
ALTER TABLE locations
    ADD COLUMN party_id uuid,
    ADD COLUMN owner_role text GENERATED ALWAYS AS ('CPO'::text) STORED,
    ADD COLUMN ocpi_id text CHECK (length(ocpi_id) <= 36),
    ADD COLUMN publish boolean NOT NULL DEFAULT false;
ALTER TABLE tariffs
    ADD COLUMN party_id uuid,
    ADD COLUMN owner_role text GENERATED ALWAYS AS ('CPO'::text) STORED;

ALTER TABLE parties NO FORCE ROW LEVEL SECURITY;
ALTER TABLE locations NO FORCE ROW LEVEL SECURITY;
ALTER TABLE tariffs NO FORCE ROW LEVEL SECURITY;
UPDATE locations SET party_id = default_party(tenant_id);
UPDATE tariffs SET party_id = default_party(tenant_id);
ALTER TABLE locations
    ALTER COLUMN party_id SET NOT NULL,
    ADD CONSTRAINT locations_party FOREIGN KEY (tenant_id, party_id, owner_role)
        REFERENCES parties (tenant_id, id, own_role);
ALTER TABLE tariffs
    ALTER COLUMN party_id SET NOT NULL,
    ADD CONSTRAINT tariffs_party FOREIGN KEY (tenant_id, party_id, owner_role)
        REFERENCES parties (tenant_id, id, own_role);
ALTER TABLE parties FORCE ROW LEVEL SECURITY;
ALTER TABLE locations FORCE ROW LEVEL SECURITY;
ALTER TABLE tariffs FORCE ROW LEVEL SECURITY;

-- What partners call a location: its own id, where nothing else was said.
CREATE UNIQUE INDEX locations_ocpi_id ON locations (tenant_id, lower(coalesce(ocpi_id, id::text)));
CREATE INDEX locations_party ON locations (tenant_id, party_id, updated_at, id);
CREATE INDEX tariffs_party ON tariffs (tenant_id, party_id);
CREATE TRIGGER party BEFORE INSERT ON locations
    FOR EACH ROW WHEN (NEW.party_id IS NULL) EXECUTE FUNCTION owned_by_the_default_party();
CREATE TRIGGER party BEFORE INSERT ON tariffs
    FOR EACH ROW WHEN (NEW.party_id IS NULL) EXECUTE FUNCTION owned_by_the_default_party();
"""


def upgrade() -> None:
    run_script(PARTIES)
    run_script(OWNERS)
