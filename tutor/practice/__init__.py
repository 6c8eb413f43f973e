"""The practice server in memory: accounts, one store for SMTP and POP3, faults. Knows no socket."""

from tutor.practice.desk import Desk, talk_through
from tutor.practice.faces import ROLES, Face
from tutor.practice.faults import KNOWN, Fault, Faults
from tutor.practice.office import BUILT_IN, STYLES, Practice, practice
from tutor.practice.store import Snapshot, Store
from tutor.protocols.hosting import Account, Answer, Limits, Mail, Strictness

__all__ = [
    "BUILT_IN",
    "KNOWN",
    "ROLES",
    "STYLES",
    "Account",
    "Answer",
    "Desk",
    "Face",
    "Fault",
    "Faults",
    "Limits",
    "Mail",
    "Practice",
    "Snapshot",
    "Store",
    "Strictness",
    "practice",
    "talk_through",
]
