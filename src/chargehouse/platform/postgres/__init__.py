"""The one store: the embedded server, connections by role, transactions, coalesced writes."""
