"""What must not get out with a session, and what its owner does not want to show.

Secrets are hidden at the birth of an event (`core.secrets`). Here is what comes after that: a look
at what is about to be written, for what has the shape of a secret all the same, and masks for names
that are no secrets but somebody's own.
"""
