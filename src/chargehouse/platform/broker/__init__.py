"""How processes talk: messages to all who listen, and requests to whoever serves a subject.

Nothing is kept: a message reaches those who are connected when it is sent, at most once. What
must not be lost is in the database, and a message only says where to look. Owns the table
`broker_messages`, where the PostgreSQL broker leaves bodies too long for a notification.
"""
