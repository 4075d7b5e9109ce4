"""What was done, by whom, on what, from where: one log a tenant that nobody can change unseen.

Owns the log with its entries, what is personal in them, the tree over them, signed heads and daily
anchors. Hears every event that is audited; sends `audit.exported`, `audit.verified`,
`audit.retained` and `gdpr.scrubbed`.
"""
