"""`study`: a session at the terminal, or from a file of answers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from backtutor.commands.opening import open_lesson, store_of
from backtutor.commands.talk import tell, tell_problems, write_json
from backtutor.derive import Derivation
from backtutor.environment import Environment
from backtutor.export import plain_number
from backtutor.judge import Right, Unreadable, Wrong
from backtutor.loader.answers import Answers, read_answers
from backtutor.loader.check import check_lesson
from backtutor.messages import message
from backtutor.notation import show, write
from backtutor.problems import Exit, Problem, Severity, Stop
from backtutor.questions import Question, ask, quantity_id
from backtutor.read import read_number, read_quantity
from backtutor.session import Reply, Session
from backtutor.store import Log
from backtutor.terms import Updated
from backtutor.text import say
from backtutor.ui import panels
from backtutor.ui.keypress import key_reader
from backtutor.ui.menu import EndMenu
from backtutor.ui.play import Play
from backtutor.ui.problems import plain_problem
from backtutor.ui.prompt import asker
from backtutor.ui.screen import Screen
from backtutor.ui.theme import Meaning


def study(
    environment: Environment, reference: str, full: bool = False, lang: str | None = None
) -> Exit:
    """A session; what was answered before is replayed first. A folder opens the picker."""
    if Path(reference).is_dir():
        from backtutor.commands.picker import pick

        return pick(environment, Path(reference), full)
    file, derivation, problems = open_lesson(reference)
    _warn(environment, derivation, problems)
    with store_of(environment).open(file.key) as log:
        for notice in log.take_notices():
            tell(environment, notice)
        session = Session(derivation, full)
        session.replay(log.events)
        screen = Screen(environment)
        screen.lang = lang or screen.lang
        play = Play(session, log, screen, asker(environment), reference)
        if environment.interactive:
            play.menu = EndMenu(key_reader(environment), environment.home / "reports")
        return play.run()


def _warn(environment: Environment, derivation: Derivation, problems: tuple[Problem, ...]) -> None:
    """Warnings of the file, and figures that do not hold: studying goes on."""
    warnings = [p for p in problems if p.severity is Severity.WARNING]
    figures = check_lesson(derivation.lesson, derivation.value)
    tell_problems(environment, (*warnings, *figures))


# -- from a file


@dataclass(frozen=True, slots=True)
class Judged:
    """One answer of the file: the question, what was typed, the reply; `asked` by the lesson."""

    question: Question
    typed: str
    reply: Reply
    asked: bool


def from_file(
    environment: Environment,
    reference: str | None,
    answers: Path,
    mark: str | None,
    as_json: bool,
    full: bool,
) -> Exit:
    """The same reader, judge and log, without a terminal."""
    if reference is None:
        raise Stop(message("answers-need-lesson"), Exit.USAGE)
    least = pass_mark(mark)
    file, derivation, problems = open_lesson(reference)
    _warn(environment, derivation, problems)
    given = read_answers(answers)
    with store_of(environment).open(file.key) as log:
        for notice in log.take_notices():
            tell(environment, notice)
        session = Session(derivation, full)
        judged = _answer_all(session, given, log)
    missing = [q for q in session.questions if not session.record(q.id).typed and q.points]
    if as_json:
        write_json(environment, _as_json(session, judged, missing, least, environment.lang))
    else:
        _as_text(environment, session, judged, missing)
    return Exit.PROBLEMS if least is not None and session.score < least else Exit.DONE


def pass_mark(mark: str | None) -> Fraction | None:
    """`0.8`, `80%` and `80` are the same mark."""
    if mark is None:
        return None
    value = read_number(mark.strip().removesuffix("%"))
    if isinstance(value, Problem) or not 0 <= value <= 100:
        raise Stop(message("bad-mark", typed=mark), Exit.USAGE)
    return value / 100 if "%" in mark or value > 1 else value


def _answer_all(session: Session, given: Answers, log: Log) -> list[Judged]:
    """Every answer of the file, in the order of the lesson, then those it does not ask."""
    by_id = {question.id: question for question in session.questions}
    resolved = [(_resolve(session, entry.question), entry) for entry in given.entries]
    for question, entry in resolved:
        if question is None:
            raise Stop(
                message("no-such-question", question=entry.question),
                Exit.PROBLEMS,
                (given.unknown(entry, tuple(by_id)),),
            )
    order = list(by_id)
    known = [(q, e) for q, e in resolved if q is not None]
    known.sort(key=lambda pair: order.index(pair[0].id) if pair[0].id in by_id else len(order))
    judged: list[Judged] = []
    for question, entry in known:
        for typed in entry.attempts:
            judged.append(_answer(session, question, typed, log, question.id in by_id))
    return judged


def _answer(session: Session, question: Question, typed: str, log: Log, asked: bool) -> Judged:
    reply = session.submit(question, typed)
    if asked:
        event = log.append(reply.kind, **reply.facts)
        session.apply(event.kind, event.facts)
    return Judged(question, typed, reply, asked)


def _resolve(session: Session, name: str) -> Question | None:
    """The question that a name means: a step's id, or any spelling of a quantity."""
    for question in session.questions:
        if question.id == name:
            return question
    quantity = read_quantity(name, session.derivation.lesson.vocabulary)
    if isinstance(quantity, Problem):
        return None
    if isinstance(quantity, Updated) and session.derivation.lesson.train is None:
        return None
    for question in session.questions:
        if question.asked is not None and quantity_id(question.asked) == quantity_id(quantity):
            return question
    return ask(session.derivation, quantity)


def _as_json(
    session: Session,
    judged: list[Judged],
    missing: list[Question],
    least: Fraction | None,
    lang: str,
) -> dict[str, Any]:
    return {
        "lesson": session.derivation.lesson.id,
        "score": plain_number(session.score),
        "passed": least is None or session.score >= least,
        "answers": [
            answer_json(j.question, j.typed, j.reply, lang) | {"asked": j.asked} for j in judged
        ],
        "missing": [question.id for question in missing],
    }


def answer_json(question: Question, typed: str, reply: Reply, lang: str) -> dict[str, Any]:
    """One judged answer, as `try --json` gives it too; never the right value."""
    judgement = reply.judgement
    verdict = judgement.verdict
    diagnoses = verdict.diagnoses if isinstance(verdict, Wrong) else ()
    data: dict[str, Any] = {
        "question": question.id,
        "typed": typed,
        "verdict": verdict.name,
        "read_as": write(judgement.read_as) if judgement.read_as is not None else None,
        "value": plain_number(judgement.value) if judgement.value is not None else None,
        "expected_form": question.form.value,
        "diagnoses": [{"id": d.misconception, "message": say(d.message, lang)} for d in diagnoses],
        "costs_attempt": verdict.costs_attempt,
    }
    if isinstance(verdict, Unreadable):
        problem = verdict.problem
        data["problem"] = {
            "code": problem.code,
            "message": say(problem.message, lang),
            "column": problem.span.column,
            "length": problem.span.length,
            "help": say(problem.help, lang) if problem.help else None,
        }
    if isinstance(verdict, Wrong) and verdict.remark is not None:
        data["remark"] = say(verdict.remark, lang)
    return data


def _as_text(
    environment: Environment, session: Session, judged: list[Judged], missing: list[Question]
) -> None:
    screen = Screen(environment)
    screen.rounding = session.derivation.lesson.rounding
    for one in judged:
        tell_verdict(screen, one.question, one.typed, one.reply)
    for question in missing:
        screen.print(screen.text("not-answered", question=question.id))
    percent = show(session.score * 100)
    screen.print(screen.text("score", percent=percent))


def tell_verdict(screen: Screen, question: Question, typed: str, reply: Reply) -> None:
    """A verdict in two or three lines, without the right value unless it was given."""
    judgement, verdict = reply.judgement, reply.judgement.verdict
    sign = screen.charset.right if isinstance(verdict, Right) else screen.charset.wrong
    name = question.id if question.asked is None else panels.label(question.asked, screen)
    head = screen.text(
        "verdict-line", question=name, typed=typed, verdict=message(f"verdict-{verdict.name}")
    )
    screen.verdict(sign, head, Meaning.CORRECT if isinstance(verdict, Right) else Meaning.WRONG)
    if judgement.read_as is not None and not isinstance(verdict, Unreadable):
        screen.print(f"  {screen.text('read-as', term=judgement.read_as)}", Meaning.QUIET)
    for line in verdict_lines(screen, reply):
        screen.print(f"  {line}")


def verdict_lines(screen: Screen, reply: Reply) -> list[str]:
    """What there is to say besides the verdict's name."""
    verdict = reply.judgement.verdict
    lines: list[str] = []
    if isinstance(verdict, Wrong):
        lines += [screen.say(d.message) for d in verdict.diagnoses[:1]]
        lines += [screen.say(verdict.remark)] if verdict.remark is not None else []
    if isinstance(verdict, Right):
        lines += [screen.say(remark) for remark in verdict.remarks]
    if isinstance(verdict, Unreadable):
        lines += screen.charset.text(plain_problem(verdict.problem, screen.lang)).split("\n")
    if verdict.name == "unfinished":
        lines.append(screen.text("unfinished", missing=getattr(verdict, "missing", ())))
    if verdict.name == "imprecise":
        lines.append(screen.text("imprecise", digits=getattr(verdict, "digits", 3)))
    return lines
