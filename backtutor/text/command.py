"""Sentences: command."""

from backtutor.messages import Rows

ROWS: Rows = {}
