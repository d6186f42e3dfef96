"""Makes the parts of the documentation that follow from the program.

`python docs/generate.py` writes them; `python docs/generate.py --check` only compares, and fails
where a file is not what the program would write. A new generated page is a row of `PAGES`.
"""

from __future__ import annotations

import html
import io
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console

from backtutor.derive import Derivation
from backtutor.environment import Environment, Streams
from backtutor.events import Event
from backtutor.graph import Graph, Kind, Node, topological
from backtutor.loader.faults import FAULTS, fault_id
from backtutor.misconceptions import TABLE
from backtutor.notation import PRETTY, write
from backtutor.ops import OPS, Op
from backtutor.packs import find_lesson
from backtutor.problems import Problem
from backtutor.read import Vocabulary, read_lesson
from backtutor.read.faults import CODES
from backtutor.read.shapes import Shapes
from backtutor.session import Session
from backtutor.slopes import local_derivatives, local_terms, upstream_of
from backtutor.store import Log
from backtutor.terms import Apply, Derivative, Symbol, Term, atoms, substitute
from backtutor.text import catalogue, say
from backtutor.text.asking import ROWS as ASKING
from backtutor.text.misconception import ROWS as SENTENCES
from backtutor.ui.desk import Leave
from backtutor.ui.keys import KEYS
from backtutor.ui.play import Play
from backtutor.ui.screen import Screen
from backtutor.ui.theme import Background, theme

DOCS = Path(__file__).parent
ROOT = DOCS.parent
NOTE = "<!-- Made by docs/generate.py; change the program, not this page. -->\n"


# -- operations


def operations() -> str:
    """Every operation with its derivatives, from the rules that the engine uses."""
    lines = [NOTE, "# Operations", "", *_OPERATIONS_INTRO, ""]
    lines += ["| operation | local derivatives | why | stands for | kink |"]
    lines += ["|---|---|---|---|---|"]
    lines += [_operation(op) for op in OPS.values() if not op.whole]
    lines += ["", "## Whole matrices", "", *_MATRICES_INTRO, ""]
    lines += ["| operation | contributions | why | kink |", "|---|---|---|---|"]
    lines += [_whole_operation(op, *formula) for op, *formula in _WHOLE]
    return "\n".join(lines) + "\n"


_OPERATIONS_INTRO = (
    "One row of `backtutor/ops.py` each. `y` is the output, so that a rule can use it: the slope",
    "of y = σ(x) is y·(1 − y). Between matrices these work entry by entry, and an axis of length 1",
    "is stretched; the gradient of what was stretched is summed again. At a kink the slope is that",
    "of PyTorch, and any slope between the two sides is accepted from a learner.",
)
_MATRICES_INTRO = (
    "`dY` is the gradient of the loss by the output Y. X is data of m rows, so that a mean divides",
    "by m; the other sizes of the examples are X 4×3, W 3×2, A 3×3, K 2×2, x 1×5, k 1×2.",
)
_GIVEN = {"X": (4, 3), "W": (3, 2), "A": (3, 3), "K": (2, 2), "x": (1, 5), "k": (1, 2), "T": (4, 3)}
_WHOLE: tuple[tuple[str, str], ...] = (
    ("matmul", "X @ W"),
    ("T", "X.T"),
    ("reshape", "reshape(X, 2, 6)"),
    ("sum", "sum(X)"),
    ("sum", "sum(X, axis=0)"),
    ("mean", "mean(X)"),
    ("mean", "mean(X, axis=1)"),
    ("max", "max(X)"),
    ("max", "max(X, axis=1)"),
    ("softmax", "softmax(X)"),
    ("log_softmax", "log_softmax(X)"),
    ("logsumexp", "logsumexp(X)"),
    ("softmax_ce", "softmax_ce(X, T)"),
    ("trace", "trace(A)"),
    ("det", "det(A)"),
    ("inv", "inv(A)"),
    ("conv1d", "conv1d(x, k)"),
    ("conv2d", "conv2d(X, K)"),
    ("fullconv", "fullconv(X, K)"),
)
"""Operations on whole matrices, each in an example."""


def _operation(op: Op) -> str:
    count = op.arity if not op.many else 2
    args: tuple[Term, ...] = tuple(Symbol(name) for name in ("a", "b")[:count])
    if count == 1:
        args = (Symbol("x"),)
    formula = Apply(op.name, args)
    local = local_derivatives(Node("y", Kind.COMPUTED, 0, formula))
    slopes = [f"∂y/∂{name} = {write(term, PRETTY)}" for name, term in local.items()]
    stands = write(op.definition(*args), PRETTY) if op.definition else ""
    return _table_row(
        write(formula, PRETTY), ", ".join(slopes), say(op.why, "en"), stands, _kink(op, args)
    )


def _whole_operation(name: str, text: str) -> str:
    """A row of the second table, from the gradient steps of a network with this one node."""
    vocabulary = Vocabulary(_GIVEN)
    term = read_lesson(text, vocabulary)
    assert not isinstance(term, Problem), text
    shape = Shapes(vocabulary).of(term)
    loss = Apply("sum", (Apply("mul", (Symbol("G"), Symbol("Y"))),))
    used = [(given, _GIVEN[given]) for given in _GIVEN if Symbol(given) in set(atoms(term))]
    nodes = [Node(given, Kind.DATA, i, shape=size) for i, (given, size) in enumerate(used)]
    nodes += [Node("G", Kind.CONSTANT, 8, shape=shape or ()), Node("Y", Kind.COMPUTED, 9, term)]
    graph = Graph(topological([*nodes, Node("L", Kind.COMPUTED, 10, loss)]), "L")
    slopes = local_terms(graph)
    upstream = {upstream_of("Y"): Derivative("L", "Y", short=True)}
    rules = [f"d{given} = {write(substitute(slopes[given, 'Y'], upstream))}" for given, _ in used]
    kink = "two largest entries equal" if OPS[name].branch else ""
    return _table_row(f"`{text}`", f"`{'`, `'.join(rules)}`", say(OPS[name].why, "en"), kink)


def _table_row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _kink(op: Op, args: tuple[Term, ...]) -> str:
    if op.branch is None:
        return ""
    return (
        f"{write(args[0], PRETTY)} = 0"
        if op.branch.__code__.co_argcount == 1 or (op.name == "leaky_relu")
        else "a = b"
    )


# -- misconceptions and problems


def misconceptions() -> str:
    """What the tutor recognises, with the sentence that a learner gets."""
    lines = [NOTE, "# Misconceptions", "", *_MISCONCEPTIONS_INTRO, ""]
    lines += ["| id | what the learner is told |", "|---|---|"]
    for row in {f"{row.id}{row.variant}": row for row in TABLE}.values():
        sentence = catalogue()[f"why-{row.id}{row.variant}"][0]
        lines.append(f"| `{row.id}` | {_blanked(sentence)} |")
    lines += ["", "## Of numbers and formulas as such", "", *_ANY_INTRO, ""]
    lines += ["| id | what the learner is told |", "|---|---|"]
    for id, sentence in _of_answers():
        lines.append(f"| `{id}` | {_blanked(sentence)} |")
    lines += ["", "## Of single kinds of questions", "", *_SLIPS_INTRO, ""]
    lines += ["| id | what the learner is told |", "|---|---|"]
    for id, (sentence, _) in ASKING.items():
        if id.startswith("slip-"):
            name = id.removeprefix("slip-").partition("/")[0]
            lines.append(f"| `{name}` | {_blanked(sentence)} |")
    return "\n".join(lines) + "\n"


STRUCTURAL = {
    "extra-factor": ("factor", "factor-again", "factor-of-no-arrow"),
    "extra-addend": ("addend",),
    "constant-factor": ("constant", "constant-unnamed"),
    "wrong-upstream": ("upstream",),
    "wrong-node": ("name",),
    "wrong-axis": ("axis",),
    "extra-sum": ("sum-extra",),
    "product-grouping": ("grouping",),
    "rows-moved": ("rows-moved",),
    "columns-moved": ("columns-moved",),
}
"""What the structure of an answer shows that is no row of the table → its sentences."""


def _of_answers() -> Iterator[tuple[str, str]]:
    """What is told of an answer by its digits and by its structure: id, sentence."""
    for id, (sentence, _) in SENTENCES.items():
        if id.startswith(("why-slip-", "why-rounded-early")):
            yield "slip" if "slip" in id else "rounded-early", sentence
    for id, names in STRUCTURAL.items():
        for name in names:
            yield id, catalogue()[f"structure-{name}"][0]


_ANY_INTRO = (
    "Where no misconception explains an answer: a slip in its digits, or what the structure of a",
    "formula shows. These name a place, never a value.",
)

_SLIPS_INTRO = (
    "What one path brings, one entry, a gradient check: each has slips of its own, which these ids",
    "stand for. `upstream-only` and `local-only` are told there too.",
)


_MISCONCEPTIONS_INTRO = (
    "Each is a rewrite of the derivation, so it predicts a wrong number and a wrong formula for",
    "any question of any lesson. Reports and logs use these ids. A hint never contains the",
    "answer; the names in it are those of the lesson.",
)


def _blanked(sentence: str) -> str:
    """The placeholders as example names."""
    names = {"loss": "E", "by": "w", "via": "y", "node": "E", "high": "y", "low": "t"}
    names |= {"name": "w", "other": "h2", "path": "w → h → y → E", "weights": "w5", "stop": "y"}
    names |= {"output": "y", "target": "t", "source": "w", "user": "y", "asked": "dy/dw"}
    numbers = {"count": "2", "followed": "1", "row": "1", "column": "2", "place": "2"}
    names |= {"side": "1.05*1.35", "top": "E", "factor": "h1", "addend": "b", "gradient": "dE/dy"}
    numbers |= {"arrows": "3", "kept": "2", "rows": "2", "columns": "3"}
    filled = re.sub(r"\{(\w+)\}", lambda m: {**names, **numbers}.get(m[1], m[1]), sentence)
    return filled.replace("|", "\\|")


def problems() -> str:
    """The codes of lesson, pack and reading problems."""
    lines = [NOTE, "# Problems of lessons and packs", "", *_PROBLEMS_INTRO, ""]
    rows = [(code, severity.value, fault_id(fault)) for fault, (code, severity) in FAULTS.items()]
    lines += _problem_table(rows)
    lines += ["", "## Formulas and answers", "", *_READING_INTRO, ""]
    lines += _problem_table([(code, "error", id) for id, code in CODES.items()])
    return "\n".join(lines) + "\n"


def _problem_table(rows: list[tuple[str, str, str]]) -> list[str]:
    """Code, severity and headline, by code."""
    lines = ["| code | severity | says |", "|---|---|---|"]
    for code, severity, id in sorted(rows, key=lambda row: row[0]):
        sentence = catalogue()[id][0].replace("{{", "{").replace("}}", "}")
        text = sentence.replace("|", "\\|")
        lines.append(f"| {code} | {severity} | {text} |")
    return lines


_PROBLEMS_INTRO = (
    "`backtutor check` prints them all, at their places. Errors fail; with `--strict` warnings",
    "fail too; advice never does, and `allow: [CODE]` in a lesson silences it. Codes are stable.",
)
_READING_INTRO = (
    "What stands in a formula of a lesson, or in an answer. An answer that cannot be read never",
    "costs an attempt; each of these comes with a sentence that says what to write instead.",
)


# -- the table of keys, inside the README


def keys() -> str:
    """The table of what can be typed besides an answer."""
    lines = ["| type | to |", "|---|---|"]
    for key in KEYS:
        shown = key.shown.replace("|", "\\|")
        lines.append(f"| `{shown}` | {catalogue()[f'help-{key.id}'][0]} |")
    return "\n".join(lines)


KEYS_PART = re.compile(r"(<!-- keys -->\n).*?(<!-- /keys -->)", re.DOTALL)


def readme() -> str:
    """The README with its table of keys renewed."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return KEYS_PART.sub(lambda part: part[1] + keys() + "\n" + part[2], text)


# -- screens


@dataclass
class Filmed:
    """A session on a recording console; `replies` are typed one after the other."""

    replies: Iterator[str]
    console: Console
    typed: list[str] = field(default_factory=list)

    def ask(self, prompt: str) -> str:
        reply = next(self.replies, None)
        self.console.print(f"[bold]{prompt}[/bold]{reply or ''}", highlight=False, markup=True)
        if reply is None:
            raise Leave(status=0)  # type: ignore[arg-type]
        return reply


def film(lesson: str, lang: str, before: list[str], shown: list[str], dark: bool) -> Console:
    """A console that recorded the screen from the last of `before` on."""
    environment = Environment(
        streams=Streams(io.StringIO(), io.StringIO(), io.StringIO()),
        terminal=True,
        color=True,
        dark=dark,
        lang=lang,
        clock=lambda: datetime(2026, 1, 1, tzinfo=UTC),
    )
    console = Console(
        file=io.StringIO(),
        record=True,
        width=80,
        force_terminal=True,
        color_system="truecolor",
        theme=theme(Background.DARK if dark else Background.LIGHT),
        highlight=False,
        legacy_windows=False,
    )
    loaded = find_lesson(lesson).load().lesson
    assert loaded is not None
    session = Session(Derivation(loaded))
    log = Log((), (), environment.clock)
    for typed in before:
        question = session.current
        assert question is not None
        reply = session.submit(question, typed)  # type: ignore[arg-type]
        event: Event = log.append(reply.kind, **reply.facts)
        session.apply(event.kind, event.facts)
    filmed = Filmed(iter(shown), console)
    play = Play(session, log, Screen(environment, console), filmed.ask, lesson)
    play.screen.rounding = loaded.rounding
    try:
        while (item := session.current) is not None:
            play.step(item)
    except Leave:
        pass
    return console


def question_screen() -> str:
    """A wrong answer, a hint, and the right one."""
    shown = ["-1.3125", "?", "(y - t)*h1"]
    console = film("w1-w6", "en", ["3.8", "up", "y - t"], shown, dark=True)
    return svg(console, "backtutor study w1-w6")


def chinese_screen() -> str:
    """The same in Chinese."""
    console = film("w1-w6", "zh", ["3.8", "up", "y - t"], ["-1.3125", "？"], dark=True)
    return svg(console, "backtutor study w1-w6 --lang zh")


SPACE = "&#160;"
SEGMENT = re.compile(
    rf'x="([\d.]+)" y="([\d.]+)" textLength="([\d.]+)"([^>]*)>((?:{SPACE})+)([^<]+)<'
)


def svg(console: Console, title: str) -> str:
    """The recording as SVG, without fonts from elsewhere; the same bytes every time.

    Text is placed where it begins: not every viewer gives leading spaces their width.
    """
    picture = console.export_svg(title=title, unique_id="backtutor")
    picture = re.sub(r"\s*@font-face \{.*?\}", "", picture, flags=re.DOTALL)
    return SEGMENT.sub(_placed, picture)


def _placed(found: re.Match[str]) -> str:
    x, y, length, rest, spaces, text = found.groups()
    if not text.strip():
        return found[0]
    count, cells = len(spaces) // len(SPACE), cell_len(html.unescape(spaces + text))
    cell = float(length) / cells
    place, room = float(x) + count * cell, cell * (cells - count)
    return f'x="{place:.1f}" y="{y}" textLength="{room:.1f}"{rest}>{text}<'


PAGES: Mapping[Path, Callable[[], str]] = {
    ROOT / "README.md": readme,
    DOCS / "operations.md": operations,
    DOCS / "misconceptions.md": misconceptions,
    DOCS / "problems.md": problems,
    DOCS / "screens" / "question.svg": question_screen,
    DOCS / "screens" / "question-zh.svg": chinese_screen,
}
"""Every generated file and what makes it."""


def main() -> int:
    """Write the pages, or with `--check` compare them; 1 where one differs."""
    check = "--check" in sys.argv[1:]
    stale = 0
    for path, make in PAGES.items():
        wanted = make()
        if path.exists() and path.read_text(encoding="utf-8") == wanted:
            continue
        stale += 1
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted, encoding="utf-8")
        sys.stdout.write(f"{'differs' if check else 'written'}: {path.relative_to(ROOT)}\n")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
