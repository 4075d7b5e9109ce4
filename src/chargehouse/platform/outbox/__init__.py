"""Events after their commit: written with the change, relayed to reactions, streamed live."""
