"""Packs in folders, and how a reference finds a lesson."""

import os
import sys
from pathlib import Path

import pytest

from backtutor import __version__
from backtutor.lesson import words
from backtutor.loader.faults import FAULTS
from backtutor.loader.files import read_bytes
from backtutor.packs import (
    Pack,
    builtin_folder,
    find_lesson,
    lesson_id,
    loose_lesson,
    read_pack,
)
from backtutor.problems import Exit, Stop
from backtutor.text import say
from backtutor.ui.problems import plain_problem

LESSON = "format: 1\ntitle: {id}\nparams: {{w: 3}}\nnodes: {{E: w^2}}\n"

MANIFEST = """\
format: 1
name: neurons
version: 1.2
title: {en: Neurons, zh: 神经元}
"""


def folder(path: Path, manifest: str | None, *lessons: str, **named: str) -> Path:
    """A folder with these lessons; `named` are files with their own `id`."""
    path.mkdir(exist_ok=True)
    if manifest is not None:
        (path / "pack.yaml").write_text(manifest, encoding="utf-8")
    for id in lessons:
        (path / f"{id}.yaml").write_text(LESSON.format(id=id), encoding="utf-8")
    for name, id in named.items():
        text = LESSON.format(id=id) + f"id: {id}\n"
        (path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return path


def ids(pack: Pack) -> list[str]:
    return [lesson.id for lesson in pack.lessons]


def shown(pack: Pack) -> str:
    """The problems of a pack, without the folder that the test happens to use."""
    text = "\n".join(plain_problem(problem) for problem in pack.problems) + "\n"
    return text.replace(f"{pack.path}{os.sep}", "")


def refusal(reference: str, *folders: Path) -> tuple[str, Exit]:
    with pytest.raises(Stop) as stop:
        find_lesson(reference, folders)
    return say(stop.value.message, "en"), stop.value.status


# reading


def test_a_folder_without_a_manifest_is_its_lessons_by_name(tmp_path: Path) -> None:
    pack = read_pack(folder(tmp_path / "mine", None, "c", "a", b="z"))
    assert pack.name == "mine"
    assert pack.title == words("mine")
    assert ids(pack) == ["a", "z", "c"]
    assert pack.problems == ()
    assert pack.lessons[1].path == tmp_path / "mine" / "b.yaml"
    assert pack.lessons[1].key == "mine/z"


def test_a_manifest_says_everything_of_a_pack(tmp_path: Path) -> None:
    manifest = MANIFEST + (
        "licence: CC-BY-4.0\nauthors: [Ada Lovelace, 陈]\nlanguages: [en, zh]\n"
        'requires: {backtutor: ">=0.1, <99"}\n'
        "lessons:\n  - c\n  - {id: z, after: [c]}\n  - {id: a, after: z}\n"
    )
    pack = read_pack(folder(tmp_path / "p", manifest, "a", "c", b="z"))
    assert pack.problems == ()
    assert (pack.name, pack.version, pack.licence) == ("neurons", "1.2", "CC-BY-4.0")
    assert pack.title.prose("zh") == ("神经元",)
    assert pack.authors == ("Ada Lovelace", "陈")
    assert pack.languages == ("en", "zh")
    assert [(lesson.id, lesson.after) for lesson in pack.lessons] == [
        ("c", ()),
        ("z", ("c",)),
        ("a", ("z",)),
    ]
    assert pack.lessons[0].key == "neurons/c"


def test_lessons_may_lie_in_a_folder_of_their_own(tmp_path: Path) -> None:
    folder(tmp_path / "p", MANIFEST + "lessons: [b, a]\n", "a")
    folder(tmp_path / "p" / "lessons", None, "b")
    pack = read_pack(tmp_path / "p")
    assert pack.problems == ()
    assert ids(pack) == ["b", "a"]


def test_a_broken_lesson_is_still_found_under_its_file_name(tmp_path: Path) -> None:
    path = folder(tmp_path / "p", None, "a")
    (path / "broken.yaml").write_bytes(b"id: [\xff")
    pack = read_pack(path)
    assert ids(pack) == ["a", "broken"]
    assert pack.lessons[1].load().lesson is None


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("format: 1\n", "file"),
        ("format: 1\nid: given\n", "given"),
        ("{format: 1, id: given}", "given"),
        ('"id": given', "given"),
        ("nodes:\n  id: 1\n", "file"),
        ("format: 1\nid: [1]\n", "file"),
    ],
)
def test_the_id_of_a_lesson_is_what_it_gives_or_its_file_name(
    tmp_path: Path, text: str, id: str
) -> None:
    path = tmp_path / "File.yaml"
    path.write_text(text, encoding="utf-8")
    assert lesson_id(path) == id


CASES = [
    (
        "pack-lesson-missing",
        MANIFEST + "lessons: [alpha, bta]\n",
        """\
warning[P002]: the lesson `beta` is not in the list
 --> pack.yaml:5:1
  |
5 | lessons: [alpha, bta]
  | ^^^^^^^ beta.yaml is left out
  = help: add it to `lessons`, or move the file away
error[P001]: the pack has no lesson `bta`
 --> pack.yaml:5:18
  |
5 | lessons: [alpha, bta]
  |                  ^^^ did you mean `beta`?
  = help: write the `id` of a lesson file, or its file name without the ending
""",
    ),
    (
        "pack-lesson-twice",
        MANIFEST + "lessons: [alpha, beta, alpha]\n",
        """\
error[P003]: the lesson `alpha` is listed twice
 --> pack.yaml:5:24
  |
5 | lessons: [alpha, beta, alpha]
  |                        ^^^^^
  = help: keep one of them
""",
    ),
    (
        "pack-after-unknown",
        MANIFEST + "lessons: [alpha, {id: beta, after: [gamma]}]\n",
        """\
error[P004]: the lesson `beta` comes after `gamma`, which is not in the list
 --> pack.yaml:5:23
  |
5 | lessons: [alpha, {id: beta, after: [gamma]}]
  |                       ^^^^
  = help: write the id of a lesson of this pack
""",
    ),
    (
        "pack-after-cycle",
        MANIFEST + "lessons: [{id: alpha, after: [beta]}, {id: beta, after: [alpha]}]\n",
        """\
error[P005]: the lesson `alpha` comes after itself
 --> pack.yaml:5:16
  |
5 | lessons: [{id: alpha, after: [beta]}, {id: beta, after: [alpha]}]
  |                ^^^^^ alpha → beta → alpha
  = help: remove one `after`
""",
    ),
    (
        "pack-name",
        MANIFEST.replace("neurons", "../Neurons"),
        """\
error[P006]: `../Neurons` cannot name a pack
 --> pack.yaml:2:7
  |
2 | name: ../Neurons
  |       ^^^^^^^^^^ expected 1 to 48 of a-z, 0-9 and `-`
""",
    ),
    (
        "pack-version",
        MANIFEST.replace("1.2", "latest"),
        """\
error[P007]: `latest` is not a version
 --> pack.yaml:3:10
  |
3 | version: latest
  |          ^^^^^^ expected numbers and points, such as `1.0`
""",
    ),
    (
        "pack-requires",
        MANIFEST + 'requires: {backtutor: ">=99.0"}\n',
        f"""\
error[P008]: the pack needs backtutor >=99.0
 --> pack.yaml:5:23
  |
5 | requires: {{backtutor: ">=99.0"}}
  |                       ^^^^^^^^ this is {__version__}
  = help: upgrade backtutor
""",
    ),
    (
        "pack-requirement",
        MANIFEST + "requires: {backtutor: new}\n",
        """\
error[P008]: `new` is not a requirement
 --> pack.yaml:5:23
  |
5 | requires: {backtutor: new}
  |                       ^^^ expected a comparison such as `>=0.1`
""",
    ),
    (
        "a key that only a later version knows",
        MANIFEST + "grading: {tries: 1}\n",
        """\
error[L023]: `grading` is not supported by this version yet
 --> pack.yaml:5:1
  |
5 | grading: {tries: 1}
  | ^^^^^^^
  = help: upgrade backtutor, or leave it out
""",
    ),
    (
        "an unknown key, as for a file outside",
        MANIFEST + "include: ../../private/answers.yaml\n",
        """\
error[L020]: unknown key `include`
 --> pack.yaml:5:1
  |
5 | include: ../../private/answers.yaml
  | ^^^^^^^
  = help: keys here are format, name, version, title, licence, authors, languages, requires, lessons
""",
    ),
    (
        "a path in the list of lessons",
        MANIFEST + "lessons: [alpha, beta, ../secret]\n",
        """\
error[P001]: the pack has no lesson `../secret`
 --> pack.yaml:5:24
  |
5 | lessons: [alpha, beta, ../secret]
  |                        ^^^^^^^^^
  = help: write the `id` of a lesson file, or its file name without the ending
""",
    ),
    (
        "a missing key",
        "format: 1\nname: neurons\ntitle: Neurons\n",
        """\
error[L021]: the key `version` is missing
 --> pack.yaml:1:1
  |
1 | format: 1
  | ^^^^^^
  = help: add `version: …`
""",
    ),
    (
        "a later format",
        "format: 2\nname: neurons\n",
        """\
error[L025]: format 2 is newer than this backtutor
 --> pack.yaml:1:9
  |
1 | format: 2
  |         ^ this version reads format 1
  = help: upgrade backtutor
""",
    ),
    (
        "nothing in it",
        "",
        """\
error[L022]: expected the keys of a pack, such as `name: my-pack`
 --> pack.yaml:1:1
  |
1 |
  | ^ found nothing
""",
    ),
]


@pytest.mark.parametrize(("name", "manifest", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_fault_of_a_manifest_is_told_at_its_place(
    tmp_path: Path, name: str, manifest: str, expected: str
) -> None:
    pack = read_pack(folder(tmp_path / "p", manifest, "alpha", "beta"))
    assert shown(pack) == expected


def test_every_fault_of_a_manifest_has_a_case() -> None:
    files = {"pack-lesson-unlisted", "pack-link", "pack-file-name", "pack-id-twice"}
    faults = {fault for fault in FAULTS if fault.startswith("pack-")}
    assert {case[0] for case in CASES if case[0].startswith("pack-")} | files == faults


def test_two_lessons_with_one_id_are_told(tmp_path: Path) -> None:
    pack = read_pack(folder(tmp_path / "p", None, "a", b="a"))
    assert ids(pack) == ["a"]
    assert shown(pack) == (
        "error[P011]: two lessons have the id `a`\n"
        " --> b.yaml:1:1\n"
        "  |\n"
        "1 |\n"
        "  | ^ b.yaml is left out\n"
        "  = help: give one of the two another `id`\n"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_in_a_pack_is_refused_and_never_followed(tmp_path: Path) -> None:
    path = folder(tmp_path / "p", MANIFEST, "a")
    secret = tmp_path / "secret.yaml"
    secret.write_text(LESSON.format(id="secret"), encoding="utf-8")
    (path / "link.yaml").symlink_to(secret)
    (path / "lessons").symlink_to(tmp_path, target_is_directory=True)
    pack = read_pack(path)
    assert ids(pack) == ["a"]
    assert shown(pack) == (
        "error[P009]: lessons is a link\n"
        " --> lessons:1:1\n"
        "  = help: put the file itself into the pack\n"
        "error[P009]: link.yaml is a link\n"
        " --> link.yaml:1:1\n"
        "  = help: put the file itself into the pack\n"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="such names cannot be made there")
@pytest.mark.parametrize(
    "names",
    [
        ("CON.yaml",),
        ("lpt1.v2.yaml",),
        ("a:b.yaml",),
        ("\x1b[2J.yaml",),
        ("LESSON.yaml", "lesson.yaml"),
    ],
)
def test_a_file_name_that_cannot_travel_is_told(tmp_path: Path, names: tuple[str, ...]) -> None:
    for name in names:
        (tmp_path / name).write_text(
            LESSON.format(id="x") + f"id: x{len(name)}\n", encoding="utf-8"
        )
    problems = [p for p in read_pack(tmp_path).problems if p.code == "P010"]
    assert len(problems) == 1
    assert "\x1b" not in plain_problem(problems[0])


# references


def test_a_lesson_is_found_by_id_by_pack_and_by_path(tmp_path: Path) -> None:
    path = folder(tmp_path / "p", MANIFEST + "lessons: [{id: z, after: [a]}, a]\n", "a", b="z")
    by_id = find_lesson("z", [path])
    assert (by_id.id, by_id.pack, by_id.after) == ("z", "neurons", ("a",))
    assert by_id.path == path / "b.yaml"
    assert find_lesson("neurons/z", [path]) == by_id
    loose = find_lesson(str(path / "b.yaml"))
    assert (loose.id, loose.pack, loose.path) == ("z", "p", path / "b.yaml")
    lesson = loose.load().lesson
    assert lesson is not None
    assert lesson.id == "z"


def test_a_file_without_the_ending_is_found_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "notes"
    path.write_text(LESSON.format(id="notes"), encoding="utf-8")
    assert find_lesson(str(path)) == loose_lesson(path)


def test_the_builtin_lessons_are_a_pack_like_any_other() -> None:
    pack = read_pack(builtin_folder())
    assert pack.problems == ()
    for lesson in pack.lessons:
        assert find_lesson(lesson.id) == find_lesson(lesson.key) == lesson
        assert lesson.load().lesson is not None


def test_what_cannot_be_found_names_the_nearest(tmp_path: Path) -> None:
    path = folder(tmp_path / "p", MANIFEST, "sigmoid", "tanh")
    assert refusal("sigmiod", path) == (
        "there is no lesson `sigmiod`: did you mean `sigmoid`?",
        Exit.MISSING,
    )
    assert refusal("neurons/tahn", path) == (
        "there is no lesson `neurons/tahn`: did you mean `neurons/tanh`?",
        Exit.MISSING,
    )
    assert refusal("nothing-like-it", path) == (
        "there is no lesson `nothing-like-it`: see `backtutor list`",
        Exit.MISSING,
    )
    assert refusal("neuron/tanh", path) == (
        "there is no pack `neuron`: did you mean `neurons`?",
        Exit.MISSING,
    )


def test_a_path_that_is_no_lesson_is_told(tmp_path: Path) -> None:
    path = folder(tmp_path / "p", MANIFEST, "a")
    missing = tmp_path / "none.yaml"
    assert refusal(str(missing)) == (f"there is no file `{missing}`", Exit.MISSING)
    assert refusal(str(path)) == (
        f"`{path}` is a folder: name one of its lessons, such as `{path / 'a.yaml'}`",
        Exit.USAGE,
    )
    archive = tmp_path / "pack.zip"
    archive.write_bytes(b"PK")
    assert refusal(str(archive)) == (
        f"zip packs are not supported by this version yet: unpack `{archive}` and name the folder",
        Exit.MISSING,
    )


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Stop) as stop:
        read_pack(tmp_path / "none")
    assert say(stop.value.message, "en") == f"there is no folder `{tmp_path / 'none'}`"
    assert stop.value.status is Exit.MISSING


def test_a_device_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(Stop) as stop:
        read_bytes(Path(os.devnull))
    assert stop.value.status is Exit.MISSING


@pytest.mark.parametrize("reference", ["", "/", "//", "a/b/c", "\x00", "..", "~", "x" * 5000, "\n"])
def test_no_reference_makes_it_raise_anything_else(reference: str) -> None:
    with pytest.raises(Stop):
        find_lesson(reference)
