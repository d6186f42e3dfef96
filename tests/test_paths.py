"""Paths between two names: how many, which, what each brings, and their sum written once."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import islice

import pytest
from formulas import same
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import FORK, SIX_WEIGHTS, derived, everything

from backtutor import paths
from backtutor.derive import Derivation
from backtutor.evaluation import add_up
from backtutor.graph import Graph, Kind, Node, topological
from backtutor.lesson import Lesson, words
from backtutor.notation import write
from backtutor.problems import Problem
from backtutor.read import read_answer
from backtutor.terms import Apply, Number, Symbol, Term
from backtutor.values import Value, entries, evaluate


def lesson(nodes: str, **given: int) -> Derivation:
    """A network from `Y = a + b; Z = 2*Y` and its inputs."""
    pieces = (piece.split("=", 1) for piece in nodes.split(";"))
    lines = [f"  {name.strip()}: {formula.strip()}" for name, formula in pieces]
    values = ", ".join(f"{name}: {value}" for name, value in given.items())
    return derived(f"format: 1\ntitle: t\ninputs: {{{values}}}\nnodes:\n" + "\n".join(lines) + "\n")


NINE = lesson(
    "a = α*X; b = β*X; c = γ*X; Y = a + b + c; d = δ*Y; e = ε*Y; f = ζ*Y; Z = d + e + f",
    X=1, α=2, β=3, γ=5, δ=7, ε=11, ζ=13,
)  # fmt: skip
BRIDGE = lesson("a = p*s; b = q*s + r*a; e = u*a + v*b", s=1, p=2, q=3, r=5, u=7, v=11)
NESTED = lesson("a = p*s; b = q*s; j = a + b; k = r*j; c = u*s; e = k + c", s=1, p=2, q=3, r=5, u=7)
TWICE = lesson("b = a + a; c = a*b; d = a + b; e = c*d", a=-2)
SKIP = lesson("h = w*x; y = h + x; e = y*y", x=3, w=2)
LAYERS = lesson("a = p*s; b = q*s; c = u*a + v*b; d = v*a + u*b; e = c*d", s=1, p=2, q=3, u=5, v=7)
SIX = derived(SIX_WEIGHTS)
EVERY_PATH_OF_NINE = "α*δ + α*ε + α*ζ + β*δ + β*ε + β*ζ + γ*δ + γ*ε + γ*ζ"


def diamonds(count: int) -> Derivation:
    """A chain in which each name acts on the next by two paths, a and b."""
    steps = (f"p{i} = a*x{i - 1}; q{i} = b*x{i - 1}; x{i} = p{i} + q{i}" for i in _places(count))
    return lesson("; ".join(steps), x0=1, a=2, b=3)


def _places(count: int) -> range:
    return range(1, count + 1)


CASES: Mapping[str, tuple[Derivation, str, str, int, str, str]] = {
    "a fork": (derived(FORK), "b", "e", 2, "d + c", "d + c"),
    "one arrow": (derived(FORK), "c", "e", 1, "d", "d"),
    "a name and itself": (derived(FORK), "c", "c", 1, "1", "1"),
    "no way": (derived(FORK), "a", "d", 0, "0", "0"),
    "against the arrows": (derived(FORK), "e", "b", 0, "0", "0"),
    "nine paths": (NINE, "X", "Z", 9, EVERY_PATH_OF_NINE, "(α + β + γ)*(δ + ε + ζ)"),
    "the first half of nine": (NINE, "X", "Y", 3, "α + β + γ", "α + β + γ"),
    "two paths and one arrow": (
        SIX, "x1", "E", 2, "w1*w5*(y - t) + w3*w6*(y - t)", "(w1*w5 + w3*w6)*(y - t)",
    ),
    "a name used twice is one arrow": (TWICE, "a", "b", 1, "2", "2"),
    "used twice, further on": (TWICE, "a", "e", 4, "2*a*d + 3*c + b*d", "(2*a + b)*d + 3*c"),
    "an arrow past a node": (SKIP, "x", "e", 2, "2*w*y + 2*y", "2*(w + 1)*y"),
    "nested": (NESTED, "s", "e", 3, "p*r + q*r + u", "(p + q)*r + u"),
    "a bridge": (BRIDGE, "s", "e", 3, "p*r*v + p*u + q*v", "p*u + (p*r + q)*v"),
    "two layers": (
        LAYERS, "s", "e", 4, "p*u*d + p*v*c + q*v*d + q*u*c", "(p*u + q*v)*d + (p*v + q*u)*c",
    ),
}  # fmt: skip
each_case = pytest.mark.parametrize(
    ("derivation", "start", "end", "count", "sum_", "form"), CASES.values(), ids=list(CASES)
)


@each_case
def test_paths_are_counted_added_and_factored(
    derivation: Derivation, start: str, end: str, count: int, sum_: str, form: str
) -> None:
    assert paths.count(derivation.graph, start, end) == count
    assert write(paths.expanded(derivation, start, end)) == sum_
    factored = paths.factored(derivation, start, end)
    assert factored is not None
    assert write(factored) == form


def test_paths_are_listed_in_the_order_of_the_nodes() -> None:
    assert [" ".join(path) for path in paths.listing(BRIDGE.graph, "s", "e")] == [
        "s a b e",
        "s a e",
        "s b e",
    ]


def test_the_product_of_a_path_has_its_factors_in_the_order_of_the_arrows() -> None:
    found = [
        (write(paths.path_product(SIX, path)), paths.path_value(SIX, path))
        for path in paths.listing(SIX.graph, "x1", "E")
    ]
    assert found == [
        ("w1*w5*(y - t)", Fraction("0.525")),
        ("w3*w6*(y - t)", Fraction("2.415")),
    ]


@pytest.mark.parametrize(
    ("derivation", "names"),
    [
        (NINE, "X Y Z"),
        (BRIDGE, "s e"),
        (SKIP, "x y e"),
        (derived(FORK), "b e"),
    ],
)
def test_a_name_that_no_arrow_passes_lies_on_every_path(derivation: Derivation, names: str) -> None:
    first, *_, last = names.split()
    arrows = paths.between(derivation.graph, first, last)
    assert paths.unavoidable(arrows) == names.split()


def test_an_arrow_counts_as_a_factor_in_each_path() -> None:
    assert paths.factors(NINE.graph, "X", "Z") == 9 * 4
    assert paths.factors(derived(FORK).graph, "e", "b") == 0


def test_sixty_diamonds_are_answered_at_once() -> None:
    chain = diamonds(60)
    assert paths.count(chain.graph, "x0", "x60") == 2**60
    assert paths.factors(chain.graph, "x0", "x60") == 2**60 * 120
    form = paths.factored(chain, "x0", "x60")
    assert form is not None
    assert write(form) == "*".join(["(a + b)"] * 60)
    assert len(write(form)) == 479
    assert evaluate(form, chain.evaluation) == 5**60
    first, second = islice(paths.listing(chain.graph, "x0", "x60"), 2)
    assert (len(first), first[-3:], second[-3:]) == (
        121,
        ("x59", "p60", "x60"),
        ("x59", "q60", "x60"),
    )


def chain_of(length: int, used: int) -> Graph:
    """A node a place, each the sum of the `used` before it."""
    nodes = [Node("n0", Kind.PARAMETER, 0)]
    for i in _places(length):
        before = [Symbol(f"n{j}") for j in range(max(0, i - used), i)]
        term = before[0] if len(before) == 1 else Apply("add", tuple(before))
        nodes.append(Node(f"n{i}", Kind.COMPUTED, i, term))
    return Graph(topological(nodes), f"n{length}")


def test_nothing_recurses_over_the_graph() -> None:
    line = chain_of(20_000, 1)
    assert paths.count(line, "n0", "n20000") == 1
    assert len(next(paths.listing(line, "n0", "n20000"))) == 20_001
    assert paths.count(chain_of(200, 2), "n0", "n200") == fibonacci(201)


def fibonacci(place: int) -> int:
    a, b = 0, 1
    for _ in range(place):
        a, b = b, a + b
    return a


def test_what_would_be_too_long_to_read_is_not_factored() -> None:
    braid = chain_of(60, 2)
    derivation = Derivation(Lesson("braid", words("braid"), braid, {"n0": Fraction(1)}))
    assert paths.factored(derivation, "n0", "n60") is None
    few = paths.factored(derivation, "n0", "n8")
    assert few is not None
    assert evaluate(few, derivation.evaluation) == fibonacci(9)


def test_what_is_nested_too_deeply_is_not_factored() -> None:
    ladder = "; ".join(f"n{i} = a*n{i - 1} + x*n0" for i in _places(60))
    derivation = lesson(ladder, n0=1, a=2, x=3)
    assert paths.factored(derivation, "n0", "n60") is None
    form = paths.factored(derivation, "n0", "n3")
    assert form is not None
    assert write(form) == "((a + x)*a + x)*a + x"


def test_the_busiest_input_has_the_most_paths() -> None:
    assert paths.busiest(SIX.graph) == "x1"
    assert paths.busiest(derived(FORK).graph) == "b"
    constant = {"k": Node("k", Kind.CONSTANT, 0), "e": Node("e", Kind.COMPUTED, 1, Symbol("k"))}
    assert paths.busiest(Graph(constant, "e")) is None


# -- every network


@pytest.mark.parametrize("name", everything())
def test_the_paths_add_up_to_the_gradient(name: str) -> None:
    derivation = everything()[name]
    graph = derivation.graph
    for start, ways in paths.counts(graph, graph.loss):
        if graph[start].kind is Kind.CONSTANT or ways > 50:
            continue
        found = [paths.path_value(derivation, p) for p in paths.listing(graph, start, graph.loss)]
        assert len(found) == ways
        gradient = paths.total_value(derivation, start, graph.loss)
        assert alike(add_up(found), gradient)


@pytest.mark.parametrize("name", everything())
def test_what_a_path_brings_is_the_value_of_its_formula(name: str) -> None:
    derivation = everything()[name]
    graph = derivation.graph
    for start, _ in paths.counts(graph, graph.loss):
        if graph[start].kind is Kind.CONSTANT:
            continue
        for path in islice(paths.listing(graph, start, graph.loss), 5):
            brought = paths.path_contribution(derivation, path)
            if brought is not None:
                value = evaluate(brought, derivation.evaluation)
                assert alike(value, paths.path_value(derivation, path)), path


@pytest.mark.parametrize("name", everything())
def test_a_factored_form_reads_back_to_the_gradient(name: str) -> None:
    derivation = everything()[name]
    graph = derivation.graph
    for start, _ in paths.counts(graph, graph.loss):
        if graph[start].kind is Kind.CONSTANT:
            continue
        form = paths.factored(derivation, start, graph.loss)
        if form is not None and len(write(form)) <= 400:
            read = read_answer(write(form), derivation.lesson.vocabulary)
            assert not isinstance(read, Problem), write(form)
            value = evaluate(read.sides[0], derivation.evaluation)
            assert alike(value, paths.total_value(derivation, start, graph.loss))


def alike(a: Value, b: Value) -> bool:
    """Equal entry by entry, but for the rounding of floats."""
    return all(same(x, y) for x, y in zip(entries(a), entries(b), strict=True))


# -- random graphs


@st.composite
def webs(draw: st.DrawFn) -> Derivation:
    """Up to nine nodes, each a sum of products of earlier names and numbers."""
    nodes = [Node("n0", Kind.PARAMETER, 0)]
    for i in _places(draw(st.integers(1, 9))):
        sources = draw(st.lists(st.integers(0, i - 1), min_size=1, max_size=3, unique=True))
        parts = [_scaled(draw(st.integers(-3, 3)), f"n{source}") for source in sources]
        term = parts[0] if len(parts) == 1 else Apply("add", tuple(parts))
        nodes.append(Node(f"n{i}", Kind.COMPUTED, i, term))
    graph = Graph(topological(nodes), nodes[-1].name)
    return Derivation(Lesson("web", words("web"), graph, {"n0": Fraction(2)}))


def _scaled(by: int, name: str) -> Term:
    return Apply("mul", (Number(Fraction(by)), Symbol(name)))


@given(webs())
@settings(max_examples=200, deadline=None)
def test_any_web_is_counted_and_factored(web: Derivation) -> None:
    graph = web.graph
    for start in graph.nodes:
        for end in graph.nodes:
            listed = list(paths.listing(graph, start, end))
            assert len(set(listed)) == len(listed) == paths.count(graph, start, end)
            assert paths.factors(graph, start, end) == sum(len(path) - 1 for path in listed)
            form = paths.factored(web, start, end)
            assert form is not None
            assert evaluate(form, web.evaluation) == paths.total_value(web, start, end)
            every = paths.unavoidable(paths.between(graph, start, end))
            assert set(every) == set.intersection(*map(set, listed)) if listed else not every
