"""The table of budgets, one row each."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

from bench.material import (
    EXERCISES,
    Exercise,
    diamonds,
    long_lesson,
    network,
    random_graph,
)
from bench.measure import (
    BACKTUTOR,
    PROMPT,
    Measure,
    Unmeasured,
    await_text,
    command,
    in_terminal,
    percentile,
    python,
    ratio,
    resident,
    seconds,
    until_shown,
)
from bench.peers import autograd, micrograd, simplify, sympy_steps

if TYPE_CHECKING:
    from backtutor.derive import Derivation

NOTHING = python("pass")
IMPORTS = "import typer, rich.console, rich.table, yaml"
STUDY = (*BACKTUTOR, "study", "w1-w6")
PICKER = "Six weights, one error"
"""What the picker shows once it is there."""

MENU = "q quit"
"""How the menu at the end of a lesson ends."""


@dataclass(frozen=True, slots=True)
class Row:
    """One budget: what is measured, against which peer, and what it may be at most."""

    what: str
    peer: str
    most: float
    unit: str
    measure: Measure


# ---- start-up --------------------------------------------------------------------------------


def _version() -> float:
    return ratio(command(*BACKTUTOR, "--version"), command(*NOTHING), 15)


def _help() -> float:
    return ratio(command(*BACKTUTOR, "--help"), command(*NOTHING), 15)


def _shown(text: str, *words: str) -> float:
    imports = python(f"{IMPORTS}; print({PROMPT!r})")
    return ratio(until_shown(text, *words), until_shown(PROMPT, *imports), 9)


def _memory() -> float:
    imports = python(f"{IMPORTS}; input({PROMPT!r})")
    return ratio(resident(PROMPT, *STUDY), resident(PROMPT, *imports), 3)


# ---- answers ---------------------------------------------------------------------------------


REPLIES = ("17.3", "y*h1 - t", "!")
"""What is answered to every question: a wrong number, a wrong formula, then the reveal."""


def _answer_to_verdict(samples: int = 200) -> float:
    """Milliseconds from Enter to the next prompt: the verdict, and the next question, are shown."""
    times: list[float] = []
    while len(times) < samples:
        with in_terminal(*STUDY) as child:
            await_text(child, PROMPT)
            times += _replies_until_done(child)
    return percentile(times, 99) * 1000


def _replies_until_done(child: Any) -> list[float]:
    """The time of each reply of one session but the one that ends it."""
    times: list[float] = []
    for reply in cycle(REPLIES):
        start = perf_counter()
        child.send(f"{reply}\r")
        if await_text(child, PROMPT, MENU) == MENU:
            break
        times.append(perf_counter() - start)
    return times


def _symbolic_verdict() -> float:
    """The median over the answers of all exercises, each against sympy at the same answer."""
    return median(
        ratio(seconds(verdict), seconds(partial(simplify, exercise, typed)), 5)
        for exercise in EXERCISES
        for typed, verdict in _verdicts(exercise)
    )


def _verdicts(exercise: Exercise) -> Iterator[tuple[str, Callable[[], None]]]:
    """The answers of an exercise, and what judges each."""
    from backtutor.judge import Judge
    from backtutor.questions import ask
    from backtutor.terms import Derivative
    from backtutor.verdicts import Right

    derivation = exercise.derivation
    judge = Judge(derivation)
    question = ask(derivation, Derivative("E", exercise.parameter))

    def verdict(typed: str) -> None:
        if not isinstance(judge.judge(question, typed, frozenset()).verdict, Right):
            raise Unmeasured(f"`{typed}` was not judged right")

    for typed in exercise.typed:
        yield typed, partial(verdict, typed)


def _diagnosis() -> float:
    """The same of wrong answers, the diagnosis included."""
    return median(
        ratio(seconds(verdict), seconds(partial(simplify, exercise, typed, right=False)), 5)
        for exercise in EXERCISES
        for typed, verdict in _diagnoses(exercise)
    )


def _diagnoses(exercise: Exercise) -> Iterator[tuple[str, Callable[[], None]]]:
    """The wrong answers of an exercise, and what names the misconception of each."""
    from backtutor.judge import Judge
    from backtutor.questions import ask
    from backtutor.terms import Derivative
    from backtutor.verdicts import Wrong

    derivation = exercise.derivation
    judge = Judge(derivation)
    question = ask(derivation, Derivative("E", exercise.parameter))

    def verdict(typed: str) -> None:
        found = judge.judge(question, typed, frozenset()).verdict
        if not isinstance(found, Wrong) or not found.diagnoses:
            raise Unmeasured(f"`{typed}` was not diagnosed")

    for typed in exercise.wrong:
        yield typed, partial(verdict, typed)


QUESTIONS = 60
"""So many questions are asked of a large network."""


def _large_diagnosis(derivation: Derivation) -> float:
    """Milliseconds for the verdict on a wrong answer, each question met for the first time."""
    from backtutor.judge import Judge
    from backtutor.questions import ask

    judge, times = Judge(derivation), []
    gc.collect()
    gc.freeze()  # a session has no other lessons in memory
    every = list(derivation.gradients.values())
    for step in every[:: max(1, len(every) // QUESTIONS)]:
        question = ask(derivation, step.quantity)
        for typed in WRONG:
            start = perf_counter()
            judge.judge(question, typed.format(loss=step.loss), frozenset())
            times.append(perf_counter() - start)
    return percentile(times, 99) * 1000


WRONG = ("17.3", "2*{loss}", "-0.25")
"""What is answered to each question of a large network."""


# ---- lessons ---------------------------------------------------------------------------------


def _tree() -> float:
    import yaml

    from backtutor.loader.faults import Findings
    from backtutor.loader.tree import parse

    text = long_lesson()
    return ratio(
        seconds(lambda: parse("long.yaml", text, Findings())),
        seconds(lambda: yaml.load(text, yaml.CSafeLoader)),
        25,
    )


def _loaded_and_checked() -> float:
    import yaml

    from backtutor.derive import Derivation
    from backtutor.loader import load_lesson
    from backtutor.loader.check import check_lesson

    text = long_lesson()

    def load_and_check() -> None:
        lesson = load_lesson("long.yaml", text).lesson
        if lesson is None or check_lesson(lesson, Derivation(lesson).value):
            raise Unmeasured("the long lesson has problems")

    return ratio(seconds(load_and_check), seconds(lambda: yaml.load(text, yaml.CSafeLoader)), 15)


# ---- graphs ----------------------------------------------------------------------------------


def _gradients_of(size: int) -> Measure:
    """The time for all values and gradients of a graph that has not been looked at."""

    def measure() -> float:
        derivation = random_graph(size)
        return seconds(lambda: derivation.evaluation.gradients)()

    return measure


def _formulas_of(size: int) -> Measure:
    def measure() -> float:
        from backtutor.gradient_texts import gradient_texts

        derivation = random_graph(size)
        return seconds(
            lambda: (derivation.evaluation.gradients, dict(gradient_texts(derivation)))
        )()

    return measure


def _diamonds() -> float:
    from backtutor.gradient_texts import gradient_texts

    derivation = diamonds(1000)
    work = seconds(lambda: dict(gradient_texts(derivation)))
    return work() * 1000


IMPORT_PEER = "importing typer, rich, yaml"

ROWS = (
    Row("backtutor --version", "python -c pass", 3, "×", _version),
    Row("backtutor --help", "python -c pass", 8, "×", _help),
    Row("backtutor to the picker", IMPORT_PEER, 1.3, "×", lambda: _shown(PICKER, *BACKTUTOR)),
    Row("study w1-w6 to the question", IMPORT_PEER, 1.3, "×", lambda: _shown(PROMPT, *STUDY)),
    Row("answer to verdict, p99", "", 20, "ms", _answer_to_verdict),
    Row("memory of a study session", IMPORT_PEER, 1.5, "×", _memory),
    Row("verdict on a formula", "sympy simplify(a - b)", 0.01, "×", _symbolic_verdict),
    Row("diagnosis of a formula", "sympy simplify(a - b)", 0.05, "×", _diagnosis),
    Row("diagnosis, 100 nodes, p99", "", 50, "ms", lambda: _large_diagnosis(network())),
    Row("diagnosis, 100 sums, p99", "", 50, "ms", lambda: _large_diagnosis(random_graph(100))),
    Row("500 lines: positioned tree", "PyYAML CSafeLoader", 2, "×", _tree),
    Row("500 lines: loaded and checked", "PyYAML CSafeLoader", 10, "×", _loaded_and_checked),
    Row(
        "gradients of 100,000 nodes",
        "micrograd, built and run",
        0.5,
        "×",
        lambda: ratio(_gradients_of(10**5), seconds(micrograd(10**5)), 3),
    ),
    Row(
        "formulas of 100,000 nodes",
        "micrograd, built and run",
        1,
        "×",
        lambda: ratio(_formulas_of(10**5), seconds(micrograd(10**5)), 3),
    ),
    Row(
        "gradients of 100,000 nodes",
        "of 10,000 nodes",
        15,
        "×",
        lambda: ratio(_gradients_of(10**5), _gradients_of(10**4), 3),
    ),
    Row(
        "gradients of 10,000 nodes",
        "HIPS autograd",
        1,
        "×",
        lambda: ratio(_gradients_of(10**4), seconds(autograd(10**4)), 3),
    ),
    Row(
        "formulas of 10,000 nodes",
        "sympy, node by node",
        0.1,
        "×",
        lambda: ratio(_formulas_of(10**4), seconds(sympy_steps(10**4)), 3),
    ),
    Row("formulas of 1,000 diamonds", "", 50, "ms", _diamonds),
)
