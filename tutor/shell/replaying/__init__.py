"""A recording on the terminal, or said again to another server."""
