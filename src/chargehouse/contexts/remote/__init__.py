"""Chargers told what to do across platforms: ours by partners, and theirs by us.

Owns `partner_commands`, `partner_reservations`, `sent_commands` and `received_profiles`. Sends the
events of `events`; hears the ends of commands to stations. What a partner asks for is a command to
a station like any other; its true result is kept until the partner was told of it.
"""
