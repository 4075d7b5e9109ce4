"""Charging sessions: what was charged, where, by whom, how much, and how that is known.

Owns the tables `sessions` and `meter_values`. Sends `session.started`,
`session.charging_state_changed`, `session.progressed`, `session.terminated`,
`session.needs_repair`, `session.settled` and `session.repaired`. The gateway feeds it facts, in
any order; the model joins them, so that order and repetition do not change what comes of them.
"""
