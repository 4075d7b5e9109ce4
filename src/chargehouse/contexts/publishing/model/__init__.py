"""What partners are told, and since when it says what it says."""
