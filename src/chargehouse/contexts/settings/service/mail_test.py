"""Trying the mail settings out."""

from chargehouse.contexts.settings.public import MailTestResult
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.setting import SettingValues
from chargehouse.platform.mail.message import Mail, as_sent
from chargehouse.platform.mail.server import MAIL_UPDATE, Mailer, MailFailed, server_of
from chargehouse.platform.postgres.database import Database

SUBJECT = "A test from Chargehouse"
TEXT = (
    "This mail was sent to try the mail settings out. It arrived, so they are right.\n\n"
    "Nothing needs to be done.\n"
)


class MailTest:
    """Sends a mail now, and tells what the server said."""

    def __init__(self, database: Database, values: SettingValues, mailer: Mailer) -> None:
        self._database = database
        self._values = values
        self._mailer = mailer

    async def run(self, actor: Actor, to: str) -> MailTestResult:
        """Send a test with the settings as they are; a failure is a result as well.

        Raises `Invalid`, naming `to`, and `MailNotSetUp`.
        """
        actor.require(MAIL_UPDATE)
        server = server_of(self._values, actor.tenant_id)
        clock = self._database.clock
        message = as_sent(
            Mail(to=to, subject=SUBJECT, text=TEXT),
            sender=server.sender,
            sender_name=server.sender_name,
            message_id=self._database.ids.new(),
            at=clock.now(),
        )
        try:
            answer = await self._mailer.send(server, message)
        except MailFailed as failure:
            return MailTestResult(
                sent=False, why=failure.why, told=failure.message, answer=failure.answer
            )
        return MailTestResult(sent=True, why=None, told="The server took the mail.", answer=answer)
