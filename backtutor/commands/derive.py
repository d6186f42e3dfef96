"""`derive`: the derivation of formulas typed on the spot, without a lesson file."""

from __future__ import annotations

from dataclasses import replace
from typing import NoReturn, TypeVar

from backtutor.commands.modes import REVERSE, must_be_mode
from backtutor.commands.show import must_be_format, show_derivation
from backtutor.commands.talk import tell
from backtutor.derive import Derivation
from backtutor.environment import Environment
from backtutor.evaluation import Fault
from backtutor.graph import Cycle, Graph, Kind, Node, fitted, topological
from backtutor.lesson import Lesson, words
from backtutor.loader.faults import problem
from backtutor.loader.shapes import unit_rows
from backtutor.messages import message
from backtutor.problems import Exit, Problem, Span, Stop
from backtutor.read import (
    Vocabulary,
    canonical,
    free_names,
    is_name,
    misfit_in,
    read_answer,
    read_lesson,
    read_number,
)
from backtutor.session import Session
from backtutor.store import Log
from backtutor.terms import Symbol
from backtutor.ui.play import Play
from backtutor.ui.prompt import asker
from backtutor.ui.screen import Screen
from backtutor.values import Undefined, Value, evaluate, shape_of

MAX_NODES = 200
Named = TypeVar("Named")


def derive(
    environment: Environment,
    formula: str,
    values: list[str],
    quiz: bool,
    format: str,
    mode: str = REVERSE,
    wrt: str | None = None,
) -> Exit:
    """Show, or ask, the derivation of `formula` at `values`."""
    must_be_format(format)
    must_be_mode(mode)
    if quiz and (mode != REVERSE or wrt is not None):
        raise Stop(message("quiz-with-mode"), Exit.USAGE)
    derivation = _derivation(typed_lesson(formula, values))
    _tell_ends(environment, derivation.graph)
    if not quiz:
        show_derivation(environment, derivation, format, mode, wrt)
        return Exit.DONE
    log = Log((), (), environment.clock)
    session = Session(derivation)
    return Play(session, log, Screen(environment), asker(environment), "").run()


def _tell_ends(environment: Environment, graph: Graph) -> None:
    """Where several nodes are used by nothing, which one is the result."""
    ends = tuple(Symbol(n.name) for n in graph.computed if not graph.consumers[n.name])
    if len(ends) > 1:
        tell(environment, message("derive-loss", names=ends))


def _derivation(lesson: Lesson) -> Derivation:
    """The derivation, stopped kindly where a value or a slope does not exist."""
    derivation = Derivation(lesson)
    try:
        _ = derivation.evaluation.gradients
    except Fault as fault:
        node = Symbol(fault.node)
        if fault.by is None:
            raise Stop(message("derive-undefined", node=node), Exit.PROBLEMS) from fault
        facts = {"node": node, "by": Symbol(fault.by)}
        raise Stop(message("derive-slope-undefined", **facts), Exit.PROBLEMS) from fault
    except Undefined as undefined:
        facts = {"node": Symbol(lesson.graph.loss)}
        raise Stop(message("derive-undefined", **facts), Exit.PROBLEMS) from undefined
    return derivation


def typed_lesson(formula: str, values: list[str]) -> Lesson:
    """A lesson from `q = x + y; f = q*z` and `x=-2`; raises `Stop`."""
    formulas = _formulas(formula)
    given = _values(values)
    _must_be_new([*formulas, *given])
    _must_have_values(formulas, given)
    graph = _graph(formulas, given)
    return Lesson("derive", words(formula.strip()), graph, given)


def _formulas(text: str) -> dict[str, tuple[str, Span]]:
    """Name → its formula and where that stands in what was typed."""
    found: dict[str, tuple[str, Span]] = {}
    start = 0
    for piece in text.split(";"):
        name, equals, body = piece.partition("=")
        if piece.strip():
            if not equals or not body.strip():
                raise Stop(message("derive-no-equals", text=piece.strip()), Exit.USAGE)
            column = start + len(name) + 1 + len(body) - len(body.lstrip())
            body = body.strip()
            _add(found, name.strip(), (body, Span("", 1, column + 1, len(body), text)))
        start += len(piece) + 1
    if not found:
        raise Stop(message("derive-no-equals", text=text.strip()), Exit.USAGE)
    if len(found) > MAX_NODES:
        raise Stop(message("derive-too-many", limit=MAX_NODES), Exit.USAGE)
    return found


def _values(texts: list[str]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for text in texts:
        name, equals, written = text.partition("=")
        value = _value(written.strip()) if equals else None
        if value is None:
            raise Stop(message("derive-bad-value", text=text), Exit.USAGE)
        _add(found, name.strip(), value)
    return found


def _value(written: str) -> Value | None:
    """A number, or a matrix as an answer writes one: [[1, 2], [3, 4]]."""
    if not written.startswith("["):
        number = read_number(written)
        return None if isinstance(number, Problem) else number
    reading = read_answer(written, Vocabulary({}))
    if isinstance(reading, Problem) or len(reading.sides) > 1 or reading.misfit:
        return None
    try:
        return evaluate(reading.sides[0], {})
    except (Undefined, KeyError):
        return None


def _add(found: dict[str, Named], name: str, value: Named) -> None:
    if not is_name(name):
        raise Stop(message("derive-not-a-name", name=name), Exit.USAGE)
    if name in found:
        raise Stop(message("derive-twice", name=name), Exit.USAGE)
    found[name] = value


def _must_be_new(names: list[str]) -> None:
    """No name twice, in any spelling."""
    seen: set[str] = set()
    for name in names:
        if canonical(name) in seen:
            raise Stop(message("derive-twice", name=name), Exit.USAGE)
        seen.add(canonical(name))


def _must_have_values(formulas: dict[str, tuple[str, Span]], given: dict[str, Value]) -> None:
    declared = {canonical(name) for name in (*formulas, *given)}
    wanted = dict.fromkeys(
        name
        for text, _ in formulas.values()
        for name in free_names(text)
        if canonical(name) not in declared
    )
    if wanted:
        example = " ".join(f"{name}=2" for name in wanted)
        facts = {"names": tuple(wanted), "example": example}
        raise Stop(message("derive-no-value", **facts), Exit.USAGE)


def _graph(formulas: dict[str, tuple[str, Span]], given: dict[str, Value]) -> Graph:
    names = [*given, *formulas]
    vocabulary = Vocabulary(dict.fromkeys(names, ()), {}, None)
    nodes = [
        Node(name, Kind.DATA, order, shape=shape_of(value))
        for order, (name, value) in enumerate(given.items())
    ]
    for order, (name, (text, span)) in enumerate(formulas.items(), len(nodes)):
        term = read_lesson(text, vocabulary, span)
        if isinstance(term, Problem):
            raise Stop(term.message, Exit.PROBLEMS, (term,))
        nodes.append(Node(name, Kind.COMPUTED, order, term, span))
    try:
        ordered = topological(nodes)
    except Cycle as cycle:
        raise Stop(message("derive-cycle", names=cycle.names), Exit.PROBLEMS) from cycle
    used = {source for node in nodes for source in node.sources}
    ends = [name for name in formulas if name not in used]
    _must_fit(ordered, formulas, ends[-1])
    return Graph(ordered, ends[-1], unit_rows(given, ordered))


def _must_fit(nodes: dict[str, Node], formulas: dict[str, tuple[str, Span]], loss: str) -> None:
    """Every formula fits the shapes, and the last is one number."""
    found, misfits = fitted(nodes)
    for name, misfit in misfits.items():
        text, span = formulas[name]
        label, start, end = misfit_in(text, Vocabulary(found)) or (misfit, 0, len(text))
        at = replace(span, column=span.column + start, length=end - start)
        _stop(problem("misfit", at, label=label))
    if shape := found[loss]:
        at, (rows, columns) = formulas[loss][1], shape
        _stop(problem("loss-matrix", at, name=loss, rows=rows, columns=columns))


def _stop(found: Problem) -> NoReturn:
    raise Stop(found.message, Exit.PROBLEMS, (found,))
