"""Text from lessons, learners and file names, made safe to show.

In: any text. Out: the same text with every character that could move the cursor, hide, or
reorder its neighbours written out as its code: `‹1B›`. Whatever is shown goes through `clean`
and then into a `Text`, never through markup.
"""

from __future__ import annotations

import re

_UNSAFE = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # C0, DEL, C1
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0"  # drawn as nothing
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"  # zero-width, bidi, selectors
    "\ufff0-\uffff\ud800-\udfff"  # annotations, non-characters, lone surrogates
    "\U000e0000-\U000e0fff"  # tags
    "]"
)


def clean(text: str, keep: str = "") -> str:
    """`text` with unsafe characters as codes; `keep` names those that stay, such as "\\n"."""
    return _UNSAFE.sub(lambda found: _code(found[0], keep), text)


def _code(character: str, keep: str) -> str:
    return character if character in keep else f"‹{ord(character):02X}›"
