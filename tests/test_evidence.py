"""The evidence: a seeded few of the random lessons of `bench.evidence`; `python -m bench.long`
runs as many as one likes. What fails is told in one line that runs it again.
"""

from __future__ import annotations

import re
from itertools import islice

import pytest

from backtutor.judge import Judge
from backtutor.terms import Derivative
from bench.evidence.lessons import sample
from bench.evidence.naming import named
from bench.evidence.oracle import Oracle, array_of, close
from bench.evidence.trials import EACH, KINDS, NAMED, RIGHT, Trial, questions, trials
from bench.long import main
from bench.material import network

COUNT = 1_000
"""Trials of each kind."""

LESSONS = COUNT // EACH + 5
"""Enough lessons for that many."""

GRAPHS = 100
"""Lessons on which every prediction is tried, in `PARTS` parts that run side by side."""

PARTS = 4
WITH_UPDATES, WITH_FORMULAS = 5, 10
"""Of so many lessons, one has the new weights, and one the formulas, tried as well."""


def failures(kind: str, tried: list[tuple[int, Trial]]) -> list[str]:
    found = ((seed, trial.failure) for seed, trial in tried)
    return [f"python -m bench.long {kind} --seed {s}: {said}" for s, said in found if said]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != NAMED])
def test_random_answers_get_the_verdicts_that_they_must(kind: str) -> None:
    every = ((seed, trial) for seed in range(LESSONS) for trial in trials(kind, sample(seed)))
    tried = list(islice(every, COUNT))
    assert len(tried) == COUNT
    assert failures(kind, tried) == []


@pytest.mark.parametrize("part", range(PARTS))
def test_every_prediction_of_a_misconception_is_named_exactly(part: int) -> None:
    seeds = range(part, GRAPHS, PARTS)
    tried = [
        (seed, trial)
        for seed in seeds
        for trial in named(
            sample(seed),
            formulas=seed // PARTS % WITH_FORMULAS == 0,
            updates=seed // PARTS % WITH_UPDATES == 0,
        )
    ]
    assert failures("named", tried) == []


# -- the evidence itself


def test_a_seed_always_gives_the_same_lesson_and_the_same_answers() -> None:
    for kind in KINDS:
        first, again = ([t.typed for t in islice(trials(kind, sample(4)), 30)] for _ in range(2))
        assert first == again
    assert sample(4).text == sample(4).text != sample(6).text


@pytest.mark.parametrize("seed", range(40))
def test_the_oracle_has_the_gradients_of_the_program(seed: int) -> None:
    of = sample(seed)
    oracle = Oracle(of.derivation)
    for step in of.derivation.gradients.values():
        assert close(oracle.here[step.quantity], array_of(step.value)), step.target


def test_a_trial_that_fails_says_what_was_typed() -> None:
    of = sample(0)
    question = questions(of)[0]
    failing = Trial(of, question, "7777", *RIGHT)
    assert failing.failure == f"{question.id}: `7777` is wrong (), not right"
    assert Trial(of, question, repr(float(question.value)), *RIGHT).failure is None


def test_the_long_run_says_how_many_held(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--count", "20", "--seed", "7", "right numbers"]) == 0
    said = capsys.readouterr().out
    assert re.fullmatch(r"right numbers: \d+ tried, 0 failed, \d+ s, next --seed \d+\n", said)


def test_of_many_arrows_one_alone_or_all_but_one_are_followed() -> None:
    """Every set of 23 arrows would be eight million predictions."""
    asked = Derivative("E", "h1")
    found = Judge(network()).reasons.predictions(asked)
    assert sum(one.misconception == "one-path" for one in found) == 2 * 23
