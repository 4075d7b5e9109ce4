"""Chargehouse: one platform for an EV charging network or a fleet depot."""

__version__ = "0.1.0"
