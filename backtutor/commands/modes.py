"""The modes of `show` and `derive`: reverse mode, forward mode, paths.

In: what `--mode` and `--wrt` said. Out: a page or its data. A mode is a row of `MODES`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from backtutor import paths
from backtutor.commands.talk import write_json
from backtutor.derive import Derivation
from backtutor.environment import Environment
from backtutor.export import derivation_json
from backtutor.export_modes import forward_json, paths_json
from backtutor.graph import Graph, Kind
from backtutor.messages import Message, message
from backtutor.problems import Exit, Stop, nearest
from backtutor.read import read_quantity
from backtutor.tangents import asked_inputs, start_at
from backtutor.terms import Symbol
from backtutor.ui.forward import forward_page
from backtutor.ui.paths import paths_page
from backtutor.ui.screen import Screen
from backtutor.ui.theme import Meaning
from backtutor.values import Undefined


class Mode(NamedTuple):
    """How a mode is shown, as a page and as data; where it starts unless told, and why there;
    whether it can start at one entry of a matrix."""

    page: Callable[[Derivation, str, Screen], None]
    data: Callable[[Derivation, str], dict[str, Any]]
    start: Callable[[Derivation], str | None]
    chosen: Callable[[Derivation, str], Message]
    entries: bool


def _first_input(derivation: Derivation) -> str | None:
    inputs = asked_inputs(derivation)
    start = start_at(derivation.graph, inputs[0]) if inputs else None
    return start.label if start else None


def _chosen_by_paths(derivation: Derivation, name: str) -> Message:
    graph = derivation.graph
    facts = {"name": Symbol(name), "loss": Symbol(graph.loss)}
    if paths.count(graph, name, graph.loss) == 1:
        return message("wrt-chosen-single", **facts)
    return message("wrt-chosen-paths", **facts)


MODES = {
    "forward": Mode(
        forward_page,
        forward_json,
        _first_input,
        lambda derivation, name: message("wrt-chosen-forward", name=Symbol(name)),
        entries=True,
    ),
    "paths": Mode(
        paths_page,
        paths_json,
        lambda derivation: paths.busiest(derivation.graph),
        _chosen_by_paths,
        entries=False,
    ),
}
REVERSE = "reverse"


def must_be_mode(mode: str) -> None:
    if mode not in (REVERSE, *MODES):
        raise Stop(message("bad-mode", mode=mode), Exit.USAGE)


def show_mode(
    environment: Environment, derivation: Derivation, format: str, mode: str, wrt: str | None
) -> None:
    """The page or the data of forward mode or of paths."""
    row = MODES[mode]
    start = start_of(derivation, wrt, row.entries) if wrt is not None else _default(derivation, row)
    try:
        if format == "json":
            asked = {"mode": mode, "wrt": start, **row.data(derivation, start)}
            write_json(environment, {**derivation_json(derivation), **asked})
        else:
            _show_page(Screen(environment), derivation, row, start, chosen=wrt is None)
    except Undefined as undefined:
        # a product along the way can overflow where the gradient does not
        raise Stop(message("mode-undefined", name=start), Exit.PROBLEMS) from undefined


def _show_page(screen: Screen, derivation: Derivation, row: Mode, start: str, chosen: bool) -> None:
    screen.open(derivation.lesson)
    screen.print(screen.words(derivation.lesson.title), Meaning.HEADING)
    screen.print()
    if chosen:
        screen.print(screen.say(row.chosen(derivation, start)), Meaning.QUIET)
        screen.print()
    row.page(derivation, start, screen)


def _default(derivation: Derivation, mode: Mode) -> str:
    start = mode.start(derivation)
    if start is None:
        raise Stop(message("wrt-nothing", loss=Symbol(derivation.graph.loss)), Exit.USAGE)
    return start


def start_of(derivation: Derivation, typed: str, entries: bool = False) -> str:
    """What was typed, in the lesson's spelling: a name, or with `entries` one entry of a matrix;
    raises `Stop`."""
    name, bracket, _ = typed.partition("[")
    found = read_quantity(name.strip(), derivation.lesson.vocabulary)
    example = _example(derivation.graph)
    if not isinstance(found, Symbol):
        raise Stop(_no_name(derivation, typed, example), Exit.USAGE)
    if derivation.graph[found.name].kind is Kind.CONSTANT:
        raise Stop(message("wrt-constant", name=found, example=example), Exit.USAGE)
    if not bracket:
        return found.name
    shape = derivation.graph.shapes[found.name]
    if not entries or not shape:
        raise Stop(message("wrt-whole", typed=typed, name=found.name), Exit.USAGE)
    start = start_at(derivation.graph, found.name + typed[len(name) :].rstrip())
    if start is None:
        facts = {"typed": typed, "name": found, "rows": shape[0], "columns": shape[1]}
        raise Stop(message("wrt-no-entry", **facts), Exit.USAGE)
    return start.label


def _example(graph: Graph) -> str:
    """A name that can be differentiated by."""
    names = (n for n in reversed(graph.backward_order) if graph[n].kind is not Kind.CONSTANT)
    return next(names, graph.loss)


def _no_name(derivation: Derivation, typed: str, example: str) -> Message:
    near = nearest(typed, list(derivation.graph.nodes))
    if near:
        return message("wrt-near", typed=typed, near=near)
    return message("wrt-not-a-name", typed=typed, example=example)
