"""By what a charger knows who wants to charge: vehicles, their identifiers, partners' agreements.

Owns the tables `vehicles`, `identifiers`, `agreements`, `agreement_identifiers`, `asking_lines` and
`token_index`, the projection that decisions read: every use case that changes an identifier writes
both in one transaction, and the index row gets a new version, so that earlier answers are void.
What an agreement says of place and hours is read from the agreement itself. Values are encrypted,
found by keyed hash, and shown as masks. A vehicle may belong to a fleet, which the index tells too.
Sends `IdentifierAdded`, `IdentifierChanged`, `IdentifierRemoved`, `VehicleAdded`,
`VehicleChanged`, `VehicleRemoved`, `AgreementAdded`, `AgreementChanged`, `AgreementEnded` and
`AgreementFed`. Hears what partners told of their tokens, which agreements with them know, and asks
partners about these as their drivers would charge.
"""
