"""The command line: `chargehouse`.

`program` knows which commands there are and loads a command's module when it is used; each such
module is named after its command. `doors` opens the installation for those that touch its data.
Secrets and identifiers come from standard input, never from the command line (`secret_input`).
"""

from chargehouse.app.cli.program import main

__all__ = ["main"]
