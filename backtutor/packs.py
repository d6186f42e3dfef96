"""Packs and lesson files: where lessons lie, and how a reference finds one.

In: a folder, or what somebody typed (`w1-w6`, `pack/id`, a path). Out: `Pack` and `LessonFile`
values. The lessons that come with the program are a pack like any other. A pack is data only:
links are refused, and no file outside its folder is ever read for it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from backtutor.lesson import Words, words
from backtutor.loader.document import LESSON_ID, Loaded, load_lesson, slug
from backtutor.loader.faults import Findings, in_order
from backtutor.loader.files import read_bytes
from backtutor.loader.heading import Heading, read_heading
from backtutor.loader.manifest import Listed, Manifest, read_manifest
from backtutor.loader.tree import Mapping, Scalar, parse
from backtutor.messages import message
from backtutor.problems import Exit, Problem, Span, Stop, nearest

MANIFEST = "pack.yaml"
ENDINGS = (".yaml", ".yml")

# names that Windows keeps for devices, whatever their ending
_DEVICE = r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?"
_MAY_GIVE_ID = rb"""(?m)^(["']?id["']?[ \t]*:|[ \t]*\{)"""
_AWKWARD = r'[\x00-\x1f\x7f-\x9f<>:"|?*\\]|[. ]$'


class LessonFile(NamedTuple):
    """A lesson that is known to be there: its id, its pack or folder, its file."""

    id: str
    pack: str
    path: Path
    after: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What progress is kept under."""
        return f"{self.pack}/{self.id}"

    def load(self, seed: int | None = None) -> Loaded:
        """The lesson, its values drawn with `seed` where it does not say its own."""
        return load_lesson(str(self.path), read_bytes(self.path), seed or 0)

    def heading(self) -> Heading | None:
        """Its title and summary, where they can be told without the network."""
        return read_heading(str(self.path), read_bytes(self.path))


class Pack(NamedTuple):
    """A folder of lessons, in order."""

    name: str
    title: Words
    version: str
    lessons: tuple[LessonFile, ...]
    path: Path
    languages: tuple[str, ...] = ()
    licence: str = ""
    authors: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def builtin_folder() -> Path:
    """The lessons that come with the program: inside the wheel, or beside the package."""
    package = Path(__file__).parent
    inside = package / "lessons"
    return inside if inside.is_dir() else package.parent / "lessons"


def builtin_pack() -> Pack:
    return read_pack(builtin_folder())


# packs


def read_pack(folder: Path) -> Pack:
    """The pack in a folder; without `pack.yaml` its lessons in the order of their names."""
    _must_be_folder(folder)
    findings = Findings()
    paths = [p for part in _folders(folder, findings) for p in _lesson_files(part, findings)]
    files = _identified(paths, findings)
    manifest = Manifest(name=folder_name(folder), title=words(folder_name(folder)))
    described = folder / MANIFEST
    if described.is_file() and not described.is_symlink():
        manifest = read_manifest(str(described), read_bytes(described), files)
        _report_unlisted(files, manifest, findings)
    listed = manifest.lessons
    order = listed if listed is not None else tuple(Listed(id) for id in files)
    name = manifest.name or folder_name(folder)
    return Pack(
        name=name,
        title=manifest.title,
        version=manifest.version,
        lessons=tuple(LessonFile(entry.id, name, files[entry.id], entry.after) for entry in order),
        path=folder,
        languages=manifest.languages,
        licence=manifest.licence,
        authors=manifest.authors,
        problems=in_order([*manifest.problems, *findings.problems]),
    )


def folder_name(folder: Path) -> str:
    """What a folder without a manifest is called: `lessons` for `.` inside lessons."""
    return folder.resolve().name or "lessons"


def _must_be_folder(path: Path) -> None:
    if path.suffix.lower() == ".zip" and _is_file(path):
        raise Stop(message("pack:zip", path=str(path)), Exit.MISSING)
    if not _is_folder(path):
        raise Stop(message("pack:no-folder", path=str(path)), Exit.MISSING)


def _lesson_files(folder: Path, findings: Findings) -> Iterator[Path]:
    """The lesson files of a folder by name; links and names that cannot travel are reported."""
    seen: set[str] = set()
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.suffix.lower() not in ENDINGS:
            continue
        span = Span(str(path), 1, 1, 0, "")
        if path.is_symlink():
            findings.report("pack-link", span, file=path.name)
            continue
        # macOS and Windows take names that differ by case or accents' encoding for one
        folded = unicodedata.normalize("NFC", path.name).casefold()
        if re.fullmatch(_DEVICE, path.name) or re.search(_AWKWARD, path.name) or folded in seen:
            findings.report("pack-file-name", span, file=path.name)
        seen.add(folded)
        if path.is_file() and path.name != MANIFEST:
            yield path


def _folders(folder: Path, findings: Findings) -> tuple[Path, ...]:
    """Where the lessons of a pack lie: in its folder, and in `lessons` inside it."""
    inner = folder / "lessons"
    if not (folder / MANIFEST).is_file() or not inner.is_dir():
        return (folder,)
    if inner.is_symlink():
        findings.report("pack-link", Span(str(inner), 1, 1, 0, ""), file=inner.name)
        return (folder,)
    return (folder, inner)


def _identified(paths: list[Path], findings: Findings) -> dict[str, Path]:
    """Lesson id → its file; a second lesson with an id is reported and left out."""
    found: dict[str, Path] = {}
    for path in paths:
        id = lesson_id(path)
        if id in found:
            span = Span(str(path), 1, 1, 0, "")
            findings.report("pack-id-twice", span, id=id, file=path.name)
        found.setdefault(id, path)
    return found


def lesson_id(path: Path) -> str:
    """The id that a lesson file gives, or the one its name gives it."""
    try:
        data = read_bytes(path)
    except Stop:
        return slug(str(path))
    # most lessons are called like their files: those need no parsing to be found
    root = parse(str(path), data, Findings()) if re.search(_MAY_GIVE_ID, data) else None
    given = root.get("id") if isinstance(root, Mapping) else None
    return given.text if isinstance(given, Scalar) and given.text else slug(str(path))


def _report_unlisted(files: dict[str, Path], manifest: Manifest, findings: Findings) -> None:
    listed = {entry.id for entry in manifest.lessons or ()}
    for id, file in files.items():
        if manifest.listing and id not in listed:
            findings.report("pack-lesson-unlisted", manifest.listing, id=id, file=file.name)


# references


def find_lesson(reference: str, folders: Iterable[Path] = ()) -> LessonFile:
    """The lesson that somebody means: a path, `pack/id` with the name or the folder of a pack,
    or an id of the packs in `folders` and of the pack that comes with the program. Raises
    `Stop` where there is none."""
    path = Path(reference)
    if path.suffix.lower() == ".zip":
        _must_be_folder(path)
    if reference.lower().endswith(ENDINGS) or (_looks_like_path(reference) and _is_file(path)):
        return loose_lesson(path)
    if _looks_like_path(reference) and _is_folder(path):
        raise _names_a_folder(path)
    pack, _, id = reference.rpartition("/")
    builtin = None if pack else _builtin_lesson(id)
    if builtin:
        return builtin
    known = [folder for folder in (builtin_folder(), *folders) if folder.is_dir()]
    packs = [found for folder in known if (found := read_pack(folder)).name == pack or not pack]
    if pack and _is_folder(Path(pack)):
        packs.append(read_pack(Path(pack)))
    if not packs:
        raise _missing("pack:no-pack", pack, [read_pack(folder).name for folder in known])
    for lesson in (lesson for found in packs for lesson in found.lessons):
        if lesson.id == id:
            return lesson
    raise _missing("pack:no-lesson", reference, _references(packs, pack))


def _builtin_lesson(id: str) -> LessonFile | None:
    """A lesson that comes with the program, where its file is called like it: the usual case,
    which needs no look at the other files."""
    folder = builtin_folder()
    path = folder / f"{id}.yaml"
    if not re.fullmatch(LESSON_ID, id) or not _is_file(path) or lesson_id(path) != id:
        return None
    described = folder / MANIFEST
    ids = [slug(other.name) for other in folder.iterdir()]
    manifest = read_manifest(str(described), read_bytes(described), ids)
    listed = (entry for entry in manifest.lessons or () if entry.id == id)
    return next((LessonFile(id, manifest.name, path, entry.after) for entry in listed), None)


def _references(packs: Iterable[Pack], pack: str) -> list[str]:
    """What could have been typed instead: with the pack where one was named."""
    return [lesson.key if pack else lesson.id for found in packs for lesson in found.lessons]


def _missing(id: str, reference: str, candidates: list[str]) -> Stop:
    near = nearest(reference, candidates)
    if near:
        return Stop(message(f"{id}-near", reference=reference, near=near), Exit.MISSING)
    return Stop(message(id, reference=reference), Exit.MISSING)


def loose_lesson(path: Path) -> LessonFile:
    """The lesson in a file of one's own; its folder stands for the pack."""
    if not _is_file(path):
        raise Stop(message("pack:no-file", path=str(path)), Exit.MISSING)
    return LessonFile(lesson_id(path), folder_name(path.parent), path)


def named_folder(reference: str) -> Path | None:
    """The folder that somebody means; a lesson's id wins over a folder of the same name."""
    path = Path(reference)
    if not _is_folder(path):
        return None
    ids = (lesson.id for lesson in builtin_pack().lessons)
    return path if _looks_like_path(reference) or reference not in ids else None


def _looks_like_path(reference: str) -> bool:
    return "/" in reference or "\\" in reference or reference in (".", "..")


def _is_file(path: Path) -> bool:
    return _asked(path.is_file)


def _is_folder(path: Path) -> bool:
    return _asked(path.is_dir)


def _asked(question: Callable[[], bool]) -> bool:
    """What the file system says; a name that it cannot take is no file of any kind."""
    try:
        return question()
    except (OSError, ValueError):
        return False


def _names_a_folder(path: Path) -> Stop:
    lessons = read_pack(path).lessons
    example = str(lessons[0].path) if lessons else f"{path}/lesson.yaml"
    return Stop(message("pack:is-folder", path=str(path), example=example), Exit.USAGE)
