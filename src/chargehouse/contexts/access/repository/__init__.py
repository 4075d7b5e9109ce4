"""Every query of the access context."""
