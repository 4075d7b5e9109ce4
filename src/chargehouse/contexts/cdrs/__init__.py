"""What sessions cost: the terms that each began on, its cost so far, and its CDR in the end.

Owns `session_terms`, `cdrs` and `cdr_omissions`. Sends `cdr.created`, `cdr.credited` and
`cdr.omitted`; hears `session.started`, `session.charging_state_changed`, `session.terminated`,
`session.settled` and `session.repaired`. The model prices by the one engine of tariffs, so that a
session's cost at its end is its CDR's.
"""
