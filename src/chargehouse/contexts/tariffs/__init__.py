"""Tariffs: what charging costs, where, and why.

Owns `tariffs`, `tariff_versions` and `tariff_assignments`. Sends `tariff.created`,
`tariff.changed`, `tariff.archived`, `tariff.assigned`, `tariff.assignment_changed` and
`tariff.unassigned`; hears nothing. The model prices a session by the rules of OCPI tariffs, once
for everybody: the cost of a session under way and that of its CDR are the same function of what
was metered.
"""
