"""The heading of a lesson: its title and summary, read without the network.

In: a lesson file. Out: its `Heading`, or None where the network is needed to tell it: a problem,
or a summary with values in it. A list of lessons is shown long before any of them is worked out.
"""

from __future__ import annotations

from typing import NamedTuple

from backtutor.lesson import Words
from backtutor.loader.faults import Findings
from backtutor.loader.fields import Fields
from backtutor.loader.tree import Mapping, parse
from backtutor.read import Vocabulary


class Heading(NamedTuple):
    """What a list of lessons shows of one."""

    title: Words
    summary: Words | None


def read_heading(path: str, data: bytes) -> Heading | None:
    """The heading of a lesson, where it stands in the file as it is shown."""
    findings = Findings()
    root = parse(path, data, findings)
    if not isinstance(root, Mapping):
        return None
    fields = Fields(findings, Vocabulary({}))
    title, summary = (
        fields.words(node) if (node := root.get(key)) else None for key in ("title", "summary")
    )
    return None if findings.problems or title is None else Heading(title, summary)
