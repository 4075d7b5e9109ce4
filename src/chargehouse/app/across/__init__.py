"""What takes several contexts at once: search, what needs attention, a session's whole story.

It owns no table and decides nothing: it asks the contexts' services and puts together what they
answer. Each section is shown only to who may read it.
"""
