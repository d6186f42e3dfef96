"""Whole sessions without a terminal: scripted replies, a console in memory.

`sitting` plays one sitting and gives its transcript; `lesson` reads a lesson from its YAML, the
way the program does; `builtin` is one that comes with it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from textwrap import dedent

from backtutor.derive import Derivation
from backtutor.environment import Environment, Streams
from backtutor.events import Event
from backtutor.lesson import Lesson
from backtutor.loader.document import load_lesson
from backtutor.messages import Message
from backtutor.packs import find_lesson
from backtutor.problems import Exit
from backtutor.session import Session
from backtutor.ui.play import Play
from backtutor.ui.screen import Screen

RIGHT = ("3.8", "up", "1.05", "1.3125", "1.05", "1", "1.05", "1", "0.86875", "3.1768328125")
"""The right answers to w1-w6, its two factors after bare numbers included."""


def builtin(id: str) -> Lesson:
    found = find_lesson(id).load().lesson
    assert found is not None
    return found


def lesson(text: str, id: str = "own") -> Lesson:
    loaded = load_lesson(f"{id}.yaml", dedent(text).encode())
    assert loaded.lesson is not None, loaded.problems
    return loaded.lesson


@dataclass
class Tape:
    """A log in memory."""

    events: list[Event] = field(default_factory=list)
    notices: list[Message] = field(default_factory=list)

    def append(self, kind: str, /, **facts: object) -> Event:
        event = Event(f"{len(self.events):016x}", "2026-01-01T00:00:00.000Z", kind, facts)  # type: ignore[arg-type]
        self.events.append(event)
        return event

    def take_notices(self) -> tuple[Message, ...]:
        found = tuple(self.notices)
        self.notices.clear()
        return found


@dataclass
class Sitting:
    """What came of one sitting."""

    text: str
    status: Exit
    session: Session
    tape: Tape

    @property
    def lines(self) -> list[str]:
        return self.text.split("\n")


Watch = Callable[[Session, str], None]
"""Called at every prompt with what has been printed so far."""


def surroundings(
    width: int = 80, lang: str = "en", unicode: bool = True, plain: bool = False
) -> Environment:
    streams = Streams(io.StringIO(), io.StringIO(), io.StringIO())
    return Environment(
        streams=streams,
        size=lambda: (width, 24),
        terminal=not plain,
        unicode=unicode,
        plain=plain,
        lang=lang,
        clock=lambda: datetime(2026, 1, 1, tzinfo=UTC),
    )


def sitting(
    of: Lesson,
    replies: Iterable[str | type[BaseException]],
    environment: Environment | None = None,
    events: Sequence[Event] = (),
    full: bool = False,
    watch: Watch | None = None,
    tape: Tape | None = None,
) -> Sitting:
    """Play `replies`, Ctrl-D after the last; an exception among them is raised at the prompt."""
    environment = environment or surroundings()
    session = Session(Derivation(of), full)
    session.replay(events)
    tape = tape or Tape(list(events))
    waiting = iter(replies)
    out = environment.streams.stdout
    assert isinstance(out, io.StringIO)

    def ask(prompt: str) -> str:
        out.write(prompt)
        if watch is not None:
            watch(session, out.getvalue())
        reply = next(waiting, EOFError)
        if not isinstance(reply, str):
            raise reply
        out.write(f"{reply}\n")
        return reply

    play = Play(session, tape, Screen(environment), ask, of.id)
    status = play.run()
    # what a terminal cannot tell apart is not compared
    lines = (line.rstrip() for line in out.getvalue().split("\n"))
    return Sitting("\n".join(lines), status, session, tape)


DIAMOND = """
    format: 1
    title: {en: Diamond, zh: 菱形}
    inputs: {x: 1.5, t: 0.25}
    params: {w: 0.75, v: -1.25, b: 0.5}
    nodes:
      z: w*x + b
      a: tanh(z)
      r: relu(v*z + 2)
      y: a*r + v
      L: (y - t)^2
    train: {lr: 0.05}
"""
"""Two paths from z, a function without exact values, a kink not far away."""

PARTS = """
    format: 1
    title: Parts
    level: 1
    inputs: {x: 3, k: -2}
    params: {u: 1.25, v: -0.75}
    nodes:
      p: u*x
      q: p + v
      m: q*k
      L: 1/2*m^2
    train: {lr: 0.01}
    steps:
      - text: {en: "Here x is {x}, and p came out as {p}.", zh: "这里 x 是 {x}，p 算出来是 {p}。"}
      - forward: [q]
      - local: [dq/dp, dm/dq]
      - sign: u
      - auto: grad
      - reveal: [dL/dx]
      - ask:
          id: double
          prompt: {en: "What is twice m?", zh: "m 的两倍是多少？"}
          answer: 2*m
          mistakes:
            - {answer: m, say: {en: "that is m once", zh: "这只是一个 m"}}
      - choose:
          id: why-chain
          prompt: {en: "Why is dL/du small?", zh: "dL/du 为什么小？"}
          shuffle: false
          options:
            - {text: {en: "It is not.", zh: "并不小。"}, correct: true}
            - text: {en: "x is small.", zh: "x 小。"}
              why: {en: "x is {x}, not small at all.", zh: "x 是 {x}，一点也不小。"}
            - {text: {en: "Nobody knows.", zh: "没人知道。"}}
      - auto: update
      - auto: second_forward
      - text: {en: "The end.", zh: "完。"}
"""
"""An author's own steps, one of each kind."""

WAYS = """
    format: 1
    title: {en: Ways, zh: 问法}
    inputs: {a: 2.25, b: 1.5, x: 0.75}
    params: {w: 0.8}
    constants: {k: 3}
    nodes:
      c: a + b
      d: b*w + 2*x
      e: c*d
      E: 1/2*(e - k)^2
    train: {lr: 0.1}
    steps:
      - shape: [w, dE/dw]
      - paths: {from: b, to: e}
      - forward_mode: {wrt: b}
      - next
      - grad: e
      - {next: , id: after-e}
      - {grad: b, parts: true}
      - {grad: w, parts: true}
      - gradcheck: {wrt: x, eps: 0.01}
      - gradcheck: {wrt: a, eps: "1/50", side: one, ask: [J_minus, approx]}
      - order:
          id: sweep
          prompt: {en: Put the way back in order., zh: 把反向的步骤排好序。}
          items:
            - {en: "begin with 1 at E", zh: "在 E 处从 1 开始"}
            - {en: "the gradient of e", zh: "e 的梯度"}
            - {en: "the gradient of c", zh: "c 的梯度"}
            - {en: "the gradient of d", zh: "d 的梯度"}
            - {en: "the gradient of b", zh: "b 的梯度"}
          free: [[3, 4]]
"""
"""Every kind of step that is asked in its own way."""

LAYER = """
    format: 1
    title: {en: Layer, zh: 一层}
    inputs: {X: [[1.5, 2], [-0.5, 3.25], [4, -1.75]], T: [[1, 0], [0, 1], [1, 1]]}
    params: {W: [[0.5, -1], [1.25, 2]], b: [0.75, -0.25]}
    nodes:
      Z: X @ W + b
      D: Z - T
      L: mean(D^2) + 0.1*sum(W^2)
    train: {lr: 0.1}
    steps:
      - shape: [Z, dW, L]
      - paths: {from: W, to: L}
      - next
      - grad: [D, Z]
      - {grad: W, entries: [[1, 2], [2, 1]]}
      - {grad: W, parts: true}
      - grad: b
      - gradcheck: {wrt: W, entry: [2, 2], eps: 0.01, side: one, ask: [J_plus, approx]}
      - update: W
"""
"""A layer of matrices, asked by shapes, shares and entries."""
