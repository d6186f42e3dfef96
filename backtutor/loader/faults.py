"""The faults of lessons and packs: one row a fault, and the collector that reports them.

A fault has a stable code and a severity here, and its words in `backtutor.text.lesson`: a
headline under its name, and where such rows exist `name/label` (beside the caret) and
`name/help` (what to do next), all filled from the same facts. To add a fault, add a row in
both places.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from backtutor.messages import Message
from backtutor.problems import Exit, Problem, Severity, Span

ERROR, WARNING, ADVICE = Severity.ERROR, Severity.WARNING, Severity.ADVICE

FAULTS: dict[str, tuple[str, Severity]] = {
    # the file as text and as YAML
    "not-text": ("L001", ERROR),
    "too-large": ("L002", ERROR),
    "control-character": ("L003", ERROR),
    "yaml": ("L004", ERROR),
    "bad-start": ("L004", ERROR),
    "stray-colon": ("L004", ERROR),
    "stray-dash": ("L004", ERROR),
    "stray-text": ("L004", ERROR),
    "no-colon": ("L004", ERROR),
    "wide-colon": ("L004", ERROR),
    "open-quote": ("L004", ERROR),
    "open-list": ("L004", ERROR),
    "open-braces": ("L004", ERROR),
    "bad-escape": ("L004", ERROR),
    "block-header": ("L004", ERROR),
    "directive": ("L004", ERROR),
    "tab": ("L005", ERROR),
    "duplicate-key": ("L006", ERROR),
    "anchor": ("L007", ERROR),
    "alias": ("L007", ERROR),
    "merge-key": ("L007", ERROR),
    "tag": ("L008", ERROR),
    "documents": ("L009", ERROR),
    "too-many-values": ("L010", ERROR),
    "too-deep": ("L011", ERROR),
    "key-not-word": ("L012", ERROR),
    "not-a-mapping": ("L013", ERROR),
    # keys and values
    "unknown-key": ("L020", ERROR),
    "missing-key": ("L021", ERROR),
    "wrong-kind": ("L022", ERROR),
    "unsupported": ("L023", ERROR),
    "format-first": ("L024", ERROR),
    "format-unknown": ("L024", ERROR),
    "format-newer": ("L025", ERROR),
    "bad-lesson-id": ("L026", ERROR),
    "bad-step-id": ("L026", ERROR),
    "text-too-long": ("L027", ERROR),
    "not-a-choice": ("L028", ERROR),
    "out-of-range": ("L029", ERROR),
    "open-hole": ("L030", ERROR),
    "misfit": ("L031", ERROR),
    "loss-matrix": ("L031", ERROR),
    "one-of-two": ("L032", ERROR),
    "ragged": ("L033", ERROR),
    "empty-matrix": ("L033", ERROR),
    # names, the graph and its values
    "not-a-name": ("L040", ERROR),
    "reserved-name": ("L041", ERROR),
    "two-spellings": ("L042", ERROR),
    "declared-twice": ("L043", ERROR),
    "undeclared": ("L044", ERROR),
    "cycle": ("L045", ERROR),
    "no-nodes": ("L046", ERROR),
    "loss-ambiguous": ("L047", ERROR),
    "loss-given": ("L048", ERROR),
    "derivative-in-node": ("L049", ERROR),
    "too-many-nodes": ("L050", ERROR),
    "undefined": ("L052", ERROR),
    "undefined-slope": ("L053", ERROR),
    "undefined-gradient": ("L053", ERROR),
    "undefined-update": ("L054", ERROR),
    "undefined-answer": ("L055", ERROR),
    "gradcheck-undefined": ("L055", ERROR),
    # steps
    "no-path": ("L056", ERROR),
    "scalars-only": ("L056", ERROR),
    "no-entry": ("L057", ERROR),
    "entry-of-scalar": ("L057", ERROR),
    "gradcheck-entry": ("L057", ERROR),
    "sign-matrix": ("L057", ERROR),
    "local-matrix": ("L057", ERROR),
    "order-count": ("L058", ERROR),
    "order-pair": ("L058", ERROR),
    "nothing-next": ("L059", ERROR),
    "step-key": ("L060", ERROR),
    "step-without-kind": ("L060", ERROR),
    "step-two-kinds": ("L060", ERROR),
    "no-edge": ("L061", ERROR),
    "not-a-parameter": ("L062", ERROR),
    "not-computed": ("L063", ERROR),
    "constant-gradient": ("L064", ERROR),
    "needs-train": ("L065", ERROR),
    "not-a-derivative": ("L066", ERROR),
    "step-id-twice": ("L067", ERROR),
    "no-right-option": ("L068", ERROR),
    "no-option-agrees": ("L068", ERROR),
    "no-wrong-option": ("L068", ERROR),
    "mistake-is-right": ("L069", ERROR),
    # expect
    "not-a-figure": ("L070", ERROR),
    "figure-differs": ("L071", ERROR),
    "identity-differs": ("L072", ERROR),
    "figure-shape": ("L071", ERROR),
    # advice
    # what sympy refutes: `check --prove`
    "proof-slope": ("L075", ERROR),
    "proof-gradient": ("L076", ERROR),
    "unused-name": ("L080", ADVICE),
    "kink": ("L081", ADVICE),
    "unknown-advice": ("L083", WARNING),
    "no-reason": ("L082", ADVICE),
    "draw-unused": ("L084", ADVICE),
    "numbers-hide": ("L085", ADVICE),
    "stretched-both": ("L086", ADVICE),
    # shorthands and drawn values
    "mlp-sizes": ("L100", ERROR),
    "mlp-activations": ("L100", ERROR),
    "mlp-bce": ("L101", ERROR),
    "mlp-softmax-one": ("L101", ERROR),
    "mlp-too-large": ("L102", ERROR),
    "mlp-missing": ("L103", ERROR),
    "mlp-missing-more": ("L103", ERROR),
    "mlp-unknown-name": ("L104", ERROR),
    "mlp-section": ("L104", ERROR),
    "mlp-shape": ("L105", ERROR),
    "draw-empty": ("L110", ERROR),
    "draw-too-many": ("L110", ERROR),
    "draw-shape": ("L111", ERROR),
    "draw-no-shape": ("L111", ERROR),
    "draw-no-default": ("L112", ERROR),
    "no-draw": ("L113", ERROR),
    # printed derivations with a mistake
    "mistake-lines": ("L120", ERROR),
    "mistake-alone": ("L120", ERROR),
    "mistake-words": ("L120", ERROR),
    "mistake-number": ("L120", ERROR),
    "mistake-colon": ("L120", ERROR),
    "mistake-holds": ("L121", ERROR),
    "mistake-holds-so": ("L121", ERROR),
    "mistake-earlier": ("L122", ERROR),
    "mistake-follows": ("L123", ERROR),
    "mistake-follows-alone": ("L123", ERROR),
    "mistake-follows-again": ("L123", ERROR),
    "mistake-no-value": ("L124", ERROR),
    "mistake-answer": ("L125", ERROR),
    "mistake-answer-left": ("L125", ERROR),
    "unknown-misconception": ("L126", ERROR),
    "break-empty": ("L126", ERROR),
    "mistake-breaks-nothing": ("L127", ERROR),
    "mistake-breaks-none": ("L127", ERROR),
    "mistake-tells": ("L128", ADVICE),
    "mistake-known": ("L128", ADVICE),
    # packs
    "pack-lesson-missing": ("P001", ERROR),
    "pack-lesson-unlisted": ("P002", WARNING),
    "pack-lesson-twice": ("P003", ERROR),
    "pack-after-unknown": ("P004", ERROR),
    "pack-after-cycle": ("P005", ERROR),
    "pack-name": ("P006", ERROR),
    "pack-version": ("P007", ERROR),
    "pack-requires": ("P008", ERROR),
    "pack-requirement": ("P008", ERROR),
    "pack-link": ("P009", ERROR),
    "pack-file-name": ("P010", ERROR),
    "pack-id-twice": ("P011", ERROR),
    # files of answers
    "answers-not-a-mapping": ("A001", ERROR),
    "answers-not-text": ("A002", ERROR),
    "answers-unknown": ("A003", ERROR),
    # files of gradients
    "gradients-not-text": ("G001", ERROR),
    "gradients-too-large": ("G002", ERROR),
    "gradients-empty": ("G003", ERROR),
    "gradients-json": ("G004", ERROR),
    "gradients-end": ("G004", ERROR),
    "gradients-more": ("G004", ERROR),
    "gradients-open": ("G004", ERROR),
    "gradients-comma": ("G004", ERROR),
    "gradients-quotes": ("G004", ERROR),
    "gradients-escape": ("G004", ERROR),
    "gradients-array": ("G005", ERROR),
    "gradients-not-object": ("G006", ERROR),
    "gradients-twice": ("G007", ERROR),
    "gradients-not-number": ("G008", ERROR),
    "gradients-not-finite": ("G009", ERROR),
    "gradients-deep": ("G010", ERROR),
    "gradients-mixed": ("G010", ERROR),
    "gradients-ragged": ("G011", ERROR),
    "gradients-hollow": ("G011", ERROR),
    "gradients-count": ("G012", ERROR),
}

ADVICE_CODES = tuple(sorted({code for code, severity in FAULTS.values() if severity is ADVICE}))
"""What `allow` may name."""

UNREADABLE = frozenset({"L001", "L025", "G001"})
"""Codes that mean there is no lesson of ours here at all: not text, or a newer format."""


class Findings:
    """The problems found so far, in the order they were met."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.allowed: frozenset[str] = frozenset()

    def report(
        self,
        fault: str,
        span: Span,
        *,
        label: Message | None = None,
        help: Message | None = None,
        related: tuple[tuple[Span, Message], ...] = (),
        **facts: Any,
    ) -> None:
        """Add a problem; `label` and `help` go before those of the catalogue."""
        self.problems.append(problem(fault, span, label, help, related, **facts))

    @property
    def kept(self) -> tuple[Problem, ...]:
        """The problems in the order of the file, without the advice that the author allows."""
        return in_order([p for p in self.problems if p.code not in self.allowed])

    @property
    def failed(self) -> bool:
        return any(found.severity is ERROR for found in self.problems)


def problem(
    fault: str,
    span: Span,
    label: Message | None = None,
    help: Message | None = None,
    related: tuple[tuple[Span, Message], ...] = (),
    **facts: Any,
) -> Problem:
    """The problem of one fault at one place."""
    code, severity = FAULTS[fault]
    headline = Message(fault_id(fault), facts)
    label = label or _row(f"{fault_id(fault)}/label", facts)
    help = help or _row(f"{fault_id(fault)}/help", facts)
    return Problem(code, severity, headline, span, label, help, related)


def fault_id(fault: str) -> str:
    """The catalogue id of a fault: kept apart from other subjects by a prefix."""
    return f"lesson:{fault}"


def _row(id: str, facts: dict[str, Any]) -> Message | None:
    from backtutor.text.lesson import ROWS  # most files have no faults

    return Message(id, facts) if id in ROWS else None


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """By file, line and column."""
    return tuple(sorted(problems, key=lambda p: (p.span.path, p.span.line, p.span.column, p.code)))


def status(problems: tuple[Problem, ...], strict: bool = False) -> Exit:
    """The exit status that these problems mean."""
    if any(found.code in UNREADABLE for found in problems):
        return Exit.MISSING
    failing = {ERROR, WARNING} if strict else {ERROR}
    return Exit.PROBLEMS if any(found.severity in failing for found in problems) else Exit.DONE
