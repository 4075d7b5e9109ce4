"""Puts the rooms together: storage, wiring, the roles of a process, the command line."""
