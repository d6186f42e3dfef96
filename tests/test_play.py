"""The session on the screen: whole transcripts, and nothing told before it is earned.

The transcripts in `screens/` are compared whole; `python tests/test_play.py` writes them anew.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from leaks import Watch, leaks
from learners import ASIDES, Explorer, Learner
from matrix_lessons import TWO_LAYERS
from plays import DIAMOND, LAYER, PARTS, RIGHT, WAYS, Tape, builtin, lesson, sitting, surroundings
from rich.cells import cell_len

from backtutor.lesson import Lesson
from backtutor.messages import message
from backtutor.packs import builtin_pack
from backtutor.problems import Exit
from backtutor.questions import Question
from backtutor.session import Session
from backtutor.ui.screen import Screen
from backtutor.values import Value, entries, is_matrix, shape_of, written_out

SCREENS = Path(__file__).parent / "screens"
MODES = {
    "unicode": {"unicode": True},
    "ascii": {"unicode": False},
    "plain": {"plain": True},
}
WIDTHS = (60, 80, 120, 200)
WANDERING = (
    "2", "?", "?", "?", "?", "!",  # h₂: wrong, every hint, revealed
    "4", "down", "<", "3.8", "up",  # the prediction, with a look back
    "x +", "-1.05", "y - t",
    ">",  # ∂E/∂w₅ put off
    "777", "w5", "=1.05",  # ∂E/∂h₁ by its factors
    "", ":table", ":calc dE/dw5", ":check", ":why", "dE/dh1*x1",
    "1", "1", "0.86875", "y+", "3.18",
    "-1.3125", ":check", "h1", "h1", "1.3125",  # back at the end
)  # fmt: skip
"""Every kind of reply, on the way through w1-w6."""


WITH_MATRICES = (
    "2x4", "?", "4x2",
    "Y - softmax(Z2)", "?", "?", "?", "(softmax(Z2) - Y)/m",
    "2x2", "dZ2 @ A1.T", "?", "?", ":check", "!",
    "777", "!", ":entries", ":table",
    "sum(dZ2, axis=0)", ":nudge W1[3,2]", ":calc dZ2 @ W2.T", "dZ2 @ W2.T",
    "dA1*step(Z1)", ":why", "W2 - 0.1*dW2", "0.23472446996797608",
)  # fmt: skip
"""Two affine layers, with mistakes and with every command that shows a matrix."""


def own_lessons() -> Iterator[Lesson]:
    yield from (builtin(file.id) for file in builtin_pack().lessons)
    yield lesson(DIAMOND, "diamond")
    yield lesson(PARTS, "parts")
    yield lesson(WAYS, "ways")
    yield lesson(LAYER, "layer")


LESSONS = {of.id: of for of in own_lessons()}


# -- whole transcripts


def right_sitting(lang: str, mode: str, width: int) -> str:
    environment = surroundings(width, lang, **MODES[mode])
    return sitting(builtin("w1-w6"), RIGHT, environment).text


def wandering_sitting(lang: str, mode: str) -> str:
    return sitting(builtin("w1-w6"), WANDERING, surroundings(80, lang, **MODES[mode])).text


def matrix_sitting(lang: str, mode: str, width: int) -> str:
    environment = surroundings(width, lang, **MODES[mode])
    return sitting(lesson(TWO_LAYERS, "two-layers"), WITH_MATRICES, environment).text


def screens() -> dict[str, Callable[[], str]]:
    """The name of every transcript and what makes it."""
    right = {
        f"right-{lang}-{mode}-{width}": lambda a=(lang, mode, width): right_sitting(*a)
        for lang, mode, width in itertools.product(("en", "zh"), MODES, WIDTHS)
    }
    wandering = {
        f"wandering-{lang}-{mode}": lambda a=(lang, mode): wandering_sitting(*a)
        for lang, mode in itertools.product(("en", "zh"), MODES)
    }
    matrices = {
        f"matrices-{lang}-{mode}-{width}": lambda a=(lang, mode, width): matrix_sitting(*a)
        for lang, mode, width in (
            *itertools.product(("en", "zh"), MODES, (80,)),
            ("en", "unicode", 120),
        )
    }
    return right | wandering | matrices


@pytest.mark.parametrize("name", screens())
def test_a_session_looks_like_this(name: str) -> None:
    assert screens()[name]() == (SCREENS / f"{name}.txt").read_text(encoding="utf-8")


# -- nothing is told before it is earned


def odd(of: Lesson) -> Lesson:
    """The lesson at numbers of which no two, nor their sums or products, are alike."""
    primes = (n for n in range(17, 900) if all(n % d for d in range(2, n)))
    return replace(of, given={name: _odd(value, primes) for name, value in of.given.items()})


def _odd(value: Value, primes: Iterator[int]) -> Value:
    """A number, or a matrix of numbers, of the same signs."""
    found = []
    for entry in entries(value):
        found.append((-1 if entry < 0 else 1) * Fraction(next(primes), 70))
        next(primes), next(primes)
    if not is_matrix(value):
        return found[0]
    rows, columns = shape_of(value)
    return written_out([found[row * columns : (row + 1) * columns] for row in range(rows)])


LOOKS = ({"width": 80}, {"width": 80, "plain": True}, {"width": 120, "unicode": False})
ASIDES_THERE = tuple(aside for aside in ASIDES if aside not in (":full", ":lang"))
"""`:full` asks for what has been shown beside other answers."""


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("numbers", ["own", "odd"])
@pytest.mark.parametrize("id", LESSONS)
def test_nothing_gives_an_answer_away_before_it_is_earned(id: str, numbers: str, seed: int) -> None:
    of = LESSONS[id] if numbers == "own" else odd(LESSONS[id])
    environment = surroundings(**LOOKS[seed])  # type: ignore[arg-type]
    screen = Screen(environment)
    screen.open(of)
    watch, learner = Watch(screen), Explorer(seed, 50, ASIDES_THERE)

    def look(session: Session, printed: str) -> None:
        learner.look(session, printed)
        watch.look(session, printed)

    played = sitting(of, learner, environment, full=seed == 2, watch=look)
    assert watch.found == []
    assert played.session.current is None


def test_a_leak_is_seen() -> None:
    of = builtin("w1-w6")
    screen = Screen(surroundings())
    watch = Watch(screen)
    sitting(of, ["3.8", "up"], watch=watch.look)
    session = sitting(of, ["3.8", "up"]).session
    assert watch.found == []
    for text, found in (
        ("the slope is 1.3125.", ["dE/dw5: '1.3125'"]),
        ("∂E/∂w₅ = ∂E/∂y·h₁", ["dE/dw5: '∂E/∂y·h₁'", "dE/dw5: '∂E/∂w₅ = ∂E/∂y·h₁'"]),
        ("(y − t)·h₁", ["dE/dy: 'y − t'", "dE/dy: 'y − t'", "dE/dw5: '(y − t)·h₁'"]),
        ("w₅⁺ = 0.86875", ["w5+: '0.86875'", "w5+: 'w₅⁺ = 0.86875'"]),
        ("1.25, 3.8, 5.05 and 0.55125 are known", []),
    ):
        assert leaks(session, screen, text) == found


# -- how it fits


ROWS = 24


class Fit:
    """Measures every question from its header, and every error, down to the prompt."""

    def __init__(self) -> None:
        self.tallest = 0

    def look(self, session: Session, printed: str) -> None:
        if not isinstance(session.current, Question):
            return
        lines = printed.split("\n")
        title = session.derivation.lesson.title.prose("en")[0]
        starts = [i for i, line in enumerate(lines) if line.startswith(f"{title} ─")]
        verdicts = [i for i, line in enumerate(lines) if line.startswith(("✗", "✓"))]
        if starts:
            self.tallest = max(self.tallest, len(lines) - starts[-1])
        if verdicts and lines[verdicts[-1]].startswith("✗"):
            self.tallest = max(self.tallest, len(lines) - verdicts[-1])


class OnceWrong(Learner):
    """Answers wrong, then right."""

    def __init__(self) -> None:
        super().__init__()
        self.tried: set[str] = set()

    def __next__(self) -> str:
        assert self.session is not None
        item = self.session.current
        if not isinstance(item, Question) or item.id in self.tried:
            return super().__next__()
        self.tried.add(item.id)
        return "777"


@pytest.mark.parametrize("id", LESSONS)
def test_a_question_fits_a_screen_with_an_error_and_its_reason(id: str) -> None:
    fit, learner = Fit(), OnceWrong()

    def look(session: Session, printed: str) -> None:
        learner.look(session, printed)
        fit.look(session, printed)

    sitting(LESSONS[id], learner, watch=look)
    assert 0 < fit.tallest <= ROWS


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
@pytest.mark.parametrize("id", LESSONS)
def test_no_line_is_wider_than_the_terminal(id: str, width: int, lang: str) -> None:
    learner = OnceWrong()
    played = sitting(LESSONS[id], learner, surroundings(width, lang), watch=learner.look)
    typed = re.compile(r".*›.*")
    wide = [x for x in played.lines if cell_len(x) > width and not typed.fullmatch(x)]
    assert wide == []


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("id", LESSONS)
def test_plain_mode_draws_nothing(id: str, lang: str) -> None:
    learner = Explorer(7, 60)
    played = sitting(LESSONS[id], learner, surroundings(80, lang, plain=True), watch=learner.look)
    assert re.findall("[\u2500-\u259f■●▶▸⎡-⎦]", played.text) == []
    assert max(map(cell_len, played.lines)) <= 100


@pytest.mark.parametrize("id", LESSONS)
def test_ascii_mode_prints_ascii(id: str) -> None:
    asides = tuple(aside for aside in ASIDES if aside.isascii() and aside != ":lang")
    learner = Explorer(7, 60, asides)
    played = sitting(LESSONS[id], learner, surroundings(unicode=False), watch=learner.look)
    assert played.text.isascii()


def test_prose_is_no_wider_than_a_page_on_a_wide_screen() -> None:
    played = sitting(builtin("w1-w6"), [], surroundings(200))
    prose = played.lines[: played.lines.index("", 2)]
    assert 80 < max(map(cell_len, prose)) <= 100


# -- what can be typed besides an answer


def told(*typed: str, of: str = "w1-w6", before: str = "3.8 up 1.05", lang: str = "en") -> str:
    """What is printed between the last of `typed` and the next prompt."""
    seen: list[str] = []
    replies = (*before.split(), *typed)
    environment = surroundings(lang=lang)
    sitting(LESSONS[of], replies, environment, watch=lambda session, text: seen.append(text))
    return "\n".join(line.rstrip() for line in seen[-1][len(seen[-2]) :].split("\n")[1:-1])


HELP = """\
What you can type besides an answer:
  Enter          submit the answer; an empty line says what is asked
  ?              the next of three hints
  !              show the derivation and go on
  <              back one question; its answer can be changed
  >              skip; the question comes back at the end
  :help          this list
  :graph         draw the network again
  :table         the ledger: nodes, values, gradients
  :formula       the formulas of the network
  :entries NAME  a gradient of a matrix, entry by entry
  :check         test the value you typed by a central difference
  :nudge NAME    move a name by 0.01 and follow the change
  :calc EXPR     work out a formula from what is earned
  :why           why the last answer is right or wrong
  :note TEXT     keep a note beside your answers
  :full          ask every step of the lesson
  :lang          go on in Chinese
  :save          where your progress is kept
  :quit          leave; everything is saved"""


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["", ""], "What is ∂E/∂w₅?  (a number, a fraction or a formula, like y − t)"),
        ([":help"], HELP),
        ([":h"], HELP),
        (["：help"], HELP),
        (
            [":grpah"],
            ":grpah is no command here; `:help` lists them\ndid you mean :graph?",
        ),
        ([":"], ": is no command here; `:help` lists them"),
        ([":check"], "type an answer first, then `:check` it"),
        (
            ["-1.3125", ":check"],
            "the central difference does not agree with what you typed",
        ),
        (
            [":calc 1.05*1.25"],
            "  1.05·1.25 = 1.3125",
        ),
        ([":calc"], "  write a formula after it: `:calc 1.05*1.25`"),
        (
            [":calc dE/dw5"],
            "  `:calc` works with what you have earned; ∂E/∂w₅ is still to be found",
        ),
        (
            [":calc dy/dw5"],
            "  `:calc` works with what you have earned; ∂y/∂w₅ is still to be found",
        ),
        ([":calc dE/dy*h1"], "  ∂E/∂y·h₁ = 1.3125"),
        ([":calc 1/0"], "  this has no real value at the lesson's numbers"),
        (
            [":nudge w1"],
            "  Move w₁ by 0.01 and watch: w₁ +0.01 → h₁ +0.01 → y +0.01 → E +0.0106",
        ),
        ([":nudge"], "say which name: `:nudge w1`"),
        ([":nudge q"], "say which name: `:nudge w1`"),
        ([":nudge dE/dw5"], "say which name: `:nudge w1`"),
        ([":note"], "write the note after it: `:note ask about signs`"),
        ([":note why plus"], "Noted."),
        (
            ["-1.3125", ":why"],
            "look at the sign of the difference in E: y is above t now. Raise w₅ a little and\n"
            "follow it: does E rise or fall?",
        ),
        (
            [":formula"],
            "The formulas of the network:\n  h₁ = w₁·x₁ + w₂·x₂\n  h₂ = w₃·x₁ + w₄·x₂\n"
            "  y = w₅·h₁ + w₆·h₂\n  E = 1/2·(t − y)²",
        ),
        (
            ["dE/dy*dy/dw5"],
            "Right chain; now its factors: put in ∂y/∂w₅",
        ),
        (["1.3"], "Right as far as it goes: write 3 digits"),
        (
            ["h1*q"],
            "? Not counted: nothing here is called `q`\n    h1*q\n       ^\n"
            "  the names here are x1, x2, t, w1, w2, w3, w4, w5, w6, h1, h2, y, …",
        ),
    ],
)
def test_a_reply_at_the_prompt_is_told(typed: list[str], said: str) -> None:
    assert told(*typed) == said


@pytest.mark.parametrize("typed", ["?", "!", ">", ":check"])
def test_a_page_has_nothing_to_hint_at_reveal_skip_or_check(typed: str) -> None:
    assert told(typed, of="fork", before="") == "Nothing is asked here: Enter goes on."


@pytest.mark.parametrize("typed", [":help", ":formula", ":nudge b", ":save", ":note x", ":why"])
def test_commands_work_on_a_page_and_it_stays(typed: str) -> None:
    played = sitting(LESSONS["fork"], [typed])
    assert played.session.current == played.session.items[0]
    assert played.lines[-3] == "Enter: go on"


def test_quit_leaves_from_a_page() -> None:
    played = sitting(LESSONS["fork"], [":q"])
    assert played.status is Exit.DONE
    assert played.lines[-2] == "Saved. Go on with: backtutor study fork"


def test_the_same_wrong_answer_again_is_told_in_another_way() -> None:
    assert told("7", "7", before="") == "✗ Not yet: that is what you had before; `?` gives a hint"
    used_up = told("7", "?", "?", "?", "7", before="")
    assert used_up == "✗ Not yet: that is what you had before; `!` shows the derivation"
    assert told("-1.3125", "-1.3125").startswith(
        "✗ Not yet: that is what you had before\nNow the factors, one at a time.\n"
    )


def test_every_reason_begins_on_a_line_of_its_own() -> None:
    of = lesson("""
        format: 1
        title: Lines
        inputs: {x: 3, t: 1}
        nodes: {y: 2*x, E: 1/2*(y - t)^2}
        steps:
          - find_mistake:
              lines: ["E = 12.5", "dE/dy = E = 12.5", "dE/dx = 2*12.5 = 25"]
              wrong: 2
    """)
    shown = sitting(of, ["2", "12.5"]).text
    assert shown.split("✗ Not yet: ")[1].split("\n")[:3] == [
        "you went back from the value of E; a gradient starts from its slope.",
        "  How does E change when what it is made of moves a little?",
        "  that is what line 2 says already",
    ]


def test_a_revealed_line_is_said_to_be_wrong() -> None:
    of = lesson("""
        format: 1
        title: Lines
        inputs: {x: 3, t: 1}
        nodes: {y: 2*x, E: 1/2*(y - t)^2}
        steps:
          - find_mistake:
              lines: ["E = 12.5", "dE/dy = E = 12.5", "dE/dx = 2*12.5 = 25"]
              wrong: 2
    """)
    shown = sitting(of, ["!"]).text
    assert ("Here is how it goes:\n  line 2 is the first wrong one: ∂E/∂y = E = 12.5\n") in shown


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("A1 dZ2", "  read as A₁ ⊙ dZ₂\n"),
        ("A1*dZ2", ""),
        ("dZ2 @ A1", ""),
        ("A1 @ dZ2", ""),
        ("[[1, 2], [3, 4]]", ""),
    ],
)
def test_a_wrong_formula_of_matrices_is_shown_as_it_was_read(typed: str, read: str) -> None:
    of = lesson(TWO_LAYERS)
    before = ["4x2", "(softmax(Z2) - Y)/m", "2x2"]
    said = sitting(of, [*before, typed]).text.split(f"› {typed}\n")[1]
    assert said.startswith(("✗", "?"))
    assert ("read as" in said) is bool(read)
    assert read in said


def test_a_shape_where_a_formula_is_asked_misspells_no_name() -> None:
    shown = sitting(lesson(TWO_LAYERS), ["4x2", "2x2"]).text
    assert "nothing here is called `x2`" in shown
    assert "did you mean" not in shown


def test_what_a_skipped_step_gives_is_part_of_the_derivation() -> None:
    before = "3.8 up 1.05 dE/dy*h1 dE/dy*w5 dE/dh1*x1 >"
    assert "  y⁺ = w₅⁺·h₁⁺ + w₆⁺·h₂⁺ = 3.17683\n  w₅⁺ = w₅ − η·∂E/∂w₅\n" in told("!", before=before)


def test_a_prediction_is_not_told_by_moving_its_name() -> None:
    said = "predict first what moving w₅ does; after your answer `:nudge` shows it"
    assert told(":nudge w5", before="3.8") == said
    assert "E +0.0132" in told(":nudge w5", before="3.8 up")


def test_an_unexplained_error_does_not_tell_a_prediction_that_is_still_open() -> None:
    assert "Move w₅" not in told("777", before="3.8 > 1.05")
    assert "Move w₅" in told("777", before="3.8 up 1.05")


def test_the_factors_of_a_bare_number_are_not_told_by_why() -> None:
    said = "The number is right, and a slip would give it too: show the factors."
    assert told("1.3125", "1.05", ":why") == said


def test_the_language_can_be_changed_at_any_prompt() -> None:
    assert "∂E/∂w₅ 等于什么？  （一个数、分数或式子，例如 y − t）" in told(":lang")
    assert told(":lang", ":lang", lang="zh").count("等于什么") == 1


def test_hints_light_the_path_in_the_drawing() -> None:
    drawn = told("?")
    assert "━" in drawn
    assert drawn.endswith(
        "Hint 1 of 3: chain rule: go from w₅ to E along w₅, y, E. What arrives at y,\n"
        "times how y reacts to w₅"
    )


def test_what_the_log_has_to_say_is_told_at_once() -> None:
    environment = surroundings()
    of = LESSONS["w1-w6"]
    full = message("store-not-saved", path="p", reason="no space left")
    seen: list[str] = []

    def look(session: Session, printed: str) -> None:
        if not seen:
            tape.notices.append(full)
        seen.append(printed)

    tape = Tape()
    sitting(of, ["2"], environment, watch=look, tape=tape)
    assert "the last answers are not saved in `p` yet (no space left)" in seen[1]


# -- the ways out


@pytest.mark.parametrize(
    ("left", "status"),
    [(EOFError, Exit.DONE), (KeyboardInterrupt, Exit.INTERRUPTED), (":quit", Exit.DONE)],
)
def test_leaving_tells_how_to_go_on(left: str | type[BaseException], status: Exit) -> None:
    played = sitting(builtin("w1-w6"), ["3.8", left])
    assert played.status is status
    assert played.lines[-2] == "Saved. Go on with: backtutor study w1-w6"


def test_a_lesson_goes_on_where_it_was_left() -> None:
    first = sitting(builtin("w1-w6"), ["3.8", "up", "-1.05", "?"])
    second = sitting(builtin("w1-w6"), [], events=first.tape.events)
    assert second.lines[1] == "You stopped here: 2 of 8 done."
    assert second.session.state == first.session.state
    assert second.lines[-3] == "∂E/∂y ›"


def test_a_finished_lesson_says_so_and_adds_nothing_to_its_log() -> None:
    first = sitting(builtin("w1-w6"), RIGHT)
    assert [event.kind for event in first.tape.events] == [*["answer"] * 10, "done"]
    again = sitting(builtin("w1-w6"), [], events=first.tape.events)
    assert again.lines[1:3] == [
        "You have finished this lesson. `backtutor progress reset w1-w6` starts it anew.",
        "",
    ]
    assert again.tape.events == first.tape.events
    assert again.status is Exit.DONE


def write_screens() -> None:
    SCREENS.mkdir(exist_ok=True)
    for name, make in screens().items():
        (SCREENS / f"{name}.txt").write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    write_screens()
