"""`try`: what the tutor would say to one answer; nothing is recorded."""

from __future__ import annotations

from backtutor.commands.answering import answer_json, tell_verdict
from backtutor.commands.opening import find_question, open_lesson
from backtutor.commands.talk import write_json
from backtutor.derive import Derivation
from backtutor.environment import Environment
from backtutor.problems import Exit
from backtutor.questions import Phase, Question
from backtutor.session import Reply, Session
from backtutor.terms import Derivative, Updated
from backtutor.ui.screen import Screen


def attempt(
    environment: Environment, reference: str, asked: str, answer: str, as_json: bool
) -> Exit:
    """Judge `answer`; every verdict is a success."""
    _, derivation, _ = open_lesson(reference, environment.seed)
    session = Session(derivation)
    question = find_question(session, asked)
    reply = _judge(session, question, answer)
    if as_json:
        write_json(environment, answer_json(question, answer, reply, environment.lang))
    else:
        screen = Screen(environment)
        screen.open(derivation.lesson)
        tell_verdict(screen, session, question, answer, reply)
    return Exit.DONE


def _judge(session: Session, question: Question, answer: str) -> Reply:
    earned = consumers_of(session.derivation, question)
    return Reply(session.weigh(question, answer, earned), "answer", {}, False)


def consumers_of(derivation: Derivation, question: Question) -> frozenset[Derivative]:
    """What counts as earned for a lone question: the gradients that arrive at the name."""
    loss = derivation.graph.loss
    if question.phase is Phase.FORWARD_MODE:
        return frozenset(q for q in question.given if isinstance(q, Derivative))
    match question.share_of or question.asked:
        case Derivative(of, by, _) if of == loss:
            users = [u for u in derivation.graph.consumers[by] if u in derivation.graph.live]
            return frozenset(Derivative(loss, user) for user in users)
        case Updated(name):
            return frozenset({Derivative(loss, name)})
        case _:
            return frozenset()
