"""Every query of identity: vehicles, identifiers, agreements, and the index decisions read."""
