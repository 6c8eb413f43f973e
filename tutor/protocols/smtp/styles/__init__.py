"""How SMTP practice servers talk, by name: tables of texts, no rules."""

from tutor.protocols.smtp.styles.coremail import COREMAIL
from tutor.protocols.smtp.styles.postfix import POSTFIX
from tutor.protocols.smtp.styles.style import FORMS, SmtpStyle
from tutor.protocols.smtp.styles.textbook import TEXTBOOK

__all__ = ["COREMAIL", "FORMS", "POSTFIX", "STYLES", "TEXTBOOK", "SmtpStyle"]

STYLES = {style.name: style for style in (TEXTBOOK, COREMAIL, POSTFIX)}
