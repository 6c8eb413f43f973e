"""Servers in the foreground: the practice server, a class, a recording's server side."""
