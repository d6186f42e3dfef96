"""Sentences: judging."""

from backtutor.messages import Rows

ROWS: Rows = {}
