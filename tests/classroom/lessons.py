"""A lesson for a class, and students who say their lines without a socket."""

import base64
from collections.abc import Sequence
from pathlib import Path

from tutor.classroom import Classroom, Happening, Tapes
from tutor.lesson import Lesson
from tutor.lesson.reading import read
from tutor.practice import Account, Desk, talk_through

LESSON = """
format: 1
id: greylisted
title: {en: "Greylisted", zh: "灰名单"}
protocol: smtp
practice:
  accounts:
    "alice@class.example": {code: "PRINTED", public: true}
    "bob@class.example": {code: "PRINTED2", public: true}
  maildrop:
    - {letter: "To: alice@class.example\\nSubject: yours\\n\\nHello.\\n"}
    - {letter: "Subject: for Bob\\n\\nHello.\\n", for: bob@class.example}
  faults:
    - {on: MAIL, nth: 2, reply: "451 4.3.0 The second time"}
hosts: {"mx.class.example:25": smtp, "other.class.example:25": smtp, "pop.class.example:110": pop3}
steps:
  - id: connect
    say: {en: "Connect.", zh: "连接。"}
    type: ["telnet mx.class.example 25"]
    goal: {telnet: "other.class.example:25"}
  - id: hello
    say: {en: "Hello.", zh: "问好。"}
    type: ["ehlo me"]
    goal: {command: EHLO, class: ok}
  - ask: {en: "Who spoke first?", zh: "谁先说话？"}
    choices: [{text: {en: "I", zh: "我"}, why: {en: "no", zh: "不"}},
              {text: {en: "it", zh: "它"}, why: {en: "yes", zh: "对"}}]
    answer: 2
  - id: login
    say: {en: "You are `alice@class.example`.", zh: "你是 `alice@class.example`。"}
    type: ["auth plain AGFsaWNlQGNsYXNzLmV4YW1wbGUAUFJJTlRFRA=="]
    goal: {authenticated: true}
  - id: grey
    say: {en: "To yourself.", zh: "发给自己。"}
    type: ["mail from:<alice@class.example>", "rcpt to:<alice@class.example>"]
    goal: {code: "450"}
    faults: [{on: RCPT, reply: "450 4.2.0 Come back"}]
  - id: again
    say: {en: "Again.", zh: "再来。"}
    type: ["rcpt to:<alice@class.example>"]
    goal: {envelope: {from: "alice@class.example", to: ["alice@class.example"]}}
  - id: letter
    say: {en: "The letter.", zh: "写信。"}
    type: ["data", "Subject: hi", "", "x", "."]
    goal: {stored: {count: 1}}
  - id: fetch
    say: {en: "A letter has come.", zh: "来信了。"}
    type: ["quit"]
    goal: {command: QUIT}
    arrives: [{letter: "Subject: arrived\\n\\nx\\n"}]
"""


def lesson(more: str = "") -> Lesson:
    """The lesson as it is printed, its letters in it; `more` is another fault."""
    return read(LESSON.replace("  faults:\n", more or "  faults:\n", 1), "greylisted")


BUSY = """  faults:
    - {on: GREETING, nth: 3, reply: "421 4.3.2 Busy"}
"""
"""A fault that strikes before anybody is known."""

STUDENTS = (Account("s01", "李雷", "eins"), Account("s02", "Han Meimei", "zwei"))


class Class:
    """A class, what its teacher is told, and how many have connected."""

    def __init__(
        self,
        folder: Path | None = None,
        students: Sequence[Account] = STUDENTS,
        more: str = "",
    ) -> None:
        self.told: list[Happening] = []
        about = {"id": "greylisted", "hash": lesson().digest, "mode": "class", "seed": None}
        about |= {"student": None, "server": "practice"}
        tapes = Tapes(folder, about) if folder is not None else None
        self.room = Classroom(lesson(more), students, tell=self.told.append, tapes=tapes)
        self.room.now = lambda: float(self._count)
        self._count = 0

    def line(self, protocol: str = "smtp", address: str = "192.0.2.1") -> "Line":
        """Somebody connects."""
        self._count += 1
        return Line(self.room.desk(protocol, self._count, peer=address), address)

    def passed(self, student: str) -> list[object]:
        """The steps that a student has passed."""
        mine = [each for each in self.told if each.student == student]
        return [each.told["step"] for each in mine if each.kind == "passed"]


class Line:
    """One connection."""

    def __init__(self, desk: Desk, address: str) -> None:
        self.desk = desk
        desk.open({"peer": address})
        desk.greet()
        self.greeting = self.say()

    def say(self, *lines: str) -> str:
        """Say lines; the last reply."""
        data = "".join(f"{line}\r\n" for line in lines).encode()
        answers = talk_through(self.desk, data)
        if any(answer.close for answer in answers):
            self.desk.close("server")
        return answers[-1].data.decode() if answers else ""

    def login(self, name: str, code: str) -> str:
        """Log in to SMTP, with a greeting before it."""
        clear = f"\0{name}\0{code}".encode()
        self.say("ehlo me")
        return self.say(f"auth plain {base64.b64encode(clear).decode()}")

    def leave(self) -> None:
        """Cut the line."""
        self.desk.close("client")
