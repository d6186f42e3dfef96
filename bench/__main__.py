"""`python -m bench [WORD…]`: measures the budgets and prints them as a table."""

from __future__ import annotations

import sys

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from bench.measure import Unmeasured
from bench.rows import ROWS, Row


def main(words: list[str]) -> None:
    """Measures the rows that have one of the words in them, all without words."""
    table = Table("what", "peer", "measured", "at most", "", box=SIMPLE)
    reasons: list[str] = []
    for row in ROWS:
        if not words or any(word in row.what for word in words):
            with Console(stderr=True).status(row.what):
                table.add_row(row.what, row.peer, *_measured(row, reasons))
    Console().print(table)
    for reason in reasons:
        Console().print(reason, markup=False, highlight=False)


def _measured(row: Row, reasons: list[str]) -> tuple[str, str, str]:
    """What was measured, the budget, and what that means; reasons are collected for the end."""
    most = f"{row.most:g} {row.unit}"
    try:
        found = row.measure()
    except Unmeasured as reason:
        reasons.append(f"{row.what}: not measured, {reason}")
        return "-", most, "not measured"
    return f"{found:.3g} {row.unit}", most, "met" if found <= row.most else "MISSED"


main(sys.argv[1:])
