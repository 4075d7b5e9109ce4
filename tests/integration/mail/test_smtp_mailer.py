"""Mail over real sockets: to servers that work, and to those that do not."""

import socket
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from tests.integration.mail.postbox import (
    HOST,
    Talk,
    be_too_busy,
    die_in_mid_mail,
    hang,
    hang_after_greeting,
    make_certificate,
    open_port,
    open_postbox,
    talk_nonsense,
)

from chargehouse.kernel.errors import Invalid
from chargehouse.platform.mail.message import Mail, as_sent
from chargehouse.platform.mail.server import MailFailed, MailServer
from chargehouse.platform.mail.smtp import SmtpMailer

MAIL = Mail(
    to="grace@example.org",
    subject="Ihre Ladung, Größe M",
    text="Sie luden 12,5 kWh.\n.\nÖffnen Sie\n" + "x" * 2000,
    html="<p>Sie luden 12,5&nbsp;kWh.</p>",
)
LOGIN = ("house", "correct horse")
IMPATIENT = SmtpMailer(connect_within_s=0.2, send_within_s=0.4)


def server_at(port: int, **changes: object) -> MailServer:
    plain = MailServer(
        host=HOST,
        port=port,
        security="none",
        user="",
        password="",
        sender="house@example.com",
        sender_name="Ladehaus „Süd“, Köln",
    )
    return msgspec.structs.replace(plain, **changes)


def message(mail: Mail = MAIL, sender_name: str = "Ladehaus „Süd“, Köln") -> EmailMessage:
    return as_sent(
        mail,
        sender="house@example.com",
        sender_name=sender_name,
        message_id=UUID(int=7),
        at=datetime(2026, 3, 2, 8, 0, tzinfo=UTC),
    )


async def failure(server: MailServer, mailer: SmtpMailer | None = None) -> MailFailed:
    with pytest.raises(MailFailed) as refusal:
        await (mailer or SmtpMailer()).send(server, message())
    return refusal.value


async def test_a_mail_arrives_as_it_was_written() -> None:
    async with open_postbox() as box:
        answer = await SmtpMailer().send(server_at(box.port), message())
    assert "kept as 4711" in answer
    [came], [envelope] = box.received, box.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == ("house@example.com", [MAIL.to])
    sender = came["From"].addresses[0]
    assert (sender.display_name, sender.addr_spec) == ("Ladehaus „Süd“, Köln", "house@example.com")
    assert came["Subject"] == MAIL.subject
    assert came["Date"].datetime == datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    assert came["Message-ID"] == f"<{UUID(int=7)}@example.com>"
    plain, rich = came.get_body(("plain",)), came.get_body(("html",))
    assert plain is not None
    assert rich is not None
    assert plain.get_content().splitlines() == MAIL.text.splitlines()
    assert rich.get_content().strip() == MAIL.html
    assert envelope.content is not None
    assert max(map(len, bytes(envelope.content).splitlines())) <= 998  # type: ignore[arg-type]


async def test_a_mail_without_html_is_plain_text() -> None:
    plain = msgspec.structs.replace(MAIL, html=None)
    async with open_postbox() as box:
        await SmtpMailer().send(server_at(box.port), message(plain))
    assert box.received[0].get_content_type() == "text/plain"


async def test_starttls_and_tls_encrypt_and_verify(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path)
    mailer = SmtpMailer(trust=certificate.trust)
    async with open_postbox(tls=certificate.server) as box:
        server = server_at(box.port, security="starttls")
        await mailer.send(server, message())
        assert box.encrypted == [True]
        assert (await failure(server)).why == "tls"
    async with open_postbox(tls=certificate.server, from_the_start=True) as box:
        server = server_at(box.port, security="tls")
        await mailer.send(server, message())
        assert len(box.received) == 1
        assert (await failure(server)).why == "tls"


async def test_a_server_without_starttls_gets_no_mail_where_it_is_asked_for() -> None:
    async with open_postbox() as box:
        assert (await failure(server_at(box.port, security="starttls"))).why == "tls"
        assert box.received == []


async def test_it_signs_in_where_there_is_a_user(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path)
    mailer = SmtpMailer(trust=certificate.trust)
    async with open_postbox(tls=certificate.server, login=LOGIN) as box:
        server = server_at(box.port, security="starttls", user=LOGIN[0], password=LOGIN[1])
        await mailer.send(server, message())
        assert len(box.received) == 1
        wrong = await failure(msgspec.structs.replace(server, password="a guess"), mailer)
        assert (wrong.why, wrong.is_final) == ("authentication", False)
        assert wrong.answer is not None
        assert wrong.answer.startswith("535")
        unsaid = await failure(server_at(box.port, security="starttls"), mailer)
        assert (unsaid.why, unsaid.answer) == (
            "sender_refused",
            "530 5.7.0 Authentication required",
        )


async def test_a_server_that_knows_no_signing_in_is_told_apart() -> None:
    async with open_postbox() as box:
        wrong = await failure(server_at(box.port, user="house", password="x"))
    assert wrong.why == "authentication"


async def test_a_refused_recipient_is_final_and_one_that_is_put_off_is_not() -> None:
    async with open_postbox() as box:
        box.recipient_answer = "550 5.1.1 no such user"
        refused = await failure(server_at(box.port))
        box.recipient_answer = "450 4.7.1 greylisted, come back"
        put_off = await failure(server_at(box.port))
    assert (refused.why, refused.is_final, refused.answer) == (
        "recipient_refused",
        True,
        "550 5.1.1 no such user",
    )
    assert (put_off.why, put_off.is_final) == ("recipient_refused", False)


async def test_a_refused_sender_and_a_refused_mail_are_told_apart() -> None:
    async with open_postbox() as box:
        box.sender_answer = "553 5.7.1 not yours"
        sender = await failure(server_at(box.port))
        box.sender_answer, box.data_answer = "250 OK", "554 5.6.0 looks like junk"
        content = await failure(server_at(box.port))
    assert (sender.why, sender.is_final) == ("sender_refused", False)
    assert (content.why, content.is_final) == ("content_refused", True)
    assert content.answer == "554 5.6.0 looks like junk"


@pytest.mark.parametrize(
    ("talk", "why"),
    [
        (hang, "timed_out"),
        (hang_after_greeting, "timed_out"),
        (die_in_mid_mail, "disconnected"),
        (talk_nonsense, "protocol"),
        (be_too_busy, "refused"),
    ],
)
async def test_a_server_that_fails_does_so_in_words_and_in_time(talk: Talk, why: str) -> None:
    async with open_port(talk) as port:
        wrong = await failure(server_at(port), IMPATIENT)
    assert (wrong.why, wrong.is_final) == (why, False)
    assert wrong.message


async def test_a_server_that_hangs_within_tls_is_given_up() -> None:
    async with open_port(hang) as port:
        wrong = await failure(server_at(port, security="tls"), IMPATIENT)
    assert wrong.why == "timed_out"


async def test_nobody_there_is_told_apart_from_no_such_host() -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        assert (await failure(server_at(taken.getsockname()[1]))).why == "refused"
    for host in ("no.such.host.invalid", "x" * 64 + ".example", "..", "exa mple"):
        assert (await failure(server_at(25, host=host))).why == "host_unknown"


@pytest.mark.parametrize(
    "changes",
    [
        {"to": "grace@example.org\r\nBcc: all@example.org"},
        {"to": "grace@example.org, all@example.org"},
        {"to": ""},
        {"subject": "Hello\r\nBcc: all@example.org"},
        {"subject": ""},
        {"subject": "x" * 201},
        {"text": ""},
    ],
)
def test_nothing_slips_into_headers(changes: dict[str, str]) -> None:
    fields = {"to": MAIL.to, "subject": MAIL.subject, "text": MAIL.text, **changes}
    with pytest.raises(Invalid):
        Mail(to=fields["to"], subject=fields["subject"], text=fields["text"])


@pytest.mark.parametrize("name", ['"quoted" <x@y>', "a, b", "„Süd“ 🔌", "", "x" * 100])
async def test_a_senders_name_stays_a_name(name: str) -> None:
    async with open_postbox() as box:
        await SmtpMailer().send(server_at(box.port), message(sender_name=name))
    [sender] = box.received[0]["From"].addresses
    assert (sender.display_name, sender.addr_spec) == (name, "house@example.com")
