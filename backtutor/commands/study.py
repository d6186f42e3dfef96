"""`study`: a session at the terminal."""

from __future__ import annotations

import shlex
from pathlib import Path

from backtutor.commands.opening import open_lesson, store_of
from backtutor.commands.seeds import with_its_values
from backtutor.commands.talk import tell, tell_problems
from backtutor.derive import Derivation
from backtutor.environment import Environment
from backtutor.loader.check import check_lesson
from backtutor.packs import ENDINGS, LessonFile, builtin_pack, read_pack
from backtutor.problems import Exit, Problem, Severity
from backtutor.session import Session
from backtutor.ui.keypress import key_reader
from backtutor.ui.menu import EndMenu
from backtutor.ui.play import Play
from backtutor.ui.prompt import asker
from backtutor.ui.screen import Screen


def study(environment: Environment, reference: str, full: bool = False) -> Exit:
    """A session; what was answered before is replayed first."""
    status, _ = sit(environment, reference, full, environment.lang)
    return status


def sit(
    environment: Environment, reference: str, full: bool, lang: str, lessons: bool = False
) -> tuple[Exit, bool]:
    """One sitting, and whether the learner went through to its end."""
    file, derivation, problems = open_lesson(reference, environment.seed)
    with store_of(environment).open(file.key) as log:
        for notice in log.take_notices():
            tell(environment, notice)
        derivation = with_its_values(environment, file, derivation, log)
        warn(environment, derivation, problems)
        session = Session(derivation, full)
        session.replay(log.events)
        screen = Screen(environment)
        screen.lang = lang
        play = Play(session, log, screen, asker(environment), reference)
        if environment.interactive:
            reports = environment.home / "reports"
            play.menu = EndMenu(key_reader(environment), reports, lessons)
        if not lessons:
            play.following = lambda: following(file, reference)
        return play.run(), play.ended


def following(file: LessonFile, reference: str) -> str:
    """How to name the next lesson of the pack; "" after the last, and for files of one's own."""
    if reference.lower().endswith(ENDINGS):
        return ""
    folder, slash, _ = reference.rpartition("/")
    pack = builtin_pack()
    if pack.name != file.pack:
        pack = read_pack(Path(folder))
    ids = [lesson.id for lesson in pack.lessons]
    after = ids[ids.index(file.id) + 1 :]
    return shlex.quote(f"{folder}{slash}{after[0]}") if after else ""


def warn(environment: Environment, derivation: Derivation, problems: tuple[Problem, ...]) -> None:
    """Warnings of the file, and figures that do not hold: studying goes on."""
    warnings = [p for p in problems if p.severity is Severity.WARNING]
    figures = check_lesson(derivation.lesson, derivation.value)
    tell_problems(environment, (*warnings, *figures))
