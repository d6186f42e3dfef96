"""The grammar of answers, form by form: products, powers, derivatives, LaTeX, matrices, refusals.

Rows as in `test_reader_answers`: the lesson, what is typed, the outcome.
"""

from __future__ import annotations

import pytest
from readings import LESSONS, outcome

from backtutor.problems import Problem
from backtutor.read import Reading, Vocabulary, read_answer
from backtutor.terms import Apply, Number, Symbol, Term, number
from backtutor.text import LANGUAGES, say

CASES = (
    ("weights", "2x1", "2*x1"),
    ("weights", "w5x1", "w5*x1"),
    ("weights", "w5 x1", "w5*x1"),
    ("weights", "w5x1^2", "w5*x1^2"),
    ("weights", "1/2x1", "R010 1:3+3"),
    ("weights", "1/2(y-t)", "R010 1:3+6"),
    ("weights", "½(y-t)²", "0.5*(y - t)^2"),
    ("weights", "dE/dw5 = 1.05*1.25 = 1.3125", "dE/dw5 := 1.05*1.25 = 1.3125"),
    ("weights", "dy/dw5 = h1", "local:dy/dw5 := h1"),
    ("weights", "w5+ = 0.25", "w5+ := 0.25"),
    ("weights", "dE/dw5≈1.31", "dE/dw5 := 1.31 # read-note-approximately"),
    ("weights", "y=", "R006 1:3+0"),
    ("weights", "=", "R001 1:2+0"),
    ("weights", "y==2", "y := 2"),
    ("weights", "dw5", "dE/dw5"),
    ("weights", "dE", "R037 1:1+2"),
    ("weights", "dE/dE", "dE/dE"),
    ("weights", "d E/d y", "dE/dy"),
    ("weights", "∂E/∂q", "R008 1:5+1"),
    ("weights", "dE/dq", "R008 1:5+1"),
    ("weights", "dL/dw5", "R008 1:2+1"),
    ("weights", "∂E", "R037 1:1+1"),
    ("weights", "dEdy", "R008 1:1+4"),
    ("weights", "dydw5", "R008 1:1+5"),
    ("weights", "dE/d(w5)", "R037 1:1+2"),
    ("weights", "|y-t|", "abs(y - t)"),
    ("weights", "2|y-t||t|", "2*abs(y - t)*abs(t)"),
    ("weights", "||y||", "abs(abs(y))"),
    ("weights", "max(0, y)", "maximum(0, y)"),
    ("weights", "min(y, t)", "minimum(y, t)"),
    ("weights", "max(0,y,2)", "R017 1:1+10"),
    ("weights", "y^2t", "y^2*t"),
    ("weights", "e^2y", "R010 1:3+2"),
    ("weights", "e^(2)y", "exp(2)*y"),
    ("weights", "e^-y", "exp(-y)"),
    ("weights", "2e^-y", "2*exp(-y)"),
    ("weights", "2e", "R018 1:1+2"),
    ("weights", "exp y", "R016 1:1+3"),
    ("weights", "x1⁻¹", "x1^(-1)"),
    ("weights", "y²³", "y^23"),
    ("weights", "√(y)", "sqrt(y)"),
    ("weights", "π", "pi"),
    ("weights", "2pi", "2*pi"),
    ("weights", "ηdE/dw5", "η*dE/dw5"),
    ("weights", "w5-eta*dE/dw5", "w5 - η*dE/dw5"),
    ("weights", "lr", "η"),
    ("weights", "w_{5}", "w5"),
    ("weights", "W5", "R008 1:1+2"),
    ("weights", "w7", "R008 1:1+2"),
    ("weights", "y'", "R027 1:2+1"),
    ("weights", "1,25", "R011 1:1+4"),
    ("weights", "1,312.5", "R011 1:1+7"),
    ("weights", "(1,25)", "R011 1:2+4"),
    ("weights", "1 2", "R007 1:3+1"),
    ("weights", "1.05x1.25", "R007 1:7+3"),
    ("weights", "y .5", "R007 1:3+2"),
    ("weights", "y.", "y"),
    ("weights", "（１．５）", "1.5"),
    ("weights", "y>0", "R025 1:2+1"),
    ("weights", "y≥2", "R025 1:2+1"),
    ("weights", "(y", "R005 1:1+1"),
    ("weights", "(y]", "R005 1:3+1"),
    ("weights", "()", "R006 1:2+1"),
    ("weights", "y()", "R006 1:3+1"),
    ("weights", "\\(y\\)", "y"),
    ("weights", "$$y$$", "y"),
    ("weights", "\\frac{1}{2}(y-t)^2", "1/2*(y - t)^2"),
    ("weights", "\\frac12y", "1/2*y"),
    ("weights", "\\frac{y}2", "y/2"),
    ("weights", "\\frac123", "R026 1:1+8"),
    ("weights", "\\sqrt{y}", "sqrt(y)"),
    ("weights", "\\mathbf{w}_5", "w5"),
    ("weights", "\\hat{y}", "R008 1:1+7"),
    ("weights", "\\foo", "R026 1:1+4"),
    ("weights", "y··t", "R006 1:3+1"),
    ("weights", "--y", "y"),
    ("weights", "y*-2", "y*(-2)"),
    ("weights", "-2^-2", "-2^(-2)"),
    ("weights", "y/t/y", "y/t/y"),
    ("weights", "y**-t", "y^(-t)"),
    ("weights", "x1^64", "x1^64"),
    ("weights", "x1^65", "R021 1:1+5"),
    ("weights", "e^(100*x1)", "exp(100*x1)"),
    ("weights", "1.2.3", "R018 1:1+5"),
    ("weights", "1:30", "R018 1:1+4"),
    ("weights", "sin⁻¹(y)", "R016 1:1+3"),
    ("weights", "tanh²(y)", "tanh(y)^2"),
    ("weights", "σ''(y)", "R027 1:1+3"),
    ("weights", "log'(y)", "1/y"),
    ("weights", "max'(y)", "R027 1:1+7"),
    ("weights", "leaky_relu'(y,0.1)", "0.1 + (1 - 0.1)*step(y)"),
    ("weights", "dσ/dy", "sigmoid(y)*(1 - sigmoid(y))"),
    ("weights", "∂σ(y)/∂y", "sigmoid(y)*(1 - sigmoid(y))"),
    ("weights", "\\frac{d\\sigma}{dy}", "sigmoid(y)*(1 - sigmoid(y))"),
    ("weights", "dσ(t)/dy", "R027 1:1+8"),
    ("weights", "负四", "R013 1:1+2"),
    ("weights", "y and t", "R015 1:3+3"),
    ("weights", "∞", "R004 1:1+1"),
    ("weights", "y;t", "R034 1:2+1"),
    ("weights", "w5*h1+\nw6*h2", "w5*h1 + w6*h2"),
    ("weights", "dE/dw5\n= 1.05\n= 1.05", "dE/dw5 := 1.05 = 1.05"),
    ("weights", "np.foo(y)", "R008 1:1+2"),
    ("weights", "math.pi", "pi"),
    ("weights", "1½", "R024 1:1+2"),
    ("weights", "2e3", "2000"),
    ("weights", "'y'", "R027 1:1+1"),
    ("weights", "f(y)", "R008 1:1+1"),
    ("weights", "x1^w5w6", "R010 1:1+7"),
    ("weights", "sum(y)", "sum(y)"),
    ("weights", "softmax(y, axis=2)", "R031 1:12+6"),
    ("weights", "y × t ÷ 2", "y*t/2"),
    ("weights", "y⊙t", "y*t"),
    ("weights", "y∗t⁄2", "y*t/2"),
    ("affine", "X^T G", "X.T @ G # read-note-matmul"),
    ("affine", "XᵀG", "X.T @ G # read-note-matmul"),
    ("affine", "X^TG", "X.T @ G # read-note-matmul"),
    ("affine", "X.T @ dZ", "X.T @ dZ"),
    ("affine", "dW", "dW"),
    ("affine", "dW = X^T dZ", "dW := X.T @ dZ # read-note-matmul"),
    ("affine", "dZW^T", "dZ @ W.T # read-note-matmul"),
    ("affine", "dL/dX = G W^T", "dL/dX := G @ W.T # read-note-matmul"),
    ("affine", "1^T*G", "sum(G, axis=0)"),
    ("affine", "1ᵀG", "sum(G, axis=0)"),
    ("affine", "2*1^T G", "2*sum(G, axis=0)"),
    ("affine", "G \\mathbf{1}", "sum(G, axis=1)"),
    ("affine", "1^T", "R032 1:1+3"),
    ("affine", "L*ones", "R032 1:1+6"),
    ("affine", "1^T L", "R032 1:1+5"),
    ("gates", "x @ y", "x @ y ! read-misfit-scalar"),
    ("gates", "conv1d(x, y)", "conv1d(x, y) ! read-misfit-number"),
    ("affine", "(1/m) X^T G", "1/m*X.T @ G # read-note-matmul"),
    ("affine", "X^T G/n", "X.T @ G/n # read-note-matmul"),
    ("affine", "sum(G, 0)", "sum(G, axis=0)"),
    ("affine", "np.sum(G, axis=0, keepdims=True)", "sum(G, axis=0)"),
    ("affine", "np.sum(G, keepdims=False)", "R031 1:11+14"),
    ("affine", "softmax(Z, dim=1)", "softmax(Z, axis=1)"),
    ("affine", "mean(G, axis=-1)", "mean(G, axis=1)"),
    ("affine", "G.sum(axis=0)", "R014 1:2+1"),
    ("affine", "1 2; 3 4", "[[1, 2], [3, 4]]"),
    ("affine", "1 2\n-3 4", "[[1, 2], [-3, 4]]"),
    ("affine", "1, 2; 3, 4", "[[1, 2], [3, 4]]"),
    ("affine", "[1, 2]\n[3, 4]", "[[1, 2], [3, 4]]"),
    ("affine", "1 2 3", "[[1, 2, 3]]"),
    ("affine", "1 -2", "R010 1:1+4"),
    ("affine", "1 -2 3", "[[1, -2, 3]]"),
    ("affine", "[1 -2]", "[[1, -2]]"),
    ("affine", "[1 - 2]", "1 - 2"),
    ("affine", "[[1 2]\n [3 4]]", "[[1, 2], [3, 4]]"),
    ("affine", "[[ 1. -2.]\n [ 3.  4.]]", "[[1, -2], [3, 4]]"),
    ("affine", "[[1, 2], [3, 4],]", "[[1, 2], [3, 4]]"),
    ("affine", "[[1,2],[3]]", "R023 1:1+11"),
    ("affine", "[1,2;3]", "R023 1:1+7"),
    ("affine", "(1, 2, 3)", "[[1, 2, 3]]"),
    ("affine", "((1,2),(3,4))", "[[1, 2], [3, 4]]"),
    ("affine", "[[5]]", "[[5]]"),
    ("affine", "[5]", "5"),
    ("affine", "[1,]", "[[1]]"),
    ("affine", "[]", "R006 1:2+1"),
    ("affine", "[[1,2],[[3]]]", "R023 1:1+13"),
    ("affine", "[1, [2, 3]]", "R039 1:1+11"),
    ("affine", "np.array([[1,2],[3,4]], dtype=np.float32)", "[[1, 2], [3, 4]]"),
    ("affine", "torch.tensor([[1.]], requires_grad=True)", "[[1]]"),
    ("affine", "(X W)^T", "(X @ W).T # read-note-matmul"),
    ("affine", "(XW)^T", "(X @ W).T # read-note-matmul"),
    ("affine", "X W", "X @ W # read-note-matmul"),
    ("affine", "W X", "W @ X # read-note-matmul ! read-misfit-product"),
    ("affine", "X @ G", "X @ G ! read-misfit-product"),
    ("affine", "X + W", "X + W ! read-misfit-entrywise"),
    ("affine", "X*Z", "X @ Z # read-note-matmul ! read-misfit-product"),
    ("affine", "G ∘ Z", "G*Z"),
    ("affine", "G.*Z", "G*Z"),
    ("affine", "inv(W)", "inv(W) ! read-misfit-square"),
    ("affine", "trace(X)", "trace(X) ! read-misfit-square"),
    ("affine", "trace(X^T X)", "trace(X.T @ X) # read-note-matmul"),
    ("affine", "dot(X.T, G)", "X.T @ G"),
    ("affine", "np.matmul(X, W)", "X @ W"),
    ("affine", "transpose(X) G", "X.T @ G # read-note-matmul"),
    ("affine", "X^{\\top} G", "X.T @ G # read-note-matmul"),
    ("affine", "x'G", "x.T @ G # read-note-transpose # read-note-matmul"),
    ("affine", "W'", "W.T # read-note-transpose"),
    ("affine", "\\begin{pmatrix}1 & 2\\\\ 3 & 4\\end{pmatrix}", "[[1, 2], [3, 4]]"),
    ("affine", "\\begin{bmatrix}\n1 & 2 \\\\\n3 & 4\n\\end{bmatrix}", "[[1, 2], [3, 4]]"),
    ("affine", "\\begin{bmatrix}1&2", "R005 1:1+15"),
    ("affine", "[[1,2]]*2", "[[1, 2]]*2"),
    ("affine", "conv2d(X, W)", "conv2d(X, W)"),
    ("affine", "conv2d(W, X)", "conv2d(W, X) ! read-misfit-kernel"),
    ("affine", "reshape(X, 2, 6)", "reshape(X, 2, 6)"),
    ("affine", "1,2", "R011 1:1+3"),
    ("affine", "1, 2", "R034 1:2+1"),
    ("diamond", "de/dd", "de/dd"),
    ("diamond", "de/dc*dc/db + de/dd*dd/db", "de/dc*dc/db + de/dd*dd/db"),
    ("diamond", "dc", "R009 1:1+2"),
    ("diamond", "ab", "a*b"),
    ("diamond", "cad", "c*a*d"),
    ("diamond", "1e", "1*e"),
    ("diamond", "1e-3", "0.001"),
    ("diamond", "2e^2", "2*e^2"),
    ("diamond", "d e/d c", "R010 1:5+3"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}: {case[1]}")
def test_an_answer_is_read_or_refused_as_its_row_says(case: tuple[str, str, str]) -> None:
    lesson, typed, expected = case
    assert outcome(typed, LESSONS[lesson]) == expected


X, Y, Z = map(Symbol, "xyz")


def call(op: str, *args: Term) -> Term:
    return Apply(op, args)


TERMS = (
    ("x*y*z", call("mul", X, Y, Z)),
    ("x*(y*z)", call("mul", X, call("mul", Y, Z))),
    ("x y z", call("mul", X, Y, Z)),
    ("x + y - z", call("add", X, Y, call("neg", Z))),
    ("x - 2", call("add", X, number(-2))),
    ("-4", number(-4)),
    ("-x*y", call("neg", call("mul", X, Y))),
    ("x*-y", call("mul", X, call("neg", Y))),
    ("-2^2", call("neg", call("pow", number(2), number(2)))),
    ("(-2)^2", call("pow", number(-2), number(2))),
    ("x^y^z", call("pow", X, call("pow", Y, Z))),
    ("x**-y", call("pow", X, call("neg", Y))),
    ("1/2*x", call("mul", call("div", number(1), number(2)), X)),
    ("x*y/z*x", call("mul", call("div", call("mul", X, Y), Z), X)),
    ("x/y/z", call("div", call("div", X, Y), Z)),
    ("0*x + x*1", call("add", call("mul", number(0), X), call("mul", X, number(1)))),
    ("e^x", call("exp", X)),
    ("e", call("e")),
    ("π", call("pi")),
    ("|x|", call("abs", X)),
    ("max(0, x)", call("maximum", number(0), X)),
)


@pytest.mark.parametrize(("typed", "term"), TERMS, ids=[typed for typed, _ in TERMS])
def test_a_term_holds_what_was_written(typed: str, term: Term) -> None:
    reading = read_answer(typed, LESSONS["gates"])
    assert isinstance(reading, Reading)
    assert reading.sides == (term,)


LITERALS = (
    ("1.3125", ("1.3125",)),
    ("-4.0", ("-4.0",)),
    ("- (4.)", ("-4.",)),
    ("+-.13125e1", ("-.13125e1",)),
    ("－４．５", ("-4.5",)),
    ("$\\boxed{1.50}$", ("1.50",)),
    ("21/16", (None,)),
    ("½", (None,)),
    ("1.05*1.25 = 1.3125", (None, "1.3125")),
    ("|4|", (None,)),
    ("[[4]]", (None,)),
    ("x", (None,)),
)


@pytest.mark.parametrize(
    ("typed", "entries"),
    [
        ("[[1.30, -2.5], [3, 4/2]]", ("1.30", "-2.5", "3", None)),
        ("1.2 -3; 4 5", ("1.2", "-3", "4", "5")),
        ("(1.5, -2)", ("1.5", "-2")),
        ("[(1.5, 2), (3, .50)]", ("1.5", "2", "3", ".50")),
        ("[[1.5, 2], [3, 4]]^T", ("1.5", "3", "2", "4")),
        ("array([[1., 2e-3]])", ("1.", "2e-3")),
        ("[(-1.5), --2.0]", ("-1.5", "2.0")),
        ("1.5", ()),
        ("2*[[1.5, 2]]", ()),
    ],
)
def test_a_matrix_keeps_the_digits_of_its_entries(typed: str, entries: tuple[str, ...]) -> None:
    reading = read_answer(typed, LESSONS["affine"])
    assert isinstance(reading, Reading)
    assert reading.entries == (entries,)


@pytest.mark.parametrize(("typed", "literals"), LITERALS, ids=[typed for typed, _ in LITERALS])
def test_a_plain_numeral_keeps_its_digits(typed: str, literals: tuple[str | None, ...]) -> None:
    reading = read_answer(typed, LESSONS["gates"])
    assert isinstance(reading, Reading)
    assert reading.literals == literals


PRIMES = (
    ("σ'(z)", (True,), True),
    ("(dσ/dz)", (True,), True),
    ("w2*σ'(z)", (True,), False),
    ("σ(z)*(1 - σ(z))", (False,), False),
    ("σ'(z) = σ(z)*(1 - σ(z))", (True, False), False),
    ("w2 = w2*σ'(z) = 3", (True, False), False),
)


@pytest.mark.parametrize(("typed", "primes", "alone"), PRIMES, ids=[case[0] for case in PRIMES])
def test_a_reading_tells_where_a_prime_was_spelled_out(
    typed: str, primes: tuple[bool, ...], alone: bool
) -> None:
    reading = read_answer(typed, LESSONS["neuron"])
    assert isinstance(reading, Reading)
    assert (reading.primes, reading.prime_only) == (primes, alone)


NAMES = (
    ("e beats Euler's number", {"e": ()}, "e^2", call("pow", Symbol("e"), number(2))),
    ("σ beats the sigmoid", {"σ": (), "z": ()}, "sigma(z)", call("mul", Symbol("σ"), Z)),
    ("ln beats the logarithm", {"ln": (), "z": ()}, "ln(z)", call("mul", Symbol("ln"), Z)),
    ("π beats pi", {"pi": ()}, "2π", call("mul", number(2), Symbol("pi"))),
    ("dW beats the gradient", {"dW": (2, 2), "W": (2, 2), "L": ()}, "dW", Symbol("dW")),
    ("T is a name", {"T": (), "x": ()}, "x^T", call("pow", X, Symbol("T"))),
    ("lambda is λ", {"lambda": ()}, "λ", Symbol("lambda")),
    ("Chinese names", {"权重1": ()}, "权重_1*2", call("mul", Symbol("权重1"), number(2))),
    ("a hat", {"ŷ": ()}, "y\u0302 + \\hat{y}", call("add", Symbol("ŷ"), Symbol("ŷ"))),
    ("full width", {"w1": ()}, "ｗ１", Symbol("w1")),
    ("braces", {"net_h1": ()}, "net_{h1}", Symbol("net_h1")),
)


@pytest.mark.parametrize(
    ("names", "typed", "term"), [case[1:] for case in NAMES], ids=[case[0] for case in NAMES]
)
def test_a_declared_name_beats_every_other_meaning(
    names: dict[str, tuple[int, int] | tuple[()]], typed: str, term: Term
) -> None:
    reading = read_answer(typed, Vocabulary(names, {}, "L" if "L" in names else None))
    assert isinstance(reading, Reading)
    assert reading.sides == (term,)


TWO_NAMES = (
    ("2e3", ("e3",), "R009 1:1+3"),
    ("dE/dy", ("E", "y", "dE", "dy"), "R009 1:1+5"),
    ("abc", ("a", "ab", "bc", "c"), "R009 1:1+3"),
    ("abbc", ("a", "ab", "bc", "c"), "ab*bc"),
    ("delta/dt", ("delta", "dt", "t"), "delta/dt"),
    ("det(x)/dt", ("x", "dt", "t"), "det(x)/dt"),
)


@pytest.mark.parametrize(("typed", "names", "expected"), TWO_NAMES, ids=[c[0] for c in TWO_NAMES])
def test_what_is_spelled_like_two_is_refused(
    typed: str, names: tuple[str, ...], expected: str
) -> None:
    assert outcome(typed, Vocabulary(dict.fromkeys(names, ()))) == expected


@pytest.mark.parametrize(
    ("typed", "names", "expected"),
    [
        ("X^T G", {"X": (2, 2), "G": (2, 2)}, "X.T*G"),
        ("x^T G", {"x": (1, 3), "G": (1, 2)}, "x.T @ G # read-note-matmul"),
        ("X*b", {"X": (4, 3), "b": (1, 3)}, "X*b"),
        ("X W", {"X": None, "W": (3, 2)}, "X*W"),
        ("X^T Y", {"X": (4, 3), "Y": (4, 3), "T": (4, 2)}, "X.T @ Y # read-note-matmul"),
        ("X^T", {"X": (4, 3), "T": ()}, "R010 1:3+1"),
    ],
)
def test_a_product_is_the_matrix_product_where_only_that_fits(
    typed: str, names: dict[str, tuple[int, int] | tuple[()] | None], expected: str
) -> None:
    assert outcome(typed, Vocabulary(names)) == expected


SENTENCES = (
    (
        "1/2x",
        "this can be read in two ways: 1/2*x, 1/(2*x)",
        "write the one that you mean",
        "这里有两种读法：1/2*x、1/(2*x)",
        "请写明你要的那一种",
    ),
    (
        "1,25",
        "a comma in a number: `1,25`",
        "write the decimal point as `1.25`, and thousands without a sign",
        "数里有逗号：`1,25`",
        "小数请写成 `1.25`，千位不要加分隔符",
    ),
    (
        "x*\x1b[2J",
        "an invisible character: ‹1B›",
        "type the line again by hand instead of pasting it",
        "有一个看不见的字符：‹1B›",
        "请手动重新输入这一行，不要粘贴",
    ),
    (
        "dxdy",
        "nothing here is called `dxdy`",
        "did you mean `dx/dy`?",
        "这里没有叫 `dxdy` 的量",
        "是不是想写 `dx/dy`？",
    ),
    (
        "df/dw",
        "nothing here is called `w`",
        "the names here are x, y, z, q, f",
        "这里没有叫 `w` 的量",
        "这里的名字有：x、y、z、q、f",
    ),
    (
        "y if x",
        "`if` belongs to a program, not to a formula",
        "write a formula without conditions; `step(z)` is 1 where z > 0 and 0 elsewhere",
        "`if` 属于程序，不属于公式",
        "公式里不写条件；`step(z)` 在 z > 0 时为 1，否则为 0",
    ),
)


@pytest.mark.parametrize("sentences", SENTENCES, ids=lambda sentences: sentences[0])
def test_a_refusal_says_what_was_found_and_what_to_write(sentences: tuple[str, ...]) -> None:
    problem = read_answer(sentences[0], LESSONS["gates"])
    assert isinstance(problem, Problem)
    assert problem.help is not None
    said = [say(m, lang) for lang in LANGUAGES for m in (problem.message, problem.help)]
    assert said == list(sentences[1:])


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}: {case[1]}")
def test_every_outcome_can_be_said_in_every_language(case: tuple[str, str, str]) -> None:
    reading = read_answer(case[1], LESSONS[case[0]])
    if isinstance(reading, Problem):
        messages = [reading.message, reading.help]
    else:
        messages = [*reading.remarks, reading.misfit]
    for found in messages:
        if found is not None:
            assert all(say(found, lang) for lang in LANGUAGES)


def test_numbers_are_exact() -> None:
    reading = read_answer("0.1", LESSONS["gates"])
    assert isinstance(reading, Reading)
    assert reading.sides == (Number(number(1).value / 10),)


@pytest.mark.parametrize(("typed", "said"), [("**-4**", True), ("(w5+", False), ("w5+*x1", False)])
def test_only_bold_type_is_told_about_bold_type(typed: str, said: bool) -> None:
    problem = read_answer(typed, LESSONS["weights"])
    assert isinstance(problem, Problem)
    assert problem.help is not None
    assert ("bold" in say(problem.help, "en")) is said
