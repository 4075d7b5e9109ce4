"""Queries of news, and what releases bring."""
