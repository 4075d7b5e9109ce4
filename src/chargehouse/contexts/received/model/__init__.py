"""Decisions about what partners told us."""
