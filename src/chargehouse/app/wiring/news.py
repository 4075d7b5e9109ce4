"""News: what is new, and how far each person has read."""

from dataclasses import dataclass

from chargehouse.app.wiring.ground import Ground
from chargehouse.contexts.news.service import NewsService


@dataclass(frozen=True)
class NewsServices:
    """The services of news."""

    news: NewsService


def news_services(ground: Ground) -> NewsServices:
    """Return the services of news."""
    return NewsServices(news=NewsService(ground.database))
