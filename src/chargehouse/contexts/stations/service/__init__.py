"""Use cases around stations: the hot path of their messages, and the work of operators."""
