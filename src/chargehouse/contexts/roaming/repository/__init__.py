"""Every query of roaming."""
