"""Every query of people."""
