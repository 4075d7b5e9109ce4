"""Decisions about stations: codes, faults, what of a configuration may be read. Pure."""
