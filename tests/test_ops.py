"""Every operation against two independent oracles, and what it does at its borders.

The tests run over the table: a new row is tested as soon as it is there.
"""

from __future__ import annotations

import math
from contextlib import suppress
from fractions import Fraction
from itertools import product

import pytest
from sympy import Symbol as Unknown

from backtutor.ops import OPS, Op
from backtutor.proof import to_sympy
from backtutor.terms import ONE, Apply, Symbol, number
from backtutor.values import Undefined, Value, apply, at_kink, evaluate

COORDINATES = (-1.7, -0.6, 0.3, 0.8, 2.2)
H = 1e-6

ENTRYWISE = [op for op in OPS.values() if not op.whole]
"""Those on whole matrices are in `test_matrix_ops`."""

each_op = pytest.mark.parametrize("op", ENTRYWISE, ids=[op.name for op in ENTRYWISE])
each_function = pytest.mark.parametrize(
    "op", [op for op in ENTRYWISE if op.arity], ids=[op.name for op in ENTRYWISE if op.arity]
)


def arguments(op: Op) -> tuple[Symbol, ...]:
    # operations that take any number of arguments are tested with three
    return tuple(Symbol(f"x{i}") for i in range(3 if op.many else op.arity))


def has_value(op: Op, values: tuple[float, ...]) -> bool:
    """Whether the operation has a value here and nearby, and no kink."""
    try:
        for shift in product((-H, H), repeat=len(values)):
            apply(op.name, tuple(v + s for v, s in zip(values, shift, strict=True)))
    except Undefined:
        return False
    return not at_kink(op.name, values)


def samples(op: Op) -> list[tuple[float, ...]]:
    every = product(COORDINATES, repeat=len(arguments(op)))
    return [values for values in every if has_value(op, values)][:30]


def slope(op: Op, index: int, values: tuple[Value, ...]) -> float:
    """The derivative rule for one argument, evaluated."""
    symbols = arguments(op)
    rule = op.rule(index)(ONE, Apply(op.name, symbols), *symbols)
    return float(evaluate(rule, dict(zip(symbols, values, strict=True))))


def moved(values: tuple[float, ...], index: int, step: float) -> tuple[float, ...]:
    return tuple(v + step if i == index else v for i, v in enumerate(values))


@each_function
def test_an_operation_has_points_to_be_tested_at(op: Op) -> None:
    assert len(samples(op)) >= 3


@each_function
def test_a_rule_agrees_with_central_differences(op: Op) -> None:
    for values in samples(op):
        for index in range(len(values)):
            if has_value(op, moved(values, index, H)) and has_value(op, moved(values, index, -H)):
                up, down = (float(apply(op.name, moved(values, index, s))) for s in (H, -H))
                expected = (up - down) / (2 * H)
                found = slope(op, index, values)
                assert found == pytest.approx(expected, rel=1e-6, abs=1e-8), (values, index)


@each_op
def test_a_rule_and_the_value_agree_with_sympy(op: Op) -> None:
    symbols = arguments(op)
    unknowns = {symbol: Unknown(symbol.name, real=True) for symbol in symbols}
    expression = to_sympy(Apply(op.name, symbols), unknowns)
    for values in samples(op) if op.arity else [()]:
        at = {unknowns[symbol]: value for symbol, value in zip(symbols, values, strict=True)}
        assert float(apply(op.name, values)) == pytest.approx(float(expression.subs(at).n()))
        for index, symbol in enumerate(symbols):
            if is_defined_slope(op, index, values):
                expected = expression.diff(unknowns[symbol]).subs(at).n()
                assert slope(op, index, values) == pytest.approx(float(expected), abs=1e-12)


def is_defined_slope(op: Op, index: int, values: tuple[float, ...]) -> bool:
    """(-1.7)^2 has a slope by the base and none by the exponent."""
    try:
        slope(op, index, values)
    except Undefined:
        return False
    return True


def value_or_zero(op: Op, values: tuple[float, ...]) -> Value:
    with suppress(Undefined):
        return apply(op.name, values)
    return 0.0


@each_op
def test_a_float_in_is_a_number_out_and_never_nan(op: Op) -> None:
    wild = (-1e308, -745.2, -1.0, -1e-300, 0.0, 1e-300, 1.0, 709.9, 1e308)
    for values in product(wild, repeat=op.arity):
        assert math.isfinite(value_or_zero(op, values)), values


@pytest.mark.parametrize(
    ("op", "values", "expected"),
    [
        ("add", "1/3 1/6", "1/2"),
        ("add", "1/3 1/6 1/2", "1"),
        ("mul", "1/3 6 1/2", "1"),
        ("neg", "1/3", "-1/3"),
        ("div", "1 3", "1/3"),
        ("pow", "2/3 -2", "9/4"),
        ("pow", "-2 3", "-8"),
        ("pow", "9/4 1/2", "3/2"),
        ("pow", "0 0", "1"),
        ("pow", "5 0", "1"),
        ("pow", "-1 5000", "1"),
        ("exp", "0", "1"),
        ("log", "1", "0"),
        ("sqrt", "21/16", None),
        ("sqrt", "9/16", "3/4"),
        ("sqrt", "0", "0"),
        ("sin", "0", "0"),
        ("cos", "0", "1"),
        ("tanh", "0", "0"),
        ("sigmoid", "0", "1/2"),
        ("erf", "0", "0"),
        ("sech", "0", "1"),
        ("relu", "3/2", "3/2"),
        ("relu", "-3/2", "0"),
        ("leaky_relu", "-3 1/10", "-3/10"),
        ("leaky_relu", "3 1/10", "3"),
        ("abs", "-1/3", "1/3"),
        ("maximum", "1/3 1/2", "1/2"),
        ("minimum", "1/3 1/2", "1/3"),
        ("step", "2", "1"),
        ("step", "0", "0"),
        ("sign", "-2", "-1"),
        ("sign", "0", "0"),
        ("wins", "2 2", "1/2"),
        ("wins", "1 2", "0"),
        ("exp", "1", None),
        ("softplus", "0", None),
    ],
)
def test_exact_values_stay_exact_where_they_are_rational(
    op: str, values: str, expected: str | None
) -> None:
    found = apply(op, tuple(map(Fraction, values.split())))
    if expected is None:
        assert isinstance(found, float)
    else:
        assert isinstance(found, Fraction)
        assert found == Fraction(expected)


@pytest.mark.parametrize(
    ("op", "values"),
    [
        ("div", "1 0"),
        ("pow", "0 -1"),
        ("pow", "-8 1/3"),
        ("pow", "-2 1/2"),
        ("pow", "10 400"),
        ("log", "0"),
        ("log", "-1"),
        ("sqrt", "-1"),
        ("exp", "1000"),
        ("mul", "1e200 1e200"),
        ("add", "1.5e308 1.5e308"),
    ],
)
@pytest.mark.parametrize("kind", [Fraction, float])
def test_what_has_no_finite_real_value_is_undefined(
    op: str, values: str, kind: type[Fraction] | type[float]
) -> None:
    arguments = tuple(kind(Fraction(text)) for text in values.split())
    with pytest.raises(Undefined) as caught:
        apply(op, arguments)
    assert (caught.value.op, caught.value.arguments) == (op, arguments)


@pytest.mark.parametrize(
    ("op", "value", "expected"),
    [("sigmoid", -800, 0.0), ("sigmoid", 800, 1.0), ("tanh", 1e5, 1.0), ("sech", 1e5, 0.0),
     ("softplus", -800, 0.0), ("softplus", 800, 800.0), ("exp", -800, 0.0)],
)  # fmt: skip
def test_a_saturated_function_has_its_limit(op: str, value: float, expected: float) -> None:
    assert apply(op, (Fraction(value),)) == expected


def test_long_fractions_become_floats() -> None:
    third = Fraction(1, 3)
    power = apply("pow", (third, Fraction(2000)))
    assert isinstance(power, Fraction)
    assert isinstance(apply("mul", (power, power)), float)


def test_a_sum_of_floats_does_not_depend_on_the_order() -> None:
    assert apply("add", (0.1, 0.2, 0.3, -0.6)) == apply("add", (0.3, -0.6, 0.2, 0.1))


# -- kinks

KINKED = {
    "relu": [(0,)],
    "leaky_relu": [(0, Fraction(1, 10))],
    "abs": [(0,)],
    "maximum": [(2, 2), (-1, -1)],
    "minimum": [(2, 2), (-1, -1)],
}
"""Where operations with a choice of slopes have their kinks."""

PYTORCH = {
    "relu": (0,),
    "leaky_relu": (0.1, 0),
    "abs": (0,),
    "maximum": (0.5, 0.5),
    "minimum": (0.5, 0.5),
}
"""What PyTorch answers there."""


def test_every_operation_with_a_choice_of_slopes_is_tested_at_its_kink() -> None:
    assert {op.name for op in OPS.values() if op.subgradient} == set(KINKED) == set(PYTORCH)


@pytest.mark.parametrize("name", KINKED)
def test_at_its_kink_an_operation_follows_pytorch(name: str) -> None:
    op = OPS[name]
    for values in KINKED[name]:
        assert at_kink(name, tuple(map(Fraction, values)))
        found = tuple(slope(op, i, tuple(map(Fraction, values))) for i in range(op.arity))
        assert found == pytest.approx(PYTORCH[name])


@pytest.mark.parametrize("name", KINKED)
def test_the_slopes_beside_a_kink_are_the_outermost_choices(name: str) -> None:
    op = OPS[name]
    for values in KINKED[name]:
        exact = tuple(map(Fraction, values))
        assert op.subgradient is not None
        choices = {tuple(map(Fraction, choice)) for choice in op.subgradient(*exact)}
        beside = [(exact[0] + step, *exact[1:]) for step in (Fraction(-1, 8), Fraction(1, 8))]
        slopes = {
            tuple(Fraction(slope(op, i, at)).limit_denominator(100) for i in range(op.arity))
            for at in beside
        }
        if name == "leaky_relu":
            # by the slope itself it is 0 at the kink, whichever side
            slopes = {(by_x, Fraction(0)) for by_x, _ in slopes}
        assert slopes == choices


@each_function
def test_a_kink_is_only_where_the_slope_jumps(op: Op) -> None:
    for values in samples(op):
        assert not at_kink(op.name, values)


def test_numbers_in_a_rule_are_terms() -> None:
    x, two = Symbol("x"), number(2)
    assert OPS["pow"].rule(0)(ONE, Apply("pow", (x, two)), x, two) == Apply("mul", (two, x))
