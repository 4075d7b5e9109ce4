"""Roaming: the parties that we and our partners are, and the platforms of partners.

Owns `platforms`, `parties` and `partner_examinations`. Sends the events of `events`; hears none.
Locations and tariffs belong to parties of ours by reference; the contexts that own them ask
through `kernel.owners.OwnParties`, and give them away through `public`'s protocols.
"""
