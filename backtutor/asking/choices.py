"""Expressions and choices: what an author words himself, and how a choice is read.

In: a step with its prompt. Out: a `Question` that wants a number or one of several options, and
of a choice the judgement of what was typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from backtutor.derive import Derivation
from backtutor.lesson import AskExpression, Choose, Option, Words
from backtutor.messages import Message, message
from backtutor.questions import Amount, Choice, FirstWrong, OneOf, Phase, Question
from backtutor.values import Value, evaluate
from backtutor.verdicts import Judgement, Right, Wrong, unreadable


def ask_expression(derivation: Derivation, step: AskExpression, id: str) -> Question:
    """Anything that an expression computes, or a choice among computed values."""
    value = evaluate(step.answer, derivation.evaluation)
    options = tuple(_option(derivation, option, value) for option in step.options)
    return Question(
        id=id,
        phase=Phase.OTHER,
        prompt=step.prompt,
        asked=None,
        wants=OneOf(options) if options else Amount(value, step.answer),
        settings=step.settings,
        tolerance=step.settings.tolerance or derivation.lesson.tolerance,
    )


def _option(derivation: Derivation, option: Option, right: Value) -> Choice:
    """A computed option is correct when its value is the answer's."""
    if option.term is None:
        return Choice(option.text, option.correct, option.why)
    correct = evaluate(option.term, derivation.evaluation) == right
    return Choice(option.term, correct, option.why)


def choose(step: Choose, id: str) -> Question:
    """A choice in the author's words."""
    options = shuffled(step.options, id) if step.shuffle else step.options
    return Question(
        id=id,
        phase=Phase.OTHER,
        prompt=step.prompt,
        asked=None,
        wants=OneOf(tuple(Choice(o.text, o.correct, o.why) for o in options)),
        settings=step.settings,
    )


def shuffled(options: Sequence[Option], key: str) -> tuple[Option, ...]:
    """The options in an order that depends on the step's id alone: the same on every run."""
    turn = sum(map(ord, key)) % len(options)
    return (*options[turn:], *options[:turn])


# -- judging


def judge_choice(question: Question, typed: str, derivation: Derivation) -> Judgement:
    index = chosen(question, typed)
    if index is None:
        return Judgement(unreadable(typed, "R094", "no-such-choice", count=len(question.choices)))
    choice = question.choices[index]
    if choice.correct:
        return Judgement(Right())
    why = choice.why
    if isinstance(why, Words):
        from backtutor.reasons import filled  # takes long to load

        why = message("author-says", words=filled(why, derivation))
    return Judgement(Wrong(remark=why))


def chosen(question: Question, typed: str) -> int | None:
    """Which option was typed: its number from 1, or the name of a direction."""
    text = typed.strip().lower()
    if isinstance(question.wants, FirstWrong):
        text = _LINE.sub("", text)
    if text.isdecimal() and 1 <= int(text) <= len(question.choices):
        return int(text) - 1
    if question.phase is Phase.SIGN:
        for index, choice in enumerate(question.choices):
            assert isinstance(choice.text, Message)
            if text and text in SIGN_WORDS[choice.text.id]:
                return index
    return None


_LINE = re.compile(r"^(line|第)\s*|\s*行$")
"""What may stand around the number of a line."""

SIGN_WORDS: Mapping[str, frozenset[str]] = {
    "sign-up": frozenset({"up", "u", "+", "rises", "升", "上升", "增大", "变大"}),
    "sign-down": frozenset({"down", "d", "-", "−", "falls", "降", "下降", "减小", "变小"}),
    "sign-still": frozenset({"same", "s", "stays", "不变"}),
}
"""What may be typed for each direction, besides its number."""
