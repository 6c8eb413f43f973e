"""The neck: items to lines of spans, with everything that anybody said made harmless.

Every output reads these lines (screen, plain text, later pages), so no renderer has to remember to
disarm a control character. What lines there are is decided here; widths and colours are not.
"""

from tutor.page.items import Page
from tutor.page.line import Detail, Line, Role, Span, arrow, info, marked, wire_line

__all__ = ["Detail", "Line", "Page", "Role", "Span", "arrow", "info", "marked", "wire_line"]
