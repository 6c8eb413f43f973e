"""What one line, code or word means, with no server: the reference, and the map of the states.

Everything is read from the tables and the words files: nothing is explained here that the live
session would not say too. A typed secret is masked by the grammars before anything is done with it.
"""

from tutor.explain.answering import Explained, Reference, explain
from tutor.explain.listing import listing
from tutor.explain.map import map_lines, nearby_lines
from tutor.explain.path import walked

__all__ = ["Explained", "Reference", "explain", "listing", "map_lines", "nearby_lines", "walked"]
