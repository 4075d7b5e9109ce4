"""Queries of what partners are told."""
