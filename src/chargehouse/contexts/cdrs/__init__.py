"""What sessions cost: the terms that each began on, its cost so far, and its record in the end.

Owns `session_terms`. Sends nothing; hears `session.started`, `session.charging_state_changed`,
`session.terminated`, `session.settled` and `session.repaired`.
"""
