"""Between 2.2.1 and 2.1.1, which has no owners, no taxes, no credit, fewer words."""
