"""What people are told when a webhook was disabled: never its whole URL."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from chargehouse.contexts.webhooks.model.retries import Answer

NAME_MAX: Final = 120

_REASONS: Final = {
    "failing": "it failed through five days without one success",
    "gone": "its receiver answered 410, which means that it wants nothing more",
}
_ERRORS: Final = {
    "timed_out": "it gave no whole answer within 15 seconds",
    "cannot_connect": "nobody listens there, or the way is blocked",
    "tls_failed": "its certificate is not good for this name",
    "name_unknown": "the name leads nowhere",
    "address_not_public": "the name leads to an address inside a network",
    "connection_broken": "it hung up before it answered",
    "answer_broken": "it hung up in the middle of its answer, or that was not HTTP",
}


@dataclass(frozen=True, slots=True)
class Disabling:
    """A webhook that was disabled by what it answered; `reason` is `failing` or `gone`."""

    url: str
    description: str
    reason: str
    failing_since: datetime
    last_failure_at: datetime
    last_answer: Answer


@dataclass(frozen=True, slots=True)
class Notice:
    """A subject of one line, and a text."""

    subject: str
    text: str


def notice_of(disabling: Disabling, link: str) -> Notice:
    """Return what is told of a webhook that was disabled; `link` leads to it in the portal."""
    host = urlsplit(disabling.url).hostname or ""
    name = _name(disabling.description)
    which = f"The webhook \N{LEFT DOUBLE QUOTATION MARK}{name}\N{RIGHT DOUBLE QUOTATION MARK}"
    text = f"""\
{which if name else "The webhook"} to {host} was disabled: {_REASONS[disabling.reason]}.

Failing since: {_time(disabling.failing_since)}
Last failure: {_time(disabling.last_failure_at)}: {why(disabling.last_answer)}

What waited for it is not sent any more, and new events make no deliveries. Once its receiver
works again, enable the webhook, and send again from its log what it missed:

{link}

You get this mail because you may change webhooks.
"""
    return Notice(f"A webhook was disabled: {name or host[:NAME_MAX]}", text)


def why(answer: Answer) -> str:
    """Return in words why an attempt was no success."""
    if answer.error is not None:
        return _ERRORS.get(answer.error, answer.error)
    return f"it answered with the status {answer.status_code}"


def _name(description: str) -> str:
    """Return a description as it fits on a line."""
    words = "".join(each if each.isprintable() else " " for each in description).split()
    name = " ".join(words)
    if len(name) <= NAME_MAX:
        return name
    return f"{name[: NAME_MAX - 1]}\N{HORIZONTAL ELLIPSIS}"


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
