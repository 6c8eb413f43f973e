"""How POP3 practice servers talk, by name: tables of texts, no rules."""

from tutor.protocols.pop3.styles.coremail import COREMAIL
from tutor.protocols.pop3.styles.postfix import POSTFIX
from tutor.protocols.pop3.styles.style import Pop3Style
from tutor.protocols.pop3.styles.textbook import TEXTBOOK

__all__ = ["COREMAIL", "POSTFIX", "STYLES", "TEXTBOOK", "Pop3Style"]

STYLES = {style.name: style for style in (TEXTBOOK, COREMAIL, POSTFIX)}
