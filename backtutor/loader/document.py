"""A whole lesson file: the top-level keys, one row a key.

In: the path and the bytes of a file. Out: a `Loaded`: the lesson, where nothing is wrong with
it, and every problem of the file. Reading never stops at the first problem; what could not be
read is passed over, so that one mistake is told once. To add a key, add a row to `PARTS`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, NamedTuple

from backtutor.derive import Derivation
from backtutor.figures import figure_value
from backtutor.graph import Kind
from backtutor.lesson import Caption, Expectation, Lesson, Seeding, Step, Tolerance, Train, Words
from backtutor.loader.domain import check_numbers, check_values
from backtutor.loader.faults import ADVICE_CODES, Findings
from backtutor.loader.fields import Entry, Fields
from backtutor.loader.network import SECTIONS, Network, read_network
from backtutor.loader.steps import Steps
from backtutor.loader.tree import Mapping, Node, Scalar, Sequence, parse
from backtutor.notation import DEFAULT_ROUNDING, Rounding
from backtutor.problems import Problem, Span
from backtutor.read import Vocabulary
from backtutor.terms import Number, Quantity, Symbol, Updated
from backtutor.values import is_matrix

if TYPE_CHECKING:
    from backtutor.loader.plan import Plan

FORMAT = 1
LESSON_ID = r"[a-z0-9-]{1,48}"


class Loaded(NamedTuple):
    """A lesson with its derivation, None where it has errors, and all problems in the order of
    the file."""

    derivation: Derivation | None
    problems: tuple[Problem, ...]

    @property
    def lesson(self) -> Lesson | None:
        return self.derivation.lesson if self.derivation else None

    @property
    def differs_by_seed(self) -> bool:
        """Whether another seed would draw other values."""
        drawn = self.lesson.drawn if self.lesson else None
        return drawn is not None and drawn.seeding is not Seeding.FIXED


def load_lesson(path: str, data: str | bytes, seed: int = 0) -> Loaded:
    """Read one lesson file; `path` is what problems call it, and names a lesson without `id`.

    Values are drawn with `seed`, where the lesson has no seed of its own.
    """
    findings = Findings()
    root = parse(path, data, findings)
    # no tree and no problem: nothing stands in the file
    readable = root is not None or not findings.failed
    derivation = _lesson(path, data, root, seed, findings) if readable else None
    return Loaded(None if findings.failed else derivation, findings.kept)


def slug(path: str) -> str:
    """The id of a lesson that gives none: its file's name without the ending."""
    stem = PurePath(path.replace("\\", "/")).name.rsplit(".", 1)[0].lower()
    return re.sub(r"[^a-z0-9-]", "-", stem)[:48] or "lesson"


def _lesson(
    path: str, data: str | bytes, root: Node | None, seed: int, findings: Findings
) -> Derivation | None:
    if not isinstance(root, Mapping):
        span = root.span if root is not None else Span(path, 1, 1, 0, "")
        findings.report("not-a-mapping", span)
        return None
    if not check_format(root, findings):
        return None
    top = _top_level(root, findings)
    network = read_network(top, _first_key(root), findings)
    values = check_values(network, findings) if not network.draws else {}
    fields = Fields(findings, network.vocabulary())
    parts = _Document(root, top, network).read(fields)
    plan = _plan(top, network, fields)
    advise_unused(network, fields.used, findings)
    if findings.failed or network.graph is None:
        return None
    parts.setdefault("id", slug(path))
    lesson = Lesson(graph=network.graph, given=network.given, path=path, data=_bytes(data), **parts)
    if plan is None:
        return check_numbers(lesson, values, findings)
    return _drawn(lesson, network, plan, seed, findings)


def _plan(top: dict[str, Entry], network: Network, fields: Fields) -> Plan | None:
    """How values are drawn, where any are."""
    if "draw" not in top and not network.draws:
        return None
    from backtutor.loader.plan import read_plan  # most lessons draw nothing

    plan = read_plan(top.get("draw"), network, fields)
    if network.draws or fields.findings.failed:
        return plan
    fields.findings.report("draw-unused", plan.span)
    return None


def _drawn(
    lesson: Lesson, network: Network, plan: Plan, seed: int, findings: Findings
) -> Derivation | None:
    """The derivation at the values that this seed draws."""
    from backtutor.loader.drawing import draw_lesson

    found = draw_lesson(lesson, network.draws, plan, seed, findings)
    if found is None:
        return None
    network.given = dict(found.given)
    return check_numbers(found, check_values(network, findings), findings)


def _first_key(root: Mapping) -> Span:
    """Where a key that is missing is reported."""
    return root.entries[0][0].span if root.entries else root.span


def _bytes(data: str | bytes) -> bytes:
    return data if isinstance(data, bytes) else data.encode()


def check_format(root: Mapping, findings: Findings) -> bool:
    """Whether `format` comes first and is ours; a newer one ends the reading."""
    if not root.entries or root.entries[0][0].text != "format":
        key = next((key for key, _ in root.entries if key.text == "format"), None)
        findings.report("format-first", key.span if key else _first_key(root))
    value = root.get("format")
    if value is None:
        return True
    text = value.text if isinstance(value, Scalar) else ""
    if re.fullmatch(r"[0-9]{1,9}", text) and int(text) > FORMAT:
        findings.report("format-newer", value.span, number=text, ours=FORMAT)
        return False
    if text != str(FORMAT):
        findings.report("format-unknown", value.span, ours=FORMAT)
    return True


def _top_level(root: Mapping, findings: Findings) -> dict[str, Entry]:
    """The known entries; keys that begin with x- belong to other tools."""
    ours = tuple(entry for entry in root.entries if not entry[0].text.startswith("x-"))
    fields = Fields(findings, Vocabulary({}))
    known = ("format", *SECTIONS, "mlp", "draw", "loss", "train", "show", "allow", *PARTS)
    return fields.entries(root._replace(entries=ours), known)


class _Document:
    """What a lesson says beside its network."""

    def __init__(self, root: Mapping, top: dict[str, Entry], network: Network) -> None:
        self.root = root
        self.top = top
        self.network = network

    def read(self, fields: Fields) -> dict[str, Any]:
        """Field of `Lesson` → value, for every key that is there and could be read."""
        # the learning rate comes first: formulas may name it
        self.fields = fields
        self.train = fields.under(self.top, "train", self.read_train)
        if self.train:
            fields.vocabulary = self.network.vocabulary(self.train.lr_name)
            if self.train.lr_name not in self.network.declared:
                rate = Number(Fraction(self.train.lr))
                fields.constants = {Symbol(self.train.lr_name): rate}
        fields.findings.allowed = fields.under(self.top, "allow", self.allow) or frozenset()
        found: dict[str, Any] = {
            "train": self.train,
            "allow": fields.findings.allowed,
            "captions": self.captions(),
        }
        if "show" in self.top:
            found["rounding"] = self.rounding(self.top["show"][1])
        for key, read in PARTS.items():
            value = read(self, self.top[key][1]) if key in self.top else None
            if value is not None:
                found[key] = value
        fields.require(self.top, "title", _first_key(self.root))
        return found

    # the parts

    def lesson_id(self, node: Node) -> str | None:
        word = self.fields.word(node)
        if word is None or re.fullmatch(LESSON_ID, word):
            return word
        self.fields.findings.report("bad-lesson-id", node.span, id=word)
        return None

    def words(self, node: Node) -> Words | None:
        return self.fields.words(node)

    def level(self, node: Node) -> int | None:
        return self.fields.integer(node, 0, 100)

    def word_list(self, node: Node) -> tuple[str, ...]:
        return self.fields.word_list(node)

    def tolerance(self, node: Node) -> Tolerance | None:
        return self.fields.tolerance(node)

    def read_train(self, node: Node) -> Train | None:
        """The learning rate, a number or a constant's name, and the number of steps."""
        entries = self.fields.entries(node, ("lr", "steps"))
        if not isinstance(node, Mapping):
            return None
        rate = self.fields.require(entries, "lr", self.top["train"][0].span)
        steps = self.fields.under(
            entries, "steps", lambda value: self.fields.integer(value, 1, 1000)
        )
        named = self._constant(rate) if isinstance(rate, Scalar) else None
        if named:
            self.fields.used.add(named)
            drawn = self.network.draws.get(named)
            # 0 until it is drawn
            value = Fraction(0) if drawn else self.network.given.get(named)
            if (drawn and drawn.shape) or (value is not None and is_matrix(value)):
                assert rate is not None
                self.fields.wrong_kind(rate, "number")
                return None
            return Train(value, steps or 1, named) if value is not None else None
        value = self.fields.number(rate) if rate else None
        return Train(value, steps or 1) if value is not None else None

    def _constant(self, rate: Scalar) -> str | None:
        name = self.fields.vocabulary.declared(rate.text)
        return name if name and self.network.kind(name) is Kind.CONSTANT else None

    def steps(self, node: Node) -> tuple[Step, ...]:
        return Steps(self.fields, self.network, self.train).read(node)

    def allow(self, node: Node) -> frozenset[str]:
        codes = set()
        for item in self.fields.items(node):
            code = self.fields.word(item)
            if code in ADVICE_CODES:
                codes.add(code)
            elif code is not None:
                known = ADVICE_CODES
                self.fields.findings.report("unknown-advice", item.span, word=code, known=known)
        return frozenset(codes)

    def rounding(self, node: Node) -> Rounding:
        """How numbers are shown; `labels` beside it are read with the captions."""
        entries = self.fields.entries(node, ("decimals", "digits", "labels"))
        if "decimals" in entries and "digits" in entries:
            span = entries["digits"][0].span
            self.fields.findings.report("one-of-two", span, first="decimals", second="digits")
        decimals = self.fields.under(entries, "decimals", lambda n: self.fields.integer(n, 0, 15))
        digits = self.fields.under(entries, "digits", lambda n: self.fields.integer(n, 1, 15))
        return Rounding(digits or DEFAULT_ROUNDING.digits, decimals)

    def captions(self) -> dict[str, Caption]:
        """Name → what the author says of it, in `nodes` or under `show.labels`."""
        found = {}
        for declared in self.network.declared.values():
            if isinstance(declared.value, Mapping) and declared.kind is Kind.COMPUTED:
                texts = {
                    key.text: self.fields.words(value)
                    for key, value in declared.value.entries
                    if key.text in ("label", "note", "hint")
                }
                found[declared.name] = Caption(**texts)
        for name, label in self._labels():
            found[name] = found.get(name, Caption())._replace(label=label)
        return found

    def _labels(self) -> Iterator[tuple[str, Words]]:
        show = self.top["show"][1] if "show" in self.top else None
        labels = show.get("labels") if isinstance(show, Mapping) else None
        if labels is None:
            return
        if not isinstance(labels, Mapping):
            self.fields.wrong_kind(labels, "names")
            return
        for key, value in labels.entries:
            used = set(self.fields.used)
            name = self.fields.name(key)
            self.fields.used = used  # a label is no use of a name
            text = self.fields.words(value)
            if name and text:
                yield name, text

    def expect(self, node: Node) -> tuple[Expectation, ...]:
        if not isinstance(node, Mapping):
            self.fields.wrong_kind(node, "figures")
            return ()
        return tuple(
            found for key, value in node.entries for found in self.expectations(key, value)
        )

    def expectations(self, key: Scalar, value: Node) -> Iterator[Expectation]:
        """What one key asserts: a figure, or those of a matrix (a list is one row)."""
        quantity = self.fields.quantity(key)
        if isinstance(quantity, Updated) and self.train is None:
            self.fields.findings.report("needs-train", key.span, kind=key.text)
        if not isinstance(value, Sequence):
            asserted = self.asserted(quantity, key.text, value) if quantity else None
            yield from (asserted,) if asserted else ()
            return
        rows = self.fields.rows(value)
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                figure = self.figure(cell)
                if figure is not None and quantity is not None:
                    text, shape = figure.text.strip(), (len(rows), len(row))
                    yield Expectation(quantity, key.text, text, figure.span, (i, j), shape)

    def asserted(self, quantity: Quantity, key: str, value: Node) -> Expectation | None:
        """A figure; where values are drawn, perhaps a formula that is equal at all of them."""
        if self.network.draws and isinstance(value, Scalar) and figure_value(value.text) is None:
            identity = self.fields.term(value)
            known = Expectation(quantity, key, value.text.strip(), value.span)
            return known._replace(identity=identity) if identity is not None else None
        figure = self.figure(value)
        return Expectation(quantity, key, figure.text.strip(), figure.span) if figure else None

    def figure(self, value: Node) -> Scalar | None:
        figure = self.fields.scalar(value, "figure")
        if figure is not None and figure_value(figure.text) is None:
            self.fields.findings.report("not-a-figure", figure.span, text=figure.text)
            return None
        return figure


PARTS: dict[str, Callable[[_Document, Node], object]] = {
    "id": _Document.lesson_id,
    "title": _Document.words,
    "summary": _Document.words,
    "source": _Document.words,
    "level": _Document.level,
    "tags": _Document.word_list,
    "skills": _Document.word_list,
    "steps": _Document.steps,
    "tolerance": _Document.tolerance,
    "expect": _Document.expect,
}


def advise_unused(network: Network, used: set[str], findings: Findings) -> None:
    """Advice for a name that no formula, step or text uses."""
    if network.graph is None or network.broken:
        return
    used = used.union(*network.sources.values())
    for declared in network.declared.values():
        if declared.name not in used and declared.name != network.loss:
            findings.report("unused-name", declared.key.span, name=declared.name)
