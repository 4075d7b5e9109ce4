"""Every query of the sessions context."""
