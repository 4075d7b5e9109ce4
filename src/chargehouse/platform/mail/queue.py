"""Mail that waits to be sent: kept encrypted, sent by jobs, forgotten once it is sent."""

from datetime import timedelta
from typing import Final
from uuid import UUID

import msgspec
import structlog
from sqlalchemy import text

from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.setting import SettingValues
from chargehouse.platform.jobs.queue import RETRY_AFTER_S, Job, Jobs
from chargehouse.platform.mail.message import Mail, as_sent
from chargehouse.platform.mail.server import Mailer, MailFailed, MailNotSetUp, server_of
from chargehouse.platform.postgres.database import Database, UnitOfWork
from chargehouse.platform.secrets import Keyring

JOB: Final = "mail.send"
AT_ONCE: Final = 16
"""So many mails are on their way at once: a mail server that hangs holds up no other job."""
KEPT: Final = timedelta(days=30)

_ADD = text("""
    INSERT INTO mails (tenant_id, id, purpose, encrypted, status, created_at, attempts)
    VALUES (:tenant, :id, :purpose, :encrypted, 'waiting', :now, 0)
""")
_FIND = text("""
    SELECT encrypted, created_at FROM mails
    WHERE tenant_id = :tenant AND id = :id AND status = 'waiting'
""")
_NOTE = text("""
    UPDATE mails
    SET status = :status, attempts = :attempts, answer = :answer, tried_at = :now,
        encrypted = CASE WHEN :status = 'waiting' THEN encrypted END
    WHERE tenant_id = :tenant AND id = :id AND status = 'waiting'
""")
_FORGET = text("DELETE FROM mails WHERE tenant_id = :tenant AND created_at < :until")

log = structlog.get_logger(__name__)


class _Waiting(msgspec.Struct, frozen=True):
    mail_id: UUID


class MailQueue:
    """Takes mail in the caller's transaction, and sends it by jobs.

    What fails, also for a wrong setting, is tried again as jobs are, for about an hour and a
    quarter; a recipient or a content that is refused for good is not. What became of a mail stays
    in the table `mails` for a month, without its content, which may hold links that open doors.
    """

    def __init__(
        self,
        database: Database,
        jobs: Jobs,
        mailer: Mailer,
        *,
        values: SettingValues,
        keyring: Keyring,
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._mailer = mailer
        self._values = values
        self._keyring = keyring
        jobs.register(JOB, self.send, at_once=AT_ONCE)

    def is_set_up(self, tenant_id: UUID) -> bool:
        """Tell whether the tenant's settings say how mail is sent."""
        try:
            server_of(self._values, tenant_id)
        except MailNotSetUp:
            return False
        return True

    async def add(self, work: UnitOfWork, mail: Mail, *, purpose: str) -> UUID:
        """Have a mail sent once the caller's transaction is committed; return its id.

        `purpose` says in a word what it is for. Raises `MailNotSetUp`.
        """
        server_of(self._values, work.tenant_id)
        mail_id = self._database.ids.new()
        await work.connection.execute(
            _ADD,
            {
                "tenant": work.tenant_id,
                "id": mail_id,
                "purpose": purpose,
                "encrypted": self._keyring.encrypt_bytes(
                    msgspec.json.encode(mail), context=_place(work.tenant_id, mail_id)
                ),
                "now": self._database.clock.now(),
            },
        )
        await self._jobs.enqueue(work, JOB, _Waiting(mail_id))
        return mail_id

    async def send(self, job: Job) -> None:
        """Send a mail that waits. Raises `MailFailed` where it is to be tried again."""
        actor = system_actor("job", job.tenant_id, JOB)
        mail_id = job.read(_Waiting).mail_id
        place = {"tenant": job.tenant_id, "id": mail_id}
        async with self._database.reading(actor) as connection:
            row = (await connection.execute(_FIND, place)).first()
        if row is None:
            return
        plain = self._keyring.decrypt_bytes(row.encrypted, context=_place(job.tenant_id, mail_id))
        try:
            server = server_of(self._values, job.tenant_id)
            message = as_sent(
                msgspec.json.decode(plain, type=Mail),
                sender=server.sender,
                sender_name=server.sender_name,
                message_id=mail_id,
                at=row.created_at,
            )
            answer = await self._mailer.send(server, message)
        except (MailFailed, MailNotSetUp) as error:
            await self._fail(actor, mail_id, job.attempt, error)
        else:
            await self._note(actor, mail_id, "sent", job.attempt, answer)

    async def forget_old(self, actor: Actor) -> None:
        """Forget what became of mails more than a month ago, in one tenant."""
        until = self._database.clock.now() - KEPT
        async with self._database.transaction(actor) as work:
            await work.connection.execute(_FORGET, {"tenant": actor.tenant_id, "until": until})

    async def _fail(
        self, actor: Actor, mail_id: UUID, attempt: int, error: MailFailed | MailNotSetUp
    ) -> None:
        is_final = isinstance(error, MailFailed) and error.is_final
        again = not is_final and attempt <= len(RETRY_AFTER_S)
        answer = error.answer if isinstance(error, MailFailed) else None
        told = f"{error.message} {answer}" if answer else error.message
        await self._note(actor, mail_id, "waiting" if again else "failed", attempt, told)
        if again:
            raise error
        log.warning("a mail was not sent", mail_id=str(mail_id), why=error.message)

    async def _note(
        self, actor: Actor, mail_id: UUID, status: str, attempts: int, answer: str
    ) -> None:
        async with self._database.transaction(actor) as work:
            await work.connection.execute(
                _NOTE,
                {
                    "tenant": actor.tenant_id,
                    "id": mail_id,
                    "status": status,
                    "attempts": attempts,
                    "answer": answer,
                    "now": self._database.clock.now(),
                },
            )


def _place(tenant_id: UUID, mail_id: UUID) -> str:
    return f"mails/{tenant_id}/{mail_id}"
