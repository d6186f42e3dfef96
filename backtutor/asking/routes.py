"""Routes: the paths between two names, counted, multiplied one by one, and added.

In: a derivation and two names. Out: how many paths there are; where there are few, what each
brings; their sum, which is the total derivative. Where there are many, the sum comes with the
formula in which what the paths share is written once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from backtutor.derive import Derivation
from backtutor.filling import with_numbers, worked_out
from backtutor.lesson import AskPaths, Settings, Tolerance
from backtutor.messages import Message, message
from backtutor.paths import (
    Path,
    between,
    count,
    expanded,
    factored,
    listing,
    path_product,
    path_value,
    path_words,
)
from backtutor.questions import Amount, Clue, Phase, Question, Slip, Telling, ask
from backtutor.terms import Apply, Derivative, Number, Symbol, Term, total

FEW = 6
"""Up to so many paths, each is asked for what it brings."""

EXACT = Tolerance(rel=Fraction(0), abs=Fraction(0))
"""A count is right or wrong."""


def routes(derivation: Derivation, step: AskPaths) -> list[Question]:
    """The questions of `paths: {from, to}`."""
    ways = count(derivation.graph, step.start, step.end)
    asked = [_count(derivation, step, ways)]
    if not derivation.graph.scalar:
        return asked
    paths = list(listing(derivation.graph, step.start, step.end)) if ways <= FEW else []
    products = [_product(derivation, path, paths, step.settings) for path in paths if ways > 1]
    return [*asked, *products, _sum(derivation, step, products, ways)]


def _ends(step: AskPaths) -> dict[str, Symbol]:
    return {"start": Symbol(step.start), "end": Symbol(step.end)}


# -- how many


def _count(derivation: Derivation, step: AskPaths, ways: int) -> Question:
    exact = Fraction(ways)
    return Question(
        id=f"paths:{step.start}-{step.end}",
        phase=Phase.PATHS,
        prompt=Message("ask-paths", _ends(step)),
        asked=None,
        wants=Amount(exact, Number(exact)),
        settings=step.settings,
        tolerance=EXACT,
        telling=Telling(
            name=Message("paths-name", _ends(step)),
            form=message("form-count"),
            ladder=tuple(_count_ladder(derivation, step)),
            where=Message("wrong-paths", _ends(step)),
            solution=tuple(_listed(derivation, step, ways)),
        ),
    )


def _count_ladder(derivation: Derivation, step: AskPaths) -> Iterator[Message]:
    arrows = between(derivation.graph, step.start, step.end)
    forks = tuple(Symbol(name) for name, users in arrows.items() if len(users) > 1)
    last = tuple(Symbol(name) for name, users in arrows.items() if step.end in users)
    yield Message("hint-paths-follow", _ends(step))
    if forks:
        yield message("hint-paths-forks", names=forks)
    else:
        yield Message("hint-paths-no-fork", _ends(step))
    yield message("hint-paths-back", names=last, end=Symbol(step.end))


def _listed(derivation: Derivation, step: AskPaths, ways: int) -> Iterator[Message]:
    if ways <= FEW:
        for path in listing(derivation.graph, step.start, step.end):
            yield message("path-listed", path=path_words(path))


# -- what one path brings


def _product(derivation: Derivation, path: Path, paths: list[Path], settings: Settings) -> Question:
    formula, value = path_product(derivation, path), path_value(derivation, path)
    name = path_words(path)
    return Question(
        id=f"path:{'-'.join(path)}",
        phase=Phase.BACKWARD,
        prompt=message("ask-path", path=name),
        asked=None,
        wants=Amount(value, formula),
        settings=settings,
        tolerance=settings.tolerance or derivation.lesson.tolerance,
        telling=Telling(
            name=message("path-name", path=name),
            ladder=(
                message("hint-path", path=name),
                message("hint-symbols", left=message("path-name", path=name), right=_chain(path)),
                with_numbers(
                    message("path-name", path=name), formula, value, derivation.evaluation,
                    derivation.lesson.rounding,
                ),
            ),
            where=message("wrong-path", path=name),
            clues=tuple(_formulas(derivation, path[1:])),
            slips=tuple(_slips(derivation, path, paths)),
        ),
    )  # fmt: skip


def _chain(path: Path) -> Term:
    """`∂c/∂b·∂e/∂c`: an arrow a factor."""
    arrows = tuple(Derivative(of, by, local=True) for by, of in pairwise(path))
    return arrows[0] if len(arrows) == 1 else Apply("mul", arrows)


def _formulas(derivation: Derivation, names: Path) -> Iterator[Clue]:
    for name in names:
        yield Clue(message("equals", left=Symbol(name), right=derivation.graph[name].term))


def _slips(derivation: Derivation, path: Path, paths: list[Path]) -> Iterator[Slip]:
    """Another path's product, the sum over all, the local derivatives added."""
    for other in paths:
        if other != path:
            said = message("slip-other-path/route", path=path_words(other))
            yield Slip("other-path", path_product(derivation, other), said)
    whole = expanded(derivation, path[0], path[-1])
    yield Slip("whole-gradient", whole, message("slip-whole-gradient/route", path=path_words(path)))
    added = total(*(derivation.evaluation.terms[edge] for edge in pairwise(path)))
    if len(path) > 2:
        yield Slip("path-added", added, message("slip-path-added", path=path_words(path)))


# -- the sum


def _sum(derivation: Derivation, step: AskPaths, products: list[Question], ways: int) -> Question:
    asked = Derivative(step.end, step.start)
    plain = ask(derivation, asked, step.settings)
    many, rounding = ways > FEW, derivation.lesson.rounding
    formula = (factored if many else expanded)(derivation, step.start, step.end)
    shared = (message("path-factored", formula=formula),) if many and formula else ()
    brought = [
        Clue(
            worked_out(product.telling.name, product.formula, product.value, rounding),
            after=(product.id,),
        )
        for product in products
        if product.telling and product.telling.name and product.formula
    ]
    return replace(
        plain,
        id=f"paths:{step.start}-{step.end}:sum",
        prompt=message("ask-paths-sum" if ways > 1 else "ask-path-only", asked=asked),
        wants=Amount(plain.value, formula),
        telling=Telling(
            ladder=tuple(_sum_ladder(derivation, asked, formula, plain)),
            where=Message("wrong-paths-sum", _ends(step)),
            clues=tuple(brought),
            solution=shared,
            rests_on=tuple(product.id for product in products),
        ),
    )


def _sum_ladder(
    derivation: Derivation, asked: Derivative, formula: Term | None, plain: Question
) -> Iterator[Message]:
    of, by = Symbol(asked.of), Symbol(asked.by)
    yield message("hint-total", of=of, by=by)
    yield message("hint-paths-sum", of=of, by=by)
    if formula is None:
        yield message("hint-paths-back-sum", of=of, by=by)
    else:
        yield with_numbers(
            asked, formula, plain.value, derivation.evaluation, derivation.lesson.rounding
        )
