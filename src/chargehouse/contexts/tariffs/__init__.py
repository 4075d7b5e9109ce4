"""Tariffs: what charging costs, and why.

Owns `tariffs` and `tariff_versions`. Sends `tariff.created`, `tariff.changed` and
`tariff.archived`; hears nothing. The model prices a session by the rules of OCPI tariffs, once
for everybody: the cost of a session under way and that of its CDR are the same function of what
was metered.
"""
