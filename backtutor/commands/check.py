"""`check`: every problem of lessons and packs, at its place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from backtutor.commands.talk import write_json, write_line
from backtutor.environment import Environment
from backtutor.loader.check import check_lesson
from backtutor.loader.faults import in_order, status
from backtutor.messages import message
from backtutor.packs import LessonFile, loose_lesson, read_pack
from backtutor.problems import Exit, Problem, Severity
from backtutor.ui.problems import plain_problem, problem_record
from backtutor.ui.screen import Screen


def check(environment: Environment, paths: list[Path], strict: bool, as_json: bool) -> Exit:
    """Print every problem; errors fail, with `strict` warnings too, advice never."""
    found: list[Problem] = []
    lessons = 0
    for path in paths:
        for file, problems in _files(path):
            found += problems
            if file is not None:
                lessons += 1
                found += file_problems(file)
    problems = in_order(found)
    if as_json:
        records = [problem_record(problem, environment.lang) for problem in problems]
        write_json(environment, {"problems": records, "lessons": lessons})
    else:
        _as_text(environment, problems, lessons)
    return status(problems, strict)


def _files(path: Path) -> Iterator[tuple[LessonFile | None, tuple[Problem, ...]]]:
    """The lesson files under a path, and the problems of the pack itself."""
    if path.is_dir():
        pack = read_pack(path)
        yield None, pack.problems
        yield from ((file, ()) for file in pack.lessons)
    else:
        yield loose_lesson(path), ()


def file_problems(file: LessonFile) -> list[Problem]:
    """The problems of one lesson, its figures recomputed."""
    loaded = file.load()
    problems = list(loaded.problems)
    if loaded.derivation is not None:
        problems += check_lesson(loaded.derivation.lesson, loaded.derivation.value)
    return problems


def _as_text(environment: Environment, problems: tuple[Problem, ...], lessons: int) -> None:
    screen = Screen(environment)
    for problem in problems:
        text = plain_problem(problem, environment.lang)
        write_line(environment, screen.charset.text(text) + "\n")
    if not problems:
        id = "check-clean-one" if lessons == 1 else "check-clean"
        write_line(environment, screen.text(id, count=lessons))
        return
    counts = {s: sum(p.severity is s for p in problems) for s in Severity}
    facts = {
        "count": lessons,
        "errors": counts[Severity.ERROR],
        "warnings": counts[Severity.WARNING],
        "advice": counts[Severity.ADVICE],
    }
    write_line(environment, screen.say(message("check-count", **facts)))
