"""Who may charge: expected modes, attempts, decisions and what became of them.

Owns `station_modes`, `access_attempts`, `access_decisions` and `access_outcomes`. Reads the token
index of identity within the decision's one statement (ADR 0002).
Sends `charger_access.expected_mode_changed` and `charger_access.decision_recorded`; hears
`session.started`, which becomes an outcome of the attempt it came from.
"""
