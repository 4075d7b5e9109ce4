"""Every query of what sessions cost."""
