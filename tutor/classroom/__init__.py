"""A class on one practice server: each student has a mailbox, faults and a place of his own.

Knows no socket: `net.server` serves a `Classroom` as it does any practice.
"""

from tutor.classroom.happenings import Happening
from tutor.classroom.register import Classroom
from tutor.classroom.tapes import Tapes

__all__ = ["Classroom", "Happening", "Tapes"]
