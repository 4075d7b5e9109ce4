"""By which server a tenant sends mail: its settings, and the port behind which it stands."""

from email.message import EmailMessage
from typing import Final, Protocol
from uuid import UUID

import msgspec

from chargehouse.kernel.actor import Permission
from chargehouse.kernel.errors import ChargehouseError, Conflict
from chargehouse.kernel.setting import Choice, EmailAddress, Setting, SettingValues, Text, Whole

MAIL_UPDATE: Final = Permission(
    "mail.update", "settings", "Change how mail is sent, and send a test."
)
HOST: Final = Setting(
    "mail.host",
    Text(253),
    "",
    "The name or address of the SMTP server. Empty: no mail is sent.",
    permission=MAIL_UPDATE,
)
PORT: Final = Setting(
    "mail.port",
    Whole(1, 65_535),
    587,
    "The port of the SMTP server: mostly 587 with starttls, 465 with tls.",
    permission=MAIL_UPDATE,
)
SECURITY: Final = Setting(
    "mail.security",
    Choice(("starttls", "tls", "none")),
    "starttls",
    "How the connection is encrypted. With none, user and password can be read on the way.",
    permission=MAIL_UPDATE,
)
USER: Final = Setting(
    "mail.user",
    Text(200),
    "",
    "The name to sign in to the SMTP server with. Empty: without signing in.",
    permission=MAIL_UPDATE,
)
PASSWORD: Final = Setting(
    "mail.password",
    Text(500),
    "",
    "The password that goes with the name.",
    permission=MAIL_UPDATE,
    secret=True,
)
SENDER: Final = Setting(
    "mail.sender",
    EmailAddress(),
    "",
    "The address that mail comes from. Empty: no mail is sent.",
    permission=MAIL_UPDATE,
)
SENDER_NAME: Final = Setting(
    "mail.sender_name",
    Text(100),
    "",
    "The name that stands before the sender's address.",
    permission=MAIL_UPDATE,
)
SETTINGS: Final = (HOST, PORT, SECURITY, USER, PASSWORD, SENDER, SENDER_NAME)


class MailNotSetUp(Conflict):
    """The tenant's settings name no server or no sender."""

    code = "mail_not_set_up"


class MailFailed(ChargehouseError):  # noqa: N818  named for what is so
    """A mail was not sent.

    `why` is one of `WHY`; `is_final` tells that the mail itself is at fault; `answer` is what the
    server said, where it said anything. Neither holds an address or a password of ours.
    """

    code = "mail_failed"

    def __init__(self, why: str, *, is_final: bool = False, answer: str | None = None) -> None:
        super().__init__(WHY[why], {"why": why})
        self.why = why
        self.is_final = is_final
        self.answer = answer


WHY: Final = {
    "host_unknown": "There is no host of this name.",
    "refused": "The server refused the connection.",
    "timed_out": "The server did not answer in time.",
    "tls": "The connection could not be encrypted, or the server's certificate is not trusted.",
    "authentication": "The server did not accept the user name and password.",
    "sender_refused": "The server refused the sender's address.",
    "recipient_refused": "The server refused the recipient.",
    "content_refused": "The server refused the mail.",
    "disconnected": "The server ended the connection in the middle.",
    "protocol": "The server answered what was not expected.",
}
"""Why a mail was not sent, for programs and in words."""


class MailServer(msgspec.Struct, frozen=True, kw_only=True):
    """Where and in whose name mail is sent."""

    host: str
    port: int
    security: str
    user: str
    password: str
    sender: str
    sender_name: str

    def __repr__(self) -> str:
        return f"MailServer({self.host}:{self.port})"


class Mailer(Protocol):
    """Sends mail."""

    async def send(self, server: MailServer, message: EmailMessage) -> str:
        """Hand a mail to a server; return what it answered, or raise `MailFailed`."""


def server_of(values: SettingValues, tenant_id: UUID) -> MailServer:
    """Return by which server a tenant sends mail now; raise `MailNotSetUp`."""
    server = MailServer(
        host=values.value(tenant_id, HOST).strip(),
        port=values.value(tenant_id, PORT),
        security=values.value(tenant_id, SECURITY),
        user=values.value(tenant_id, USER),
        password=values.value(tenant_id, PASSWORD),
        sender=values.value(tenant_id, SENDER),
        sender_name=values.value(tenant_id, SENDER_NAME),
    )
    missing = [
        setting.key
        for setting, given in ((HOST, server.host), (SENDER, server.sender))
        if not given
    ]
    if missing:
        raise MailNotSetUp(
            f"Mail is not set up: {' and '.join(missing)} {'is' if len(missing) == 1 else 'are'}"
            " empty.",
            {"settings": missing},
        )
    return server
