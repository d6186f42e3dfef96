"""The entry point: `backtutor` and `python -m backtutor`."""

from __future__ import annotations

import sys


def main() -> None:
    """Answer `--version` at once; everything else is the command line's."""
    if sys.argv[1:] == ["--version"]:
        from backtutor import __version__

        sys.stdout.write(f"backtutor {__version__}\n")
        return
    from backtutor.cli import run

    sys.exit(run())


if __name__ == "__main__":
    main()
