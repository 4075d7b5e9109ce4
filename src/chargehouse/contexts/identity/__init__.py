"""By what a charger knows who wants to charge: vehicles and their identifiers.

Owns the tables `vehicles`, `identifiers` and `token_index`, the projection that decisions read:
every use case that changes an identifier writes both in one transaction, and the index row gets
a new version, so that earlier answers are void. Values are encrypted, found by keyed hash, and
shown as masks. Sends `IdentifierAdded`, `IdentifierChanged`, `IdentifierRemoved`, `VehicleAdded`,
`VehicleChanged` and `VehicleRemoved`; hears nothing.
"""
