"""quirks."""
