"""As printed: a derivation in which some quantities have the value that somebody printed.

In: a derivation, quantities and their values. Out: a `Point`: whatever is computed from those is
computed from what was printed, values, slopes, gradients and new weights alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from backtutor.derive import Derivation
from backtutor.evaluation import Evaluation, Fault, sweep_back
from backtutor.terms import Derivative, Quantity, Symbol, Term, Updated
from backtutor.values import Undefined, Value, evaluate


class AsPrinted(Mapping[Symbol | Derivative, Value]):
    """A derivation with what was printed in place of what is true."""

    def __init__(self, derivation: Derivation, stated: Mapping[Quantity, Value]) -> None:
        self.derivation = derivation
        self.stated = stated

    def worth(self, asked: Term | Updated) -> Value:
        if isinstance(asked, Updated):
            return self.updated[asked.name]
        return evaluate(asked, self)

    @cached_property
    def evaluation(self) -> Evaluation:
        true = self.derivation.evaluation
        if not self.stated:
            return true
        own = {atom.name: value for atom, value in self.stated.items() if isinstance(atom, Symbol)}
        given = {**true.given, **own}
        other = Evaluation(true.graph, given, true.terms)
        other.values_by_name = self._forward(given, own)
        slopes = {(d.by, d.of): value for d, value in self._derivatives(local=True)}
        other.locals = {**other.locals, **slopes}
        loss = true.graph.loss
        known = {d.by: value for d, value in self._derivatives(local=False) if d.of == loss}
        other.gradients = sweep_back(true.graph, other.locals, loss, known=known)
        return other

    def _derivatives(self, local: bool) -> Iterator[tuple[Derivative, Value]]:
        for quantity, value in self.stated.items():
            if isinstance(quantity, Derivative) and quantity.local == local:
                yield quantity, value

    def _forward(self, given: Mapping[str, Value], own: Mapping[str, Value]) -> dict[str, Value]:
        """The forward pass with what was printed in it."""
        found = dict(given)
        for name, formula in self.derivation.graph.formulas.items():
            if name not in own:
                try:
                    found[name] = formula.evaluate(found)
                except Undefined as undefined:
                    raise Fault(name, None, undefined) from undefined
        return found

    @cached_property
    def updated(self) -> dict[str, Value]:
        """The values after the step."""
        own = {q.name: value for q, value in self.stated.items() if isinstance(q, Updated)}
        new = {
            step.target: evaluate(step.formula, self)
            for step in self.derivation.updates
            if step.target not in own
        }
        return self._forward({**self.derivation.evaluation.given, **new, **own}, own)

    def __getitem__(self, atom: Symbol | Derivative) -> Value:
        if atom in self.stated:
            return self.stated[atom]
        graph = self.derivation.graph
        if isinstance(atom, Derivative) and graph.has_matrix(atom.of):
            raise Undefined("derivative", ())  # of a matrix, there is no one matrix
        return self.evaluation[atom]

    def __iter__(self) -> Iterator[Symbol | Derivative]:
        return iter(self.evaluation)

    def __len__(self) -> int:
        return len(self.evaluation)
