"""`progress`: what was answered so far, by lesson."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from backtutor.commands.listing import standing
from backtutor.commands.opening import store_of
from backtutor.commands.seeds import load_as_studied
from backtutor.commands.talk import tell, write_json, write_line
from backtutor.derive import Derivation
from backtutor.environment import Environment
from backtutor.events import Event
from backtutor.messages import message
from backtutor.packs import find_lesson
from backtutor.problems import Exit, Stop
from backtutor.store import Store
from backtutor.ui.screen import Screen


@dataclass(frozen=True, slots=True)
class Account:
    """The events of one lesson, counted."""

    lesson: str
    done: int
    count: int | None
    finished: bool
    answers: int
    right: int
    wrong: int
    hints: int
    reveals: int
    slips: tuple[tuple[str, int], ...]
    last: str


def account(lesson: str, events: tuple[Event, ...]) -> Account:
    """The account of a lesson's log."""
    kinds = Counter(event.kind for event in events)
    verdicts = Counter(
        str(event.facts.get("verdict")) for event in events if event.kind == "answer"
    )
    slips = Counter(slip for event in events for slip in _slips(event))
    done, count, finished = standing(_derivation(lesson, events), events)
    return Account(
        lesson=lesson,
        done=done,
        count=count,
        finished=finished,
        answers=kinds["answer"],
        right=verdicts["right"],
        wrong=verdicts["wrong"],
        hints=kinds["hint"],
        reveals=kinds["reveal"],
        slips=tuple(slips.most_common()),
        last=events[-1].at if events else "",
    )


def _derivation(key: str, events: tuple[Event, ...]) -> Derivation | None:
    """The lesson that a log is kept under; None for files of one's own and lost ones."""
    try:
        return load_as_studied(find_lesson(key), events)
    except Stop:
        return None


def _slips(event: Event) -> list[str]:
    told = event.facts.get("diagnoses")
    return [str(slip) for slip in told] if isinstance(told, list) else []


def progress(environment: Environment, as_json: bool) -> Exit:
    """Print the account of every lesson that was begun."""
    store = store_of(environment)
    accounts, damaged = _accounts(environment, store)
    if as_json:
        write_json(environment, {"lessons": [_as_json(found) for found in accounts]})
    else:
        _as_text(environment, accounts)
    return Exit.DAMAGED if damaged else Exit.DONE


def _accounts(environment: Environment, store: Store) -> tuple[list[Account], bool]:
    accounts: list[Account] = []
    damaged = False
    begun = store.keys()
    for key in begun:
        history = store.read(key)
        damaged = damaged or history.damaged
        for notice in history.notices:
            tell(environment, notice)
        accounts.append(account(key, history.events))
    return accounts, damaged


def _as_json(found: Account) -> dict[str, Any]:
    return {
        "lesson": found.lesson,
        "done": found.done,
        "questions": found.count,
        "finished": found.finished,
        "answers": found.answers,
        "right": found.right,
        "wrong": found.wrong,
        "hints": found.hints,
        "reveals": found.reveals,
        "misconceptions": dict(found.slips),
        "last": found.last,
    }


def _as_text(environment: Environment, accounts: list[Account]) -> None:
    screen = Screen(environment)
    if not accounts:
        write_line(environment, screen.text("progress-none"))
    for found in accounts:
        facts = {
            "lesson": found.lesson,
            "answers": found.answers,
            "right": found.right,
            "wrong": found.wrong,
            "hints": found.hints,
            "reveals": found.reveals,
        }
        far = f"  {found.done}/{found.count}" if found.count else ""
        write_line(environment, screen.say(message("progress-lesson", **facts)) + far)
        if found.last:
            write_line(environment, f"  {screen.text('progress-last', date=found.last[:10])}")
        if found.slips:
            slips = ", ".join(f"{slip} {count}" for slip, count in found.slips)
            write_line(environment, f"  {screen.text('progress-slips', slips=slips)}")


def reset(environment: Environment, reference: str) -> Exit:
    """Start a lesson anew; its log goes to the archive."""
    store = store_of(environment)
    begun = store.keys()
    key = reference if reference in begun else find_lesson(reference).key
    archived = store.reset(key)
    if archived is None:
        raise Stop(message("progress-nothing", lesson=reference), Exit.DONE)
    tell(environment, message("progress-reset", lesson=reference, path=str(archived)))
    return Exit.DONE
