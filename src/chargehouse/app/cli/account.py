"""`chargehouse account`."""

from typing import Annotated

import typer

from chargehouse.app.addresses import Listening, first_run_link
from chargehouse.app.cli.doors import Installation, Office, at_installation, in_office
from chargehouse.app.cli.output import printable, result, say
from chargehouse.app.cli.secret_input import STDIN, secret_line
from chargehouse.kernel.actor import EVERYTHING

app = typer.Typer(
    help="Add people who sign in to the portal, and give them new passwords.",
    no_args_is_help=True,
    add_completion=False,
)

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The e-mail address to sign in with.")]
Permissions = Annotated[
    list[str] | None,
    typer.Option(
        "--permission", help="What they may do, as `tokens permissions` lists it. Default: all."
    ),
]
NewPassword = Annotated[
    str,
    typer.Option(metavar="-", help="Is asked for at a terminal, else read from standard input."),
]


@app.command("first-link")
@at_installation
async def first_link(installation: Installation) -> None:
    """Print a link by which the first account is made; it serves once, within a day."""
    secret = await installation.contexts.first_run.new_link()
    settings = installation.settings
    say("Open it in a browser; it serves once, within a day, while nobody has an account.")
    result(first_run_link(settings, Listening.recall(settings), secret))


@app.command("add")
@in_office
async def add(
    office: Office,
    email: Email,
    name: Annotated[str, typer.Option(help="What they are called.")],
    permission: Permissions = None,
    password: NewPassword = STDIN,
) -> None:
    """Add somebody who may sign in and act in the tenant."""
    account = await office.contexts.accounts.add(
        office.tenant,
        email=email,
        name=name,
        password=secret_line(password, "--password", "password"),
        permissions=_actions(permission),
    )
    say(f"{printable(account.name)} may sign in to the tenant {office.tenant.slug}.")
    result(str(account.id))


@app.command("join")
@in_office
async def join(office: Office, email: Email, permission: Permissions = None) -> None:
    """Let somebody who has an account act in one more tenant."""
    account = await office.contexts.accounts.join(office.tenant, email, _actions(permission))
    say(f"{printable(account.name)} may act in the tenant {office.tenant.slug} too.")


@app.command("password")
@at_installation
async def password_(
    installation: Installation, email: Email, password: NewPassword = STDIN
) -> None:
    """Give somebody a new password, which signs them out everywhere and ends any wait."""
    given = secret_line(password, "--password", "password")
    account = await installation.contexts.accounts.set_password(email, given)
    say(f"{printable(account.name)} has a new password, and is signed out everywhere.")


def _actions(given: list[str] | None) -> list[str]:
    parts = [part for each in given or [] for part in each.split(",") if part]
    return parts or [EVERYTHING]
