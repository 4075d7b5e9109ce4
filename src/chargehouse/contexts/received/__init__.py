"""What partners told us of what is theirs: their locations, sessions, CDRs, tariffs and tokens.

Owns `received_objects` and `partner_pulls`. Is the receiving side of OCPI's modules, and asks
partners for their lists from time to time. Sends the events of `events`; hears none.
"""
