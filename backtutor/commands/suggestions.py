"""`check --suggest`: for each lesson, numbers that hide and confuse fewer wrong answers.

In: a derivation. Out: a `Proposal`, as sentences and YAML lines to paste in, or as data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from backtutor.derive import Derivation
from backtutor.environment import Environment
from backtutor.graph import Kind
from backtutor.lesson import FindMistake, Lesson
from backtutor.messages import Message, message
from backtutor.notation import plain
from backtutor.questions import quantity_id
from backtutor.separation import (
    Separation,
    Separator,
    Told,
    asked_of,
    hiding_zeros,
    looked_at,
    separator,
)
from backtutor.suggesting import Suggestion, suggest
from backtutor.terms import Symbol
from backtutor.text import say
from backtutor.values import Scalar, Value, is_matrix

SECTIONS: Mapping[str, Kind] = {"inputs": Kind.DATA, "params": Kind.PARAMETER}
"""What a suggestion may change; all of a section is written, so that its line can be replaced."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a lesson's numbers hide and confuse, and better ones; `notes` say why there are
    none, or what else has to change."""

    lesson: str
    path: str
    before: Separation | None
    found: Suggestion | None
    sections: Mapping[str, Mapping[str, Value]]
    notes: tuple[Message, ...]

    @property
    def told(self) -> Iterator[Message | str]:
        """Sentences, and lines of YAML as they are pasted."""
        if self.before is not None:
            yield message("suggest-now", lesson=self.lesson, **_counts(self.before))
        if self.found is not None:
            yield message("suggest-then", **_counts(self.found.after))
            for section, values in self.sections.items():
                yield f"{section}: {{{', '.join(f'{n}: {_yaml(v)}' for n, v in values.items())}}}"
            yield from _left(self.found.after)
        yield from self.notes

    def record(self, lang: str) -> dict[str, Any]:
        """The same as data for `check --json`."""
        after = self.found.after if self.found is not None else None
        return {
            "lesson": self.lesson,
            "path": self.path,
            "before": _counts(self.before) if self.before is not None else None,
            "after": _counts(after) if after is not None else None,
            **{
                section: {name: _data(value) for name, value in self.sections[section].items()}
                if section in self.sections
                else None
                for section in SECTIONS
            },
            "left": [_left_record(told) for told in after.questions if _is_left(told)]
            if after is not None
            else [],
            "notes": [say(note, lang) for note in self.notes],
        }


def propose(environment: Environment, derivation: Derivation) -> Proposal:
    """The search for one lesson, its progress on a terminal that can be redrawn."""
    lesson = derivation.lesson
    if lesson.drawn is not None:
        return _without(derivation, None, "suggest-drawn")
    asked = asked_of(derivation)
    first = looked_at(derivation, asked)
    if not first:
        return _without(derivation, None, f"suggest-{'too-large' if asked else 'nothing-asked'}")
    wrong = separator(derivation, first)
    before = wrong.at(derivation.evaluation)
    if not before.hidden and not before.confused:
        return _without(derivation, before, "suggest-clear")
    found = _searched(environment, derivation, wrong)
    zeros = hiding_zeros(derivation, wrong)
    stays = tuple(message("suggest-zero", name=Symbol(name)) for name in zeros[:1])
    if found is None:
        return _without(derivation, before, "suggest-none-better", stays)
    notes = (*_notes(lesson), *(stays if found.after.hidden else ()))
    if len(first) < len(asked):
        notes = (*notes, message("suggest-some", count=len(first), asked=len(asked)))
    sections = _sections(derivation, found)
    return Proposal(lesson.id, lesson.path, before, found, sections, notes)


def _notes(lesson: Lesson) -> Iterator[Message]:
    """What else belongs to the numbers as they are."""
    if lesson.expect:
        yield message("suggest-expect")
    if any(isinstance(step, FindMistake) for step in lesson.steps or ()):
        yield message("suggest-lines")


def _without(
    derivation: Derivation, before: Separation | None, why: str, more: tuple[Message, ...] = ()
) -> Proposal:
    lesson = derivation.lesson
    notes = (message(why, lesson=lesson.id), *more)
    return Proposal(lesson.id, lesson.path, before, None, {}, notes)


def _searched(
    environment: Environment, derivation: Derivation, wrong: Separator
) -> Suggestion | None:
    """The search; on a terminal one line says how far it is, and goes with its end."""
    errors = environment.streams.stderr
    if not (environment.moving and errors.isatty()):
        return suggest(derivation, wrong)
    shown = -1

    def progress(done: float) -> None:
        nonlocal shown
        if round(done * 100) != shown:
            shown = round(done * 100)
            facts = {"lesson": derivation.lesson.id, "percent": shown}
            errors.write(f"\r{say(Message('suggest-searching', facts), environment.lang)}\x1b[K")
            errors.flush()

    try:
        return suggest(derivation, wrong, progress)
    finally:
        errors.write("\r\x1b[K")
        errors.flush()


def _sections(derivation: Derivation, found: Suggestion) -> dict[str, dict[str, Value]]:
    """The sections in which a number changes, with all their names in the order of the file."""
    known = {**derivation.lesson.given, **found.given}
    nodes = sorted(derivation.graph.nodes.values(), key=lambda node: node.order)
    sections = {
        section: {node.name: known[node.name] for node in nodes if node.kind is kind}
        for section, kind in SECTIONS.items()
    }
    return {
        section: values
        for section, values in sections.items()
        if any(name in found.given for name in values)
    }


# -- what is left


def _counts(found: Separation) -> dict[str, int]:
    return {"predicted": found.predicted, "hidden": found.hidden, "confused": found.confused}


def _is_left(told: Told) -> bool:
    return bool(told.hidden or told.confused)


def _left(found: Separation) -> Iterator[Message]:
    for told in found.questions:
        asked = quantity_id(told.asked)
        if told.hidden:
            yield message("suggest-hidden", asked=asked, ids=_each_once(told.hidden))
        if told.confused:
            pairs = [
                message("suggest-pair", first=first, second=second)
                for first, second in dict.fromkeys(told.confused)
            ]
            yield message("suggest-confused", asked=asked, pairs=tuple(pairs))


def _left_record(told: Told) -> dict[str, Any]:
    return {
        "question": quantity_id(told.asked),
        "hidden": list(_each_once(told.hidden)),
        "confused": [list(pair) for pair in dict.fromkeys(told.confused)],
    }


def _each_once(ids: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))


# -- values


def _yaml(value: Value) -> str:
    """A value as a lesson writes it; one row is a flat list."""
    if not is_matrix(value):
        return _scalar(value)
    rows = [f"[{', '.join(map(_scalar, row))}]" for row in value.tolist()]
    return rows[0] if len(rows) == 1 else f"[{', '.join(rows)}]"


def _scalar(number: Scalar) -> str:
    text = plain(number) if isinstance(number, Fraction) else repr(number)
    return f'"{text}"' if "/" in text else text


def _data(value: Value) -> Any:
    """Numbers as JSON has them, matrices as rows; a fraction that is no decimal as text."""
    if is_matrix(value):
        return [[_data(entry) for entry in row] for row in value.tolist()]
    if isinstance(value, Fraction) and "/" in plain(value):
        return plain(value)
    return int(value) if value == int(value) else float(value)
