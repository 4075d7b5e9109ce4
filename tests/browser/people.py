"""People of an installation: who may do what, and how they sign in on the screen."""

from collections.abc import Sequence

from playwright.sync_api import Page
from tests.browser.house import House
from tests.endurance.serving import TENANT

from chargehouse.app.cli.doors import load_settings, open_office

PASSWORD = "eleven geese by the gate"


def add_person(house: House, email: str, *, permissions: Sequence[str] = ("*",)) -> None:
    """Add somebody who may sign in to the tenant."""

    async def add() -> None:
        installation = house.server.installation
        settings = load_settings(data=installation.data, database_url=installation.database_url)
        async with open_office(settings, TENANT) as office:
            await office.contexts.accounts.add(
                office.tenant,
                email=email,
                name=email,
                password=PASSWORD,
                permissions=[*permissions],
            )

    house.background.run(add())


def add_tenant(house: House, slug: str, name: str, *, of: str) -> None:
    """Add another tenant, in which somebody who has an account may do everything."""

    async def add() -> None:
        installation = house.server.installation
        settings = load_settings(data=installation.data, database_url=installation.database_url)
        async with open_office(settings, TENANT) as office:
            await office.contexts.tenants.create(slug, name)
        async with open_office(settings, slug) as office:
            await office.contexts.accounts.join(office.tenant, of, ["*"])

    house.background.run(add())


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """Fill in the form that is shown, and send it."""
    form = page.get_by_role("form", name="Sign in")
    address = form.get_by_label("E-mail address")
    if address.is_editable():
        address.fill(email)
    form.get_by_label("Password", exact=True).fill(password)
    form.get_by_role("button", name="Sign in").click()
