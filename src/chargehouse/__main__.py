"""`python -m chargehouse` is the command `chargehouse`."""

from chargehouse.app.cli import main

if __name__ == "__main__":
    main()
