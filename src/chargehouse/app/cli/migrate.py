"""`chargehouse migrate`."""

import typer

from chargehouse.app.cli.doors import Installation, at_installation
from chargehouse.app.cli.output import say

app = typer.Typer(add_completion=False)


@app.command()
@at_installation
async def migrate(installation: Installation) -> None:
    """Bring the database to the newest schema; `serve` does so as well when it starts."""
    where = "the data folder" if installation.settings.database.url is None else "your server"
    say(f"The database in {where} has the newest schema.")
