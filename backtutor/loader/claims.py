"""Claims: what an author says of printed lines, held against the numbers of the lesson.

In: the derivation of a lesson, and its steps with a mistake. Out: problems at the lines: those
before the wrong one hold, the wrong one does not, those after it follow from the lines as
printed, the author's correction is the right one, and there is something that can be broken.
"""

from __future__ import annotations

from collections.abc import Sequence

from backtutor.derive import Derivation
from backtutor.evaluation import Fault
from backtutor.figures import to_one_digit_more
from backtutor.lesson import Equation, FindMistake, MakeMistake, Side
from backtutor.loader.faults import Findings
from backtutor.loader.sameness import figure, same
from backtutor.messages import Message, message
from backtutor.notation import show
from backtutor.numerals import is_numeral
from backtutor.problems import Span
from backtutor.proofread import Breach, Proofreader
from backtutor.questions import Correction, Item, Question
from backtutor.terms import Derivative, Quantity, Symbol, Term, Updated
from backtutor.values import Undefined, Value, evaluate, is_matrix


def check_written(derivation: Derivation, step: FindMistake, findings: Findings) -> None:
    """Whether the lines are what the author says of them."""
    reader = Proofreader(derivation)
    for number, line in enumerate(step.lines[: step.wrong - 1], 1):
        breach = reader.read(line)
        if breach is not None:
            _report("mistake-earlier", breach, number, reader, findings)
            return
    wrong = step.lines[step.wrong - 1]
    before = Proofreader(derivation, reader.stated)
    breach = reader.read(wrong)
    if breach is None:
        _report_holding(before, step, findings)
        return
    _check_correction(derivation, step, breach, before, findings)
    for number, line in enumerate(step.lines[step.wrong :], step.wrong + 1):
        above = Proofreader(derivation, reader.stated)
        following = reader.read(line)
        if following is not None:
            if not following.stated and breach.equation.left in above.stated:
                following = following._replace(stated=(breach.equation.left,))
            _report("mistake-follows", following, number, above, findings)
            return  # the lines below it may rest on it


def _report(
    fault: str, breach: Breach, number: int, reader: Proofreader, findings: Findings
) -> None:
    span = breach.side.span
    assert span is not None  # every line of a file has its place
    if breach.found is None or breach.given is None:
        findings.report("mistake-no-value", span, number=number)
        return
    again = fault == "mistake-follows" and breach.place == 0 and breach.before in reader.stated
    # what the line is about is not what it goes on from
    used = [q for q in breach.stated if q in reader.stated and (q == breach.before or not again)]
    stated = tuple(_printed(quantity, reader) for quantity in used)
    alone = fault == "mistake-follows" and not stated
    findings.report(
        f"{fault}-{'again' if again else 'alone'}" if again or alone else fault,
        span,
        number=number,
        left=_name(breach.before),
        found=_figure(breach),
        stated=stated,
    )


def _printed(quantity: Quantity, reader: Proofreader) -> Message:
    return message("equals", left=_name(quantity), right=_text(reader.stated[quantity].value))


def _text(value: Value) -> str:
    return show(value) if is_matrix(value) else figure(value)


def _figure(breach: Breach) -> str:
    """What stands left of the sign, with a digit more than the number at its right."""
    assert breach.found is not None
    digits = breach.side.digits
    if is_numeral(breach.side.term) and not is_matrix(breach.found) and len(digits) == 1:
        return to_one_digit_more(str(digits[0]), breach.found)
    return _text(breach.found)


def _name(asked: Term | Updated) -> Term | Message:
    if isinstance(asked, Updated):
        return message("updated-name", name=Symbol(asked.name))
    return asked


def _report_holding(reader: Proofreader, step: FindMistake, findings: Findings) -> None:
    """The line that is said to be wrong is not; perhaps a later one is."""
    line = step.lines[step.wrong - 1]
    equation = line.equations[-1]
    left = equation.left or equation.sides[0].term
    assert line.span is not None
    found = _text(reader.worth(left))
    fault = "mistake-holds-so" if reader.stated else "mistake-holds"
    later = _first_wrong(reader, step)
    help = message("lesson:mistake-holds/later", number=later) if later else None
    findings.report(fault, line.span, help=help, number=step.wrong, left=_name(left), found=found)


def _first_wrong(reader: Proofreader, step: FindMistake) -> int | None:
    """The number of the first line from `wrong` on that does not hold."""
    for number, line in enumerate(step.lines[step.wrong - 1 :], step.wrong):
        if reader.read(line) is not None:
            return number
    return None


def _check_correction(
    derivation: Derivation,
    step: FindMistake,
    breach: Breach,
    reader: Proofreader,
    findings: Findings,
) -> None:
    """The right value exists, the author's answer is it, and none of his mistakes is."""
    asked = breach.equation.left or breach.equation.sides[0].term
    span = step.lines[step.wrong - 1].span
    assert span is not None
    try:
        right = true_value(derivation, asked)
    except (Undefined, Fault):
        findings.report("mistake-no-value", span, number=step.wrong)
        return
    if step.answer is not None:
        _check_answer(step.answer, step.wrong, asked, right, reader, findings)
    for mistake in step.settings.mistakes:
        try:
            value = evaluate(mistake.answer, derivation.evaluation)
        except (Undefined, Fault):
            findings.report("undefined-answer", mistake.span or _span(step))
            continue
        if same(value, right):
            findings.report(
                "mistake-is-right",
                mistake.span or _span(step),
                answer=mistake.answer,
                value=figure(value),
            )


def true_value(derivation: Derivation, asked: Term | Updated) -> Value:
    return Proofreader(derivation).worth(asked)


def _check_answer(
    answer: Equation,
    number: int,
    asked: Term | Updated,
    right: Value,
    reader: Proofreader,
    findings: Findings,
) -> None:
    """Whether the author's correction is `right`, from the lines before as printed."""
    span = answer.sides[-1].span
    assert span is not None
    if answer.left is not None and answer.left != asked:
        findings.report(
            "mistake-answer-left",
            answer.left_span or span,
            number=number,
            left=_name(answer.left),
            asked=_name(asked),
        )
        return
    if isinstance(asked, Symbol | Derivative | Updated):
        claimed = Equation(asked, answer.sides)
    else:
        claimed = Equation(None, (Side(asked), *answer.sides))
    breach = reader.check(claimed)
    if breach is None:
        return
    if breach.found is None or breach.given is None:
        findings.report("mistake-no-value", span, number=number)
        return
    found = _figure(breach._replace(found=right))
    findings.report("mistake-answer", breach.side.span or span, number=number, found=found)


def check_broken(derivation: Derivation, step: MakeMistake, findings: Findings) -> None:
    """Whether any of the misconceptions changes a number of the lesson."""
    from backtutor.asking.breaking import broken  # much to load, and few lessons ask for it

    if broken(derivation, step.kinds, "") is None:
        fault = "mistake-breaks-nothing" if step.kinds else "mistake-breaks-none"
        findings.report(fault, _span(step), kinds=step.kinds)


def check_told(items: Sequence[Item], findings: Findings) -> None:
    """Advice where the lines print what is asked after them, or where what they get wrong is
    known by then."""
    questions = [item for item in items if isinstance(item, Question)]
    for place, question in enumerate(questions):
        span = question.settings.span
        if not isinstance(question.wants, Correction) or question.telling is None or span is None:
            continue
        asked_after = {after.asked for after in questions[place + 1 :]} - {None}
        told = tuple(_name(one) for one in question.telling.tells if one in asked_after)
        if told:
            findings.report("mistake-tells", span, names=told)
        before = {q for other in questions[: place - 1] for q in (other.asked, *other.siblings)}
        if question.asked is not None and question.asked in before:
            findings.report("mistake-known", span, name=_name(question.asked))


def _span(step: FindMistake | MakeMistake) -> Span:
    span = step.settings.span
    assert span is not None  # every step of a file has its place
    return span
