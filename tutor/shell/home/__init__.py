"""Home: the next lesson on Enter, the course, forgetting."""
