"""The entry point: `backtutor` and `python -m backtutor`."""

from __future__ import annotations

import gc
import sys

COLLECT_AFTER = 50_000
"""Python looks for garbage after so many new objects, not after 700: a start makes none."""


def main() -> None:
    """Answer `--version` at once; everything else is the command line's."""
    if sys.argv[1:] == ["--version"]:
        from backtutor import __version__

        sys.stdout.write(f"backtutor {__version__}\n")
        return
    gc.set_threshold(COLLECT_AFTER)
    from backtutor.cli import run

    sys.exit(run())


if __name__ == "__main__":
    main()
