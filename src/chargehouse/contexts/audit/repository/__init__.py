"""Every query of the log."""
