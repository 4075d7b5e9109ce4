"""A mail, and how it looks on the wire (RFC 5322)."""

import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final
from uuid import UUID

import msgspec

from chargehouse.kernel.errors import Invalid
from chargehouse.kernel.setting import is_email

SUBJECT_MAX_LENGTH: Final = 200
TEXT_MAX_LENGTH: Final = 200_000

_FILE_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,99}")


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    """A file that goes with a mail, byte for byte; `subtype` is what kind of `application/` it is.

    Raises `Invalid` for a name that is none.
    """

    name: str
    subtype: str
    content: bytes

    def __post_init__(self) -> None:
        """Check what would stand in headers."""
        if not _FILE_NAME.fullmatch(self.name):
            raise _wrong("attachment", "called by letters, digits, dots and hyphens")


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """A mail to one person. `text` is always there; `html` shows the same to who likes it.

    Raises `Invalid` for what could not be sent as it stands, such as a subject of two lines.
    """

    to: str
    subject: str
    text: str
    html: str | None = None
    attachments: tuple[Attachment, ...] = ()

    def __post_init__(self) -> None:
        """Check what would stand in headers."""
        if not is_email(self.to):
            raise _wrong("to", "an e-mail address, name@host")
        if not 0 < len(self.subject) <= SUBJECT_MAX_LENGTH or not self.subject.isprintable():
            raise _wrong("subject", f"one line of 1 to {SUBJECT_MAX_LENGTH} characters")
        if not 0 < len(self.text) <= TEXT_MAX_LENGTH:
            raise _wrong("text", f"1 to {TEXT_MAX_LENGTH} characters")


def as_sent(
    mail: Mail, *, sender: str, sender_name: str, message_id: UUID, at: datetime
) -> EmailMessage:
    """Return a mail with its headers.

    The id is the same however often it is sent, so that a mailbox knows a second copy.
    """
    name, _, host = sender.rpartition("@")
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(sender_name, username=name, domain=host)
    message["To"] = Address(username=mail.to.rpartition("@")[0], domain=mail.to.rpartition("@")[2])
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{message_id}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text, charset="utf-8", cte="quoted-printable")
    if mail.html is not None:
        message.add_alternative(mail.html, subtype="html", charset="utf-8", cte="quoted-printable")
    for each in mail.attachments:
        message.add_attachment(
            each.content, maintype="application", subtype=each.subtype, filename=each.name
        )
    return message


def _wrong(field: str, rule: str) -> Invalid:
    return Invalid(
        f"A mail's {field} is {rule}.", {"errors": [{"field": field, "message": f"must be {rule}"}]}
    )
