"""The names of pgqueuer's tables, whatever the environment says, and how they are installed."""

from pgqueuer.adapters.persistence.qb import (
    QueryBuilderEnvironment,
    QueryQueueBuilder,
    QuerySchedulerBuilder,
)
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.domain.settings import DBSettings, Durability
from pgqueuer.domain.types import Channel
from pgqueuer.ports.driver import Driver

SETTINGS = DBSettings(
    prefix="",
    db_schema=None,
    channel=Channel("ch_pgqueuer"),
    function="fn_pgqueuer_changed",
    statistics_table="pgqueuer_statistics",
    queue_status_type="pgqueuer_status",
    queue_table="pgqueuer",
    queue_table_log="pgqueuer_log",
    trigger="tg_pgqueuer_changed",
    schedules_table="pgqueuer_schedules",
    durability=Durability.durable,
)

# The application role enqueues by a function alone, which takes the tenant from the transaction;
# so no tenant can read another's jobs, or ask for work in its name.
GRANTS = """
GRANT SELECT, INSERT, UPDATE, DELETE
    ON pgqueuer, pgqueuer_log, pgqueuer_schedules, pgqueuer_statistics TO chargehouse_relay;
GRANT USAGE ON SEQUENCE pgqueuer_id_seq, pgqueuer_schedules_id_seq, pgqueuer_statistics_id_seq
    TO chargehouse_relay;

CREATE FUNCTION enqueue_job(job_name text, body text, key text, delay interval) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    tenant uuid := current_tenant();
    job bigint;
BEGIN
    IF tenant IS NULL THEN
        RAISE EXCEPTION 'a job needs a tenant';
    END IF;
    INSERT INTO pgqueuer (priority, entrypoint, payload, execute_after, dedupe_key, headers,
                          status)
    VALUES (0, job_name, convert_to(body, 'UTF8'), now() + delay,
            tenant::text || ' ' || job_name || ' ' || key,
            jsonb_build_object('tenant_id', tenant), 'queued')
    ON CONFLICT (dedupe_key)
        WHERE status IN ('queued', 'picked') AND dedupe_key IS NOT NULL DO NOTHING
    RETURNING id INTO job;
    IF job IS NOT NULL THEN
        INSERT INTO pgqueuer_log (job_id, status, entrypoint, priority)
        VALUES (job, 'queued', job_name, 0);
    END IF;
    RETURN job;
END $$;
REVOKE ALL ON FUNCTION enqueue_job FROM PUBLIC;
GRANT EXECUTE ON FUNCTION enqueue_job TO chargehouse_app;
"""


def install_script() -> str:
    """Return the statements that make the tables of the pgqueuer that is installed."""
    return QueryBuilderEnvironment(SETTINGS).build_install_query(create_schema=False)


def queries(driver: Driver) -> Queries:
    """Return pgqueuer's queries over these tables."""
    return Queries(
        driver,
        qbe=QueryBuilderEnvironment(SETTINGS),
        qbq=QueryQueueBuilder(SETTINGS),
        qbs=QuerySchedulerBuilder(SETTINGS),
    )
