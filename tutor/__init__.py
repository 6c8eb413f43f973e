"""wiretutor teaches SMTP and POP3 by hand: every line you send and every reply, explained."""

__version__ = "0.1.0"
