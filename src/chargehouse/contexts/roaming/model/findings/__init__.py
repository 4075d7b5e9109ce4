"""What can be wrong with a partner's platform: checks, and how each is seen in its answers."""
