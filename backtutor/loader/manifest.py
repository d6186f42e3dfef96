"""`pack.yaml`: what a pack says about itself.

In: the bytes of the file and the ids of the lessons beside it. Out: a `Manifest`, with every
problem at its place. A manifest holds data only; it names lessons by id, never by path.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Collection
from typing import NamedTuple

from backtutor import __version__
from backtutor.lesson import Words, words
from backtutor.loader.document import LESSON_ID, check_format
from backtutor.loader.faults import Findings
from backtutor.loader.fields import Entry, Fields, did_you_mean
from backtutor.loader.tree import Mapping, Node, Scalar, Source, parse
from backtutor.problems import Problem, Span
from backtutor.read import Vocabulary

KEYS = (
    "format", "name", "version", "title", "licence", "authors", "languages", "requires", "lessons",
)  # fmt: skip
LATER = ("grading",)
"""Keys of the format that this version does not know yet."""

_VERSION = r"[0-9]{1,6}(\.[0-9]{1,6}){0,3}"
_REQUIREMENT = rf"\s*(>=|<=|==|!=|>|<)\s*({_VERSION})\s*"
_COMPARE = {
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
}


class Listed(NamedTuple):
    """A lesson in the list of a pack, and the lessons that come before it."""

    id: str
    after: tuple[str, ...] = ()
    span: Span | None = None


class Manifest(NamedTuple):
    """What `pack.yaml` says; `lessons` is None where it lists none, `listing` where it does."""

    name: str = ""
    title: Words = words("")
    version: str = ""
    licence: str = ""
    authors: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    lessons: tuple[Listed, ...] | None = None
    listing: Span | None = None
    problems: tuple[Problem, ...] = ()


def read_manifest(path: str, data: str | bytes, ids: Collection[str]) -> Manifest:
    """Read `pack.yaml`; `ids` are the lessons that lie beside it."""
    findings = Findings()
    root = parse(path, data, findings)
    manifest = Manifest()
    if isinstance(root, Mapping):
        if check_format(root, findings):
            manifest = _Reader(Fields(findings, Vocabulary({})), ids).read(root)
    elif root is not None or not findings.failed:
        nothing = Scalar("", "", 0, 0, Source(path, ""))
        Fields(findings, Vocabulary({})).wrong_kind(root or nothing, "pack")
    return manifest._replace(problems=findings.kept)


class _Reader:
    def __init__(self, fields: Fields, ids: Collection[str]) -> None:
        self.fields = fields
        self.ids = ids

    def read(self, root: Mapping) -> Manifest:
        read = self.fields
        entries = read.entries(root, KEYS, later=LATER)
        for key in ("name", "version", "title"):
            read.require(entries, key, root.entries[0][0].span)
        read.under(entries, "requires", self.requires)
        return Manifest(
            name=read.under(entries, "name", self.name) or "",
            title=read.under(entries, "title", read.words) or words(""),
            version=read.under(entries, "version", self.version) or "",
            licence=read.under(entries, "licence", read.word) or "",
            authors=read.under(entries, "authors", read.word_list) or (),
            languages=read.under(entries, "languages", read.word_list) or (),
            lessons=read.under(entries, "lessons", self.lessons),
            listing=entries["lessons"][0].span if "lessons" in entries else None,
        )

    def name(self, node: Node) -> str | None:
        word = self.fields.word(node)
        if word is None or re.fullmatch(LESSON_ID, word):
            return word
        self.fields.findings.report("pack-name", node.span, name=word)
        return None

    def version(self, node: Node) -> str | None:
        word = self.fields.word(node)
        if word is None or re.fullmatch(_VERSION, word):
            return word
        self.fields.findings.report("pack-version", node.span, version=word)
        return None

    def requires(self, node: Node) -> None:
        entries = self.fields.entries(node, ("backtutor",))
        wanted = self.fields.under(entries, "backtutor", self.fields.word)
        for part in wanted.split(",") if wanted else ():
            span = entries["backtutor"][1].span
            requirement = re.fullmatch(_REQUIREMENT, part)
            if requirement is None:
                self.fields.findings.report("pack-requirement", span, wanted=part.strip())
            elif not _COMPARE[requirement[1]](_numbers(__version__), _numbers(requirement[2])):
                wanted_here = part.strip()
                self.fields.findings.report(
                    "pack-requires", span, wanted=wanted_here, ours=__version__
                )

    # the list of lessons

    def lessons(self, node: Node) -> tuple[Listed, ...]:
        found: dict[str, Listed] = {}
        for item in self.fields.items(node):
            listed = self.listed(item)
            if listed is None or listed.span is None:
                continue
            if listed.id in found:
                self.fields.findings.report("pack-lesson-twice", listed.span, id=listed.id)
            found.setdefault(listed.id, listed)
        self._check_after(found)
        return tuple(found.values())

    def listed(self, node: Node) -> Listed | None:
        """An id, or an id with the lessons that come before it."""
        entries: dict[str, Entry] = {}
        if isinstance(node, Mapping):
            entries = self.fields.entries(node, ("id", "after"))
            named = self.fields.require(entries, "id", node.span)
        else:
            named = node
        id = self.fields.word(named) if named else None
        if id is None or named is None:
            return None
        if id not in self.ids:
            label = did_you_mean(id, self.ids)
            self.fields.findings.report("pack-lesson-missing", named.span, label=label, id=id)
            return None
        return Listed(id, self.fields.under(entries, "after", self._after) or (), named.span)

    def _after(self, node: Node) -> tuple[str, ...]:
        if isinstance(node, Scalar):
            word = self.fields.word(node)
            return (word,) if word else ()
        return self.fields.word_list(node)

    def _check_after(self, found: dict[str, Listed]) -> None:
        for listed in found.values():
            assert listed.span is not None
            for after in listed.after:
                if after not in found:
                    self.fields.findings.report(
                        "pack-after-unknown", listed.span, id=listed.id, after=after
                    )
        trail = _cycle(found)
        if trail:
            span = found[trail[0]].span
            assert span is not None
            self.fields.findings.report(
                "pack-after-cycle", span, id=trail[0], trail=" → ".join((*trail, trail[0]))
            )


def _cycle(found: dict[str, Listed]) -> tuple[str, ...]:
    """Lessons that come after each other, in a ring; () where there are none."""
    waiting = {
        id: {after for after in listed.after if after in found} for id, listed in found.items()
    }
    while True:
        ready = {id for id, before in waiting.items() if not before & waiting.keys()}
        if not ready:
            break
        waiting = {id: before for id, before in waiting.items() if id not in ready}
    if not waiting:
        return ()
    trail = [next(iter(waiting))]
    while True:
        # the order of the list, so that the same ring is told each time
        step = next(id for id in found[trail[-1]].after if id in waiting)
        if step in trail:
            return tuple(trail[trail.index(step) :])
        trail.append(step)


def _numbers(version: str) -> tuple[int, ...]:
    """0.1.0 as (0, 1): trailing zeros say nothing."""
    numbers = [int(part) for part in re.findall(r"[0-9]+", version)]
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)
