"""`chargehouse openapi`."""

import sys
from dataclasses import fields

import typer

from chargehouse.app.api import api_routes
from chargehouse.app.build import VERSION
from chargehouse.app.event_types import EVENT_CATALOGUE, webhooks_document
from chargehouse.app.wiring import Contexts
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.clock import SystemClock
from chargehouse.kernel.errors import Unauthenticated
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.platform.health import Health
from chargehouse.platform.http.application import build_application
from chargehouse.platform.http.openapi import render_openapi
from chargehouse.platform.http.operations import operations_routes
from chargehouse.platform.metrics import Metrics

app = typer.Typer(add_completion=False)

OTHERS = ("clock", "event_feed", "event_history")
"""What routes ask for by name besides the contexts' services."""


class _Nobody:
    """Knows no token: the description is made without serving anybody."""

    async def authenticate(self, bearer: str) -> Actor:  # noqa: ARG002  the protocol's own
        raise Unauthenticated("Nobody is served here.")


@app.command()
def print_description() -> None:
    """Print the description of the REST API (OpenAPI 3.1), the same for the same routes."""
    clock, metrics = SystemClock(), Metrics()
    health = Health(clock=clock, version=VERSION.version)
    application = build_application(
        [operations_routes(health, metrics, VERSION), *api_routes()],
        authenticator=_Nobody(),
        clock=clock,
        ids=TimeOrderedIds(),
        metrics=metrics,
        version=VERSION.version,
        max_body_bytes=1,
        webhooks=webhooks_document(EVENT_CATALOGUE),
        dependencies=dict.fromkeys((*(field.name for field in fields(Contexts)), *OTHERS)),
    )
    sys.stdout.buffer.write(render_openapi(application.litestar))
