"""What a session costs, by its terms and its course."""
