"""Problems on the screen: whole outputs, carets by terminal cells."""

import pytest
from rich.console import Console

from backtutor.messages import message
from backtutor.problems import Problem, Severity, Span
from backtutor.ui.problems import MAX_CELLS, plain_problem, problem_record, problem_text, visible


def problem(source: str, column: int, length: int, **more: object) -> Problem:
    span = Span("a.yaml", 9, column, length, source)
    help = message("lesson:known-keys", keys=("inputs", "nodes"))
    facts: dict[str, object] = {
        "code": "L020",
        "severity": Severity.ERROR,
        "message": message("lesson:unknown-key", key="w5"),
        "span": span,
        "label": message("lesson:did-you-mean", near="w6"),
        "help": help,
    }
    return Problem(**{**facts, **more})  # type: ignore[arg-type]


CARETS = [
    (
        "the caret stands under the characters meant",
        "  z: w5*x",
        (6, 2),
        """\
9 |   z: w5*x
  |      ^^ did you mean `w6`?
""",
    ),
    (
        "Chinese text is two cells wide",
        "  标签: 权重w5",
        (9, 2),
        """\
9 |   标签: 权重w5
  |             ^^ did you mean `w6`?
""",
    ),
    (
        "carets under Chinese text are two cells each",
        "  标签: 权重",
        (3, 2),
        """\
9 |   标签: 权重
  |   ^^^^ did you mean `w6`?
""",
    ),
    (
        "a tab reaches to the next multiple of four",
        "a\tw5\tx",
        (3, 2),
        """\
9 | a   w5  x
  |     ^^ did you mean `w6`?
""",
    ),
    (
        "a tab that is meant is underlined whole",
        "\t- 1",
        (1, 1),
        """\
9 |     - 1
  | ^^^^ did you mean `w6`?
""",
    ),
    (
        "an empty place is marked by one caret",
        "title:",
        (7, 0),
        """\
9 | title:
  |       ^ did you mean `w6`?
""",
    ),
    (
        "what a terminal would obey is shown as its number",
        "a: \x1b[2J\u202ew5",
        (9, 2),
        """\
9 | a: ‹1B›[2J‹202E›w5
  |                 ^^ did you mean `w6`?
""",
    ),
    (
        "markup stays text",
        "a: [/bold] w5",
        (12, 2),
        """\
9 | a: [/bold] w5
  |            ^^ did you mean `w6`?
""",
    ),
]


@pytest.mark.parametrize(("name", "source", "place", "lines"), CARETS, ids=[c[0] for c in CARETS])
def test_carets_stand_under_the_exact_characters(
    name: str, source: str, place: tuple[int, int], lines: str
) -> None:
    shown = plain_problem(problem(source, *place))
    assert shown == (
        "error[L020]: unknown key `w5`\n"
        f" --> a.yaml:9:{place[0]}\n"
        "  |\n"
        f"{lines}"
        "  = help: keys here are inputs, nodes"
    )


def test_a_long_line_is_cut_around_the_carets() -> None:
    shown = plain_problem(problem("x" * 300 + "w5" + "y" * 300, 301, 2))
    line, carets = shown.splitlines()[3:5]
    assert line == "9 | …" + "x" * 24 + "w5" + "y" * 72 + "…"
    assert len(line) == len("9 | ") + MAX_CELLS
    assert carets == "  | " + " " * 25 + "^^ did you mean `w6`?"


def test_a_long_span_is_cut_with_its_carets() -> None:
    shown = plain_problem(problem("权" * 300, 1, 300))
    line, carets = shown.splitlines()[3:5]
    assert line == "9 | " + "权" * 24 + "…"
    assert carets == "  | " + "^" * 49 + " did you mean `w6`?"


def test_a_related_place_follows_in_the_same_gutter() -> None:
    first = Span("a.yaml", 11, 1, 2, "w5: 2")
    related = ((first, message("lesson:first-here")),)
    shown = plain_problem(problem("w5: 1", 1, 2, related=related, label=None, help=None))
    assert shown == (
        "error[L020]: unknown key `w5`\n"
        "  --> a.yaml:9:1\n"
        "   |\n"
        " 9 | w5: 1\n"
        "   | ^^\n"
        "  --> a.yaml:11:1\n"
        "   |\n"
        "11 | w5: 2\n"
        "   | -- first here"
    )


def test_chinese_readers_get_chinese() -> None:
    shown = plain_problem(problem("w5: 1", 1, 2, severity=Severity.WARNING), "zh")
    assert shown == (
        "警告[L020]: 无法识别的键 `w5`\n"
        " --> a.yaml:9:1\n"
        "  |\n"
        "9 | w5: 1\n"
        "  | ^^ 是不是 `w6`？\n"
        "  = 提示: 这里可用的键：inputs、nodes"
    )


def test_the_styled_text_says_the_same_as_the_plain_one() -> None:
    shown = problem("  标签: w5", 7, 2)
    console = Console(record=True, width=60, no_color=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(problem_text(shown))
    assert console.export_text().rstrip("\n") == plain_problem(shown)


def test_styles_are_named_by_meaning() -> None:
    styles = {str(span.style) for span in problem_text(problem("w5: 1", 1, 2)).spans}
    assert styles == {
        "problem.error",
        "problem.message",
        "problem.gutter",
        "problem.place",
        "problem.source",
        "problem.help",
    }


def test_a_record_holds_every_field_of_the_interface() -> None:
    assert problem_record(problem("w5: 1", 1, 2)) == {
        "code": "L020",
        "severity": "error",
        "path": "a.yaml",
        "line": 9,
        "column": 1,
        "length": 2,
        "message": "unknown key `w5`",
        "label": "did you mean `w6`?",
        "help": "keys here are inputs, nodes",
    }


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("h₁ 权重 é", "h₁ 权重 é"),
        ("\x1b]0;x\x07", "‹1B›]0;x‹07›"),
        ("a\u200bb\x9bc\ufeff", "a‹200B›b‹9B›c‹FEFF›"),
    ],
)
def test_invisible_characters_become_visible(text: str, shown: str) -> None:
    assert visible(text) == shown
