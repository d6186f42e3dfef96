"""`python -m bench.long [--count N] [--seed S] [WORD…]`: the long run of the evidence.

Tries answers on random lessons, 100,000 of each kind unless told otherwise, and every prediction
on 1,000 lessons; the kinds whose name has one of the words, all without words. Prints how many
held, and each that did not with the seed of its lesson. A run that was stopped goes on with the
seed that it printed last.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from time import perf_counter

from bench.evidence.lessons import sample
from bench.evidence.trials import KINDS, NAMED, Trial, trials

COUNT = 100_000
LESSONS = 1_000
"""How many lessons every prediction is tried on, for a `COUNT` of the other trials."""

EVERY = 100
"""After so many lessons it is said how far it got."""


def main(words: list[str]) -> int:
    """Runs the kinds; the exit status says whether all held."""
    said = _options(words)
    kinds = [kind for kind in KINDS if not said.words or any(word in kind for word in said.words)]
    return int(sum([_run(kind, said) for kind in kinds]) > 0)


def _options(words: list[str]) -> Namespace:
    parser = ArgumentParser(prog="python -m bench.long")
    parser.add_argument("--count", type=int, default=COUNT, help="how many trials of each kind")
    parser.add_argument("--seed", type=int, default=0, help="the seed of the first lesson")
    parser.add_argument("words", nargs="*", help="kinds: " + ", ".join(KINDS))
    return parser.parse_args(words)


def _run(kind: str, said: Namespace) -> bool:
    """Whether anything failed."""
    start, tried, failed, seed = perf_counter(), 0, 0, said.seed
    for seed, trial in _trials(kind, said):
        tried += 1
        failure = trial.failure
        if failure is not None:
            failed += 1
            _say(f"{kind} --seed {seed}: {failure}")
    seconds = perf_counter() - start
    _say(f"{kind}: {tried} tried, {failed} failed, {seconds:.0f} s, next --seed {seed + 1}")
    return failed > 0


def _trials(kind: str, said: Namespace) -> Iterator[tuple[int, Trial]]:
    """Trials with the seed of their lesson, up to the count, lesson by lesson."""
    seed, tried = said.seed, 0
    lessons = -(-said.count * LESSONS // COUNT) if kind == NAMED else None
    while tried < said.count if lessons is None else seed < said.seed + lessons:
        for trial in trials(kind, sample(seed)):
            yield seed, trial
            tried += 1
        seed += 1
        if (seed - said.seed) % EVERY == 0:
            _say(f"{kind}: {tried} tried, at --seed {seed}")


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
