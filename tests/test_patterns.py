"""Patterns: what is worked out once for a form holds for every formula of that form."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from formulas import POINT, TERMS
from hypothesis import assume, given

from backtutor.graph import Graph, Kind, Node, topological
from backtutor.notation import write
from backtutor.patterns import Formula, Patterns
from backtutor.problems import Problem
from backtutor.read import Vocabulary, read_lesson
from backtutor.slopes import LocalTerms, local_derivatives, local_terms
from backtutor.terms import Derivative, Symbol, Term, atoms
from backtutor.values import Undefined, Value, evaluate


def term(text: str) -> Term:
    found = read_lesson(text, Vocabulary(dict.fromkeys("abcdwxyz", ())))
    assert not isinstance(found, Problem), text
    return found


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("w*x + b", "a*y + c", True),
        ("w*x + b", "x*w + b", True),
        ("x + x", "y + y", True),
        ("x + x", "x + y", False),
        ("2*x", "3*x", False),
        ("2*x", "x*2", False),
        ("x^2", "y^2", True),
        ("sigmoid(x)", "tanh(x)", False),
        ("a - b", "a + b", False),
        ("(a + b)*c", "a + b*c", False),
        ("pi*x", "x*pi", False),
    ],
)
def test_formulas_that_differ_in_their_names_alone_share_a_pattern(
    one: str, other: str, same: bool
) -> None:
    patterns = Patterns()
    shared = patterns.formula(term(one)).pattern is patterns.formula(term(other)).pattern
    assert shared is same


@pytest.mark.parametrize(
    ("text", "pattern", "names"),
    [
        ("w*x + b", [Symbol("0"), Symbol("1"), Symbol("2")], ("w", "x", "b")),
        ("b + x*b", [Symbol("0"), Symbol("1"), Symbol("0")], ("b", "x")),
        ("2*pi", [], ()),
    ],
)
def test_names_are_numbered_as_they_come(text: str, pattern: list[Term], names: object) -> None:
    found = Patterns().formula(term(text))
    assert (list(atoms(found.pattern.term)), found.names) == (pattern, names)


@given(TERMS)
def test_a_formula_is_the_term_that_it_was_made_from(whole: Term) -> None:
    assert Patterns().formula(whole).term == whole


def outcome(work: Callable[[], Value]) -> object:
    """A value with its type, or the operation that has none."""
    try:
        value = work()
    except Undefined as undefined:
        return undefined.op, undefined.arguments
    return type(value), value


@given(TERMS)
def test_a_formula_has_the_value_of_its_term(whole: Term) -> None:
    assume(not any(isinstance(atom, Derivative) for atom in atoms(whole)))
    formula = Patterns().formula(whole)
    values = {atom.name: value for atom, value in POINT.items() if isinstance(atom, Symbol)}
    assert outcome(lambda: formula.evaluate(values)) == outcome(lambda: evaluate(whole, POINT))


def network(formulas: Iterable[Term]) -> Graph:
    """A graph with a node for each formula."""
    given_names = [
        Node(atom.name, Kind.PARAMETER, order)
        for order, atom in enumerate(POINT)
        if isinstance(atom, Symbol)
    ]
    nodes = [Node(f"n{n}", Kind.COMPUTED, 10 + n, one) for n, one in enumerate(formulas)]
    return Graph(topological([*given_names, *nodes]), nodes[-1].name)


@given(TERMS)
def test_a_derivative_shared_by_a_pattern_is_the_one_of_each_formula(whole: Term) -> None:
    assume(not any(isinstance(atom, Derivative) for atom in atoms(whole)))
    pattern, names = Patterns().formula(whole)
    # the same form over the same names, each in the place of another
    graph = network([whole, Formula(pattern, (*names[1:], *names[:1])).term])
    direct = {
        (source, node.name): local
        for node in graph.computed
        for source, local in local_derivatives(node).items()
    }
    assert dict(local_terms(graph)) == direct


def test_local_terms_can_be_made_of_any_terms() -> None:
    terms = {("x", "y"): term("w*x"), ("w", "y"): term("w")}
    found = LocalTerms.of(terms)
    assert (dict(found), len(found)) == (terms, 2)
    assert {edge: write(local) for edge, local in found.items()} == {
        ("x", "y"): "w*x",
        ("w", "y"): "w",
    }
