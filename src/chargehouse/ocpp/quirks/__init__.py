"""How chargers differ from the schemas, and what is made of it.

The rules are data (`rules.toml`); the kinds of rule are code (`repairs`, `shapes`). A rule that
was needed leaves a `Deviation`: its name and the field, never the value.
"""
