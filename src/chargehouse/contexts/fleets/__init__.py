"""Fleets: whose vehicles belong together, and are answered for by the same people.

Owns `fleets`. Vehicles name their fleet, and access holds them to its rules; who may do what with
a fleet's things is people's. An inactive fleet's vehicles are refused. Sends `fleet.added`,
`fleet.changed` and `fleet.removed`; hears nothing.
"""
