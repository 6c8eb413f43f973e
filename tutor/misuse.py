"""A command line that was not understood, said in the learner's language.

`argparse` says it in English only, and hands over a finished sentence: the ones that can arise are
taken apart here, and any other is quoted. A test makes each of them arise.
"""

import re

from tutor.words import Words

_KNOWN = (
    (r"the following arguments are required: (?P<names>.+)", "required"),
    (r"one of the arguments (?P<names>.+) is required", "one-of"),
    (r"unrecognized arguments: (?P<names>.+)", "unknown"),
    (r"ambiguous option: (?P<name>.+?) could match (?P<names>.+)", "ambiguous"),
    (r"expected one argument", "one"),
    (r"expected at most one argument", "at-most-one"),
    (r"expected at least one argument", "some"),
    (r"invalid choice: (?P<value>.+?) \(choose from (?P<names>.+)\)", "choice"),
    (r"ignored explicit argument (?P<value>.+)", "ignored"),
    (r"not allowed with argument (?P<name>.+)", "beside"),
    (r"invalid port value: (?P<value>.+)", "port"),
    (r"invalid seconds value: (?P<value>.+)", "seconds"),
    (r"invalid pause value: (?P<value>.+)", "pause"),
    (r"invalid speed value: (?P<value>.+)", "speed"),
    (r"invalid count value: (?P<value>.+)", "count"),
)


def said(words: Words, program: str, message: str) -> str:
    """The whole complaint; `message` is argparse's, `program` whose command line it is."""
    return words.say(None, "error.misuse", program=program, reason=_reason(words, message))


def _reason(words: Words, message: str) -> str:
    about = re.fullmatch(r"argument (?P<name>[^:]+): (?P<rest>.+)", message, re.DOTALL)
    if about is not None:
        reason = _reason(words, about["rest"])
        return words.say(None, "error.misuse.argument", name=about["name"], reason=reason)
    for pattern, name in _KNOWN:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found is not None:
            told = found.groupdict()
            if "names" in told:
                told["names"] = told["names"].replace(", ", words.say(None, "error.misuse.comma"))
            return words.say(None, f"error.misuse.{name}", **told)
    return words.say(None, "error.misuse.other", said=message)
