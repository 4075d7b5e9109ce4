"""`chargehouse tenants`."""

from typing import Annotated

import typer

from chargehouse.app.cli.doors import Installation, at_installation
from chargehouse.app.cli.output import result, say, table

app = typer.Typer(help="Create and list tenants.", no_args_is_help=True, add_completion=False)


@app.command("create")
@at_installation
async def create(
    installation: Installation,
    slug: Annotated[str, typer.Argument(help="Its name in addresses: a-z, 0-9 and hyphens.")],
    name: Annotated[str | None, typer.Option(help="Its name for people.")] = None,
) -> None:
    """Create a tenant; its id is printed."""
    created = await installation.contexts.tenants.create(slug, name)
    say(f"The tenant {created.slug} is there; its chargers connect to /ocpp/{created.slug}/ID.")
    result(str(created.id))


@app.command("list")
@at_installation
async def list_all(installation: Installation) -> None:
    """List all tenants, by slug."""
    tenants = await installation.contexts.tenants.list()
    table(("SLUG", "ID"), [(tenant.slug, tenant.id) for tenant in tenants])
