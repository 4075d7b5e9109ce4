"""People: accounts, sign-ins, users of tenants and what they may do, saved views.

Revision ID: 0008
Revises: 0007
"""

from chargehouse.platform.postgres.migrate import run_script

revision = "0008"
down_revision = "0007"

# A person may work for several tenants, so these belong to none. The application role reaches
# none of them; it adds an account by a function alone, together with its first user.
INSTALLATION = """
CREATE TABLE accounts (
    id uuid PRIMARY KEY,
    email text NOT NULL,
    name text NOT NULL,
    password_hash text NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX accounts_email ON accounts (email);
GRANT SELECT, UPDATE ON accounts TO chargehouse_relay;

CREATE TABLE sign_ins (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts,
    token_hash bytea NOT NULL,
    user_agent text NOT NULL,
    created_at timestamptz NOT NULL,
    proved_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz
);
CREATE UNIQUE INDEX sign_ins_hash ON sign_ins (token_hash);
CREATE INDEX sign_ins_account ON sign_ins (account_id, created_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON sign_ins TO chargehouse_relay;

-- Counted for every e-mail address that is tried, so that nothing tells which have an account.
CREATE TABLE sign_in_failures (
    email_hash bytea PRIMARY KEY,
    failures integer NOT NULL,
    last_failed_at timestamptz NOT NULL,
    locked_until timestamptz NOT NULL
);
CREATE INDEX sign_in_failures_age ON sign_in_failures (last_failed_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_failures TO chargehouse_relay;

CREATE TABLE first_run_links (
    token_hash bytea PRIMARY KEY,
    expires_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, DELETE ON first_run_links TO chargehouse_relay;
"""

# What proves besides a password that somebody is an account's owner, and what is asked of them
# meanwhile. Secrets are encrypted, codes and tokens are kept as keyed hashes alone.
PROOFS = """
CREATE TABLE totp_secrets (
    account_id uuid PRIMARY KEY REFERENCES accounts,
    secret_encrypted bytea NOT NULL,
    created_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    last_step bigint NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON totp_secrets TO chargehouse_relay;

CREATE TABLE recovery_codes (
    account_id uuid NOT NULL REFERENCES accounts,
    code_hash bytea NOT NULL,
    PRIMARY KEY (account_id, code_hash)
);
GRANT SELECT, INSERT, DELETE ON recovery_codes TO chargehouse_relay;

CREATE TABLE passkeys (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts,
    credential_id bytea NOT NULL,
    site text NOT NULL,
    name text NOT NULL,
    public_key bytea NOT NULL,
    sign_count bigint NOT NULL,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz
);
CREATE UNIQUE INDEX passkeys_credential ON passkeys (credential_id);
CREATE INDEX passkeys_account ON passkeys (account_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON passkeys TO chargehouse_relay;

CREATE TABLE sign_in_challenges (
    token_hash bytea PRIMARY KEY,
    purpose text NOT NULL,
    account_id uuid REFERENCES accounts,
    data bytea NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX sign_in_challenges_age ON sign_in_challenges (expires_at);
GRANT SELECT, INSERT, DELETE ON sign_in_challenges TO chargehouse_relay;

CREATE TABLE provider_identities (
    issuer text NOT NULL,
    subject text NOT NULL,
    account_id uuid NOT NULL REFERENCES accounts,
    PRIMARY KEY (issuer, subject)
);
GRANT SELECT, INSERT ON provider_identities TO chargehouse_relay;
"""

ADDING = """
CREATE FUNCTION add_account(account uuid, address text, called text, hash text, at timestamptz)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('first account'));
    INSERT INTO accounts (id, email, name, password_hash, created_at)
    VALUES (account, address, called, hash, at)
    ON CONFLICT (email) DO NOTHING;
    RETURN FOUND;
END $$;
REVOKE ALL ON FUNCTION add_account FROM PUBLIC;
GRANT EXECUTE ON FUNCTION add_account TO chargehouse_app;

CREATE FUNCTION add_first_account(link bytea, account uuid, address text, called text, hash text,
                                  at timestamptz)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('first account'));
    IF EXISTS (SELECT FROM accounts) THEN
        RETURN false;
    END IF;
    DELETE FROM first_run_links WHERE token_hash = link AND expires_at > at;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    DELETE FROM first_run_links;
    RETURN add_account(account, address, called, hash, at);
END $$;
REVOKE ALL ON FUNCTION add_first_account FROM PUBLIC;
GRANT EXECUTE ON FUNCTION add_first_account TO chargehouse_app;
"""

PEOPLE = """
-- Somebody whom a tenant knows. Who has an account may sign in; a driver need not.
CREATE TABLE users (
    tenant_id uuid NOT NULL REFERENCES tenants,
    id uuid NOT NULL,
    account_id uuid REFERENCES accounts,
    kind text NOT NULL,
    name text NOT NULL,
    email text,
    phone text,
    acquisition_source text,
    status text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX users_account ON users (account_id, tenant_id);
CREATE UNIQUE INDEX users_email ON users (tenant_id, email);
CREATE INDEX users_name ON users (tenant_id, lower(name), id);
CALL protect('users', 'SELECT, INSERT, UPDATE, DELETE');
CALL queue_columns('users', 'tenant_id, account_id, status');

-- A link by which a user makes their account; looked up before their tenant is known.
CREATE TABLE invitations (
    tenant_id uuid NOT NULL,
    user_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, user_id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES users ON DELETE CASCADE
);
CREATE UNIQUE INDEX invitations_token ON invitations (token_hash);
CALL protect('invitations', 'SELECT, INSERT, UPDATE, DELETE');
CALL queue_columns('invitations', 'tenant_id, user_id, token_hash');

-- A bundle of permissions. `seed` names one that every tenant begins with.
CREATE TABLE departments (
    tenant_id uuid NOT NULL REFERENCES tenants,
    id uuid NOT NULL,
    seed text,
    name text NOT NULL,
    description text NOT NULL,
    allows text[] NOT NULL,
    denies text[] NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX departments_name ON departments (tenant_id, lower(name));
CREATE UNIQUE INDEX departments_seed ON departments (tenant_id, seed);
CALL protect('departments', 'SELECT, INSERT, UPDATE, DELETE');

-- Who belongs to a department, and in which part of the tenant what it says holds for them.
CREATE TABLE assignments (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    department_id uuid NOT NULL,
    user_id uuid NOT NULL,
    everywhere boolean NOT NULL,
    locations uuid[] NOT NULL,
    fleets uuid[] NOT NULL,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, department_id) REFERENCES departments,
    FOREIGN KEY (tenant_id, user_id) REFERENCES users ON DELETE CASCADE,
    CHECK (everywhere OR cardinality(locations) + cardinality(fleets) > 0)
);
CREATE UNIQUE INDEX assignments_user ON assignments (tenant_id, user_id, department_id);
CREATE INDEX assignments_department ON assignments (tenant_id, department_id);
CALL protect('assignments', 'SELECT, INSERT, UPDATE, DELETE');

-- What a single user is allowed or denied, besides what their departments say.
CREATE TABLE grants (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    effect text NOT NULL CHECK (effect IN ('allow', 'deny')),
    action text NOT NULL,
    everywhere boolean NOT NULL,
    locations uuid[] NOT NULL,
    fleets uuid[] NOT NULL,
    reason text NOT NULL,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES users ON DELETE CASCADE,
    CHECK (everywhere OR cardinality(locations) + cardinality(fleets) > 0)
);
CREATE INDEX grants_user ON grants (tenant_id, user_id);
CALL protect('grants', 'SELECT, INSERT, DELETE');

-- All that users are allowed and denied, by their departments first; each as its reader may see it.
CREATE VIEW held_grants WITH (security_invoker = true) AS
SELECT a.tenant_id, a.user_id, 1 AS rank, lower(d.name) AS place, d.name AS source,
       d.allows, d.denies, a.everywhere, a.locations, a.fleets
FROM assignments a
JOIN departments d ON d.tenant_id = a.tenant_id AND d.id = a.department_id
UNION ALL
SELECT g.tenant_id, g.user_id, 2, g.id::text, '',
       CASE g.effect WHEN 'allow' THEN ARRAY[g.action] ELSE '{}' END,
       CASE g.effect WHEN 'deny' THEN ARRAY[g.action] ELSE '{}' END,
       g.everywhere, g.locations, g.fleets
FROM grants g;
GRANT SELECT ON held_grants TO chargehouse_app;
"""

VIEWS = """
CREATE TABLE views (
    tenant_id uuid NOT NULL REFERENCES tenants,
    id uuid NOT NULL,
    account_id uuid NOT NULL REFERENCES accounts,
    page text NOT NULL,
    name text NOT NULL,
    query text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX views_name ON views (tenant_id, account_id, page, name);
CALL protect('views', 'SELECT, INSERT, UPDATE, DELETE');
"""


def upgrade() -> None:
    for step in (INSTALLATION, PROOFS, ADDING, PEOPLE, VIEWS):
        run_script(step)
