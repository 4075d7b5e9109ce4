"""Mail that waits, sent as a worker does it."""

from tests.integration.backoffice import Office
from tests.integration.mail.postbox import HOST

from chargehouse.platform.jobs.queue import Job
from chargehouse.platform.mail import MailQueue


def settings_of(port: int) -> dict[str, object]:
    """Return the settings of a tenant whose mail goes to a postbox."""
    return {
        "mail.host": HOST,
        "mail.port": port,
        "mail.security": "none",
        "mail.sender": "house@example.com",
    }


async def send_all(office: Office, queue: MailQueue) -> None:
    """Do every job that sends a mail; what was sent already is not sent again."""
    statement = (
        "SELECT p.id, p.payload, m.tenant_id FROM pgqueuer p"
        " JOIN mails m ON strpos(convert_from(p.payload, 'UTF8'), m.id::text) > 0"
        " WHERE p.entrypoint = 'mail.send' ORDER BY p.id"
    )
    for row in await office.rows(statement):
        await queue.send(
            Job(
                id=row["id"],
                name="mail.send",
                tenant_id=row["tenant_id"],
                payload=row["payload"],
                attempt=1,
            )
        )
