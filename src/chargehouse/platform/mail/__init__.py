"""Mail: written in the transaction that asks for it, sent by the workers over SMTP.

Each tenant says in its settings by which server and in whose name.
"""

from chargehouse.platform.mail.message import Mail
from chargehouse.platform.mail.queue import MailQueue

__all__ = ["Mail", "MailQueue"]
