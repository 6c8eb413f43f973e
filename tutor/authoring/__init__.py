"""What authors of lessons need: the linter, the schema for editors, a start for a new lesson.

Nothing here is imported by a learner's session; `command.run` is what the command line calls.
"""
