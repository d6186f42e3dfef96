"""The report: what a diagnosis tells, as values for the screen and for other programs.

In: a derivation and what a file gives. Out: a `Report`: a `Finding` a name in the order of the
lesson, the causes of what is wrong, what is left unexplained, what is missing. Causes of one
`group` explain the same names equally well: one of them is it, and none is claimed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from backtutor.derive import Derivation
from backtutor.diagnosis.figures import Figures
from backtutor.diagnosis.hypotheses import Hypothesis
from backtutor.diagnosis.names import Names, asked_names
from backtutor.diagnosis.passes import Below, right_pass
from backtutor.diagnosis.seeing import first_wrong, seen
from backtutor.diagnosis.telling import Told, told
from backtutor.diagnosis.weighing import WORK, Explanation, Weighed, weigh
from backtutor.marks import Mark
from backtutor.messages import Message, message
from backtutor.terms import Symbol

VERDICTS = {Mark.RIGHT: "right", Mark.ROUGH: "imprecise", Mark.WRONG: "wrong"}


@dataclass(frozen=True, slots=True)
class Cause:
    """One mistake at one place that would explain these names; `site` None: in each of them."""

    id: str
    site: str | None
    explains: tuple[str, ...]
    message: Message
    group: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One name: `seen` is what its figures show, `why` the cause where it is its alone."""

    name: str
    mark: Mark
    seen: Message | None = None
    why: Message | None = None
    explained_by: tuple[str, ...] = ()

    @property
    def verdict(self) -> str:
        return VERDICTS[self.mark]

    @property
    def message(self) -> Message | None:
        return self.why or self.seen


@dataclass(frozen=True, slots=True)
class Extra:
    """A key that is no name of the lesson, and the name that it may misspell."""

    key: str
    near: str | None


@dataclass(frozen=True, slots=True)
class Report:
    findings: tuple[Finding, ...]
    causes: tuple[Cause, ...]
    shared: tuple[Told, ...]
    unexplained: tuple[Message, ...]
    missing: tuple[str, ...]
    extra: tuple[Extra, ...]

    @property
    def is_clean(self) -> bool:
        """Whether every parameter is there and nothing is wrong."""
        wrong = any(finding.mark is Mark.WRONG for finding in self.findings)
        return not (wrong or self.missing or self.extra)


def diagnose(
    derivation: Derivation,
    figures: Mapping[str, Figures],
    extra: Sequence[str] = (),
    work: int = WORK,
) -> Report:
    """What is wrong with these gradients, and what one mistake would explain it."""
    asked = asked_names(derivation)
    order = dict.fromkeys([*asked, *derivation.graph.nodes])
    ordered = {name: figures[name] for name in order if name in figures}
    weighed = weigh(derivation, ordered, work)
    groups = [told(derivation, one) for one in weighed.explanations]
    return Report(
        findings=tuple(_findings(derivation, ordered, weighed, groups)),
        causes=tuple(_causes(weighed.explanations, groups)),
        shared=tuple(group for group in groups if not group.is_own),
        unexplained=tuple(_unexplained(derivation, ordered, weighed)),
        missing=tuple(name for name in asked if name not in figures),
        extra=tuple(Extra(key, Names(derivation).nearest(key)) for key in extra),
    )


def _findings(
    derivation: Derivation,
    figures: Mapping[str, Figures],
    weighed: Weighed,
    groups: Sequence[Told],
) -> Iterator[Finding]:
    right = right_pass(derivation)
    own = {group.explains[0]: group.said[0] for group in groups if group.is_own}
    ids = {name: group.ids for group in groups for name in group.explains}
    for name, mark in weighed.marks.items():
        match mark:
            case Mark.RIGHT:
                yield Finding(name, mark)
            case Mark.ROUGH:
                digits = derivation.lesson.tolerance.min_digits
                yield Finding(name, mark, message("seen-rough", digits=digits))
            case Mark.WRONG:
                look = seen(derivation, name, figures[name], right.of(name))
                yield Finding(name, mark, look, own.get(name), ids.get(name, ()))


def _causes(explanations: Sequence[Explanation], groups: Sequence[Told]) -> Iterator[Cause]:
    for number, (one, group) in enumerate(zip(explanations, groups, strict=True), 1):
        for hypothesis in distinct(one.alternatives):
            said = hypothesis.prediction.message if hypothesis.prediction else group.said[0]
            yield Cause(hypothesis.id, hypothesis.site, one.explains, said, number)


def distinct(alternatives: Sequence[Hypothesis]) -> list[Hypothesis]:
    """One for each misconception and place."""
    return list({(one.id, one.site): one for one in reversed(alternatives)}.values())[::-1]


# -- what no mistake explains


NAMED = 3
"""Unexplained names that are told where to look."""


def _unexplained(
    derivation: Derivation, figures: Mapping[str, Figures], weighed: Weighed
) -> Iterator[Message]:
    left, right = weighed.unexplained, right_pass(derivation)
    loss = Symbol(derivation.graph.loss)
    if not left:
        return
    yield message("diagnose-unexplained", names=tuple(map(Symbol, left)))
    site = _common_site(derivation, weighed) if len(left) > 1 else None
    if site is not None:
        yield message("diagnose-below", site=Symbol(site))
    for name in left[:NAMED]:
        entry = first_wrong(derivation, name, figures[name], right.of(name))
        yield message("diagnose-check", entry=entry, loss=loss)


def _common_site(derivation: Derivation, weighed: Weighed) -> str | None:
    """The node nearest to what is unexplained that all of it follows from, and nothing right."""
    fine = {name for name, mark in weighed.marks.items() if mark is Mark.RIGHT}
    graph = Below(derivation.graph)
    for node in derivation.graph.computed:
        below = graph.of(node.name)
        if set(weighed.unexplained) <= below and not fine & below:
            return node.name
    return None
