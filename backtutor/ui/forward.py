"""Forward mode on the screen: value and tangent of every node, and what either mode costs.

    node  value        ∂·/∂b
    b            = 1                        = 1  the start
    c     a + b  = 3                        = 1
    e     c·d    = 6   d·∂c/∂b + c·∂d/∂b    = 5

In: a derivation and the name of an input. Out: rich `Text`, or sentences in plain mode. A table
that is too wide loses the numbers put in, then the formulas of the values, then stands with a
line each for both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from rich.text import Text

from backtutor.derive import Derivation
from backtutor.filling import fill
from backtutor.messages import Message, message
from backtutor.tangents import (
    Cost,
    Start,
    TangentStep,
    asked_inputs,
    forward_cost,
    in_reverse_mode,
    reverse_cost,
    start_at,
    tangents,
)
from backtutor.terms import Derivative, Symbol, Term, atoms
from backtutor.ui.blocks import text_block
from backtutor.ui.diagram import Shown
from backtutor.ui.equations import Equation, Side, laid_out, result_block
from backtutor.ui.picture import picture
from backtutor.ui.screen import Screen
from backtutor.ui.sheet import Sheet
from backtutor.ui.tables import Cell, Row, aligned, brief, cut, first_that_fits, put
from backtutor.ui.theme import Meaning
from backtutor.ui.worked_matrices import Form, worked
from backtutor.values import Value, evaluate

MOST_STILL = 12
"""Nodes without a tangent that are listed; where there are more, they are counted."""

MOST_NAMES = 8
"""Inputs that the heading of the costs lists."""


class Sweep(NamedTuple):
    """What is shown: a derivation, what moves in it, and the tangents of its nodes."""

    derivation: Derivation
    start: Start
    steps: tuple[TangentStep, ...]

    @property
    def own(self) -> Value:
        """The tangent of the start: 1, or a matrix with one 1."""
        graph = self.derivation.graph
        return evaluate(self.start.term(graph.shapes[self.start.name]), {})

    @property
    def moving(self) -> Sweep:
        """The same without the nodes that the start does not reach."""
        return self._replace(steps=tuple(step for step in self.steps if step.terms))

    @property
    def label(self) -> Symbol:
        return Symbol(self.start.label)


def sweep_from(derivation: Derivation, wrt: str) -> Sweep:
    """The sweep from `b` or `W[1,2]`; KeyError where the lesson has no such input."""
    start = start_at(derivation.graph, wrt)
    if start is None:
        raise KeyError(wrt)
    return Sweep(derivation, start, tangents(derivation, wrt))


def forward_page(whole: Derivation, wrt: str, screen: Screen) -> None:
    """All about the sweep from `wrt` on."""
    sweep = sweep_from(whole, wrt)
    if not screen.plain:
        picture(whole.graph, _seen(sweep, screen.sheet), screen)
    screen.print(screen.text("forward-title", name=sweep.label), Meaning.HEADING)
    rule = "forward-rule" if whole.graph.scalar else "forward-rule-matrices"
    screen.print(screen.text(rule, name=sweep.label), Meaning.QUIET)
    screen.print()
    still = sum(not step.terms for step in sweep.steps)
    shown = sweep if still <= MOST_STILL else sweep.moving
    if screen.plain:
        screen.lines(spoken(shown, screen))
    elif not whole.graph.scalar:
        screen.drawing(tangent_cards(shown, screen.sheet))
    else:
        put(screen, tangent_table(shown, screen.sheet))
    if shown is not sweep:
        facts = {"count": still, "name": sweep.label}
        screen.print(screen.text("forward-still-more", **facts), Meaning.QUIET)
    screen.print()
    _comparison(sweep, screen)
    screen.print()
    _costs(whole, screen)


def _seen(sweep: Sweep, sheet: Sheet) -> Shown:
    """The network with the tangents where the gradients stand in reverse mode."""
    graph, at = sweep.derivation.graph, sweep.derivation.evaluation
    values = {name: sheet.brief(at[Symbol(name)]) for name in graph.nodes}
    moved = {step.target: sheet.brief(step.value) for step in sweep.steps if step.terms}
    lit = frozenset((part.via, step.target) for step in sweep.steps for part in step.terms)
    name = sweep.start.name
    return Shown(values, {name: sheet.brief(sweep.own), **moved}, name, lit)


# -- the table


class Printed(NamedTuple):
    """One node as printed: its formula and value, its tangent's formula, numbers and value."""

    name: str
    formula: str
    value: str
    chain: str
    filled: str
    tangent: str
    note: str = ""


def tangent_table(sweep: Sweep, sheet: Sheet) -> Text:
    """Value and tangent of every node, from the start on."""
    rows = printed_tangents(sweep, sheet)
    widest = (row._replace(chain=_joined(row.chain, row.filled)) for row in rows)
    bare = (row._replace(formula="") for row in rows)
    forms = (_flat(list(form), sweep, sheet) for form in (widest, rows, bare))
    return first_that_fits(forms, sheet.width) or _upright(rows, sweep, sheet)


def _joined(*texts: str) -> str:
    return " = ".join(text for text in texts if text)


def printed_tangents(sweep: Sweep, sheet: Sheet) -> list[Printed]:
    """The texts of the start and of every node."""
    own = brief(sweep.own, sheet)
    rows = [_printed(sweep, sweep.start.name, ("", "", own), sheet.say("forward-start"), sheet)]
    known = {sweep.start.name: sweep.own}
    for step in sweep.steps:
        known[step.target] = step.value
        tangent = brief(step.value, sheet)
        if not step.terms:
            note = sheet.say("forward-still", name=sweep.label)
            rows.append(_printed(sweep, step.target, ("", "", tangent), note, sheet))
            continue
        chain = cut(sheet.term(step.formula), sheet)
        filled = _filled(step.formula, sweep.derivation, known, sheet)
        texts = ("" if chain == tangent else chain, "" if filled in (chain, tangent) else filled)
        rows.append(_printed(sweep, step.target, (*texts, tangent), "", sheet))
    return rows


def _filled(formula: Term, derivation: Derivation, known: Mapping[str, Value], sheet: Sheet) -> str:
    """The formula with the values and the tangents in it as numbers; "" for matrices."""
    if not derivation.graph.scalar:
        return ""
    values = {
        atom: known[atom.of] if isinstance(atom, Derivative) else derivation.evaluation[atom]
        for atom in atoms(formula)
    }
    return cut(sheet.term(fill(formula, values, derivation.lesson.rounding)), sheet)


def _printed(
    sweep: Sweep, name: str, tangent: tuple[str, str, str], note: str, sheet: Sheet
) -> Printed:
    term = sweep.derivation.graph[name].term
    formula = cut(sheet.term(term), sheet) if term is not None else ""
    value = brief(sweep.derivation.evaluation[Symbol(name)], sheet)
    return Printed(sheet.term(Symbol(name)), formula, value, *tangent, note)


def _rate(sweep: Sweep, of: str, sheet: Sheet) -> str:
    """`∂·/∂b`: the tangent of whatever stands in the row."""
    d = sheet.charset.d
    return f"{d}{of}/{d}{sheet.term(sweep.label)}"


def _flat(rows: Sequence[Printed], sweep: Sweep, sheet: Sheet) -> Text:
    rate = _rate(sweep, sheet.charset.open, sheet)
    heads = [sheet.say("net-name"), sheet.say("net-value"), "", rate, "", ""]
    if not any(row.formula for row in rows):
        heads[1:3] = "", heads[1]
    if not any(row.chain for row in rows):
        heads[3:5] = "", rate
    table: list[Row] = [[Cell(head, Meaning.HEADING) for head in heads]]
    table += [
        [
            Cell(row.name, Meaning.NAME),
            Cell(row.formula),
            Cell(f"= {row.value}", Meaning.VALUE),
            Cell(row.chain),
            Cell(f"= {row.tangent}", Meaning.GRADIENT),
            Cell(row.note, Meaning.QUIET),
        ]
        for row in rows
    ]
    return aligned(table, gaps=("", "  ", " ", "   ", " "))


def _upright(rows: Sequence[Printed], sweep: Sweep, sheet: Sheet) -> Text:
    """A line for the value and one for the tangent."""
    lines: list[Text] = []
    for row in rows:
        first = Text("  ").append(row.name, style=Meaning.NAME)
        first.append(f" = {row.formula}" if row.formula else "")
        lines.append(first.append(f" = {row.value}", style=Meaning.VALUE))
        second = Text("    ").append(_rate(sweep, row.name, sheet), style=Meaning.NAME)
        second.append(f" = {row.chain}" if row.chain else "")
        second.append(f" = {row.tangent}", style=Meaning.GRADIENT)
        lines.append(second.append(f"  {row.note}" if row.note else "", style=Meaning.QUIET))
    return Text("\n").join(lines)


def tangent_cards(sweep: Sweep, sheet: Sheet) -> Text:
    """Through matrices: each tangent by its rule, the shapes under it, then the numbers."""
    derivation, graph = sweep.derivation, sweep.derivation.graph
    point = dict(derivation.evaluation.forward)
    point[Derivative(sweep.start.name, sweep.start.label)] = sweep.own
    own = Side((result_block(sweep.own, sheet, sheet.width),), note=sheet.say("forward-start"))
    first = text_block(_rate(sweep, sheet.term(Symbol(sweep.start.name)), sheet), Meaning.HEADING)
    cards = [laid_out(Equation(first, (own,)), sheet.width)]
    for step in sweep.steps:
        point[step.quantity] = step.value
        formula = graph[step.target].term
        assert formula is not None
        if step.terms:
            note = f"{sheet.term(Symbol(step.target))} = {sheet.term(formula)}"
        else:
            note = sheet.say("forward-still", name=sweep.label)
        cards.append(worked(step.quantity, [Form(step.formula, note)], step.value, point, sheet))
    return Text("\n\n").join(cards)


def spoken(sweep: Sweep, screen: Screen) -> Iterator[str]:
    """A sentence a node."""
    start, *moved = printed_tangents(sweep, screen.sheet)
    facts = {"name": start.name, "value": start.value, "tangent": start.tangent}
    yield screen.text("spoken-start", **facts)
    for step, row in zip(sweep.steps, moved, strict=True):
        facts = {"name": row.name, "value": row.value}
        if step.terms:
            head = screen.sheet.term(step.quantity)
            equation = _joined(head, row.chain, row.filled, row.tangent)
            yield screen.text("spoken-tangent", **facts, equation=equation)
        else:
            yield screen.text("spoken-still", **facts, start=sweep.label)


# -- beside reverse mode


def _comparison(sweep: Sweep, screen: Screen) -> None:
    """The same derivative of the loss by reverse mode."""
    loss = sweep.derivation.graph.loss
    found = {sweep.start.name: sweep.own, **{step.target: step.value for step in sweep.steps}}
    reverse = in_reverse_mode(sweep.derivation, sweep.start.label)
    quantity = Derivative(loss, sweep.start.label)
    equation = f"{screen.sheet.term(quantity)} = {screen.number(reverse)}"
    agrees = abs(float(found[loss]) - reverse) <= 1e-9 * max(1.0, abs(float(reverse)))
    sign = screen.charset.right if agrees else screen.charset.wrong
    line = Text(screen.text("forward-agrees")).append(f"  {equation}")
    line.append(f"  {sign}", style=Meaning.CORRECT if agrees else Meaning.WRONG)
    screen.print(line)


def _costs(whole: Derivation, screen: Screen) -> None:
    """Sweeps and operations of both modes, for all inputs that are asked for."""
    title = screen.text("cost-title", names=_some(asked_inputs(whole)))
    screen.print(title, Meaning.HEADING)
    each = "cost-an-input" if whole.graph.scalar else "cost-an-entry"
    costs = (
        ("cost-forward", forward_cost(whole), each),
        ("cost-reverse", reverse_cost(whole), "cost-all"),
    )
    if screen.plain:
        for mode, cost, why in costs:
            facts = {"sweeps": cost.sweeps, "operations": cost.operations, "why": message(why)}
            screen.print(screen.text("spoken-cost", mode=message(mode), **facts))
    else:
        put(screen, _cost_table(costs, screen.sheet))
    rule = "cost-rule" if whole.graph.scalar else "cost-rule-matrices"
    screen.print(screen.text(rule), Meaning.QUIET)


def _some(names: Sequence[str]) -> tuple[Term, ...] | Message:
    """The first names, and how many more there are."""
    listed = tuple(Symbol(name) for name in names[:MOST_NAMES])
    hidden = len(names) - len(listed)
    return message("paths-and-more", names=listed, count=hidden) if hidden else listed


def _cost_table(costs: Sequence[tuple[str, Cost, str]], sheet: Sheet) -> Text:
    """A row a mode; where it is narrow without the reason."""
    heads = ("", sheet.say("cost-sweeps"), sheet.say("cost-operations"), "")
    rows: list[Row] = [[Cell(head, Meaning.HEADING, right=True) for head in heads]]
    for mode, cost, why in costs:
        rows.append(
            [
                Cell(sheet.say(mode), Meaning.NAME),
                Cell(str(cost.sweeps), Meaning.TOTAL, right=True),
                Cell(str(cost.operations), Meaning.TOTAL, right=True),
                Cell(sheet.say(why), Meaning.QUIET),
            ]
        )
    bare = aligned([row[:-1] for row in rows])
    return first_that_fits((aligned(rows),), sheet.width) or bare
