"""`try`: what the tutor would say to one answer; nothing is recorded."""

from __future__ import annotations

from backtutor.commands.opening import open_lesson
from backtutor.commands.study import answer_json, tell_verdict
from backtutor.commands.talk import write_json
from backtutor.derive import Derivation
from backtutor.environment import Environment
from backtutor.judge import Judge
from backtutor.messages import message
from backtutor.problems import Exit, Problem, Stop, nearest
from backtutor.questions import Question, ask, quantity_id
from backtutor.read import read_quantity
from backtutor.session import Reply, Session
from backtutor.terms import Derivative, Symbol, Updated
from backtutor.ui.screen import Screen


def attempt(
    environment: Environment, reference: str, asked: str, answer: str, as_json: bool
) -> Exit:
    """Judge `answer`; every verdict is a success."""
    _, derivation, _ = open_lesson(reference)
    session = Session(derivation)
    question = find_question(session, asked)
    reply = _judge(session, question, answer)
    if as_json:
        write_json(environment, answer_json(question, answer, reply, environment.lang))
    else:
        screen = Screen(environment)
        screen.rounding = derivation.lesson.rounding
        tell_verdict(screen, question, answer, reply)
    return Exit.DONE


def _judge(session: Session, question: Question, answer: str) -> Reply:
    if question.choices:
        return session.submit(question, answer)
    earned = consumers_of(session.derivation, question)
    judgement = Judge(session.derivation).judge(question, answer, earned)
    return Reply(judgement, "answer", {}, False)


def consumers_of(derivation: Derivation, question: Question) -> frozenset[Derivative]:
    """What counts as earned for a lone question: the gradients that arrive at the name."""
    loss = derivation.graph.loss
    match question.asked:
        case Derivative(of, by, _) if of == loss:
            users = [u for u in derivation.graph.consumers[by] if u in derivation.graph.live]
            return frozenset(Derivative(loss, user) for user in users)
        case Updated(name):
            return frozenset({Derivative(loss, name)})
        case _:
            return frozenset()


def find_question(session: Session, asked: str) -> Question:
    """The question that was named: a step's id, or any value or derivative."""
    for question in session.questions:
        if question.id == asked:
            return question
    quantity = read_quantity(asked, session.derivation.lesson.vocabulary)
    if isinstance(quantity, Problem):
        raise _no_question(session, asked, quantity)
    _must_exist(session.derivation, quantity)
    return ask(session.derivation, quantity)


def _no_question(session: Session, asked: str, problem: Problem) -> Stop:
    ids = [question.id for question in session.questions]
    near = nearest(asked, [*ids, *session.derivation.graph.nodes])
    if near:
        return Stop(message("no-question-near", question=asked, near=near), Exit.USAGE, (problem,))
    return Stop(message("no-such-question", question=asked), Exit.USAGE, (problem,))


def _must_exist(derivation: Derivation, quantity: Symbol | Derivative | Updated) -> None:
    """Stops where a lesson has no such value: no training, no edge, no formula."""
    graph = derivation.graph
    match quantity:
        case Updated() if derivation.lesson.train is None:
            raise Stop(message("no-training", question=quantity_id(quantity)), Exit.USAGE)
        case Derivative(of, by, True) if (by, of) not in derivation.evaluation.terms:
            facts = {"of": Symbol(of), "by": Symbol(by)}
            raise Stop(message("no-edge", **facts), Exit.USAGE)
        case Symbol(name) if graph[name].term is None:
            raise Stop(message("is-given", name=quantity), Exit.USAGE)
