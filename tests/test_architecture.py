"""The architecture: layers, one importer an outside package, nothing of the world below layer 3.

`faults` reads the imports and calls of the sources and says what breaks a rule, one sentence
each; the program must have none, and each rule is shown to catch what it forbids. A new module
gets its place in `LAYERS`, a new dependency its one importer in `IMPORTERS`.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

LAYERS = (
    "figures matrices messages notation ops patterns precise problems read terms text values",
    "as_printed by_entry cancelling dense derive dimensions draws evaluation fit gradcheck "
    "gradient_texts graph lesson numerals paths proofread slopes tangent_rules tangents",
    "agreement asking carried choice_hints columns diagnosis disguise events factors filling "
    "forms formulas hints judge kinks marks matrix_formulas matrix_hints misconceptions neat "
    "nudges passing points progress proof questions reasons records reflection resizing rows "
    "scripts selection separation session sight standards structure targets suggesting verdicts",
    "deadline environment export export_checks export_modes loader packs store",
    "ui",
    "__main__ cli commands",
)
"""Modules and packages, lowest first; imports go down, or stay in their layer without a cycle."""

IMPORTERS = {
    "mpmath": "precise",
    "numpy": "matrices",
    "platformdirs": "environment",
    "rich": "ui",
    "sympy": "proof",
    "typer": "cli",
    "typing_extensions": "values",
    "yaml": "loader",
}
"""Outside packages, and the one module or package that speaks to each."""

ON_DEMAND = frozenset({"backtutor.matrices"})
"""Modules that load an outside package as they are loaded, and so are loaded where needed only."""

PURE = 3
"""The first layer that may know of files, clocks and terminals."""

WORLD = frozenset({
    "datetime", "getpass", "glob", "io", "locale", "logging", "os", "pathlib", "platform",
    "random", "secrets", "shutil", "signal", "socket", "subprocess", "sys", "tempfile",
    "threading", "time", "uuid",
})  # fmt: skip
WORLDLY_CALLS = frozenset(("input", "open", "print"))
EVALUATORS = frozenset(("__import__", "compile", "eval", "exec", "parse_expr", "sympify"))
BY_COMPUTED_NAME = "import_module"


@dataclass(frozen=True)
class Import:
    """One import: `module` as written, `name` where it is `from module import name`."""

    module: str
    name: str
    at_start: bool  # runs when the importing module is loaded

    @property
    def package(self) -> str:
        return self.module.partition(".")[0]


@dataclass(frozen=True)
class Source:
    """What the rules look at in one module."""

    imports: tuple[Import, ...]
    calls: tuple[str, ...]


Sources = Mapping[str, Source]


def program() -> Sources:
    """The modules of backtutor; a package goes by its own name."""
    found = {}
    for file in sorted((ROOT / "backtutor").rglob("*.py")):
        parts = file.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = source(file.read_text(encoding="utf-8"))
    return found


def source(text: str) -> Source:
    tree = ast.parse(text)
    at_start = {id(node) for node in _run_at_start(tree)}
    nodes = list(ast.walk(tree))
    imports = [found for node in nodes for found in _imports(node, id(node) in at_start)]
    return Source(tuple(imports), tuple(_calls(nodes)))


def _imports(node: ast.AST, at_start: bool) -> Iterator[Import]:
    match node:
        case ast.Import(names):
            yield from (Import(alias.name, "", at_start) for alias in names)
        case ast.ImportFrom(module, names, level):
            stem = "." * level + (module or "")
            yield from (Import(stem, alias.name, at_start) for alias in names)


def _calls(nodes: list[ast.AST]) -> Iterator[str]:
    """The names called: open(…), json.loads(…) as loads; Random() with its empty brackets."""
    for node in nodes:
        match node:
            case ast.Call(ast.Name("Random"), [], []):
                yield "Random()"
            case ast.Call(ast.Name(name)):
                yield name
            case ast.Call(ast.Attribute(ast.Name(owner), name)):
                yield f"{owner}.{name}"


def _run_at_start(node: ast.AST) -> Iterator[ast.AST]:
    """Every node that is run when a module is loaded: not the insides of functions."""
    for child in ast.iter_child_nodes(node):
        yield child
        match child:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                pass
            case ast.If(ast.Name("TYPE_CHECKING")):
                pass
            case _:
                yield from _run_at_start(child)


# ---- the rules -----------------------------------------------------------------------------------


def faults(sources: Sources) -> list[str]:
    """What breaks a rule, one sentence each."""
    return [sentence for rule in RULES for sentence in rule(sources)]


def homeless(sources: Sources) -> Iterator[str]:
    for module in sources:
        if layer(module) is None:
            yield f"{module} is in no layer"


def upward(sources: Sources) -> Iterator[str]:
    for module, target in _edges(sources):
        here, there = layer(module), layer(target)
        if here is not None and there is not None and there > here:
            yield f"{module} (layer {here}) imports {target} (layer {there})"


def relative(sources: Sources) -> Iterator[str]:
    for module, found in _all_imports(sources):
        if found.module.startswith("."):
            yield f"{module} imports {found.module}{found.name} by a relative name"


def circular(sources: Sources) -> Iterator[str]:
    targets: dict[str, set[str]] = {module: set() for module in sources}
    for module, target in _edges(sources):
        targets[module].add(target)
    try:
        TopologicalSorter(targets).prepare()
    except CycleError as error:
        yield "a circle of imports: " + " → ".join(reversed(error.args[1]))


def foreign(sources: Sources) -> Iterator[str]:
    for module, found in _all_imports(sources):
        package = found.package
        if package in ("", "backtutor") or package in sys.stdlib_module_names:
            continue
        if package not in IMPORTERS:
            yield f"{module} imports {package}, which has no importer"
        elif place(module) != IMPORTERS[package]:
            yield f"{module} imports {package}: only {IMPORTERS[package]} may"


def worldly(sources: Sources) -> Iterator[str]:
    for module in filter(_is_pure, sources):
        for found in sources[module].imports:
            # a generator with a seed of its own is no piece of the world
            if found.package in WORLD and (found.module, found.name) != ("random", "Random"):
                yield f"{module} imports {found.module}, below layer {PURE}"
        for call in sources[module].calls:
            if call in (*WORLDLY_CALLS, "Random()"):
                yield f"{module} calls {call}, below layer {PURE}"


def evaluating(sources: Sources) -> Iterator[str]:
    for module, found in sources.items():
        for call in found.calls:
            if call in EVALUATORS or call.rpartition(".")[2] in ("sympify", "parse_expr"):
                yield f"{module} calls {call}: no text is ever run"
            if call.rpartition(".")[2] == BY_COMPUTED_NAME:
                yield f"{module} calls {call}: imports are written out"


def heavy(sources: Sources) -> Iterator[str]:
    for module, found in _all_imports(sources):
        if found.package in ("sympy", "mpmath") and found.at_start:
            yield f"{module} imports {found.package} when it is loaded"


RULES = (homeless, upward, relative, circular, foreign, worldly, evaluating, heavy)


def place(module: str) -> str:
    """The row of a module in the table: backtutor.text.command is in text."""
    return module.split(".")[1] if "." in module else module


def layer(module: str) -> int | None:
    if module == "backtutor":  # the package itself: its version
        return 0
    rows = (number for number, row in enumerate(LAYERS) if place(module) in row.split())
    return next(rows, None)


def _is_pure(module: str) -> bool:
    number = layer(module)
    return number is not None and number < PURE


def _all_imports(sources: Sources) -> Iterator[tuple[str, Import]]:
    for module, found in sources.items():
        for one in found.imports:
            yield module, one


def _edges(sources: Sources) -> Iterator[tuple[str, str]]:
    """Who imports whom in the program; `from backtutor.text import lesson` is a module."""
    for module, found in _all_imports(sources):
        if found.package == "backtutor":
            deeper = f"{found.module}.{found.name}"
            yield module, deeper if deeper in sources else found.module


# ---- the program ---------------------------------------------------------------------------------


def test_the_program_keeps_its_architecture() -> None:
    assert faults(program()) == []


def test_every_name_in_the_table_is_a_module() -> None:
    places = {place(module) for module in program()} - {"backtutor"}
    assert set(" ".join(LAYERS).split()) - places == set()


def test_pure_modules_load_nothing_from_outside() -> None:
    pure = [module for module in program() if _is_pure(module) and module not in ON_DEMAND]
    load = ["import sys", *(f"import {module}" for module in pure)]
    program_text = "\n".join([*load, f"print(sorted({set(IMPORTERS)!r} & set(sys.modules)))"])
    command = [sys.executable, "-c", program_text]
    assert subprocess.check_output(command, text=True) == "[]\n"


# ---- the rules catch what they forbid --------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "sentences"),
    [
        ({"backtutor.newcomer": ""}, ["backtutor.newcomer is in no layer"]),
        ({"backtutor.newcomer.part": ""}, ["backtutor.newcomer.part is in no layer"]),
        (
            {"backtutor.terms": "from backtutor.graph import Graph", "backtutor.graph": ""},
            ["backtutor.terms (layer 0) imports backtutor.graph (layer 1)"],
        ),
        (
            {"backtutor.loader.tree": "def f():\n    from backtutor import ui", "backtutor.ui": ""},
            ["backtutor.loader.tree (layer 3) imports backtutor.ui (layer 4)"],
        ),
        (
            {"backtutor.ui.maths": "from . import theme"},
            ["backtutor.ui.maths imports .theme by a relative name"],
        ),
        (
            {
                "backtutor.graph": "import backtutor.lesson",
                "backtutor.lesson": "def f():\n    from backtutor.graph import Graph",
            },
            ["a circle of imports: backtutor.graph → backtutor.lesson → backtutor.graph"],
        ),
        (
            {"backtutor.ui": "import yaml"},
            ["backtutor.ui imports yaml: only loader may"],
        ),
        (
            {"backtutor.cli": "import click"},
            ["backtutor.cli imports click, which has no importer"],
        ),
        (
            {"backtutor.session": "from os import path"},
            ["backtutor.session imports os, below layer 3"],
        ),
        (
            {"backtutor.session": "from random import Random, shuffle"},
            ["backtutor.session imports random, below layer 3"],
        ),
        (
            {"backtutor.session": "def f():\n    return Random(), Random(7)"},
            ["backtutor.session calls Random(), below layer 3"],
        ),
        (
            {"backtutor.judge": "print(open(input()))"},
            [
                "backtutor.judge calls print, below layer 3",
                "backtutor.judge calls open, below layer 3",
                "backtutor.judge calls input, below layer 3",
            ],
        ),
        (
            {"backtutor.ui": "def f(x):\n    return eval(x)"},
            ["backtutor.ui calls eval: no text is ever run"],
        ),
        (
            {"backtutor.proof": "def f(x):\n    import sympy\n    return sympy.sympify(x)"},
            ["backtutor.proof calls sympy.sympify: no text is ever run"],
        ),
        (
            {"backtutor.cli": "importlib.import_module('sympy')"},
            ["backtutor.cli calls importlib.import_module: imports are written out"],
        ),
        (
            {"backtutor.proof": "try:\n    import sympy\nexcept ImportError:\n    pass"},
            ["backtutor.proof imports sympy when it is loaded"],
        ),
        (
            {"backtutor.proof": "class Proof:\n    from sympy import Expr"},
            ["backtutor.proof imports sympy when it is loaded"],
        ),
        (
            {
                "backtutor.proof": "if TYPE_CHECKING:\n    from sympy import Expr\n"
                "def f():\n    import sympy",
                "backtutor.loader.tree": "import yaml, sys, backtutor.terms\nre.compile(open('x'))",
                "backtutor.terms": "from collections.abc import Mapping\nfrom random import Random",
                "backtutor": "__version__ = '1'",
                "backtutor.cli": "from backtutor import __version__\nimport typer",
            },
            [],
        ),
    ],
)
def test_each_rule_catches_what_it_forbids(texts: dict[str, str], sentences: list[str]) -> None:
    assert faults({module: source(text) for module, text in texts.items()}) == sentences
