"""A diagnosis on the screen: a line a gradient, then what explains those that are wrong.

In: a `Report`. Out: lines with ✓ and ✗, or sentences in plain mode. Of a network with very many
weights the right ones are counted, and the first of the wrong ones listed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.text import Text

from backtutor.derive import Derivation
from backtutor.diagnosis.names import asked_names
from backtutor.diagnosis.report import Finding, Report
from backtutor.diagnosis.telling import Told, names_text
from backtutor.marks import Mark
from backtutor.messages import Message, message
from backtutor.terms import Symbol
from backtutor.ui.screen import Screen
from backtutor.ui.theme import Meaning

MANY = 40
"""Of more names than this the right ones are counted."""

LISTED = 20
"""Wrong ones that are listed then."""


def diagnosis_page(
    derivation: Derivation, report: Report, file: str, in_order: bool, screen: Screen
) -> None:
    """The whole report."""
    title, loss = screen.words(derivation.lesson.title), Symbol(derivation.graph.loss)
    screen.print(screen.text("diagnose-title", title=title, loss=loss, file=file), Meaning.HEADING)
    if in_order:
        names = names_text(asked_names(derivation))
        screen.print(screen.text("diagnose-in-order", names=names), Meaning.QUIET)
    screen.print()
    _names(report, screen)
    for group in report.shared:
        _group(group, screen)
    _remarks(report.unexplained, screen)
    _remarks(list(_around(report)), screen)


def _names(report: Report, screen: Screen) -> None:
    findings, more = _shown(report.findings)
    width = max((cell_len(_name(finding, screen)) for finding in findings), default=0)
    for finding in findings:
        if screen.plain:
            screen.print(_spoken(finding, screen))
        else:
            _line(finding, width, screen)
    if more:
        screen.print(screen.text("diagnose-more-wrong", count=more))
    if len(report.findings) > MANY:
        right = sum(finding.mark is not Mark.WRONG for finding in report.findings)
        screen.print(screen.text("diagnose-count", right=right, total=len(report.findings)))


def _shown(findings: Sequence[Finding]) -> tuple[Sequence[Finding], int]:
    """What is listed, and how many wrong ones are not."""
    if len(findings) <= MANY:
        return findings, 0
    wrong = [finding for finding in findings if finding.mark is Mark.WRONG]
    return wrong[:LISTED], len(wrong[LISTED:])


def _name(finding: Finding, screen: Screen) -> str:
    return screen.sheet.term(Symbol(finding.name))


def _line(finding: Finding, width: int, screen: Screen) -> None:
    name = _name(finding, screen)
    wrong = finding.mark is Mark.WRONG
    sign = screen.charset.wrong if wrong else screen.charset.right
    signs = max(cell_len(screen.charset.wrong), cell_len(screen.charset.right))
    said = screen.say(finding.message) if finding.message else ""
    room = " " * (width - cell_len(name))
    head = Text(sign, style=Meaning.WRONG if wrong else Meaning.CORRECT)
    head.append(" " * (signs - cell_len(sign) + 1)).append(name, style=Meaning.NAME)
    if said:
        screen.hang(head.append(f"{room}  "), Text(said))
    else:
        screen.drawing(head)


def _spoken(finding: Finding, screen: Screen) -> str:
    name = Symbol(finding.name)
    if finding.message is None:
        return screen.text("spoken-right", name=name)
    id = "spoken-wrong" if finding.mark is Mark.WRONG else "spoken-rough"
    return screen.text(id, name=name, said=finding.message)


def _group(group: Told, screen: Screen) -> None:
    screen.print()
    screen.print(screen.say(group.head))
    for said in group.said:
        screen.print(f"  {screen.say(said)}", Meaning.HINT)


def _remarks(remarks: Sequence[Message], screen: Screen) -> None:
    if remarks:
        screen.print()
    for said in remarks:
        screen.print(screen.say(said))


def _around(report: Report) -> Iterator[Message]:
    """What is not there, and what should not be."""
    if report.missing:
        yield message("diagnose-missing", names=names_text(report.missing))
    for extra in report.extra:
        if extra.near is None:
            yield message("diagnose-extra", key=extra.key)
        else:
            yield message("diagnose-extra-near", key=extra.key, near=extra.near)
