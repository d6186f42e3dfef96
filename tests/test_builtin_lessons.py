"""The lessons that come with the program: readable, true, short, in both languages."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

import pytest

from backtutor.derive import Derivation
from backtutor.lesson import AskExpression, Choose, FindMistake, Lesson, Page, Words
from backtutor.loader.check import check_lesson
from backtutor.packs import LessonFile, builtin_pack
from backtutor.questions import Question
from backtutor.scripts import script

LESSONS = builtin_pack().lessons
each_lesson = pytest.mark.parametrize("file", LESSONS, ids=lambda file: file.id)

# every figure that the notes print for these examples, with the digits they print
PRINTED = {
    "add-then-multiply": """
        q 3  f -12  dq/dx 1  dq/dy 1  df/df 1  df/dq -4  df/dz 3  df/dx -4  df/dy -4""",
    "fork": "de/da 2  de/db 5  de/dc 2  de/dd 3  dc/db 1  dd/db 1",
    "w1-w6": """
        h1 1.25  h2 3.8  y 5.05  E 0.55125  dE/dy 1.05  dy/dw5 1.25  dE/dw5 1.3125  w5+ 0.86875
        dE/dw6 3.99  w6+ 0.601  dy/dh1 1  dh1/dw1 1  w1+ 0.395  w2+ 1.4475  w3+ 2.195
        w4+ 2.9475  y+ 3.1768  E+ 0.3388""",
    "sigmoid-in-pieces": """
        n -1  q 1.37  f 0.73  df/df 1  df/dq -0.53  df/ds 0.2  df/dw2 0.2  df/ds0 0.2""",
    "sigmoid-one-node": "da/dz 0.196612",
    # of these the notes print formulas; the numbers are ours, or a published notebook's
    "nine-paths": "dz/dy 3  dy/dx 4  dz/dx 12",
    "gradient-check": "",
    # those figures of the published solution that are right
    "one-slope-too-many": "z1 0.5  a1 0.5  z2 0.25  a2 0.562  local:da2/dz2 0.246",
    "affine-layer": "L 12.2",
    "batch-mean": "E 0.278125",
    "softmax-cross-entropy": "L 0.4170",
}


def load(file: LessonFile) -> Lesson:
    lesson = file.load().lesson
    assert lesson is not None
    return lesson


def texts(lesson: Lesson) -> Iterator[Words]:
    """Every text of a lesson that a learner can meet."""
    yield from (text for text in (lesson.title, lesson.summary, lesson.source) if text)
    for step in lesson.steps or ():
        yield from step.settings.hints
        if isinstance(step, Page):
            yield step.text
        if isinstance(step, AskExpression | Choose):
            yield step.prompt
        if isinstance(step, Choose):
            yield from (option.text for option in step.options)
            yield from (option.why for option in step.options if option.why)
        if isinstance(step, FindMistake) and step.why:
            yield step.why


def test_the_pack_has_no_problems() -> None:
    assert builtin_pack().problems == ()


@each_lesson
def test_a_lesson_has_no_problems(file: LessonFile) -> None:
    assert file.load().problems == ()


@each_lesson
def test_every_figure_holds(file: LessonFile) -> None:
    lesson = load(file)
    assert check_lesson(lesson, Derivation(lesson).value) == []


@each_lesson
def test_every_printed_figure_is_asserted_with_its_digits(file: LessonFile) -> None:
    asserted = {asserted.key: asserted.figure for asserted in load(file).expect}
    words = PRINTED[file.id].split()
    printed = dict(zip(words[::2], words[1::2], strict=True))
    assert {key: asserted.get(key) for key in printed} == printed


@each_lesson
def test_every_text_is_there_in_both_languages(file: LessonFile) -> None:
    for text in texts(load(file)):
        assert [language for language, _ in text.by_language] == ["en", "zh"]
        assert re.search("[\u4e00-\u9fff]", "".join(map(str, text.prose("zh"))))


@each_lesson
def test_a_page_has_at_most_eight_lines_in_english_and_ten_in_chinese(file: LessonFile) -> None:
    lesson = load(file)
    pages = [step.text for step in lesson.steps or () if isinstance(step, Page)]
    for page in [lesson.summary, *pages]:
        assert page is not None
        english = "".join(map(str, page.prose("en")))
        assert len(textwrap.wrap(english, 76)) <= 8
        chinese = "".join(map(str, page.prose("zh")))
        assert len([line for text in chinese.split("\n") for line in textwrap.wrap(text, 38)]) <= 10


@each_lesson
def test_a_lesson_asks_at_most_a_dozen_questions(file: LessonFile) -> None:
    questions = [i for i in script(Derivation(load(file))) if isinstance(i, Question)]
    assert 4 <= len(questions) <= 12
