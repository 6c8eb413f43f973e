"""What `connect` is given to say: the same sessions as the peers', as files."""

from pathlib import Path

_BODY = ("y" * 70 + "\n") * 13
SMTP = f"""\
EHLO client.example.test
AUTH LOGIN
YWxpY2U=
c2VjcmV0
MAIL FROM:<alice@example.test>
RCPT TO:<bob@example.test>
DATA
From: alice@example.test
To: bob@example.test
Subject: x

{_BODY}.
QUIT
"""
POP3 = "USER alice\nPASS secret\nSTAT\nLIST\nRETR 1\nQUIT\n"
RETR = "USER alice\nPASS secret\nRETR 2\nQUIT\n"
IDLE = "USER alice\nPASS secret\nSTAT\nQUIT\n"


def written(folder: Path, name: str, text: str) -> Path:
    """The file that holds a script."""
    path = folder / f"{name}.txt"
    path.write_text(text, "utf-8")
    return path
