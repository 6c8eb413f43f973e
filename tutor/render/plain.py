"""Lines as plain text: no colour, no boxes, no redraw; for pipes, screen readers and files."""

from collections.abc import Iterable

from tutor.page import Line
from tutor.render.wrap import rows


def text(lines: Iterable[Line], columns: int | None = None) -> str:
    """The lines with their line ends; wrapped only if a width is given."""
    out: list[str] = []
    for line in lines:
        if columns is None:
            body = " " * line.indent + "".join([span.text for span in line.spans])
            out.append(f"{body}   [{line.ref}]" if line.ref else body)
        else:
            out += ["".join(span.text for span in row).rstrip() for row in rows(line, columns)]
    return "".join(f"{row.rstrip()}\n" for row in out)
