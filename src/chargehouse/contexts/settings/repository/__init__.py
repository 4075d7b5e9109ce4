"""Queries of settings: values and their history, proposals."""
