"""A recording as a play: what each side said, and the server's side of it said once more.

`script` reads the parts out of the facts; `likeness` knows what may differ when a client says the
same again; `role` finds the reply that is next; `host` says it; `company` plays every connection.
Pure: no socket, no file, no clock.
"""

from tutor.reenacting.company import Company
from tutor.reenacting.role import ORDERS, Curtain, Stray, Told
from tutor.reenacting.script import Cue, Part, read

__all__ = ["ORDERS", "Company", "Cue", "Curtain", "Part", "Stray", "Told", "read"]
