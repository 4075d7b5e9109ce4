"""The log as mathematics: bodies and their hashes, the tree, signed statements, verification.

Nothing here knows of a database or of this installation, so that whoever holds an export can run
it anywhere. The formats are written down in `docs/how-to/audit.md`.
"""
