"""Which of a partner's tokens a decision let in.

Revision ID: 0029
Revises: 0028
"""

from chargehouse.platform.postgres.migrate import run_script

revision = "0029"
down_revision = "0028"

TOKENS = """
SET LOCAL lock_timeout = '10s';
ALTER TABLE access_decisions
    ADD COLUMN token_party text,
    ADD COLUMN token_type text;

-- A partner may speak for several parties, and each may have a token of the same uid. Who is let in
-- is who is billed: the party (`NL-ROA`) and the type of the token are kept as the agreement knew
-- them then, since what its partner tells later may make it another's. Being stable, it reads what
-- the decision's own statement sees.
CREATE FUNCTION token_agreed(
    tenant uuid, agreement uuid, identifier uuid, OUT party text, OUT type text
)
LANGUAGE sql STABLE AS $$
    SELECT i.token_party, i.token_type FROM agreement_identifiers i
    WHERE i.tenant_id = tenant AND i.id = identifier AND i.agreement_id = agreement
$$;
CREATE FUNCTION token_of_the_decision() RETURNS trigger
LANGUAGE plpgsql STABLE AS $$
BEGIN
    SELECT t.party, t.type INTO NEW.token_party, NEW.token_type
    FROM token_agreed(NEW.tenant_id, NEW.agreement_id, NEW.identifier_id) t;
    RETURN NEW;
END $$;
CREATE TRIGGER token BEFORE INSERT ON access_decisions
    FOR EACH ROW WHEN (NEW.decision = 'allowed' AND NEW.agreement_id IS NOT NULL)
    EXECUTE FUNCTION token_of_the_decision();
"""


def upgrade() -> None:
    run_script(TOKENS)
