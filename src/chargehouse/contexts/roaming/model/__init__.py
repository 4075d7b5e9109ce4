"""Decisions of roaming: pure functions over parties, documents and handshakes."""
