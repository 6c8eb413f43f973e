"""The engine and its vocabulary. Knows no protocol, no file, no clock and no socket."""
