"""YAML as a tree: every scalar as it was written, everything at its place."""

import pytest
import yaml

from backtutor.loader.faults import Findings
from backtutor.loader.tree import Mapping, Node, Scalar, Sequence, parse


def parsed(text: str | bytes) -> Node | None:
    findings = Findings()
    root = parse("a.yaml", text, findings)
    assert findings.problems == []
    return root


def plain(node: Node | None) -> object:
    """The tree without its places."""
    match node:
        case Scalar(text):
            return text
        case Sequence(items):
            return [plain(item) for item in items]
        case Mapping(entries):
            return {key.text: plain(value) for key, value in entries}
    return None


@pytest.mark.parametrize(
    "written",
    [
        "no",
        "on",
        "y",
        "~",
        "null",
        "1e-3",
        "012",
        "1:30",
        "0x1f",
        "1_000",
        "2024-01-01",
        "-0",
        "TRUE",
    ],
)
def test_a_scalar_stays_the_text_that_was_written(written: str) -> None:
    assert plain(parsed(f"a: {written}\n{written}: [{written}]")) == {
        "a": written,
        written: [written],
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 'it''s'", {"a": "it's"}),
        ('a: "x\\ty\\u4e2d"', {"a": "x\ty中"}),
        ("a: one\n  two\n\n  three", {"a": "one two\nthree"}),
        ("a: |\n  one\n    two\n", {"a": "one\n  two\n"}),
        ("a: >-\n  one\n  two\n", {"a": "one two"}),
        ("a:\n- b\n- c: d\n  e:", {"a": ["b", {"c": "d", "e": ""}]}),
        ("{a: [b, {c: d}], e: }", {"a": ["b", {"c": "d"}], "e": ""}),
        ("%YAML 1.2\n---\na: b\n...\n", {"a": "b"}),
        ("\ufeffa: b", {"a": "b"}),
        ("a: b\r\nc: d\r\n", {"a": "b", "c": "d"}),
        ("# only a comment\n", None),
        ("", None),
    ],
)
def test_the_structure_is_that_of_yaml(text: str, expected: object) -> None:
    assert plain(parsed(text)) == expected
    assert plain(parsed(text.encode())) == expected


def test_keys_and_values_know_their_places() -> None:
    root = parsed("title: 神经元\r\nnodes:\n  z: {expr: 'w*x', 标签: 值}\n")
    assert isinstance(root, Mapping)
    nodes = root.entries[1][1]
    assert isinstance(nodes, Mapping)
    (key, value) = nodes.entries[0]
    assert isinstance(value, Mapping)
    assert (key.span.line, key.span.column, key.span.length) == (3, 3, 1)
    assert key.span.source == "  z: {expr: 'w*x', 标签: 值}"
    expression = value.entries[0][1].span
    assert (expression.line, expression.column, expression.length) == (3, 13, 5)
    label = value.entries[1][1].span
    assert (label.line, label.column, label.length) == (3, 24, 1)
    assert root.entries[0][1].span.source == "title: 神经元"
    assert value.flow
    assert not nodes.flow


def test_a_value_over_many_lines_is_shown_by_its_first() -> None:
    root = parsed("a: one\n  two\nb:\n  c: d\n  e: f")
    assert isinstance(root, Mapping)
    spans = [value.span for _, value in root.entries]
    assert [(s.line, s.column, s.length) for s in spans] == [(1, 4, 3), (4, 3, 4)]


PLACES = [
    ("plain", "a: w + u", "u"),
    ("single quotes", "a: 'w + u'", "u"),
    ("doubled single quotes", "a: 'it''s u'", "u"),
    ("double quotes", 'a: "w + u"', "u"),
    ("escaped quotes", r'a: "say \"w\" and u"', "u"),
    ("folded", "a: one\n   two\n   u", "u"),
    ("literal with deeper lines", "a: |\n  one\n     two\n  u", "u"),
    ("folded block with a blank line", "a: >\n  one\n\n  two u", "u"),
]


@pytest.mark.parametrize(("name", "text", "meant"), PLACES, ids=[case[0] for case in PLACES])
def test_characters_of_a_text_are_found_in_the_file(name: str, text: str, meant: str) -> None:
    root = parsed(text)
    assert isinstance(root, Mapping)
    scalar = root.entries[0][1]
    assert isinstance(scalar, Scalar)
    span = scalar.place(scalar.text.rindex(meant), len(meant))
    assert span.source[span.column - 1 :][: span.length] == meant
    assert span.line == len(text.splitlines())


def test_a_place_past_the_end_of_a_text_is_its_end() -> None:
    root = parsed("a: 'w +'")
    assert isinstance(root, Mapping)
    scalar = root.entries[0][1]
    assert isinstance(scalar, Scalar)
    span = scalar.place(3, 1)
    assert (span.column, span.length) == (8, 0)


def test_the_python_parser_of_yaml_tells_the_same_faults(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [
        *("a: [1, 2", "a: 'x", 'a: "\\q"', "a:\n\t- 1", "a: b: c", "- a\nb: 1", "a: @x", "a: {x"),
        *(
            "x: {w5} is",
            "a: *",
            "a: &",
            "a: ]",
            "%YAML 3.0\n---\na: 1",
            "a: !<",
            "a: 1\nb\nc: 1",
            "a: >2x\n",
        ),
        *("  a: 1\nb: 2", "a: - b", "a: !e!x 1", 'a: "\\u12"'),
    ]

    def told(text: str) -> list[tuple[str, int, int]]:
        findings = Findings()
        parse("a.yaml", text, findings)
        return [(p.message.id, p.span.line, p.span.column) for p in findings.problems]

    with_c = [told(text) for text in texts]
    assert all(with_c)
    monkeypatch.delattr(yaml, "CLoader", raising=False)
    assert [told(text) for text in texts] == with_c
