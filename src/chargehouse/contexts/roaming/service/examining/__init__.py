"""One examination of a partner: what it is asked, and in which order."""
