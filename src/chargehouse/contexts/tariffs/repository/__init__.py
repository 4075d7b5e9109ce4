"""Every query of the tariffs context."""
