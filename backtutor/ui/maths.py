"""Mathematics in columns: the derivation card.

In: a gradient step (a value). Out: rich `Text`. Every factor keeps its colour and its column
from the symbols through the formulas to the numbers:

    ∂E/∂w₅ = ∂E/∂y   · ∂y/∂w₅   chain rule
           = (y − t) · h₁       y = w₅·h₁ + w₆·h₂
           = 1.05    × 1.25   = 1.3125

A card that is too wide loses its notes, then stands with one factor a row. `Stage` stops it
early, for hints. Steps with matrices have cards of their own (`worked_matrices`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import NamedTuple

from rich.cells import cell_len
from rich.text import Text

from backtutor.derive import Contribution, GradientStep
from backtutor.graph import Graph
from backtutor.notation import Notation, write
from backtutor.terms import Apply, Derivative, Symbol, Term
from backtutor.ui.clean import clean
from backtutor.ui.sheet import Sheet, in_product
from backtutor.ui.theme import Charset, Meaning
from backtutor.ui.worked_matrices import Form, gradient_card, has_matrix
from backtutor.values import Value

COLOURS = (Meaning.FACTOR_1, Meaning.FACTOR_2)
"""The upstream gradient, then the local one."""


class Stage(IntEnum):
    """How far a card goes."""

    CHAIN = 1
    FORMULA = 2
    NUMBERS = 3
    RESULT = 4


class Path(NamedTuple):
    """One contribution, printed: a text for each factor at each stage, its value, its notes.

    Where the next node is the loss itself, `direct` is the local derivative, which is the
    gradient then, and `filled` the same with its names' numbers.
    """

    chain: tuple[str, ...]
    formula: tuple[str, ...]
    numbers: tuple[str, ...]
    value: str
    via: str
    definition: str
    direct: str = ""
    filled: str = ""

    @property
    def by_name(self) -> tuple[str, ...]:
        """The formulas with the upstream gradient as ∂E/∂y, where its own formula is long."""
        return (self.chain[0], *self.formula[1:])

    def row(self, stage: Stage) -> tuple[str, ...]:
        return {Stage.CHAIN: self.chain, Stage.FORMULA: self.formula}.get(stage, self.numbers)


def derivation(
    step: GradientStep,
    graph: Graph,
    sheet: Sheet,
    values: Mapping[str, Value] | None = None,
    forms: Sequence[Form] = (),
    stage: Stage = Stage.RESULT,
) -> Text:
    """The card of one gradient, up to `stage`; one with matrices is always whole.

    `forms` are simpler formulas for it, on matrices.
    """
    if has_matrix(step, graph):
        return gradient_card(step, graph, sheet, values or {}, forms)
    head = sheet.term(step.quantity)
    paths = [_path(part, step, graph, sheet, values or {}) for part in step.terms]
    if not paths:
        return _line(head, f" = {sheet.number(step.value)}")
    lines = _flat(head, paths, step, sheet, stage) or _upright(head, paths, step, sheet, stage)
    if step.kink:
        lines.append(_line("", sheet.say("net-kink"), Meaning.QUIET))
    return Text("\n").join(lines)


def _flat(
    head: str, paths: Sequence[Path], step: GradientStep, sheet: Sheet, stage: Stage
) -> list[Text]:
    """The first form that fits: with notes, without, with upstream gradients by name."""
    by_name = [path._replace(formula=path.by_name) for path in paths]
    for shown in (paths, by_name):
        for notes in (True, False):
            if len(paths) == 1:
                lines = _one_path(head, shown[0], sheet, stage, notes)
            else:
                lines = _sum(head, shown, sheet.number(step.value), sheet, stage, notes)
            if _width(lines) <= sheet.width:
                return lines
    return []


def _path(
    part: Contribution,
    step: GradientStep,
    graph: Graph,
    sheet: Sheet,
    values: Mapping[str, Value],
) -> Path:
    local = Derivative(part.via, step.target, local=True)
    via = sheet.term(Symbol(part.via))
    formula = graph[part.via].term
    definition = f"{via} = {sheet.term(formula)}" if formula is not None else ""
    assert part.local is not None
    assert part.local_value is not None
    own, direct = part.local, part.via == step.loss
    closed = part.upstream if part.upstream_closed is None else part.upstream_closed
    return Path(
        chain=(sheet.term(part.upstream), sheet.term(local)),
        formula=(sheet.factor(closed), sheet.factor(own)),
        numbers=(sheet.number(part.upstream_value), in_product(sheet.number(part.local_value))),
        value=sheet.number(part.value),
        via=via,
        definition=definition,
        direct=sheet.term(own) if direct else "",
        filled=filled(own, values, sheet) if direct else "",
    )


def filled(term: Term, values: Mapping[str, Value], sheet: Sheet) -> str:
    """The formula with its names' numbers in it: y − t is 5.05 − 4; "" where one is unknown."""
    try:
        text = write(_with_numbers(term, values, sheet), _numeric(sheet.charset.notation))
    except KeyError:
        return ""
    return sheet.charset.text(text)


def _numeric(notation: Notation) -> Notation:
    """Numbers stand as names, whose last digits must not become subscripts."""
    return notation._replace(pretty=False)


def _with_numbers(term: Term, values: Mapping[str, Value], sheet: Sheet) -> Term:
    match term:
        case Symbol(name):
            return Symbol(in_product(sheet.number(values[name])))
        case Apply(op, args, axis):
            return Apply(op, tuple(_with_numbers(arg, values, sheet) for arg in args), axis)
    return term


def _line(head: str, rest: str, meaning: Meaning | str = "") -> Text:
    line = Text(no_wrap=True)
    line.append(head, style=Meaning.HEADING)
    line.append(rest, style=meaning)
    return line


def _width(lines: Sequence[Text]) -> int:
    return max(line.cell_len for line in lines)


def _one_path(head: str, path: Path, sheet: Sheet, stage: Stage, notes: bool) -> list[Text]:
    """Symbols, formulas, numbers: three lines, a column a factor."""
    if path.direct:
        return _one_factor(head, path, sheet, stage, notes)
    stages = _rows_until(stage)
    widths = _columns([path.row(s) for s in stages])
    beside = {Stage.CHAIN: sheet.say("net-chain-rule"), Stage.FORMULA: path.definition}
    lines = []
    for s in stages:
        line = _line(head if s is Stage.CHAIN else " " * cell_len(head), " = ")
        _factors(line, path.row(s), widths, sheet.charset, s)
        if s is Stage.NUMBERS and stage is Stage.RESULT:
            line.append(" = ").append(path.value, style=Meaning.TOTAL)
        elif notes and beside.get(s):
            line.append("    ").append(beside[s], style=Meaning.QUIET)
        lines.append(_trimmed(line))
    return lines


def _one_factor(head: str, path: Path, sheet: Sheet, stage: Stage, notes: bool) -> list[Text]:
    """The loss itself is the next node: its local derivative is the gradient."""
    rows = [path.direct]
    said = ("", path.direct, path.value, f"({path.value})")
    if stage >= Stage.NUMBERS and path.filled not in said:
        rows.append(path.filled)
    if stage is Stage.RESULT and path.value not in rows:
        rows.append(path.value)
    lines = [
        _line(" " * cell_len(head) if i else head, " = ").append(
            row, style=Meaning.TOTAL if row == path.value else Meaning.FACTOR_2
        )
        for i, row in enumerate(rows)
    ]
    if notes and path.definition:
        gap = max(line.cell_len for line in lines) - lines[0].cell_len + 3
        lines[0].append(" " * gap).append(path.definition, style=Meaning.QUIET)
    return lines


def _rows_until(stage: Stage) -> list[Stage]:
    return [s for s in (Stage.CHAIN, Stage.FORMULA, Stage.NUMBERS) if s <= stage]


def _columns(rows: Sequence[tuple[str, ...]]) -> list[int]:
    return [max(map(cell_len, column)) for column in zip(*rows, strict=True)]


def _factors(
    line: Text, texts: tuple[str, ...], widths: Sequence[int], charset: Charset, stage: Stage
) -> None:
    times = charset.times if stage >= Stage.NUMBERS else charset.product
    for place, (text, width) in enumerate(zip(texts, widths, strict=True)):
        if place:
            line.append(f" {times} ")
        line.append(text, style=COLOURS[place])
        line.append(" " * (width - cell_len(text)))


def _trimmed(line: Text) -> Text:
    line.rstrip()
    return line


def _sum(
    head: str, paths: Sequence[Path], total: str, sheet: Sheet, stage: Stage, notes: bool
) -> list[Text]:
    """A row a path, a rule, the total."""
    stages = _rows_until(stage)
    widths = {s: _columns([path.row(s) for path in paths]) for s in stages}
    results = max(cell_len(text) for text in (*(path.value for path in paths), total))
    lines = []
    for place, path in enumerate(paths):
        line = _line(" " * cell_len(head) if place else head, " + " if place else " = ")
        for s in stages:
            line.append(" = " if s is not Stage.CHAIN else "")
            _factors(line, path.row(s), widths[s], sheet.charset, s)
        if stage is Stage.RESULT:
            line.append(" = ").append(_right(path.value, results))
        if notes:
            line.append("   ").append(sheet.say("net-via", name=path.via), style=Meaning.QUIET)
        lines.append(line)
    if stage is Stage.RESULT:
        before = cell_len(head) + 3 + sum(sum(w) + 3 for w in widths.values()) + 3 * len(stages)
        lines += _total(before, results, total, sheet.charset)
    return lines


def _right(text: str, width: int) -> str:
    return " " * (width - cell_len(text)) + text


def _total(before: int, width: int, total: str, charset: Charset) -> list[Text]:
    rule = charset.joint(0, 0, 1, 1) * width
    return [
        Text(" " * before, no_wrap=True).append(rule, style=Meaning.EDGE),
        Text(" " * before, no_wrap=True).append(_right(total, width), style=Meaning.TOTAL),
    ]


def _upright(
    head: str, paths: Sequence[Path], step: GradientStep, sheet: Sheet, stage: Stage
) -> list[Text]:
    """One factor a row, for narrow screens."""
    lines = [_line(head, "")]
    if len(paths) == 1:
        return lines + _upright_path(paths[0], sheet, stage, "  ")
    for path in paths:
        lines.append(Text("  " + sheet.say("net-via", name=path.via), style=Meaning.QUIET))
        lines += _upright_path(path, sheet, stage, "    ")
    if stage is Stage.RESULT:
        addends = " + ".join(in_product(path.value) for path in paths)
        lines.append(Text(f"  = {addends}"))
        lines.append(Text("  = ").append(sheet.number(step.value), style=Meaning.TOTAL))
    return lines


def _upright_path(path: Path, sheet: Sheet, stage: Stage, indent: str) -> list[Text]:
    if max(map(cell_len, path.formula)) > sheet.width // 3:
        path = path._replace(formula=path.by_name)
    lines = []
    for place in range(len(path.chain)):
        texts = dict.fromkeys(path.row(s)[place] for s in _rows_until(stage))
        sign = sheet.charset.product if place else "="
        line = Text(f"{indent}{sign} ")
        line.append(" = ".join(texts), style=COLOURS[place])
        lines.append(line)
    if stage is Stage.RESULT:
        lines.append(Text(f"{indent}= ").append(path.value, style=Meaning.TOTAL))
    return lines


def check_line(left: str, value: str, agrees: bool, sheet: Sheet) -> Text:
    """`numeric check  (E(w₅+1e-5)−E(w₅−1e-5))/2e-5 = 1.3125  ✓`."""
    line = Text().append(sheet.say("net-check"), style=Meaning.QUIET)
    line.append(f"  {sheet.charset.text(clean(left))} = ").append(
        sheet.charset.number(value), style=Meaning.VALUE
    )
    sign, meaning = (
        (sheet.charset.right, Meaning.CORRECT) if agrees else (sheet.charset.wrong, Meaning.WRONG)
    )
    return line.append("  ").append(sign, style=meaning)
