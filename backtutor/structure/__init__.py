"""Structure: what is wrong with an answer as a formula, or as a matrix of numbers.

The misconceptions predict whole answers; here the answer itself is taken apart. What is wrong is
whatever single change would put it right: a factor for an arrow that has none (`arrows`), a
constant (`constants`), another order or transpose (`chains`), a sign, a name or a factor too many
(`changes`). Every such change is tried out at the random points at which formulas are judged, of
other sizes in a lesson with matrices, so what is said is true. `telling` is what the judge asks.
To add a kind of mistake: a generator of `Change`s, and its sentences in
`backtutor.text.structure`.
"""

from backtutor.structure.entries import entry_predictions, wrong_entries
from backtutor.structure.telling import further, misfitting, wrong_formula

__all__ = ["entry_predictions", "further", "misfitting", "wrong_entries", "wrong_formula"]
