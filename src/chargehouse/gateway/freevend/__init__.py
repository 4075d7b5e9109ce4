"""Switching chargers between freevend and managed access, as each make wants it.

`profiles` says what is known of makes (data in `profiles.toml`), `v16` and `v2` how a version reads
and writes settings, `conversation` what is said to one charger, and `port` is the access context's
`FreevendPort`: it reaches chargers at whichever process holds them, many at a time.
"""
