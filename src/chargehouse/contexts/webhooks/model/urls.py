"""Where deliveries may go."""

from urllib.parse import SplitResult, urlsplit

from chargehouse.contexts.webhooks.errors import WebhookUrlInvalid
from chargehouse.platform.outside import urls
from chargehouse.platform.outside.urls import UrlRefused


def checked_url(text: str, *, allow_private: bool) -> str:
    """Return a URL that deliveries may be sent to. Raises `WebhookUrlInvalid`, saying why.

    A name is not looked up here: to what it leads is checked whenever something is sent.
    """
    try:
        return urls.checked_url(text, allow_private=allow_private)
    except UrlRefused as error:
        message = f"Nothing can be sent to this URL: {error.why}."
        details = {"errors": [{"field": "url", "message": error.why}]}
        raise WebhookUrlInvalid(message, details) from None


def without_query(url: str) -> str:
    """Return a URL as others may see it: many keep a secret in the query."""
    parts: SplitResult = urlsplit(url)
    return parts._replace(query="").geturl()
