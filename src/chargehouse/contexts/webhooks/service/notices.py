"""Writes to people when a webhook was disabled."""

from collections.abc import Callable
from typing import Final, Protocol
from uuid import UUID

import structlog

from chargehouse.contexts.people.public import Audience
from chargehouse.contexts.webhooks.model.notices import Disabling, notice_of
from chargehouse.contexts.webhooks.public import WEBHOOKS_MANAGE
from chargehouse.kernel.actor import Permission
from chargehouse.kernel.reach import Place
from chargehouse.kernel.setting import is_email
from chargehouse.platform.mail import Mail, MailQueue
from chargehouse.platform.postgres.database import UnitOfWork

PURPOSE: Final = "webhook_disabled"

log = structlog.get_logger(__name__)


class Addressees(Protocol):
    """Finds whom to write to."""

    async def who_may(self, work: UnitOfWork, permission: Permission, at: Place | None) -> Audience:
        """Return who may do something at a place, or, without one, in the whole tenant."""


class Notices:
    """Writes to those who may change a webhook, in the transaction that disables it.

    `portal_url` says where people open the portal, without a slash at its end.
    """

    def __init__(
        self, mail: MailQueue, addressees: Addressees, *, portal_url: Callable[[], str]
    ) -> None:
        self._mail = mail
        self._addressees = addressees
        self._portal_url = portal_url

    async def disabled(
        self, work: UnitOfWork, webhook_id: UUID, location_id: UUID | None, disabling: Disabling
    ) -> None:
        """Have everybody told who may change this webhook; nobody, where mail is not set up.

        One that is limited to a location is theirs as well who may change webhooks there.
        """
        if not self._mail.is_set_up(work.tenant_id):
            log.info("nobody was told that a webhook was disabled: mail is not set up")
            return
        at = None if location_id is None else Place(location_id=location_id)
        audience = await self._addressees.who_may(work, WEBHOOKS_MANAGE, at)
        link = f"{self._portal_url()}/{audience.tenant_slug}/webhooks/{webhook_id}"
        notice = notice_of(disabling, link)
        for email in filter(is_email, audience.emails):
            mail = Mail(to=email, subject=notice.subject, text=notice.text)
            await self._mail.add(work, mail, purpose=PURPOSE)
