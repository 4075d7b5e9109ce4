"""The routes that machines and operators look at: `/health`, `/metrics`, `/api/version`."""

from http import HTTPStatus

import msgspec
from litestar import Response, Router, get
from litestar.openapi.datastructures import ResponseSpec

from chargehouse.platform.health import MEDIA_TYPE, Health, HealthReport
from chargehouse.platform.http.auth import public
from chargehouse.platform.metrics import CONTENT_TYPE, Metrics


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """Which build answers."""

    version: str
    commit: str | None
    ocpp_versions: list[str]


def operations_routes(health: Health, metrics: Metrics, version: Version) -> Router:
    """Return the three routes; all are public, and tell no tenant's business."""

    @get(
        "/health",
        media_type=MEDIA_TYPE,
        responses={
            503: ResponseSpec(HealthReport, media_type=MEDIA_TYPE, description="A part has failed.")
        },
        **public(),
    )
    async def read_health() -> Response[HealthReport]:
        """Tell whether every part is well; 503 when one has failed."""
        report = await health.report()
        failed = report.status == "fail"
        return Response(
            report,
            status_code=HTTPStatus.SERVICE_UNAVAILABLE if failed else HTTPStatus.OK,
            media_type=MEDIA_TYPE,
            headers={"Cache-Control": "no-store"},
        )

    @get("/metrics", include_in_schema=False, **public())
    async def read_metrics() -> Response[bytes]:
        """Return all metrics in Prometheus's text format."""
        return Response(metrics.render(), headers={"Content-Type": CONTENT_TYPE})

    @get("/api/version", **public())
    async def read_version() -> Version:
        """Tell which build this is and which OCPP versions it speaks."""
        return version

    return Router("/", route_handlers=[read_health, read_metrics, read_version])
