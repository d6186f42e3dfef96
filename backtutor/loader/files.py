"""Files as bytes: every file of lessons, packs and answers is read here.

In: a path. Out: its bytes, at most one more than is ever read; `Stop` where there is no such
file or it cannot be opened.
"""

from __future__ import annotations

from pathlib import Path

from backtutor.loader.tree import MAX_BYTES
from backtutor.messages import message
from backtutor.problems import Exit, Stop


def read_bytes(path: Path, most: int = MAX_BYTES) -> bytes:
    """The bytes of a file, of a larger one than `most` too many; a device or a pipe is no file."""
    try:
        if not path.is_file():
            raise Stop(message("pack:no-file", path=str(path)), Exit.MISSING)
        with path.open("rb") as file:
            # one byte past the limit, so that the loader can tell
            return file.read(most + 1)
    except (OSError, ValueError) as fault:
        reason = getattr(fault, "strerror", None) or str(fault)
        raise Stop(message("pack:unreadable", path=str(path), reason=reason)) from fault
