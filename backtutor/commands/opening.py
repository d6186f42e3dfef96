"""Opening what a command names: lessons with their problems shown, packs, stores."""

from __future__ import annotations

from backtutor.derive import Derivation
from backtutor.environment import Environment
from backtutor.loader import Loaded
from backtutor.messages import message
from backtutor.packs import LessonFile, find_lesson
from backtutor.problems import Exit, Problem, Severity, Stop
from backtutor.store import Store


def open_lesson(reference: str) -> tuple[LessonFile, Derivation, tuple[Problem, ...]]:
    """The lesson that `reference` names, derived, with its warnings; raises `Stop`."""
    file = find_lesson(reference)
    loaded = file.load()
    return file, derived(loaded, reference), loaded.problems


def derived(loaded: Loaded, reference: str) -> Derivation:
    """The derivation of a loaded lesson; stops with its errors."""
    errors = [p for p in loaded.problems if p.severity is Severity.ERROR]
    if loaded.lesson is None or errors:
        raise Stop(message("lesson-broken", lesson=reference), Exit.PROBLEMS, errors)
    return Derivation(loaded.lesson)


def store_of(environment: Environment) -> Store:
    return Store(environment.home, environment.clock)
