"""POP3 in one place: its table, its grammar, its practice host and its words."""
