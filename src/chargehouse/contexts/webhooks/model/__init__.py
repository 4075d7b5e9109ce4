"""Decisions of webhooks: where to, what, who hears, how it is signed, and when again."""
