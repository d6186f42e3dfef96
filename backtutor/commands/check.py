"""`check`: every problem of lessons and packs, at its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backtutor.commands.talk import write_json, write_line
from backtutor.environment import Environment
from backtutor.loader.check import check_lesson
from backtutor.loader.faults import in_order, status
from backtutor.loader.numbers import advise_numbers
from backtutor.messages import message
from backtutor.packs import LessonFile, loose_lesson, read_pack
from backtutor.problems import Exit, Problem, Severity
from backtutor.ui.problems import plain_problem, problem_record
from backtutor.ui.screen import Screen

if TYPE_CHECKING:
    from backtutor.commands.proving import Proof
    from backtutor.commands.suggestions import Proposal


def check(
    environment: Environment,
    paths: list[Path],
    strict: bool,
    as_json: bool,
    prove: bool = False,
    draws: int = 1,
    suggest: bool = False,
) -> Exit:
    """Print every problem; errors fail, with `strict` warnings too, advice never. A lesson that
    draws its values is checked at `draws` of them. `suggest` adds numbers that hide less."""
    first = environment.seed or 0
    found: list[Problem] = []
    files: list[LessonFile] = []
    for path in paths:
        for file, problems in _files(path):
            found += problems
            if file is not None:
                files.append(file)
                found += file_problems(file, range(first, first + max(1, draws)))
    proofs = proofs_of(files, first) if prove else []
    found += (problem for proof in proofs for problem in proof.problems)
    proposals = proposals_of(environment, files, first) if suggest else []
    problems = in_order(found)
    if as_json:
        lang = environment.lang
        data: dict[str, Any] = {
            "problems": [problem_record(problem, lang) for problem in problems],
            "lessons": len(files),
        }
        if prove:
            data["proved"] = [proof.record for proof in proofs]
        if suggest:
            data["suggestions"] = [proposal.record(lang) for proposal in proposals]
        write_json(environment, data)
    else:
        _as_text(environment, problems, len(files), proofs, proposals)
    return status(problems, strict)


def proofs_of(files: list[LessonFile], seed: int) -> list[Proof]:
    """The proof of every lesson that can be used."""
    from backtutor.commands.proving import SECONDS, prove  # sympy's side of the program
    from backtutor.deadline import Desk

    derivations = [derivation for file in files if (derivation := file.load(seed).derivation)]
    with Desk(SECONDS) as desk:
        return [prove(derivation, desk) for derivation in derivations]


def proposals_of(environment: Environment, files: list[LessonFile], seed: int) -> list[Proposal]:
    """Numbers for every lesson that can be used."""
    from backtutor.commands.suggestions import propose  # much to load, and seldom asked for

    derivations = [derivation for file in files if (derivation := file.load(seed).derivation)]
    return [propose(environment, derivation) for derivation in derivations]


def _files(path: Path) -> Iterator[tuple[LessonFile | None, tuple[Problem, ...]]]:
    """The lesson files under a path, and the problems of the pack itself."""
    if path.is_dir():
        pack = read_pack(path)
        yield None, pack.problems
        yield from ((file, ()) for file in pack.lessons)
    else:
        yield loose_lesson(path), ()


def file_problems(file: LessonFile, seeds: Iterable[int] = (0,)) -> list[Problem]:
    """The problems of one lesson, its figures recomputed. Where its values differ by seed, each
    place is told of once, with the first seed that shows it."""
    found: list[Problem] = []
    for count, seed in enumerate(seeds):
        loaded = file.load(seed)
        problems = list(loaded.problems)
        if loaded.derivation is not None:
            problems += check_lesson(loaded.derivation.lesson, loaded.derivation.value)
            problems += advise_numbers(loaded.derivation) if not count else []
        known = {(problem.code, problem.span) for problem in found}
        new = [problem for problem in problems if (problem.code, problem.span) not in known]
        found += [_at_seed(problem, seed) for problem in new] if count else new
        if not count and not loaded.differs_by_seed:
            break
    return found


def _at_seed(found: Problem, seed: int) -> Problem:
    """A problem that the first draw does not have."""
    note = (found.span, message("lesson:at-seed", seed=seed))
    return replace(found, related=(*found.related, note))


def _as_text(
    environment: Environment,
    problems: tuple[Problem, ...],
    lessons: int,
    proofs: list[Proof],
    proposals: list[Proposal],
) -> None:
    screen = Screen(environment)
    for problem in problems:
        text = plain_problem(problem, environment.lang)
        write_line(environment, screen.charset.text(text) + "\n")
    for proof in proofs:
        screen.print(screen.list_of([screen.say(said) for said in proof.told]))
    for proposal in proposals:
        for line in proposal.told:
            write_line(environment, line if isinstance(line, str) else screen.say(line))
        write_line(environment)
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
