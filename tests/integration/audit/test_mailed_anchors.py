"""B5: anchors go to a mailbox outside, and what lies there shows that entries are gone."""

from email.message import EmailMessage
from pathlib import Path

import pytest
from tests.integration.audit.conftest import Ground, ground_over
from tests.integration.backoffice import KEYRING
from tests.integration.mail.postbox import open_postbox
from tests.integration.mail.sending import settings_of
from typer.testing import CliRunner, Result

from chargehouse.app.cli.program import program
from chargehouse.contexts.audit.service import FileWitness, MailWitness
from chargehouse.kernel.errors import Invalid
from chargehouse.kernel.setting import FixedValues
from chargehouse.platform.mail.message import Attachment
from chargehouse.platform.mail.smtp import SmtpMailer

TO = "witness@elsewhere.example"
KEY = KEYRING.public_keys[0].hex()


def mailing(ground: Ground, settings: dict[str, object]) -> Ground:
    """Return the same log, with a mailbox as the witness of its anchors."""
    return ground_over(ground.office, MailWitness(SmtpMailer(), FixedValues(settings), to=TO))


async def live_for_days(ground: Ground, outside: Ground) -> None:
    for _ in range(3):
        await ground.grow(2)
        await ground.later(days=1)
        await ground.sign()
        await outside.audit.witnesses.tell(ground.office.north)


def save(mails: list[EmailMessage], file: Path) -> None:
    """Put the files of mails into one, as whoever keeps them does."""
    parts = [part.get_content() for mail in mails for part in mail.iter_attachments()]
    file.write_bytes(b"".join(parts))


def verify_file(export: bytes, anchors: Path) -> Result:
    file = anchors.parent / "audit.ndjson"
    file.write_bytes(export)
    words = ["audit", "verify", str(file), "--key", KEY, "--anchor", str(anchors)]
    return CliRunner().invoke(program, words, catch_exceptions=False)


async def test_each_anchor_is_mailed_once_as_a_file_that_verify_takes(
    ground: Ground, tmp_path: Path
) -> None:
    async with open_postbox() as box:
        outside = mailing(ground, settings_of(box.port))
        await live_for_days(ground, outside)
        await outside.audit.witnesses.tell(ground.office.north)
    assert [mail["To"] for mail in box.received] == [TO] * 3
    assert [mail["Subject"] for mail in box.received] == [
        f"Anchor {number} of the audit log, 2026-03-0{number + 3}" for number in range(3)
    ]
    names = [part.get_filename() for mail in box.received for part in mail.iter_attachments()]
    assert names == [f"anchor-00000{number}.ndjson" for number in range(3)]
    status = await outside.audit.proofs.status(ground.ada)
    assert [(each.name, each.told) for each in status.witnesses] == [("mail", 2)]
    save(box.received, tmp_path / "mailed")
    assert verify_file(await ground.export(), tmp_path / "mailed").exit_code == 0


async def test_what_is_mailed_is_what_a_file_would_hold(ground: Ground, tmp_path: Path) -> None:
    kept = ground_over(ground.office, FileWitness(tmp_path))
    async with open_postbox() as box:
        await live_for_days(ground, mailing(ground, settings_of(box.port)))
    await kept.audit.witnesses.tell(ground.office.north)
    save(box.received, tmp_path / "mailed")
    assert (tmp_path / "mailed").read_bytes() == (tmp_path / "anchors.ndjson").read_bytes()


async def test_a_shortened_log_is_found_by_the_mails(ground: Ground, tmp_path: Path) -> None:
    short = await ground.export()
    async with open_postbox() as box:
        await live_for_days(ground, mailing(ground, settings_of(box.port)))
    save(box.received, tmp_path / "mailed")
    found = verify_file(short, tmp_path / "mailed")
    assert found.exit_code == 1
    assert found.stdout.startswith("NOT OK")


async def test_what_the_mail_server_refused_is_mailed_again_under_the_same_id(
    ground: Ground,
) -> None:
    async with open_postbox() as box:
        outside = mailing(ground, settings_of(box.port))
        box.data_answer = "451 4.3.0 not now"
        await ground.sign()
        await outside.audit.witnesses.tell(ground.office.north)
        assert (await outside.audit.proofs.status(ground.ada)).witnesses[0].told is None
        box.data_answer = "250 kept"
        await outside.audit.witnesses.tell(ground.office.north)
        assert (await outside.audit.proofs.status(ground.ada)).witnesses[0].told == 0
    assert len(box.received) == 2
    assert len({mail["Message-ID"] for mail in box.received}) == 1


@pytest.mark.parametrize("settings", [{}, settings_of(1)], ids=["not set up", "away"])
async def test_without_a_mail_server_the_log_grows_and_health_warns(
    ground: Ground, settings: dict[str, object]
) -> None:
    outside = mailing(ground, settings)
    await live_for_days(ground, outside)
    assert (await outside.audit.proofs.status(ground.ada)).witnesses[0].told is None
    found = await outside.audit.watch.check()
    assert found.detail == "A witness was not told of an anchor of the audit log"
    assert (await ground.verify()).ok


@pytest.mark.parametrize("name", ["", "a/b", "two\r\nlines", "../up", 'quo"te'])
def test_a_name_that_could_not_stand_in_a_header_is_refused(name: str) -> None:
    with pytest.raises(Invalid, match="attachment"):
        Attachment(name=name, subtype="x-ndjson", content=b"")
