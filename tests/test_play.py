"""The session on the screen: whole transcripts, and nothing told before it is earned."""

from __future__ import annotations

from pathlib import Path

SCREENS = Path(__file__).parent / "screens"
