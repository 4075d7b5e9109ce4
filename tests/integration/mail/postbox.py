"""Real SMTP servers in the test's own loop: one that works, and some that do not."""

import asyncio
import contextlib
import email
import ipaddress
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Postbox:
    """A server's address, what came in, and how it answers."""

    port: int = 0
    received: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    sender_answer: str = "250 OK"
    recipient_answer: str = "250 OK"
    data_answer: str = "250 kept as 4711"

    async def handle_MAIL(  # noqa: N802  aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.sender_answer

    async def handle_RCPT(  # noqa: N802  as above
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if self.recipient_answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient_answer

    async def handle_DATA(  # noqa: N802  as above
        self, _server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        message = email.message_from_bytes(content, policy=default)
        assert isinstance(message, EmailMessage)
        self.received.append(message)
        self.envelopes.append(envelope)
        self.encrypted.append(session.ssl is not None)
        return self.data_answer


@asynccontextmanager
async def open_postbox(
    *,
    tls: ssl.SSLContext | None = None,
    from_the_start: bool = False,
    login: tuple[str, str] | None = None,
) -> AsyncIterator[Postbox]:
    """Serve SMTP: with STARTTLS where there is a context, or encrypted from the start."""
    box = Postbox()
    options: dict[str, Any] = {}
    if login is not None:
        options = {
            "authenticator": _door(login),
            "auth_required": tls is not None,
            "auth_require_tls": tls is not None and not from_the_start,
        }
    if tls is not None and not from_the_start:
        options |= {"tls_context": tls, "require_starttls": True}
    loop = asyncio.get_running_loop()
    made: list[SMTP] = []

    def protocol() -> SMTP:
        made.append(SMTP(box, hostname="post.example", loop=loop, **options))
        return made[-1]

    server = await loop.create_server(protocol, HOST, 0, ssl=tls if from_the_start else None)
    box.port = server.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        server.close()
        for each in made:
            if isinstance(each.transport, asyncio.Transport):
                each.transport.abort()
        await server.wait_closed()
        await asyncio.sleep(0)


def _door(login: tuple[str, str]) -> Callable[..., AuthResult]:
    def authenticate(
        server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        known = (data.login.decode(), data.password.decode()) == login
        return AuthResult(success=known, handled=False)

    return authenticate


@asynccontextmanager
async def open_port(talk: Talk) -> AsyncIterator[int]:
    """Serve whatever a test wants said."""
    talking: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        talking.add(task)
        try:
            await talk(reader, writer)
        finally:
            writer.transport.abort()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    server = await asyncio.start_server(serve, HOST, 0)
    yield server.sockets[0].getsockname()[1]
    server.close()
    for task in talking:
        task.cancel()
    await asyncio.gather(*talking, return_exceptions=True)
    await server.wait_closed()


async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Take the connection and say nothing until it is given up."""
    await reader.read()


async def hang_after_greeting(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Greet, and then say nothing."""
    writer.write(b"220 post.example\r\n")
    await hang(reader, writer)


async def die_in_mid_mail(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Take everything up to the mail itself, and end the connection in its middle."""
    writer.write(b"220 post.example\r\n")
    for answer in (b"250 post.example", b"250 OK", b"250 OK", b"354 go ahead"):
        await reader.readline()
        writer.write(answer + b"\r\n")
    await reader.readline()


async def talk_nonsense(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Be no mail server."""
    writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    await hang(reader, writer)


async def be_too_busy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Send everybody away at the door."""
    writer.write(b"421 post.example too busy\r\n")
    await hang(reader, writer)


@dataclass(frozen=True)
class Certificate:
    """A server's certificate, and who trusts it."""

    server: ssl.SSLContext
    file: Path

    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.file)


def make_certificate(folder: Path) -> Certificate:
    """Make a self-signed certificate for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=36_500))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "post.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "post.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, folder / "post.key")
    return Certificate(context, file)
