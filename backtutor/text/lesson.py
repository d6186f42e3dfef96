"""Sentences: lesson."""

from backtutor.messages import Rows

ROWS: Rows = {}
