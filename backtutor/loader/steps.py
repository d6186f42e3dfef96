"""The steps of a lesson: one row a kind.

In: the list under `steps`. Out: `Step` values. A step is a mapping whose kind is one of its
keys; the other keys say how it is asked. To add a kind, add a row to `KINDS`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from backtutor.graph import Kind
from backtutor.lesson import (
    AskExpression,
    AskForward,
    AskGrad,
    AskLocal,
    AskSecondForward,
    AskSign,
    AskUpdate,
    Auto,
    Choose,
    Form,
    Given,
    Mistake,
    Option,
    Page,
    Part,
    Reveal,
    Settings,
    Step,
    Train,
    words,
)
from backtutor.loader import mistakes, ways
from backtutor.loader.fields import Entry, Fields
from backtutor.loader.network import Network
from backtutor.loader.step_names import ANY, COMPUTED, PARAMETER, VARIABLE, StepNames, is_all
from backtutor.loader.tree import Mapping, Node, Scalar, Sequence
from backtutor.messages import message
from backtutor.problems import Span
from backtutor.terms import Derivative, Symbol, Updated

SETTINGS = ("id", "points", "hint", "form", "tolerance", "mistakes")
TRAINED = ("update", "second_forward")
"""Kinds that need a learning rate."""

BARE = (*TRAINED, "next")
"""Kinds that say everything by their name: `- update`."""

BESIDE = {"grad": ("parts", "entries")}
"""Keys that stand beside a kind and belong to it alone."""

STEP_ID = r"[A-Za-z0-9_-]{1,48}"


class Steps(StepNames):
    """Reads the steps of one lesson over its network."""

    def __init__(self, fields: Fields, network: Network, train: Train | None) -> None:
        super().__init__(fields, network, train)
        self.ids: dict[str, Span] = {}

    def read(self, node: Node) -> tuple[Step, ...]:
        found = (self.step(item) for item in self.fields.items(node, "steps"))
        return tuple(step for step in found if step is not None)

    def step(self, node: Node) -> Step | None:
        """One step: a mapping, or the bare name of a kind."""
        if isinstance(node, Mapping):
            return self._from_mapping(node)
        if isinstance(node, Scalar) and node.text in BARE:
            nothing = Scalar("", "", node.end, node.end, node.source)
            return self._of_kind(node, nothing, {})
        self.fields.wrong_kind(node, "step")
        return None

    def _from_mapping(self, node: Mapping) -> Step | None:
        """A step whose kind is one of its keys."""
        beside = tuple(key for keys in BESIDE.values() for key in keys)
        entries = self.fields.entries(node, (*ALL_KINDS, *SETTINGS, *beside))
        kinds = sorted((entries[k] for k in ALL_KINDS if k in entries), key=lambda e: e[0].begin)
        if len(entries) < len(node.entries) and not kinds:
            return None  # the unknown key has been reported; it may be the kind
        if len(kinds) == 1:
            return self._of_kind(*kinds[0], entries)
        if kinds:
            first, second = kinds[0][0], kinds[1][0]
            self.fields.findings.report(
                "step-two-kinds", second.span, first=first.text, second=second.text
            )
        else:
            self.fields.findings.report("step-without-kind", node.span)
        return None

    def _of_kind(self, key: Scalar, value: Node, entries: dict[str, Entry]) -> Step | None:
        if key.text in TRAINED:
            self.need_train(key)
        self._refuse_strangers(key, entries)
        if key.text in KINDS:
            step = KINDS[key.text](self, value, self.settings(entries, key.span))
            return self.with_parts(step, entries) if isinstance(step, AskGrad) else step
        keys, reader = COMPOUND[key.text]
        inner = self.fields.entries(value, (*keys, *SETTINGS))
        settings = self.settings({**entries, **inner}, key.span)
        return reader(self, inner, settings) if isinstance(value, Mapping) else None

    def _refuse_strangers(self, kind: Scalar, entries: dict[str, Entry]) -> None:
        """Keys that belong to another kind of step."""
        for other, keys in BESIDE.items():
            for key in keys:
                if key in entries and kind.text != other:
                    span = entries[key][0].span
                    self.fields.findings.report("step-key", span, key=key, kind=other)

    def need_train(self, node: Scalar) -> None:
        if self.train is None:
            self.fields.findings.report("needs-train", node.span, kind=node.text)

    # what any step may say about itself

    def settings(self, entries: dict[str, Entry], span: Span) -> Settings:
        read = self.fields
        return Settings(
            id=read.under(entries, "id", self.step_id),
            points=read.under(entries, "points", read.positive),
            hints=read.under(entries, "hint", read.several_words) or (),
            form=read.under(entries, "form", self.form) or Form.BOTH,
            tolerance=read.under(entries, "tolerance", read.tolerance),
            mistakes=read.under(entries, "mistakes", self.mistakes) or (),
            span=span,
        )

    def step_id(self, node: Node) -> str | None:
        word = self.fields.word(node)
        if word is None:
            return None
        if not re.fullmatch(STEP_ID, word):
            self.fields.findings.report("bad-step-id", node.span, id=word)
            return None
        if word in self.ids:
            related = ((self.ids[word], message("lesson:first-here")),)
            self.fields.findings.report("step-id-twice", node.span, related=related, id=word)
        self.ids[word] = node.span
        return word

    def form(self, node: Node) -> Form | None:
        word = self.fields.choice(node, [form.value for form in Form])
        return Form(word) if word else None

    def mistakes(self, node: Node) -> tuple[Mistake, ...]:
        found = (self.mistake(item) for item in self.fields.items(node))
        return tuple(mistake for mistake in found if mistake is not None)

    def mistake(self, node: Node) -> Mistake | None:
        entries = self.fields.entries(node, ("answer", "say"))
        if not isinstance(node, Mapping):
            return None
        answer = self.fields.require(entries, "answer", node.span)
        say = self.fields.require(entries, "say", node.span)
        term = self.fields.term(answer) if answer else None
        said = self.fields.words(say) if say else None
        if term is None or answer is None or not said:
            return None
        return Mistake(term, said, answer.span)

    # one method a kind

    def page(self, node: Node, settings: Settings) -> Step | None:
        text = self.fields.words(node)
        return Page(text, settings) if text else None

    def given(self, node: Node, settings: Settings) -> Step | None:
        return Given(self.names(node, lambda: self.live(*Kind), ANY), settings)

    def reveal(self, node: Node, settings: Settings) -> Step | None:
        graph = self.network.graph
        if is_all(node) and graph:
            slopes = (Derivative(graph.loss, name) for name in self.backward())
            return Reveal((*self.live(Kind.COMPUTED), *slopes), settings)
        nodes = node.items if isinstance(node, Sequence) else (node,)
        items = (self.revealed(item) for item in nodes if not is_all(item))
        return Reveal(tuple(item for item in items if item is not None), settings)

    def revealed(self, node: Node) -> str | Derivative | None:
        match self.fields.quantity(node):
            case Symbol(name):
                return name
            case Derivative() as derivative:
                return derivative
            case Updated():
                self.fields.wrong_kind(node, "quantity")
        return None

    def auto(self, node: Node, settings: Settings) -> Step | None:
        word = self.fields.choice(node, [part.value for part in Part])
        if word in TRAINED and isinstance(node, Scalar):
            self.need_train(node)
        return Auto(Part(word), settings) if word else None

    def forward(self, node: Node, settings: Settings) -> Step | None:
        return AskForward(self.names(node, lambda: self.live(Kind.COMPUTED), COMPUTED), settings)

    def local(self, node: Node, settings: Settings) -> Step | None:
        if is_all(node):
            return AskLocal(tuple(self.edges()), settings)
        nodes = node.items if isinstance(node, Sequence) else (node,)
        found = (self.edge(item) for item in nodes)
        return AskLocal(tuple(edge for edge in found if edge is not None), settings)

    def edges(self) -> Iterator[Derivative]:
        """Every edge whose local derivative can be asked."""
        for name in self.live(Kind.COMPUTED):
            for source in self.network.sources[name]:
                if self.network.kind(source) is not Kind.CONSTANT and not self.joins(source, name):
                    yield Derivative(name, source, local=True)

    def joins(self, *names: str) -> bool:
        """Whether a matrix stands at either end: there the rule takes the place of a number."""
        graph = self.network.graph
        return graph is not None and graph.has_matrix(*names)

    def edge(self, node: Node) -> Derivative | None:
        """The local derivative along one edge; the edge must be there."""
        quantity = self.fields.quantity(node)
        if quantity is None:
            return None
        if not isinstance(quantity, Derivative):
            self.fields.findings.report("not-a-derivative", node.span)
            return None
        of, by = quantity.of, quantity.by
        sources = self.network.sources[of]
        if of not in self.network.broken and by not in sources:
            self.fields.findings.report("no-edge", node.span, of=of, by=by, sources=sources)
            return None
        if not self.suits(by, node.span, VARIABLE):
            return None
        if self.joins(of, by):
            self.fields.findings.report("local-matrix", node.span, of=of, by=by)
            return None
        return Derivative(of, by, True)

    def grad(self, node: Node, settings: Settings) -> Step | None:
        return AskGrad(self.names(node, self.backward, VARIABLE), settings)

    def with_parts(self, step: AskGrad, entries: dict[str, Entry]) -> AskGrad:
        """`parts: true` and `entries: [[1, 2]]` beside `grad`."""
        parts = self.fields.under(entries, "parts", self.fields.truth) or False
        listed = self.fields.under(
            entries, "entries", lambda node: ways.entries(self, node, step.names)
        )
        if parts and listed:
            span = entries["entries"][0].span
            self.fields.findings.report("one-of-two", span, first="parts", second="entries")
        return step._replace(parts=parts, entries=listed or ())

    def sign(self, node: Node, settings: Settings) -> Step | None:
        name = self.fields.name(node)
        if name is None or not self.suits(name, node.span, VARIABLE):
            return None
        if ways.shape_of(self, name):
            self.fields.findings.report("sign-matrix", node.span, name=name)
            return None
        return AskSign(name, settings)

    def update(self, node: Node, settings: Settings) -> Step | None:
        names = self.names(node, lambda: self.live(Kind.PARAMETER), PARAMETER)
        return AskUpdate(names, settings)

    def second_forward(self, node: Node, settings: Settings) -> Step | None:
        return AskSecondForward(self.names(node, self.trained, COMPUTED), settings)

    def ask(self, entries: dict[str, Entry], settings: Settings) -> Step | None:
        assert settings.span is not None
        prompt = self.fields.require(entries, "prompt", settings.span)
        answer = self.fields.require(entries, "answer", settings.span)
        asked = self.fields.words(prompt) if prompt else None
        term = self.fields.term(answer) if answer else None
        options = self.fields.under(entries, "options", self.computed_options) or ()
        return AskExpression(asked, term, options, settings) if asked and term else None

    def computed_options(self, node: Node) -> tuple[Option, ...]:
        """Options that are formulas; which one is right, its value will tell."""
        found = []
        for item in self.fields.items(node):
            term = self.fields.term(item)
            if term is not None and isinstance(item, Scalar):
                found.append(Option(words(item.text.strip()), correct=False, term=term))
        return tuple(found)

    def choose(self, entries: dict[str, Entry], settings: Settings) -> Step | None:
        assert settings.span is not None
        prompt = self.fields.require(entries, "prompt", settings.span)
        asked = self.fields.words(prompt) if prompt else None
        listed = self.fields.require(entries, "options", settings.span)
        options = self.options(listed) if listed else ()
        shuffle = self.fields.under(entries, "shuffle", self.fields.truth)
        return Choose(asked, options, shuffle is not False, settings) if asked else None

    def options(self, node: Node) -> tuple[Option, ...]:
        """The options of a choice: one right at least, and one wrong."""
        items = self.fields.items(node)
        options = tuple(option for item in items if (option := self.option(item)) is not None)
        if items and len(options) == len(items):
            if not any(option.correct for option in options):
                self.fields.findings.report("no-right-option", node.span)
            if all(option.correct for option in options):
                self.fields.findings.report("no-wrong-option", node.span)
        return options

    def option(self, node: Node) -> Option | None:
        entries = self.fields.entries(node, ("text", "correct", "why"))
        if not isinstance(node, Mapping):
            return None
        written = self.fields.require(entries, "text", node.span)
        text = self.fields.words(written) if written else None
        correct = self.fields.under(entries, "correct", self.fields.truth) or False
        why = self.fields.under(entries, "why", self.fields.words)
        if not correct and "why" not in entries:
            self.fields.findings.report("no-reason", node.span)
        return Option(text, correct, why) if text else None


KINDS: dict[str, Callable[[Steps, Node, Settings], Step | None]] = {
    "text": Steps.page,
    "given": Steps.given,
    "reveal": Steps.reveal,
    "auto": Steps.auto,
    "forward": Steps.forward,
    "local": Steps.local,
    "grad": Steps.grad,
    "sign": Steps.sign,
    "update": Steps.update,
    "second_forward": Steps.second_forward,
    "shape": ways.shaped,
    "next": ways.next_step,
}

COMPOUND: dict[
    str, tuple[tuple[str, ...], Callable[[Steps, dict[str, Entry], Settings], Step | None]]
] = {
    "ask": (("prompt", "answer", "options"), Steps.ask),
    "choose": (("prompt", "options", "shuffle"), Steps.choose),
    "paths": (("from", "to"), ways.paths),
    "forward_mode": (("wrt",), ways.forward_mode),
    "gradcheck": (("wrt", "eps", "side", "ask", "entry"), ways.gradcheck),
    "order": (("prompt", "items", "free"), ways.order),
    "find_mistake": (mistakes.KEYS, mistakes.find_mistake),
}

ALL_KINDS = (*KINDS, *COMPOUND)
