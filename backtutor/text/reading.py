"""Sentences: reading."""

from backtutor.messages import Rows

ROWS: Rows = {}
