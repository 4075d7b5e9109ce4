"""How long frames are kept is each tenant's own setting."""

from datetime import timedelta

from sqlalchemy import text
from tests.integration.stations.conftest import Ground

from chargehouse.contexts.stations import jobs
from chargehouse.contexts.stations.public import StationRef
from chargehouse.contexts.stations.service import Timeline
from chargehouse.kernel.actor import Actor

AGES_DAYS = (0.5, 1.5, 2.5, 3.5)


async def add_frames(ground: Ground, actor: Actor, station: StationRef) -> None:
    """Add a frame of each age, as if it had been recorded then."""
    owner = ground.database.owner_engine()
    async with owner.begin() as connection:
        for age in AGES_DAYS:
            at = ground.clock.now() - timedelta(days=age)
            await connection.execute(
                text("CALL ensure_partitions('frames', CAST(:day AS date), 1)"),
                {"day": at.date()},
            )
            await connection.execute(
                text("SELECT set_config('app.tenant', :t, true)"), {"t": str(actor.tenant_id)}
            )
            await connection.execute(
                text(
                    "INSERT INTO frames (tenant_id, station_id, id, at, connection_id, direction,"
                    " kind, recorded_at) VALUES (:tenant, :station, :id, :at, :id, 'in', 'call',"
                    " :at)"
                ),
                {
                    "tenant": actor.tenant_id,
                    "station": station.id,
                    "id": ground.ids.new(),
                    "at": at,
                },
            )
    await owner.dispose()


async def ages_left(ground: Ground, actor: Actor) -> list[float]:
    async with ground.database.reading(actor) as connection:
        rows = await connection.execute(text("SELECT recorded_at FROM frames"))
        now = ground.clock.now()
        return sorted((now - row.recorded_at).total_seconds() / 86_400 for row in rows)


async def test_frames_are_deleted_when_their_tenant_wants_them_gone(ground: Ground) -> None:
    other = await ground.add_tenant()
    await add_frames(ground, ground.actor, ground.station)
    await add_frames(ground, other, await ground.add_station(other, "CH-2"))
    days = {ground.actor.tenant_id: 2, other.tenant_id: 4}
    count = await jobs.forget_frames(Timeline(ground.database), days, kept_days=4)
    assert count == 2
    assert await ages_left(ground, ground.actor) == [0.5, 1.5]
    assert await ages_left(ground, other) == list(AGES_DAYS)
