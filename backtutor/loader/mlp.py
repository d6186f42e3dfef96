"""`mlp`: a dense network in one line.

In: the mapping under `mlp`, and what the sections declare. Out: a `Dense`, and the declarations
with those that it stands for. What the network is, `backtutor.dense` knows.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Names

from backtutor.dense import ACTIVATIONS, FORMS, LOSSES, Dense, LongForm, long_form
from backtutor.graph import Kind
from backtutor.loader.declared import Declared
from backtutor.loader.fields import Entry, Fields, did_you_mean
from backtutor.loader.given import LISTED_NAMES, Wanted
from backtutor.loader.tree import Node, Scalar, Sequence
from backtutor.messages import message
from backtutor.read import canonical

MAX_LAYERS = 50
MAX_WIDTH = 10_000
MAX_SIZE = 250_000
"""Parameters, inputs and targets together."""

BETWEEN_0_AND_1 = ("sigmoid", "softmax")
"""Activations whose results have a logarithm on both sides."""

_KEYS = ("sizes", "activation", "bias", "loss", "form")
_SECTIONS = {Kind.DATA: "inputs", Kind.PARAMETER: "params"}


# -- the line


def read_mlp(key: Scalar, node: Node, fields: Fields) -> Dense | None:
    """The network that the line describes, None where it describes none."""
    before = len(fields.findings.problems)
    entries = fields.entries(node, _KEYS)
    if "sizes" not in entries and len(fields.findings.problems) == before:
        fields.require(entries, "sizes", key.span)
    sizes = fields.under(entries, "sizes", lambda value: _sizes(value, fields))
    activations = _activations(entries, len(sizes) - 1, fields) if sizes else None
    loss = fields.under(entries, "loss", lambda value: fields.choice(value, LOSSES))
    form = fields.under(entries, "form", lambda value: fields.choice(value, FORMS))
    bias = fields.under(entries, "bias", fields.truth)
    if not sizes or not activations or len(fields.findings.problems) > before:
        return None
    dense = Dense(sizes, activations, bias is not False, loss or LOSSES[0], form or FORMS[0])
    return dense if _makes_sense(dense, entries, fields) else None


def _sizes(node: Node, fields: Fields) -> tuple[int, ...] | None:
    items = fields.items(node)
    sizes = [fields.integer(item, 1, MAX_WIDTH) for item in items]
    if isinstance(node, Sequence) and not 2 <= len(items) <= MAX_LAYERS + 1:
        fields.findings.report("mlp-sizes", node.span, count=len(items), most=MAX_LAYERS + 1)
        return None
    found = tuple(size for size in sizes if size is not None)
    return found if found and len(found) == len(sizes) else None


def _activations(entries: dict[str, Entry], layers: int, fields: Fields) -> tuple[str, ...] | None:
    """One name for all layers, or one a layer; without any, the sums as they are."""
    if "activation" not in entries:
        return ("identity",) * layers
    node = entries["activation"][1]
    if not isinstance(node, Sequence):
        word = fields.choice(node, ACTIVATIONS)
        return (word,) * layers if word else None
    words = [fields.choice(item, ACTIVATIONS) for item in node.items]
    if len(words) != layers:
        fields.findings.report("mlp-activations", node.span, count=len(words), layers=layers)
        return None
    found = tuple(word for word in words if word is not None)
    return found if len(found) == layers else None


def _makes_sense(dense: Dense, entries: dict[str, Entry], fields: Fields) -> bool:
    """Reports a network too large, and losses and activations that cannot go together."""
    report = fields.findings.report
    last = dense.activations[-1]
    if dense.size > MAX_SIZE:
        report("mlp-too-large", entries["sizes"][1].span, size=dense.size, most=MAX_SIZE)
    elif dense.loss == "bce" and last not in BETWEEN_0_AND_1:
        report("mlp-bce", entries["loss"][1].span, activation=last)
    elif dense.loss == "softmax_ce" and dense.sizes[-1] == 1:
        report("mlp-softmax-one", entries["loss"][1].span, what="softmax_ce")
    elif ("softmax", 1) in zip(dense.activations, dense.sizes[1:], strict=True):
        report("mlp-softmax-one", entries["activation"][1].span, what="softmax")
    else:
        return True
    return False


# -- the names that it stands for


def written_out(
    dense: Dense, key: Scalar, declared: dict[str, Declared], more_nodes: bool, fields: Fields
) -> tuple[dict[str, Declared], Wanted]:
    """The declarations of the sections with those that the line adds, and the shapes of these.

    A name of the mlp that is declared keeps its spelling and its value. Names that the mlp does
    not have are for the nodes that stand beside it, `more_nodes`; without such they are slips.
    """
    spelled = {canonical(name): name for name in declared}
    form = long_form(dense, spelled)
    taken = {spelled[name] for name in form.nodes if name in spelled}
    for name in taken:
        _report_taken(declared[name], key, fields)
    given = {**form.inputs, **form.params}
    others = [one for name, one in declared.items() if name not in given and name not in taken]
    unknown = [one for one in others if one.kind in _SECTIONS and not more_nodes]
    for one in unknown:
        _report_unknown(one, form, fields)
    # as in a file that is written out: section by section, its own names first
    every = [*_own(form, key, declared, fields), *(one for one in others if one not in unknown)]
    ordered = {one.name: one for kind in Kind for one in every if one.kind is kind}
    return ordered, Wanted(given, tuple(form.inputs) if dense.form == "matrices" else ())


def _own(
    form: LongForm, key: Scalar, declared: Names[str, Declared], fields: Fields
) -> Iterator[Declared]:
    """The names of the network, with the values that are written for them."""
    for kind, names in ((Kind.DATA, form.inputs), (Kind.PARAMETER, form.params)):
        for name in names:
            yield _in_section(name, kind, declared.get(name), key, fields)
    for name, term in form.nodes.items():
        yield Declared(name, Kind.COMPUTED, key, None, term)


def _in_section(
    name: str, kind: Kind, written: Declared | None, key: Scalar, fields: Fields
) -> Declared:
    if written is None:
        return Declared(name, kind, key, None)
    if written.kind is not kind and written.kind is not Kind.COMPUTED:
        section = _SECTIONS[kind]
        fields.findings.report("mlp-section", written.key.span, name=name, section=section)
    elif written.kind is Kind.COMPUTED:
        _report_taken(written, key, fields)
    return written._replace(kind=kind)


def _report_taken(written: Declared, key: Scalar, fields: Fields) -> None:
    related = ((key.span, message("lesson:first-here")),)
    fields.findings.report(
        "declared-twice", written.key.span, related=related, name=written.name, first=written.name
    )


def _report_unknown(written: Declared, form: LongForm, fields: Fields) -> None:
    name, section = written.name, _SECTIONS[written.kind]
    label = did_you_mean(name, {**form.inputs, **form.params})
    names = tuple(form.inputs if written.kind is Kind.DATA else form.params)
    shown = names if len(names) <= LISTED_NAMES else (*names[:LISTED_NAMES], "…", names[-1])
    fields.findings.report(
        "mlp-unknown-name", written.key.span, label=label, name=name, section=section, names=shown
    )
