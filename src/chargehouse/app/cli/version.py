"""`chargehouse version`."""

import typer

from chargehouse.app.build import VERSION
from chargehouse.app.cli.output import result

app = typer.Typer(add_completion=False)


@app.command()
def print_version() -> None:
    """Print which version this is, its commit, and the OCPP versions that it speaks."""
    commit = f" ({VERSION.commit[:12]})" if VERSION.commit else ""
    result(f"chargehouse {VERSION.version}{commit}")
    result(f"OCPP {', '.join(name.removeprefix('ocpp') for name in VERSION.ocpp_versions)}")
