"""The table of misconceptions: one row is everything the program knows of one.

To add one: a row here, its sentences under `why-<id>` in `backtutor.text.misconception`, and an
example in `tests/test_misconceptions.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from backtutor.evaluation import add_up, times
from backtutor.fit import RuleOf
from backtutor.graph import Graph, Kind
from backtutor.misconceptions import (
    batches,
    chains,
    forks,
    gates,
    losses,
    matrix_rules,
    outcomes,
    rules,
    values,
)
from backtutor.misconceptions import names as confused
from backtutor.misconceptions.model import Explain, Misconception
from backtutor.misconceptions.ways import Ways
from backtutor.slopes import Edge
from backtutor.terms import Symbol

AUTHOR = "author"
"""The id of the mistakes that an author foresaw; they are told before all others."""

FORESEEN = "foreseen"
"""The family of the mistakes that a kind of question foresees for itself."""

UNCHANGED = "unchanged"
"""The one mistake that a value of the second forward pass can show too."""

EVERYWHERE, HERE = ("everywhere",), ("here",)
OF_LOSS = ("everywhere", "here", "at loss")


def _rule(id: str, family: str, rule: RuleOf, ops: str, **more: Any) -> Misconception:
    """A misconception about the derivative rules of some operations."""
    return Misconception(id, family, rule=rule, ops=frozenset(ops.split()), **more)


def _wrong(rule: RuleOf, op: str, name: str) -> Misconception:
    """A wrong rule of one function, with a sentence of its own."""
    return _rule("wrong-rule", "rule", rule, op, variant=f"-{name}")


def _sides(ways: Ways, edges: Iterable[Edge]) -> tuple[Mapping[str, Any], str]:
    """The difference that a flipped sign is about, and which side is larger now."""
    values = ways.derivation.evaluation
    for node in dict.fromkeys(user for _, user in reversed(list(edges))):
        for left, right in losses.differences(ways.graph[node].term):
            if not ways.graph.has_matrix(left, right):
                sides = sorted((Symbol(left), Symbol(right)), key=lambda side: values[side])
                tie = values[sides[0]] == values[sides[1]]
                facts = {"high": sides[1], "low": sides[0], "node": Symbol(node)}
                return facts, "" if tie else "-between"
    return {}, ""


def _to_weight(graph: Graph, edge: Edge) -> bool:
    return graph[edge[0]].kind is Kind.PARAMETER


def _past_weight(graph: Graph, edge: Edge) -> bool:
    return not _to_weight(graph, edge)


_SIDES: Explain = _sides

TABLE: tuple[Misconception, ...] = (
    # the chain
    Misconception("dropped-factor", "chain", guess=chains.dropped_factor),
    Misconception("local-only", "chain", guess=chains.local_only),
    Misconception("whole-gradient", "chain", local=chains.whole_gradient),
    Misconception("upstream-only", "chain", guess=chains.upstream_only),
    Misconception("stopped-early", "chain", guess=chains.stopped_early),
    Misconception("chain-added", "chain", guess=chains.chain_added),
    # several paths
    Misconception("one-path", "paths", guess=forks.one_path),
    Misconception("overwrote", "paths", guess=forks.overwrote),
    Misconception("paths-multiplied", "paths", guess=forks.joined(forks.multiplied)),
    Misconception("paths-averaged", "paths", guess=forks.joined(forks.averaged)),
    # the sign, and the loss
    _rule("sign", "sign", rules.flipped_difference, "add", explain=_SIDES, scope=OF_LOSS),
    _rule("sign", "sign", rules.inner_sign, "neg", variant="-inner"),
    Misconception("negated", "sign", guess=outcomes.negated, local=outcomes.local_negated),
    _rule("half-ignored", "loss", rules.half_ignored, "mul div", scope=OF_LOSS),
    _rule("two-forgotten", "loss", rules.exponent_not_brought_down, "pow", scope=OF_LOSS),
    _rule("exponent-kept", "loss", rules.exponent_kept, "pow", scope=OF_LOSS),
    _rule("exponent-kept", "loss", rules.exponent_kept_turned, "pow", scope=OF_LOSS),
    Misconception(
        "value-for-slope", "loss", guess=chains.value_for_slope, local=chains.local_value
    ),
    Misconception("output-for-error", "loss", guess=losses.output_for_error),
    Misconception("target-for-error", "loss", guess=losses.target_for_error),
    # products and sums
    _rule("product-own-value", "rule", rules.product_own_value, "mul", scope=EVERYWHERE),
    _rule("product-own-value-first", "rule", rules.product_own_value, "mul", scope=HERE),
    _rule("product-one", "rule", rules.product_one, "mul"),
    _rule("product-sum", "rule", rules.product_sum, "mul"),
    _rule("sum-as-product", "rule", rules.sum_as_product, "add"),
    _rule("sum-split", "rule", rules.sum_split, "add"),
    # activations
    _rule(
        "activation-not-derivative",
        "activation",
        rules.activation_not_derivative,
        "sigmoid tanh softplus",
    ),
    _rule("derivative-of-input", "activation", rules.derivative_of_input, "sigmoid"),
    _rule("derivative-of-output", "activation", rules.derivative_of_output, "sigmoid tanh"),
    _rule("derivative-twice", "activation", rules.derivative_twice, "sigmoid tanh"),
    _rule("derivative-half", "activation", rules.derivative_half, "sigmoid"),
    # gates
    _rule("relu-passes-value", "gate", rules.relu_passes_value, "relu"),
    _rule("relu-ignored", "gate", rules.relu_ignored, "relu leaky_relu"),
    Misconception("relu-mask-upstream", "gate", guess=gates.mask_of_upstream),
    _rule("max-both", "gate", rules.max_both, "maximum minimum max"),
    _rule("max-both", "gate", rules.max_swapped, "maximum minimum", variant="-swapped"),
    # other functions
    _wrong(rules.reciprocal_sign, "div", "quotient"),
    _wrong(rules.reciprocal_log, "div", "quotient"),
    _wrong(rules.exp_as_power, "exp", "exp"),
    _wrong(rules.exp_of_one, "exp", "exp"),
    _wrong(rules.log_kept, "log", "log"),
    _wrong(rules.log_as_value, "log", "log"),
    _wrong(rules.cosine_sign, "cos", "sine"),
    _wrong(rules.sine_sign, "sin", "sine"),
    _wrong(rules.root_half, "sqrt", "root"),
    _wrong(rules.abs_one, "abs", "abs"),
    _wrong(rules.tanh_not_squared, "tanh", "tanh"),
    _wrong(rules.tanh_of_input, "tanh", "tanh-input"),
    _wrong(rules.tanh_as_sech, "tanh", "tanh"),
    _wrong(rules.tanh_as_sigmoid, "tanh", "tanh"),
    # names
    Misconception(
        "neighbour-weight", "names", guess=confused.neighbour_weight, value=values.neighbour_weight
    ),
    Misconception("wrong-input", "names", guess=confused.wrong_input, local=confused.local_beside),
    Misconception("sibling-gradient", "names", guess=confused.sibling_gradient),
    Misconception("gradient-for-weight", "names", guess=confused.gradient_for_weight),
    Misconception("constants-kept", "names", guess=confused.constants_kept),
    # matrices
    Misconception("transposed", "matrix", guess=outcomes.transposed),
    _rule(
        "weight-not-transposed", "matrix", matrix_rules.not_transposed, "matmul", on=_past_weight
    ),
    _rule("order-swapped", "matrix", matrix_rules.not_transposed, "matmul", on=_to_weight),
    _rule("order-swapped", "matrix", matrix_rules.order_swapped, "matmul"),
    _rule("order-swapped", "matrix", matrix_rules.order_swapped_bare, "matmul"),
    _rule("entrywise-for-product", "matrix", matrix_rules.entrywise_for_product, "matmul"),
    Misconception("bias-not-summed", "matrix", guess=batches.bias_not_summed),
    # batches
    _rule("batch-not-averaged", "batch", matrix_rules.mean_as_sum, "mean softmax_ce"),
    Misconception("averaged-twice", "batch", guess=batches.averaged_again),
    Misconception("one-example", "batch", guess=batches.one_example),
    # softmax with cross entropy
    _rule("softmax-no-target", "softmax", matrix_rules.softmax_no_target, "softmax_ce"),
    _rule("softmax-sign", "sign", matrix_rules.softmax_sign, "softmax_ce"),
    _rule("softmax-diagonal", "softmax", matrix_rules.softmax_diagonal, "softmax_ce softmax"),
    # values of the forward pass
    Misconception("addend-forgotten", "value", value=values.addend_forgotten),
    Misconception("activation-forgotten", "value", value=values.activation_forgotten),
    Misconception("another-value", "value", value=values.another_value),
    # updates
    Misconception("updated-too-soon", "update", guess=outcomes.updated_too_soon),
    Misconception("new-weight", "update", guess=outcomes.new_weight),
    Misconception("uphill", "update", update=lambda old, g, lr: add_up((old, times(lr, g)))),
    Misconception("rate-forgotten", "update", update=lambda old, g, lr: add_up((old, -g))),
    Misconception(
        "step-not-gradient",
        "update",
        guess=outcomes.step,
        update=lambda old, g, lr: times(lr, g),
    ),
    Misconception("gradient-not-weight", "update", update=lambda old, g, lr: g),
    Misconception(UNCHANGED, "update", update=lambda old, g, lr: old),
)
