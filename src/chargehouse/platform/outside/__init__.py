"""The world outside, for requests of ours: where they may go, and how long and large they may be.

Whoever gives us a URL makes us connect to a place of their choice (ADR 0013): so names are looked
up once, their addresses checked, and the connection goes to one of those that passed.
"""
