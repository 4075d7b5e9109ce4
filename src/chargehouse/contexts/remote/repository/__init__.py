"""Queries of commands across platforms."""
