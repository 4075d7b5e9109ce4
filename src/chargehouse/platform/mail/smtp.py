"""Mail over SMTP (RFC 5321), encrypted by TLS."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from typing import Final

import aiosmtplib

from chargehouse.platform.mail.server import MailFailed, MailServer

CONNECT_WITHIN_S: Final = 10.0
SEND_WITHIN_S: Final = 30.0
ANSWER_MAX_LENGTH: Final = 500
_FINAL: Final = 500


class SmtpMailer:
    """Sends mail over SMTP: a `Mailer`.

    Certificates are verified, by the system's authorities unless `trust` says otherwise.
    Connecting and the whole sending each have a time limit.
    """

    def __init__(
        self,
        *,
        connect_within_s: float = CONNECT_WITHIN_S,
        send_within_s: float = SEND_WITHIN_S,
        trust: Callable[[], ssl.SSLContext] = ssl.create_default_context,
    ) -> None:
        self._connect_within_s = connect_within_s
        self._send_within_s = send_within_s
        self._trust = trust

    async def send(self, server: MailServer, message: EmailMessage) -> str:
        """Hand a mail to a server; return what it answered, or raise `MailFailed`."""
        client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            timeout=self._connect_within_s,
            use_tls=server.security == "tls",
            start_tls=False,
            tls_context=self._trust(),
            local_hostname=server.sender.rpartition("@")[2],
        )
        try:
            async with asyncio.timeout(self._send_within_s):
                with _told():
                    await self._open(client, server)
                    _, answer = await client.send_message(message)
                with contextlib.suppress(aiosmtplib.SMTPException, OSError):
                    await client.quit(timeout=1)
        except TimeoutError:
            raise MailFailed("timed_out") from None
        finally:
            client.close()
        return printable_answer(answer)

    async def _open(self, client: aiosmtplib.SMTP, server: MailServer) -> None:
        await client.connect()
        client.timeout = self._send_within_s
        if server.security == "starttls":
            try:
                await client.starttls(timeout=self._connect_within_s)
            except aiosmtplib.SMTPTimeoutError:
                raise
            except (aiosmtplib.SMTPException, OSError) as error:
                raise MailFailed("tls", answer=_answer(error)) from error
        if server.user:
            await _sign_in(client, server)


async def _sign_in(client: aiosmtplib.SMTP, server: MailServer) -> None:
    try:
        await client.login(server.user, server.password)
    except (aiosmtplib.SMTPResponseException, aiosmtplib.SMTPServerDisconnected, TimeoutError):
        raise
    except (aiosmtplib.SMTPException, UnicodeError) as error:  # there is no way in that both know
        raise MailFailed("authentication") from error


def printable_answer(text: str) -> str:
    """Return what a server said, fit for people and logs."""
    shown = "".join(c if c.isprintable() else " " for c in text)
    return shown[:ANSWER_MAX_LENGTH].strip()


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Turn whatever goes wrong into `MailFailed`."""
    try:
        yield
    except TimeoutError:
        raise
    except aiosmtplib.SMTPRecipientsRefused as error:
        refusal = error.recipients[0]
        raise MailFailed(
            "recipient_refused",
            is_final=refusal.code >= _FINAL,
            answer=f"{refusal.code} {printable_answer(refusal.message)}",
        ) from None
    except aiosmtplib.SMTPResponseException as error:
        is_final = isinstance(error, aiosmtplib.SMTPDataError) and error.code >= _FINAL
        raise MailFailed(_why(error), is_final=is_final, answer=_answer(error)) from None
    except (aiosmtplib.SMTPException, OSError, UnicodeError) as error:
        raise MailFailed(_why(error), answer=_answer(error)) from None


def _why(error: BaseException) -> str:
    """Return why a mail was not sent, by the innermost error that is known."""
    causes = [error]
    while (inner := causes[-1].__cause__ or causes[-1].__context__) is not None:
        causes.append(inner)
    for cause in reversed(causes):
        for kind, why in _KINDS:
            if isinstance(cause, kind):
                return why
    return "protocol"


_KINDS: Final[tuple[tuple[type[BaseException], str], ...]] = (
    (socket.gaierror, "host_unknown"),
    (UnicodeError, "host_unknown"),
    (ssl.SSLError, "tls"),
    (ConnectionRefusedError, "refused"),
    (aiosmtplib.SMTPAuthenticationError, "authentication"),
    (aiosmtplib.SMTPSenderRefused, "sender_refused"),
    (aiosmtplib.SMTPDataError, "content_refused"),
    (aiosmtplib.SMTPConnectResponseError, "refused"),
    (aiosmtplib.SMTPServerDisconnected, "disconnected"),
    (ConnectionResetError, "disconnected"),
    (BrokenPipeError, "disconnected"),
    (aiosmtplib.SMTPConnectError, "refused"),
    (OSError, "refused"),
)


def _answer(error: BaseException) -> str | None:
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return f"{error.code} {printable_answer(error.message)}"
    return None
