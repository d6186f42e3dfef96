"""The expression reader: text to terms, for lessons and for answers.

In: text, and the `Vocabulary` of what may be named in it. Out: terms, quantities and numbers,
or a `Problem` at the exact characters that says what to write instead. Nothing here evaluates
what it reads, and no text makes it raise or take noticeable time.

From outside in: `characters` (what each character counts as), `tokens` and `latex` (the text
cut up), `names` with `differentials` (what each name stands for), `parser` with `calls` and
`matrices` (the term), `shapes` (does it fit), `answer` and `exact` (the readers). To add a
function, see `functions`; a sign, `characters`; a LaTeX command, `latex`; a kind of fault,
`faults`.
"""

from backtutor.read.answer import Reading, read_answer
from backtutor.read.exact import (
    Comparison,
    free_names,
    misfit_in,
    read_comparison,
    read_lesson,
    read_number,
    read_quantity,
)
from backtutor.read.functions import RESERVED
from backtutor.read.spelling import canonical, is_name
from backtutor.read.vocabulary import Vocabulary

__all__ = [
    "RESERVED",
    "Comparison",
    "Reading",
    "Vocabulary",
    "canonical",
    "free_names",
    "is_name",
    "misfit_in",
    "read_answer",
    "read_comparison",
    "read_lesson",
    "read_number",
    "read_quantity",
]
