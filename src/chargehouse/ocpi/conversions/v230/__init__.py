"""Between 2.2.1 and 2.3.0, which has named taxes, parking places, words of one's own."""
