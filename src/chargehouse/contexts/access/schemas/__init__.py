"""Shapes of access on HTTP, in modules named like those of the endpoints that they belong to."""
