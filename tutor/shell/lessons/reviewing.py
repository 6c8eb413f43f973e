"""The review before a lesson: its questions are asked, answered and remembered."""

from collections.abc import Sequence

from tutor import progress
from tutor.core.visible import visible
from tutor.lesson import Choosing, answers
from tutor.page import Line, Role, Span
from tutor.progress import Learnt
from tutor.shell.guiding import asking
from tutor.shell.guiding.cover import Due
from tutor.shell.guiding.telling import Teller
from tutor.shell.repl import Repl

_HINT, _ENDS = "hint", "catchup"
"""A local command that means nothing here, and one that is about the lesson itself, and so ends
what comes before it."""


async def ask(repl: Repl, questions: Sequence[Due]) -> str:
    """Ask them, one after the other, and remember what was answered. Enter skips one.

    Whoever wants to be further on in the lesson skips them all; the line that says so is given
    back, for when the lesson has begun. "" else.
    """
    teller = Teller(repl.world)
    teller.show = repl.show
    teller.tell("ui.review.begin" if len(questions) > 1 else "ui.review.begin.one")
    asked: list[Due] = []
    given: list[tuple[Due, bool]] = []
    for number, each in enumerate(questions, 1):
        label = repl.world.say("ui.review.from", title=teller.text(each.title))
        repl.show([Line(()), Line((Span(visible(label), Role.LABEL),), 1, 1)])
        teller.step(f"{number}.", each.question)
        right, line = await _answered(repl, teller, each)
        if right is not None:
            given.append((each, right))
        elif repl.done:
            break
        if line:
            teller.tell("ui.review.over")
            _remember(repl, questions, given)
            return line
        asked.append(each)
        if repl.done:
            break
    _remember(repl, asked, given)
    return ""


def _remember(repl: Repl, asked: Sequence[Due], given: Sequence[tuple[Due, bool]]) -> None:
    """What was asked, and how it was answered; nothing where somebody left before that."""
    if not asked:
        return
    today = progress.today()

    def change(learnt: Learnt) -> Learnt:
        learnt = progress.asked(learnt, [each.key for each in asked])
        for each, right in given:
            learnt = _counted(learnt, each, today, right=right)
        return learnt

    told = progress.change(repl.world.state, change)
    if told is not None:
        repl.world.complain(told.key, **told.told)


async def _answered(repl: Repl, teller: Teller, each: Due) -> tuple[bool | None, str]:
    """Whether the first answer was right, None for none; it is asked until one is, or until a line
    comes that ends the review."""
    first: bool | None = None
    question = each.question
    while not repl.done:
        prompt = repl.world.say("ui.prompt.question")
        text = await repl.answer_to(prompt)
        if not text.strip():
            teller.tell("ui.review.skipped")
            break
        if text.startswith((":", "：")):
            name = _name(text)
            if name == _ENDS:
                return first, text
            if name == _HINT:  # those that there are belong to the lesson's first step
                teller.tell("ui.lesson.no-hint")
                continue
            await repl.run_local(text)
            continue
        repl.show([Line((Span(f"{prompt} ", Role.INFO), Span(visible(text), Role.CLIENT)), 0, 5)])
        found = asking.given(question, text)
        verdict = answers.judged(question, found)
        if verdict is None:
            teller.tell(asking.wanted(question), count=asking.count(question))
            continue
        if repl.guide is not None:
            repl.guide.remark("answer", lesson=each.lesson, step=question.id, given=found)
        first = verdict.right if first is None else first
        teller.tell(f"ui.lesson.answer.{'right' if verdict.right else 'other'}")
        if verdict.why is not None:
            teller.say(verdict.why, Role.NOTE)
        if verdict.right:
            break
    return first, ""


def _name(line: str) -> str:
    """Of a local command, whose name may be cut short; "" for none."""
    from tutor.shell.local.commands import beginning

    typed = line.lstrip(":：").strip().partition(" ")[0].lower()
    found = beginning(typed) if typed else []
    return found[0].name if len(found) == 1 else ""


def _counted(learnt: Learnt, each: Due, today: str, *, right: bool) -> Learnt:
    """An answer settles what was missed, and the misconceptions that it refutes."""
    lesson, step = each.key
    learnt = progress.answered(learnt, lesson, step, right=right, day=today)
    asks = each.question.asks
    for choice in asks.choices if right and isinstance(asks, Choosing) else ():
        if choice.misconception is not None:
            learnt = progress.answered(
                learnt, lesson, step, right=True, misconception=choice.misconception
            )
    return learnt
