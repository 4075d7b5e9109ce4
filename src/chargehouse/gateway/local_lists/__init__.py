"""Local authorization lists on the wire (OCPP 1.6 section 5.15 and 9.3; 2.0.1 part 2, block D).

`words` says what both versions have in common, `v16` and `v2` how each says it, `conversation` what
is said to one charger, and `port` is the access context's `LocalListPort`. Here alone identifiers
are decrypted, for the messages that bring them.
"""
