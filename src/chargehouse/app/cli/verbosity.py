"""How much a command says about what it does."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from chargehouse import __version__
from chargehouse.kernel.clock import SystemClock

if TYPE_CHECKING:
    from typer._click import Context

VERBOSE: Final = "--verbose"
_KEY: Final = "chargehouse.verbose"


def _note(ctx: typer.Context, *, given: bool) -> bool:
    if given:
        ctx.meta[_KEY] = True
    return given


Verbose = Annotated[
    bool, typer.Option(VERBOSE, callback=_note, help="Say what is done, and all about refusals.")
]


def is_verbose(ctx: "Context") -> bool:
    """Tell whether more than the essential is asked for, before or after the command's name."""
    return bool(ctx.meta.get(_KEY))


def write_logs(*, verbose: bool) -> None:
    """Write logs to standard error, in a form for people: warnings, or everything of interest.

    `serve` sets up its own instead.
    """
    from chargehouse.platform.logging import configure_logging  # noqa: PLC0415  help is quick
    from chargehouse.platform.settings import LogSettings  # noqa: PLC0415  as above

    settings = LogSettings(level="info" if verbose else "warning", format="console")
    configure_logging(settings, clock=SystemClock(), version=__version__)
