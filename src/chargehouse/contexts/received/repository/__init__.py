"""Every query of what partners told us."""
