"""Every query of the stations' tables."""
