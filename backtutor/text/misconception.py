"""Sentences: misconception."""

from backtutor.messages import Rows

ROWS: Rows = {}
