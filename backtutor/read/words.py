"""Words: what to say of a word that nothing is called.

In: the word and the vocabulary. Out: the fault with the most helpful sentence: the name it
misspells, all names there are, or that words, program code and NaN are no answer.
"""

from __future__ import annotations

from backtutor.read.faults import Unreadable
from backtutor.read.vocabulary import Vocabulary

_KEYWORDS = "if else for in import def and or not return while del"
_ENDLESS = "nan NaN NAN inf Inf INF infinity Infinity oo zoo"
_COUNTING = (
    "zero one two three four five six seven eight nine ten half quarter minus plus negative "
    "positive times point over"
)
_PYTHON = frozenset(_KEYWORDS.split())
_NOT_FINITE = frozenset(_ENDLESS.split())
_NUMBER_WORDS = frozenset(_COUNTING.split())
_CHINESE_NUMBERS = frozenset("零一二三四五六七八九十百千两负点分之正")
_MANY = 12


def _quotient(word: str, vocabulary: Vocabulary) -> str | None:
    """`dE/dy` for dEdy."""
    for place in range(2, len(word) - 1):
        if word[0] == word[place] == "d":
            parts = word[:place], word[place:]
            if all(vocabulary.declared(part[1:]) is not None for part in parts):
                return "/".join(parts)
    return None


def _size(word: str) -> bool:
    """Whether a word may be what is left of a shape, as x2 is of 2x2: it misspells no name."""
    return word[0] in "xX" and word[1:].isdecimal()


def unknown_name(word: str, start: int, end: int, vocabulary: Vocabulary) -> Unreadable:
    """The fault of a name that nothing has, with the nearest one or all there are."""
    if word in _NOT_FINITE:
        return Unreadable("read-not-finite", start, end, name=word)
    if word in _PYTHON:
        return Unreadable("read-python", start, end, name=word)
    if word.lower() in _NUMBER_WORDS or _CHINESE_NUMBERS.issuperset(word):
        return Unreadable("read-words", start, end, word=word)
    if word[0] == "d" and vocabulary.declared(word[1:]) is not None:
        return Unreadable("read-derivative", start, end, found=word)
    near = _quotient(word, vocabulary) or (vocabulary.near(word) if not _size(word) else None)
    if near is not None:
        help = "read-unknown-name-near"
    elif vocabulary.names:
        help = "read-unknown-name-help"
    else:
        help = "read-unknown-name-none"
    names = tuple(list(vocabulary.names)[:_MANY]) + (
        ("…",) if len(vocabulary.names) > _MANY else ()
    )
    return Unreadable("read-unknown-name", start, end, help, name=word, near=near, names=names)
