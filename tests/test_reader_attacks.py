"""Hostile answers: code, floods, hidden characters. Each is refused or read as plain algebra."""

from __future__ import annotations

import time

import pytest
from readings import AFFINE, GATES, WEIGHTS, outcome

from backtutor.problems import Problem
from backtutor.read import Reading, Vocabulary, read_answer
from backtutor.terms import Derivative, atoms
from backtutor.values import Undefined, evaluate

CODE = (
    ("__import__('os').system('touch pwned')", "R008 1:1+10"),
    ('eval(\'__import__("os").system("touch pwned")\')', "R008 1:1+4"),
    ('exec(\'open("pwned","w")\')', "R008 1:1+4"),
    ("open('pwned','w')", "R008 1:1+4"),
    ("print(open)", "R008 1:1+5"),
    ("input()", "R008 1:1+5"),
    ("exit()", "R008 1:1+4"),
    ("help()", "R008 1:1+4"),
    ("().__class__.__bases__[0].__subclasses__()", "R006 1:2+1"),
    ("x.__class__.__mro__", "R014 1:2+1"),
    ("x.func.__init__.__globals__['sys'].modules['os'].system('touch pwned')", "R014 1:2+1"),
    ("x.__getattribute__('__cl'+'ass__')", "R014 1:2+1"),
    ("x.__𝐜𝐥𝐚𝐬𝐬__.__𝐛𝐚𝐬𝐞__", "R014 1:2+1"),
    ("ｅｖａｌ('1')", "R008 1:1+4"),
    ("Symbol('x',**{'real':open('pwned','w')})", "R008 1:1+6"),
    ('lambdify([], \'open("pwned","w")\')()', "R008 1:1+8"),
    ('sympify(\'open("pwned","w")\')', "R008 1:1+7"),
    ('S(\'open("pwned","w")\')', "R008 1:1+1"),
    ("Function('f')(1).func.__globals__", "R008 1:1+8"),
    ("init_session()", "R008 1:1+12"),
    ("test()", "R008 1:1+4"),
    ("(lambda: open('pwned','w'))()", "R008 1:2+6"),
    ("(y:=open('pwned','w'))", "R004 1:3+1"),
    ("1 if open('pwned','w') else 0", "R015 1:3+2"),
    ("x\nimport os\nos.system('touch pwned')", "R034 1:2+0"),
    ("{**{}}", "R036 1:1+1"),
    ("@x", "R006 1:1+1"),
)

FLOODS = (
    ("9**9**9", "R021 1:1+7"),
    ("10**10**10", "R021 1:1+10"),
    ("2^2^2^2^2^2", "R021 1:3+9"),
    ("(((9^9)^9)^9)^9", "R021 1:3+7"),
    ("10**100**100", "R021 1:5+8"),
    ("2^(20000*x)", "R021 1:1+11"),
    ("factorial(10**9)", "R008 1:1+9"),
    ("99999999!", "R004 1:9+1"),
    ("100000!!!", "R004 1:7+1"),
    ("factorial(factorial(factorial(9)))", "R008 1:1+9"),
    ("gamma(10**8)", "R008 1:1+5"),
    ("fibonacci(10**9)", "R008 1:1+9"),
    ("Sum(1/n, (n,1,10**9)).doit()", "R008 1:1+3"),
    ("Matrix(10000,10000,lambda i,j:i)", "R008 1:1+6"),
    ("zeros(100000)", "R008 1:1+5"),
    ("range(10**12)", "R008 1:1+5"),
    ("(" * 5000 + "1" + ")" * 5000, "R002 1:501+1"),
    ("-" * 5000 + "1", "R002 1:501+1"),
    ("x^" * 800 + "x", "R002 1:501+1"),
    ("sin(" * 600 + "x" + ")" * 600, "R002 1:501+1"),
    ("1+" * 4000 + "1", "R002 1:501+1"),
    ("((x+y+z+w5+w6+h1)^40-1)*(x-y)", "R008 1:9+2"),
    ("0." + "3" * 5000, "R002 1:501+1"),
    ("1e-999999999", "R019 1:1+12"),
    ("1e400", "R019 1:1+5"),
    ("a" + "_1" * 3000, "R002 1:501+1"),
    ("(" * 29 + "!", "R004 1:30+1"),
    ("x" + "\u0301" * 500, "R002 1:501+1"),
    ("nan", "R020 1:1+3"),
)

CHARACTERS = (
    ("ν", "R008 1:1+1"),
    ("x\u200b*y", "R003 1:2+1"),
    ("x\u00a0*\u00a0y", "x*y"),
    ("\u3000x*y", "x*y"),
    ("\u2066x\u2069", "R003 1:1+1"),
    ("e\u0301", "R008 1:1+2"),
    ("y\u0302", "R008 1:1+2"),
    ("²", "R006 1:1+1"),
    ("Ⅻ", "R004 1:1+1"),
    ("一", "R013 1:1+1"),
    ("\u037e", "R004 1:1+1"),
    ("\ufe6d", "R004 1:1+1"),
    ("ʹ", "R027 1:1+1"),
    ("\x1b]52;c;cm0gLXJmIH4=\x07", "R003 1:1+1"),
    ("\x1b[31mCORRECT\x1b[0m", "R003 1:1+1"),
    ("-4\b\b5", "R003 1:3+1"),
    ("\x1b[6n", "R003 1:1+1"),
    ("x\x9b31m", "R003 1:2+1"),
    ("x\u202ey", "R003 1:2+1"),
    ("x\ufeff", "R003 1:2+1"),
    ("x\ud800", "R003 1:2+1"),
    ("x\ufe0f", "R003 1:2+1"),
    ("x\ue000y", "R004 1:2+1"),
)


@pytest.mark.parametrize(("typed", "expected"), [*CODE, *FLOODS, *CHARACTERS], ids=lambda s: s[:40])
def test_an_attack_is_refused_where_it_starts(typed: str, expected: str) -> None:
    assert outcome(typed, GATES) == expected


def test_an_empty_bracket_before_a_matrix_is_refused() -> None:
    assert outcome("[]tensor([[1.]])", AFFINE) == "R006 1:2+1"


@pytest.mark.parametrize("typed", ["W.T.base", "W.T.__class__"])
def test_a_transpose_opens_no_door_to_attributes(typed: str) -> None:
    assert outcome(typed, AFFINE) == "R014 1:4+1"


@pytest.mark.parametrize("typed", ["exp(exp(exp(exp(10))))", "exp(10^6)", "log(0)", "(-1)^0.5"])
def test_what_has_no_value_is_read_and_has_none(typed: str) -> None:
    reading = read_answer(typed, GATES)
    assert isinstance(reading, Reading)
    with pytest.raises(Undefined):
        evaluate(reading.sides[0], {})


@pytest.mark.parametrize("typed", ["dE/dw5", "dE/dy*dy/dw5*dE/dw5/dE/dw5"])
def test_an_echo_never_cancels_out_of_a_reading(typed: str) -> None:
    reading = read_answer(typed, WEIGHTS)
    assert isinstance(reading, Reading)
    assert Derivative("E", "w5") in set(atoms(reading.sides[0]))


LETTERS = Vocabulary(
    {a + b: () for a in "abcdefgh" for b in ("", *"abcdefgh")}, {}, "a", learning_rate="η"
)
SQUARES = Vocabulary(dict.fromkeys("ABCDX", (3, 3)), {}, None)

SLOW_ELSEWHERE = (
    "abcdefgh" * 62,
    "([" * 250,
    "[" * 60 + "1" + "]" * 60,
    "|" * 500,
    "a^" * 249 + "a",
    "a/" * 249 + "a",
    "sin(" * 60 + "a" + ")" * 60,
    "σ'(" * 60 + "a" + ")" * 60,
    "1 " * 249 + "1",
    "1;" * 249 + "1",
    "\\frac" * 100,
    "\\frac12" * 71,
    "da/db" * 100,
    "`" * 500,
    "$" * 500,
    "\\" * 500,
    "²" * 500,
    "a=" * 249 + "a",
    "1e" * 250,
    "1." * 250,
    "w_{" * 166,
    "A B" * 166,
    "A@" * 249 + "A",
    "A^T" * 166,
    "exp(-" * 60,
    "max(a," * 60,
    "9^9*" * 124 + "9",
    "1e308*" * 83 + "1",
    "\u3000" * 100_000,
    "字" * 100_000,
    " " * 1_000_000 + "1",
)


@pytest.mark.parametrize("vocabulary", [LETTERS, SQUARES], ids=["scalars", "matrices"])
@pytest.mark.parametrize("typed", SLOW_ELSEWHERE, ids=lambda typed: typed[:12])
def test_nothing_that_can_be_typed_takes_noticeable_time(
    typed: str, vocabulary: Vocabulary
) -> None:
    started = time.process_time()
    assert isinstance(read_answer(typed, vocabulary), Reading | Problem)
    assert time.process_time() - started < 0.5
