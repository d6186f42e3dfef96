"""Sentences: session."""

from backtutor.messages import Rows

ROWS: Rows = {}
