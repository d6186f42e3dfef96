"""`study --answers`: a session from a file of answers, without a terminal."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from backtutor.commands.opening import find_question, open_lesson, store_of
from backtutor.commands.seeds import with_its_values
from backtutor.commands.study import warn
from backtutor.commands.talk import tell, tell_problems, write_json
from backtutor.environment import Environment
from backtutor.export import plain_number
from backtutor.loader.answers import Answers, Entry, read_answers
from backtutor.messages import message
from backtutor.notation import show, write
from backtutor.problems import Exit, Problem, Stop
from backtutor.questions import Question
from backtutor.read import read_number
from backtutor.session import Reply, Session
from backtutor.store import Log
from backtutor.text import say
from backtutor.ui import panels, probes
from backtutor.ui.problems import brief_problem, problem_record
from backtutor.ui.screen import Screen
from backtutor.ui.theme import Meaning
from backtutor.verdicts import Imprecise, Judgement, Right, Unfinished, Unreadable, Wrong


@dataclass(frozen=True, slots=True)
class Judged:
    """One answer of the file: the question, what was typed, the reply; `asked` by the lesson."""

    question: Question
    typed: str
    reply: Reply
    asked: bool


class Marked(NamedTuple):
    """A whole file judged: the session after it, each answer, what it left out, what it named
    that is no question."""

    session: Session
    judged: list[Judged]
    missing: list[Question]
    unknown: tuple[Problem, ...]


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
    marked = _mark(environment, reference, answers, full)
    tell_problems(environment, marked.unknown)
    if as_json:
        write_json(environment, _as_json(marked, least, environment.lang))
    else:
        _as_text(environment, marked.session, marked.judged, marked.missing)
    below = least is not None and marked.session.score < least
    return Exit.PROBLEMS if marked.unknown or below else Exit.DONE


def _mark(environment: Environment, reference: str, answers: Path, full: bool) -> Marked:
    """Answer everything that the file answers."""
    file, derivation, problems = open_lesson(reference, environment.seed)
    given = read_answers(answers)
    with store_of(environment).open(file.key) as log:
        for notice in log.take_notices():
            tell(environment, notice)
        derivation = with_its_values(environment, file, derivation, log)
        warn(environment, derivation, problems)
        session = Session(derivation, full)
        resolved, unknown = _resolve_all(session, given)
        judged = _answer_all(session, resolved, log)
    answered = {one.question.id for one in judged}
    missing = [q for q in session.questions if q.id not in answered and q.points]
    return Marked(session, judged, missing, unknown)


def pass_mark(mark: str | None) -> Fraction | None:
    """`0.8`, `80%` and `80` are the same mark."""
    if mark is None:
        return None
    value = read_number(mark.strip().removesuffix("%"))
    if isinstance(value, Problem) or not 0 <= value <= 100:
        raise Stop(message("bad-mark", typed=mark), Exit.USAGE)
    return value / 100 if "%" in mark or value > 1 else value


def _resolve_all(
    session: Session, given: Answers
) -> tuple[list[tuple[Question, Entry]], tuple[Problem, ...]]:
    """The entries in the order of the lesson, then those it does not ask; and the entries that
    name no question: one slip in a file takes nothing from its other answers."""
    ids = [question.id for question in session.questions]
    resolved: list[tuple[Question, Entry]] = []
    unknown: list[Problem] = []
    for entry in given.entries:
        try:
            resolved.append((find_question(session, entry.question), entry))
        except Stop:
            unknown.append(given.unknown(entry, tuple(ids)))
    resolved.sort(key=lambda pair: ids.index(pair[0].id) if pair[0].id in ids else len(ids))
    return resolved, tuple(unknown)


def _answer_all(session: Session, resolved: list[tuple[Question, Entry]], log: Log) -> list[Judged]:
    """Every attempt of every entry; what the lesson asks is recorded."""
    ids = {question.id for question in session.questions}
    return [
        _answer(session, question, typed, log, question.id in ids)
        for question, entry in resolved
        for typed in entry.attempts
    ]


def _answer(session: Session, question: Question, typed: str, log: Log, asked: bool) -> Judged:
    reply = session.submit(question, typed)
    if asked:
        event = log.append(reply.kind, **reply.facts)
        session.apply(event.kind, event.facts)
    return Judged(question, typed, reply, asked)


def _as_json(marked: Marked, least: Fraction | None, lang: str) -> dict[str, Any]:
    session = marked.session
    return {
        "lesson": session.derivation.lesson.id,
        "score": plain_number(session.score),
        "passed": least is None or session.score >= least,
        "answers": [
            answer_json(one.question, one.typed, one.reply, lang) | {"asked": one.asked}
            for one in marked.judged
        ],
        "missing": [question.id for question in marked.missing],
        "problems": [problem_record(problem, lang) for problem in marked.unknown],
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
        "wants": question.wants.name,
        "read_as": write(judgement.read_as) if judgement.read_as is not None else judgement.echo,
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
    if isinstance(verdict, Right) and verdict.remarks:
        data["remarks"] = [say(remark, lang) for remark in verdict.remarks]
    if isinstance(verdict, Wrong) and verdict.remark is not None:
        data["remark"] = say(verdict.remark, lang)
    return data


def _as_text(
    environment: Environment, session: Session, judged: list[Judged], missing: list[Question]
) -> None:
    screen = Screen(environment)
    screen.open(session.derivation.lesson)
    for one in judged:
        tell_verdict(screen, session, one.question, one.typed, one.reply)
    for question in missing:
        screen.print(screen.text("not-answered", question=question.id))
    percent = show(session.score * 100)
    screen.print(screen.text("score", percent=percent))


def tell_verdict(
    screen: Screen, session: Session, question: Question, typed: str, reply: Reply
) -> None:
    """A verdict in a few lines, without the right value unless it was given."""
    judgement, verdict = reply.judgement, reply.judgement.verdict
    sign = screen.charset.right if isinstance(verdict, Right) else screen.charset.wrong
    name = panels.name_of(question, screen) or question.id
    head = screen.text(
        "verdict-line", question=name, typed=typed, verdict=message(f"verdict-{verdict.name}")
    )
    screen.verdict(sign, head, Meaning.CORRECT if isinstance(verdict, Right) else Meaning.WRONG)
    if judgement.read_as is not None and not isinstance(verdict, Unreadable):
        screen.print(f"  {screen.text('read-as', term=judgement.read_as)}", Meaning.QUIET)
    for line in _verdict_lines(screen, session, question, judgement):
        screen.print(f"  {line}")


def _verdict_lines(
    screen: Screen, session: Session, question: Question, judgement: Judgement
) -> list[str]:
    """What there is to say besides the verdict's name."""
    match judgement.verdict:
        case Right(remarks):
            return [screen.say(remark) for remark in remarks]
        case Wrong() as verdict:
            whys = panels.whys(verdict, question, screen)
            return whys or probes.nudged(session.derivation, question, judgement.value, screen)
        case Unfinished(missing):
            return [screen.text("unfinished", missing=missing)]
        case Imprecise(digits):
            return [screen.text("imprecise", digits=digits)]
        case Unreadable(problem):
            said, marked, help = brief_problem(problem, screen.lang)
            lines = [said, *(f"  {line}" for line in marked.split("\n")), help]
            return [screen.charset.text(line) for line in lines if line.strip()]
