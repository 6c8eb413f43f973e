"""The schema as editors get it: with a name of its own, and a word on each key.

What judges lessons is `lesson.schema`; here nothing is added but what an editor shows.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from tutor.lesson.schema import LESSON
from tutor.words import Words

NAME = "urn:wiretutor:lesson:1"

ABOUT: Mapping[str, str] = MappingProxyType(
    {
        "format": "Always 1.",
        "id": "The lesson's name, the same as its file's without .yaml.",
        "title": "What the list of lessons shows.",
        "minutes": "How long it takes a learner.",
        "protocol": "What is spoken, unless a host or a step says otherwise.",
        "practice": "What the practice server is for this lesson.",
        "practice.style": "How the server talks: textbook, coremail (as 163 does), postfix.",
        "practice.accounts": "Mailboxes: the address, or a name alone.",
        "practice.accounts.*.code": "What logs in: the password, or an authorization code.",
        "practice.accounts.*.public": "true: the lesson prints the code, so it may be shown.",
        "practice.accounts.*.name": "The owner's name.",
        "practice.maildrop": "What lies in the mailboxes from the start.",
        "practice.faults": "What goes wrong in this lesson, wherever it fits first.",
        "practice.bounces": "Addresses that are accepted; then the letter comes back.",
        "practice.listener": "true: somebody reads on the wire, and `:listen` shows what he saw.",
        "hosts": 'Names that the practice server plays: "host:port", and the protocol.',
        "hosts.*.protocol": "What is spoken there.",
        "hosts.*.role": "mx: mail for its own domains only; submission: any mail, after a login.",
        "hosts.*.name": "The name in its greeting.",
        "hosts.*.style": "How this host talks, if not as the others.",
        "intro": "The card before the first step.",
        "vars": "Values that differ between learners: {name} in a text is replaced.",
        "vars.*.choose": "One of these.",
        "vars.*.number": "A whole number between these two.",
        "local_only": "true: this lesson is never done on a real server.",
        "review": "Lessons whose questions open this one.",
        "steps": "What the learner does, in its order.",
        "again": "Done once more at the end, without any help.",
        "closing": "The card behind the last step.",
        "step.id": "The step's name, for --from and for grading.",
        "step.say": "What happens and what to do: two short sentences.",
        "step.task": "The step in one row of at most 60 columns (Chinese characters take two).",
        "step.type": 'The lines that solve the step, each in quotes; "" is an empty line.',
        "step.goal": "What has to be so for the step to pass.",
        "step.hints": "From gentle to the full line.",
        "step.astray": "Detours that you foresee.",
        "step.astray.[].when": "A goal: what has happened when this detour was taken.",
        "step.astray.[].say": "The answer to whoever took it.",
        "step.astray.[].try": "Lines that lead onto this detour, for the proof.",
        "step.aside": "A note for after the step.",
        "step.why": "Why it passed, or why this is the answer.",
        "step.notes": "The presenter's notes: one text, or one in each language.",
        "step.arrives": "Letters that are delivered when the step begins.",
        "post.letter": "The message itself: its head, an empty line, its text.",
        "post.file": "A file in the lesson's own folder that holds the message.",
        "post.octets": "A message of this size is made up.",
        "post.count": "So many of them.",
        "post.for": "Whose mailbox: one of the accounts, as it is written there.",
        "step.shows": "A piece of a session, shown before the text: lines that begin C: or S:.",
        "step.connection": "The protocol of the connection that the step is about.",
        "step.client": "What the program says, as the client; the learner is the server.",
        "step.predict": "The learner foretells the class of the last reply; this says why.",
        "step.faults": "What goes wrong in this step.",
        "step.ask": "The question.",
        "step.choices": "The answers to choose from.",
        "step.choices.[].text": "An answer.",
        "step.choices.[].why": "What is said to whoever chose it.",
        "step.choices.[].misconception": "What somebody believes who chooses it.",
        "step.answer": "Which choice is right, counted from 1.",
        "step.pattern": "A regular expression that the whole answer has to fit.",
        "step.example": "An answer that fits the pattern.",
        "step.number": 'The number that is asked for, or a variable ("{name}").',
        "step.tolerance": "How far from the number an answer may be.",
        "fault.named": "One of the server's own faults, by its name.",
        "fault.on": "The command that it strikes at; GREETING and . too.",
        "fault.reply": 'The whole reply, such as "450 4.2.0 Try again later".',
        "fault.contains": "Only where the command has this in it.",
        "fault.nth": "Only the n-th time, counted from 1.",
        "fault.always": "true: each time, not only once.",
        "fault.delay": "Seconds before the reply.",
        "fault.cut": "true: the connection ends behind the reply.",
        "fault.protocol": "Only in this protocol.",
        "goal.command": "Which command was answered; GREETING, . and AUTH-RESPONSE too.",
        "goal.class": "How the reply went.",
        "goal.code": 'The reply\'s code: "250", "+OK".',
        "goal.text": "A regular expression, found in a line of the reply.",
        "goal.in_order": "Whether the command was in its place.",
        "goal.via": "A state that was passed through.",
        "goal.base64": "Whether the answer to 334 was base64.",
        "goal.closed_by": "Who ended the connection (client: cut without QUIT).",
        "goal.telnet": 'A connection to this "host:port" is open.',
        "goal.state": "The state of the session.",
        "goal.tls": "Whether the connection is encrypted.",
        "goal.authenticated": "Whether the login is done.",
        "goal.envelope": "Who the letter is from and for.",
        "goal.envelope.from": "The sender is this one.",
        "goal.envelope.to": "All of these are recipients.",
        "goal.stored": "Letters that the server has accepted.",
        "goal.stored.count": "So many of them, at least.",
        "goal.stored.headers": 'What stands in their head; "" is any value.',
        "goal.stored.body": "What stands in their text.",
        "goal.maildrop": "The mailbox as POP3 shows it.",
        "goal.maildrop.count": "So many messages would be listed.",
        "goal.maildrop.deleted": "So many are marked as deleted, or exactly these.",
        "goal.all": "All of these hold.",
        "goal.any": "One of these holds.",
        "goal.not": "This does not hold.",
        "localized.en": "The text in English.",
        "localized.zh": "The text in Chinese.",
    }
)
"""A word on each key, by its place: keys, * below any key, [] in a list; steps, goals, faults and
texts have places of their own, wherever they stand."""

_BRANCHES = ("oneOf", "anyOf")


def schema() -> dict[str, Any]:
    """The JSON Schema of a lesson (2020-12), as a fresh value."""
    words = Words("en")
    made: dict[str, Any] = {"$schema": LESSON["$schema"], "$id": NAME, **_told(LESSON, "", words)}
    made["$defs"] = {name: _told(part, name, words) for name, part in LESSON["$defs"].items()}
    return made


def _told(part: Mapping[str, Any], place: str, words: Words) -> dict[str, Any]:
    """A part of the schema with a word on each of its keys; `place` is where it stands."""
    made = {word: value for word, value in part.items() if word != "$defs"}
    if "description" in made:
        made["description"] = words.say(None, made["description"])
    if "properties" in made:
        below = made["properties"].items()
        made["properties"] = {key: _key(value, _join(place, key), words) for key, value in below}
    if "patternProperties" in made:
        below = made["patternProperties"].items()
        made["patternProperties"] = {key: _told(value, f"{place}.*", words) for key, value in below}
    if isinstance(made.get("additionalProperties"), Mapping):
        made["additionalProperties"] = _told(made["additionalProperties"], f"{place}.*", words)
    if "items" in made:
        made["items"] = _told(made["items"], f"{place}.[]", words)
    for word in _BRANCHES:
        if word in made:
            made[word] = [_told(branch, place, words) for branch in made[word]]
    return made


def _key(value: Mapping[str, Any], place: str, words: Words) -> dict[str, Any]:
    """What stands under a key, with its word."""
    top = place.rpartition(".")[2]
    made = _told(value, "fault" if top == "faults" else place, words)
    if place in ABOUT:
        made["description"] = ABOUT[place]
    return made


def _join(place: str, key: str) -> str:
    place = {"fault.[]": "fault", "again": "step"}.get(place, place)
    return f"{place}.{key}" if place else key
