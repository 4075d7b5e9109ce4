"""`chargehouse serve`."""

from pathlib import Path
from typing import Annotated, Literal

import typer
import uvloop

from chargehouse import __version__
from chargehouse.app.addresses import HostPort
from chargehouse.app.cli.doors import Config, Data, DatabaseUrl, load_settings
from chargehouse.app.cli.verbosity import Verbose
from chargehouse.app.serve import serve
from chargehouse.kernel.clock import SystemClock
from chargehouse.platform.logging import configure_logging

app = typer.Typer(add_completion=False)


@app.command()
def run(
    *,
    data: Data = None,
    http: Annotated[
        str | None,
        typer.Option(metavar="HOST:PORT", help="For people and programs. Default: 127.0.0.1:8080."),
    ] = None,
    ocpp: Annotated[
        str | None,
        typer.Option(metavar="HOST:PORT", help="For chargers. Default: 127.0.0.1:9000."),
    ] = None,
    database_url: DatabaseUrl = None,
    broker_url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="NATS, for several processes; else the database serves."),
    ] = None,
    role: Annotated[
        Literal["all", "gateway", "api", "worker"] | None,
        typer.Option(help="What this process does. Default: all."),
    ] = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="With a demo depot and simulated chargers.")
    ] = False,
    ocpp_tls_cert: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Certificate chain (PEM) for chargers: wss.")
    ] = None,
    ocpp_tls_key: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The certificate's key (PEM).")
    ] = None,
    ocpp_tls_client_ca: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Who may vouch for chargers, besides us.")
    ] = None,
    config: Config = None,
    verbose: Verbose = False,
) -> None:
    """Run Chargehouse until it is told to stop (Ctrl-C, SIGTERM).

    Without --database-url it runs a PostgreSQL of its own in the data folder. For chargers on the
    network: --ocpp 0.0.0.0:9000
    """
    for_http = None if http is None else HostPort.parse(http, "--http")
    for_ocpp = None if ocpp is None else HostPort.parse(ocpp, "--ocpp")
    settings = load_settings(
        data=data,
        database_url=database_url,
        config=config,
        broker__url=broker_url,
        role=role,
        http__host=for_http and for_http.host,
        http__port=for_http and for_http.port,
        ocpp__host=for_ocpp and for_ocpp.host,
        ocpp__port=for_ocpp and for_ocpp.port,
        ocpp__tls_cert=ocpp_tls_cert,
        ocpp__tls_key=ocpp_tls_key,
        ocpp__tls_client_ca=ocpp_tls_client_ca,
        webhooks__allow_private_addresses=True if demo else None,
        log__level="debug" if verbose else None,
    )
    configure_logging(settings.log, clock=SystemClock(), version=__version__)
    uvloop.run(serve(settings, demo=demo))
