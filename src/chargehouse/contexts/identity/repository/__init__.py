"""Every query of identity: vehicles, identifiers, and the index that decisions read."""
