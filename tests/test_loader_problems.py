"""Every fault of a lesson, with the whole text that an author sees."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matrix_problems import MATRIX_CASES
from mistake_problems import MISTAKE_CASES
from shorthand import SHORTHAND_CASES
from yaml import MarkedYAMLError

from backtutor.derive import Derivation
from backtutor.loader import load_lesson
from backtutor.loader.check import check_lesson
from backtutor.loader.faults import FAULTS, Findings, fault_id, status
from backtutor.loader.tree import Source, report_syntax
from backtutor.problems import Exit, Problem
from backtutor.text.lesson import ROWS
from backtutor.ui.problems import plain_problem

HEAD = """\
format: 1
title: t
params: {w: 3}
nodes: {E: w^2}
"""

# fault, lesson, what is shown
CASES: list[tuple[str, str | bytes, str]] = [
    (
        "not-text",
        b"format: 1\ntitle: \xd6\xd0\n",
        """\
error[L001]: not a text file
 --> a.yaml:2:8
  |
2 | title: �
  |        ^ the byte D6 is not UTF-8
  = help: save the file as UTF-8, the default of most editors
""",
    ),
    (
        "too-large",
        "#" * (256 * 1024 + 1),
        """\
error[L002]: the file has 262145 bytes, at most 262144 are read
 --> a.yaml:1:1
  = help: split it into several lessons
""",
    ),
    (
        "control-character",
        HEAD
        + """\
summary: "\\frac{1}{2}"
""",
        """\
error[L003]: control character U+000C in the text
 --> a.yaml:5:10
  |
5 | summary: "\\frac{1}{2}"
  |          ^^^^^^^^^^^^^
  = help: in double quotes a backslash starts an escape: use single quotes
""",
    ),
    (
        "bad-start",
        HEAD
        + """\
summary: @home
""",
        """\
error[L004]: no value can start like this
 --> a.yaml:5:10
  |
5 | summary: @home
  |          ^ expected a word, a number, a quote or a bracket
  = help: put the text in quotes
""",
    ),
    (
        "stray-colon",
        HEAD
        + """\
summary: first: the forward pass
""",
        """\
error[L004]: a key cannot stand here
 --> a.yaml:5:15
  |
5 | summary: first: the forward pass
  |               ^ this colon makes a second key of the line
  = help: put a text that holds a colon in quotes, or check the indentation
""",
    ),
    (
        "stray-dash",
        HEAD
        + """\
tags: - a
""",
        """\
error[L004]: a list item cannot stand here
 --> a.yaml:5:7
  |
5 | tags: - a
  |       ^ expected the value of the key before it
  = help: start the list on the next line, or quote the text
""",
    ),
    (
        "stray-text",
        HEAD
        + """\
summary: {w} is the weight
""",
        """\
error[L004]: this does not belong to what stands before it
 --> a.yaml:5:14
  |
5 | summary: {w} is the weight
  |              ^ expected the next key
  = help: put the whole text in quotes, or check the indentation
""",
    ),
    (
        "no-colon",
        """\
format: 1
title:t
nodes: {E: 1}
""",
        """\
error[L004]: a key without its colon
 --> a.yaml:2:1
  |
2 | title:t
  | ^ expected `key: value`
  = help: put a colon and a space after the key
""",
    ),
    (
        "wide-colon",
        """\
format: 1
题目：一个神经元
nodes: {E: 1}
""",
        """\
error[L004]: a full-width colon cannot end a key
 --> a.yaml:2:3
  |
2 | 题目：一个神经元
  |     ^^ expected `: `
  = help: write an ASCII colon and a space
""",
    ),
    (
        "open-quote",
        HEAD
        + """\
summary: 'never closed
""",
        """\
error[L004]: a quote is never closed
 --> a.yaml:5:10
  |
5 | summary: 'never closed
  |          ^ opened here
  = help: close it with the same quote
""",
    ),
    (
        "open-list",
        HEAD
        + """\
tags: [a, b
""",
        """\
error[L004]: a list is never closed
 --> a.yaml:5:7
  |
5 | tags: [a, b
  |       ^ opened here
  = help: close it with `]`; between its items stand commas
""",
    ),
    (
        "open-braces",
        HEAD
        + """\
show: {digits: 3
""",
        """\
error[L004]: braces are never closed
 --> a.yaml:5:7
  |
5 | show: {digits: 3
  |       ^ opened here
  = help: close them with `}`; put a text that holds a comma or a colon in quotes
""",
    ),
    (
        "bad-escape",
        HEAD
        + """\
summary: "\\sigma"
""",
        """\
error[L004]: unknown escape in double quotes
 --> a.yaml:5:11
  |
5 | summary: "\\sigma"
  |           ^ a backslash starts an escape here
  = help: use single quotes, which take a backslash as it is
""",
    ),
    (
        "block-header",
        HEAD
        + """\
summary: >folded
  text
""",
        """\
error[L004]: a block of text starts on its own line
 --> a.yaml:5:11
  |
5 | summary: >folded
  |           ^ expected the end of the line
  = help: write the text on the lines after `|` or `>`, indented by spaces
""",
    ),
    (
        "directive",
        """\
%FOO bar
---
format: 1
""",
        """\
error[L004]: a YAML directive is not read here
 --> a.yaml:1:1
  |
1 | %FOO bar
  | ^
  = help: delete the line
""",
    ),
    (
        "tab",
        "format: 1\nnodes:\n\tE: 1\n",
        """\
error[L005]: a tab indents this line
 --> a.yaml:3:1
  |
3 |     E: 1
  | ^^^^ expected spaces
  = help: YAML takes spaces only for indentation
""",
    ),
    (
        "duplicate-key",
        """\
format: 1
title: t
nodes:
  E: 1
  E: 2
""",
        """\
error[L006]: the key `E` stands here twice
 --> a.yaml:5:3
  |
5 |   E: 2
  |   ^ the second one
 --> a.yaml:4:3
  |
4 |   E: 1
  |   - first here
  = help: keep one of them
""",
    ),
    (
        "anchor",
        HEAD
        + """\
summary: &s text
""",
        """\
error[L007]: the anchor `&s` is not read
 --> a.yaml:5:10
  |
5 | summary: &s text
  |          ^^
  = help: delete it and write the value out
""",
    ),
    (
        "alias",
        HEAD
        + """\
summary: *s
""",
        """\
error[L007]: the alias `*s` is not read
 --> a.yaml:5:10
  |
5 | summary: *s
  |          ^^
  = help: write the value out, or quote a text that starts with `*`
""",
    ),
    (
        "merge-key",
        HEAD
        + """\
show: {<<: 1}
""",
        """\
error[L007]: the merge key `<<` is not read
 --> a.yaml:5:8
  |
5 | show: {<<: 1}
  |        ^^
  = help: write its entries out
""",
    ),
    (
        "tag",
        HEAD
        + """\
level: !!int 3
""",
        """\
error[L008]: the tag `!!int` is not read
 --> a.yaml:5:8
  |
5 | level: !!int 3
  |        ^^^^^
  = help: delete it, or quote a text that starts with `!`
""",
    ),
    (
        "documents",
        HEAD
        + """\
---
title: another
""",
        """\
error[L009]: a second document starts here
 --> a.yaml:5:1
  |
5 | ---
  | ^^^
  = help: a file holds one lesson: move the rest to a file of its own
""",
    ),
    (
        "too-many-values",
        HEAD + "tags: [" + "a," * 5000 + "a]\n",
        """\
error[L010]: the file holds more than 5000 values
 --> a.yaml:5:9996
  |
5 | …a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a]
  |                          ^
  = help: split it into several lessons
""",
    ),
    (
        "too-deep",
        HEAD + "x-deep: " + "[" * 12 + "]" * 12 + "\n",
        """\
error[L011]: values are nested more than 12 deep
 --> a.yaml:5:20
  |
5 | x-deep: [[[[[[[[[[[[]]]]]]]]]]]]
  |                    ^
  = help: write it flatter
""",
    ),
    (
        "key-not-word",
        HEAD
        + """\
x-note: {[a]: b}
""",
        """\
error[L012]: a key must be a word
 --> a.yaml:5:10
  |
5 | x-note: {[a]: b}
  |          ^^^
  = help: put a text that starts with a brace or a bracket in quotes
""",
    ),
    (
        "not-a-mapping",
        """\
- format: 1
""",
        """\
error[L013]: this is no lesson
 --> a.yaml:1:1
  |
1 | - format: 1
  | ^^^^^^^^^^^ expected keys with values, the first being `format: 1`
  = help: write `key: value`, with a space after the colon
""",
    ),
    (
        "unknown-key",
        HEAD
        + """\
sumary: text
""",
        """\
error[L020]: unknown key `sumary`
 --> a.yaml:5:1
  |
5 | sumary: text
  | ^^^^^^ did you mean `summary`?
""",
    ),
    (
        "missing-key",
        """\
format: 1
nodes: {E: 1}
""",
        """\
error[L021]: the key `title` is missing
 --> a.yaml:1:1
  |
1 | format: 1
  | ^^^^^^
  = help: add `title: …`
""",
    ),
    (
        "wrong-kind",
        HEAD
        + """\
level: high
""",
        """\
error[L022]: expected a whole number
 --> a.yaml:5:8
  |
5 | level: high
  |        ^^^^ found `high`
""",
    ),
    (
        "format-first",
        """\
title: t
format: 1
nodes: {E: 1}
""",
        """\
error[L024]: the first key of a lesson is `format`
 --> a.yaml:2:1
  |
2 | format: 1
  | ^^^^^^
  = help: write `format: 1` on the first line
""",
    ),
    (
        "format-unknown",
        """\
format: one
title: t
nodes: {E: 1}
""",
        """\
error[L024]: unknown format
 --> a.yaml:1:9
  |
1 | format: one
  |         ^^^ expected 1
""",
    ),
    (
        "format-newer",
        """\
format: 2
title: t
nets: {}
""",
        """\
error[L025]: format 2 is newer than this backtutor
 --> a.yaml:1:9
  |
1 | format: 2
  |         ^ this version reads format 1
  = help: upgrade backtutor
""",
    ),
    (
        "bad-lesson-id",
        HEAD
        + """\
id: My Lesson
""",
        """\
error[L026]: `My Lesson` cannot be an id
 --> a.yaml:5:5
  |
5 | id: My Lesson
  |     ^^^^^^^^^ expected 1 to 48 of a-z, 0-9 and `-`
""",
    ),
    (
        "bad-step-id",
        HEAD
        + """\
steps:
  - {grad: w, id: 权重}
""",
        """\
error[L026]: `权重` cannot be the id of a step
 --> a.yaml:6:19
  |
6 |   - {grad: w, id: 权重}
  |                   ^^^^ expected 1 to 48 of A-Z, a-z, 0-9, `-` and `_`
""",
    ),
    (
        "text-too-long",
        HEAD + "summary: " + "a" * 8001 + "\n",
        """\
error[L027]: the text has 8001 characters, at most 8000 are read
 --> a.yaml:5:10
  |
5 | summary: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…
  |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: spread it over several `text` steps
""",
    ),
    (
        "not-a-choice",
        HEAD
        + """\
steps:
  - auto: foward
""",
        """\
error[L028]: `foward` is not one of the choices
 --> a.yaml:6:11
  |
6 |   - auto: foward
  |           ^^^^^^ did you mean `forward`?
  = help: write one of forward, local, grad, update, second_forward, rest
""",
    ),
    (
        "out-of-range",
        HEAD
        + """\
show: {decimals: 99}
""",
        """\
error[L029]: 99 is out of range
 --> a.yaml:5:18
  |
5 | show: {decimals: 99}
  |                  ^^ expected 0 to 15
""",
    ),
    (
        "open-hole",
        HEAD
        + """\
summary: 权重 {w 是
""",
        """\
error[L030]: a brace is never closed
 --> a.yaml:5:13
  |
5 | summary: 权重 {w 是
  |               ^ opened here
  = help: close it with `}`, or write `{{` for a brace
""",
    ),
    (
        "one-of-two",
        HEAD
        + """\
show: {decimals: 3, digits: 4}
""",
        """\
error[L032]: `decimals` and `digits` exclude each other
 --> a.yaml:5:21
  |
5 | show: {decimals: 3, digits: 4}
  |                     ^^^^^^
  = help: keep one of them
""",
    ),
    (
        "not-a-name",
        """\
format: 1
title: t
params: {2w: 3}
nodes: {E: 1}
""",
        """\
error[L040]: `2w` is not a name
 --> a.yaml:3:10
  |
3 | params: {2w: 3}
  |          ^^ expected letters, digits and `_`, a letter first
""",
    ),
    (
        "reserved-name",
        """\
format: 1
title: t
nodes:
  exp: 1
  E: 1
""",
        """\
error[L041]: `exp` is a function and cannot be a name
 --> a.yaml:4:3
  |
4 |   exp: 1
  |   ^^^
  = help: choose another name
""",
    ),
    (
        "two-spellings",
        """\
format: 1
title: t
params: {w1: 3, w_1: 4}
nodes: {E: w1}
""",
        """\
error[L042]: `w_1` and `w1` are two spellings of one name
 --> a.yaml:3:17
  |
3 | params: {w1: 3, w_1: 4}
  |                 ^^^
 --> a.yaml:3:10
  |
3 | params: {w1: 3, w_1: 4}
  |          -- first here
  = help: rename one of them
""",
    ),
    (
        "declared-twice",
        """\
format: 1
title: t
params: {w: 3}
nodes: {w: 2, E: w}
""",
        """\
error[L043]: `w` is declared twice
 --> a.yaml:4:9
  |
4 | nodes: {w: 2, E: w}
  |         ^
 --> a.yaml:3:10
  |
3 | params: {w: 3}
  |          - first here
  = help: a name stands in one section only: remove or rename one
""",
    ),
    (
        "undeclared",
        HEAD
        + """\
loss: F
""",
        """\
error[L044]: nothing here is called `F`
 --> a.yaml:5:7
  |
5 | loss: F
  |       ^
  = help: write a name from `inputs`, `params`, `constants` or `nodes`
""",
    ),
    (
        "cycle",
        """\
format: 1
title: t
nodes:
  E: a + 1
  a: b
  b: 2*c
  c: a
""",
        """\
error[L045]: `a` needs its own value
 --> a.yaml:5:6
  |
5 |   a: b
  |      ^ a → b → c → a
  = help: a network has no way back: change one of these formulas
""",
    ),
    (
        "no-nodes",
        """\
format: 1
title: t
params: {w: 3}
""",
        """\
error[L046]: the lesson has no nodes
 --> a.yaml:1:1
  |
1 | format: 1
  | ^^^^^^
  = help: add `nodes:` with at least one formula
""",
    ),
    (
        "loss-ambiguous",
        """\
format: 1
title: t
params: {w: 3}
nodes:
  E: w^2
  F: w
""",
        """\
error[L047]: which node is the loss?
 --> a.yaml:4:1
  |
4 | nodes:
  | ^^^^^ nothing uses E, F
  = help: write `loss: F`
""",
    ),
    (
        "loss-given",
        HEAD
        + """\
loss: w
""",
        """\
error[L048]: `w` is given and cannot be the loss
 --> a.yaml:5:7
  |
5 | loss: w
  |       ^ expected a node
""",
    ),
    (
        "derivative-in-node",
        """\
format: 1
title: t
params: {w: 3}
nodes:
  y: w^2
  E: dy/dw
""",
        """\
error[L049]: the formula of `E` holds a derivative
 --> a.yaml:6:6
  |
6 |   E: dy/dw
  |      ^^^^^ expected values only
  = help: derivatives are for `ask`, texts and `expect`
""",
    ),
    (
        "too-many-nodes",
        "format: 1\ntitle: t\nloss: n0\nallow: [L080]\nnodes:\n"
        + "".join(f"  n{i}: 1\n" for i in range(501)),
        """\
error[L050]: the lesson has 501 nodes, at most 500 are read
   --> a.yaml:506:3
    |
506 |   n500: 1
    |   ^^^^
    = help: split it into several lessons
""",
    ),
    (
        "undefined",
        """\
format: 1
title: t
params: {w: 3}
nodes:
  a: w - 5
  E: log(a) + 1
""",
        """\
error[L052]: `E` has no value at these numbers
 --> a.yaml:6:6
  |
6 |   E: log(a) + 1
  |      ^^^^^^^^^^ the logarithm of -2: only positive numbers have one
  = help: change the values or the formula
""",
    ),
    (
        "undefined-slope",
        """\
format: 1
title: t
params: {w: 0}
nodes:
  E: sqrt(w)
""",
        """\
error[L053]: dE/dw does not exist at these numbers
 --> a.yaml:5:6
  |
5 |   E: sqrt(w)
  |      ^^^^^^^ its formula is 1/(2*E)
  = help: change the values or the formula
""",
    ),
    (
        "undefined-gradient",
        """\
format: 1
title: t
params: {w: 1e-250}
nodes:
  a: 1e200*sin(w)
  E: 1e200*a
""",
        """\
error[L053]: the gradients of `E` are too large at these numbers
 --> a.yaml:6:6
  |
6 |   E: 1e200*a
  |      ^^^^^^^
  = help: change the values
""",
    ),
    (
        "undefined-update",
        """\
format: 1
title: t
params: {w: 1}
nodes: {E: exp(w)}
train: {lr: -1000}
""",
        """\
error[L054]: `E` has no value after the update
 --> a.yaml:4:12
  |
4 | nodes: {E: exp(w)}
  |            ^^^^^^
  = help: choose a smaller learning rate
""",
    ),
    (
        "undefined-answer",
        HEAD
        + """\
steps:
  - ask: {prompt: p, answer: log(w - 3)}
""",
        """\
error[L055]: this has no value at these numbers
 --> a.yaml:6:5
  |
6 |   - ask: {prompt: p, answer: log(w - 3)}
  |     ^^^
  = help: change the formula
""",
    ),
    (
        "gradcheck-undefined",
        """\
format: 1
title: t
params: {w: 1}
nodes: {E: log(w)}
steps:
  - gradcheck: {wrt: w, eps: 1}
""",
        """\
error[L055]: `E` has no value where `w` is moved by `eps`
 --> a.yaml:6:5
  |
6 |   - gradcheck: {wrt: w, eps: 1}
  |     ^^^^^^^^^
  = help: choose a smaller `eps` or other numbers
""",
    ),
    (
        "no-path",
        """\
format: 1
title: t
params: {u: 2, w: 3}
nodes: {a: u^2, b: w*u, E: a*b}
steps:
  - paths: {from: w, to: a}
""",
        """\
error[L056]: no path leads from `w` to `a`
 --> a.yaml:6:26
  |
6 |   - paths: {from: w, to: a}
  |                          ^
  = help: paths follow the formulas: from a name to the nodes that use it
""",
    ),
    (
        "scalars-only",
        """\
format: 1
title: t
params: {W: [1, 2], s: 3}
nodes: {E: sum(W*s)}
steps:
  - forward_mode: {wrt: s}
""",
        """\
error[L056]: `forward_mode` is asked of networks of single numbers only
 --> a.yaml:6:5
  |
6 |   - forward_mode: {wrt: s}
  |     ^^^^^^^^^^^^ this lesson has a matrix
  = help: write the network neuron by neuron, or ask for `grad`
""",
    ),
    (
        "no-entry",
        """\
format: 1
title: t
params: {W: [1, 2]}
nodes: {E: sum(W^2)}
steps:
  - {grad: W, entries: [[2, 1]]}
""",
        """\
error[L057]: `W` has no entry [2, 1]
 --> a.yaml:6:25
  |
6 |   - {grad: W, entries: [[2, 1]]}
  |                         ^^^^^^ it is 1×2
  = help: rows and columns are counted from 1
""",
    ),
    (
        "entry-of-scalar",
        HEAD
        + """\
steps:
  - {grad: w, entries: [[1, 1]]}
""",
        """\
error[L057]: `w` is a single number and has no entries
 --> a.yaml:6:25
  |
6 |   - {grad: w, entries: [[1, 1]]}
  |                         ^^^^^^
  = help: ask for its gradient without naming an entry
""",
    ),
    (
        "gradcheck-entry",
        """\
format: 1
title: t
params: {W: [1, 2]}
nodes: {E: sum(W^2)}
steps:
  - gradcheck: {wrt: W}
""",
        """\
error[L057]: `W` is a matrix: which entry of it is moved?
 --> a.yaml:6:22
  |
6 |   - gradcheck: {wrt: W}
  |                      ^
  = help: add `entry: [1, 1]`, row and column from 1
""",
    ),
    (
        "sign-matrix",
        """\
format: 1
title: t
params: {W: [1, 2]}
nodes: {E: sum(W^2)}
steps:
  - sign: W
""",
        """\
error[L057]: `W` is a matrix: `sign` raises a single number
 --> a.yaml:6:11
  |
6 |   - sign: W
  |           ^
  = help: ask for its gradient, or for one entry of it
""",
    ),
    (
        "local-matrix",
        """\
format: 1
title: t
params: {W: [1, 2]}
nodes: {E: sum(W^2)}
steps:
  - local: dE/dW
""",
        """\
error[L057]: from `W` to `E` leads no local derivative: one of them is a matrix
 --> a.yaml:6:12
  |
6 |   - local: dE/dW
  |            ^^^^^
  = help: ask for the gradient, `grad: W`, whose rule takes its place
""",
    ),
    (
        "order-count",
        HEAD
        + """\
steps:
  - order: {prompt: p, items: [only one]}
""",
        """\
error[L058]: 2 to 12 items can be put in order, not 1
 --> a.yaml:6:31
  |
6 |   - order: {prompt: p, items: [only one]}
  |                               ^^^^^^^^^^
  = help: add items, or split the list into two steps
""",
    ),
    (
        "order-pair",
        HEAD
        + """\
steps:
  - order: {prompt: p, items: [first, then], free: [[1, 2], [2, 2]]}
""",
        """\
error[L058]: item 2 cannot be swapped with itself
 --> a.yaml:6:61
  |
6 |   - order: {prompt: p, items: [first, then], free: [[1, 2], [2, 2]]}
  |                                                             ^^^^^^
  = help: name two items by their numbers, from 1
""",
    ),
    (
        "nothing-next",
        HEAD
        + """\
steps:
  - grad: w
  - next
""",
        """\
error[L059]: at this step every gradient is known: no node is left to name
 --> a.yaml:7:5
  |
7 |   - next
  |     ^^^^
  = help: put `next` before the last gradients are asked or shown
""",
    ),
    (
        "step-key",
        HEAD
        + """\
steps:
  - {forward: E, parts: true}
""",
        """\
error[L060]: `parts` belongs to `grad`
 --> a.yaml:6:18
  |
6 |   - {forward: E, parts: true}
  |                  ^^^^^
  = help: remove it, or write a `grad` step
""",
    ),
    (
        "step-without-kind",
        HEAD
        + """\
steps:
  - {hint: think}
""",
        """\
error[L060]: this step asks nothing
 --> a.yaml:6:5
  |
6 |   - {hint: think}
  |     ^^^^^^^^^^^^^
  = help: add what it does, such as `grad: all` or `text: …`
""",
    ),
    (
        "step-two-kinds",
        HEAD
        + """\
steps:
  - {grad: w, forward: E}
""",
        """\
error[L060]: a step is one thing: `grad` or `forward`
 --> a.yaml:6:15
  |
6 |   - {grad: w, forward: E}
  |               ^^^^^^^ the second one
  = help: write two steps
""",
    ),
    (
        "no-edge",
        """\
format: 1
title: t
params: {w: 3}
nodes: {y: w^2, E: 2*y}
steps:
  - local: [dy/dw, dE/dw]
""",
        """\
error[L061]: the formula of `E` does not use `w`
 --> a.yaml:6:20
  |
6 |   - local: [dy/dw, dE/dw]
  |                    ^^^^^ a local derivative goes along one edge
  = help: `E` uses y
""",
    ),
    (
        "not-a-parameter",
        HEAD
        + """\
train: {lr: 0.1}
steps:
  - update: E
""",
        """\
error[L062]: `E` is not trained: it belongs to the nodes
 --> a.yaml:7:13
  |
7 |   - update: E
  |             ^ expected a name from `params`
""",
    ),
    (
        "not-computed",
        HEAD
        + """\
steps:
  - forward: w
""",
        """\
error[L063]: `w` is not computed: it belongs to the parameters
 --> a.yaml:6:14
  |
6 |   - forward: w
  |              ^ expected a name from `nodes`
""",
    ),
    (
        "constant-gradient",
        """\
format: 1
title: t
constants: {c: 2}
params: {w: 3}
nodes: {E: c*w}
steps:
  - grad: [w, c]
""",
        """\
error[L064]: `c` is a constant: nothing is differentiated by it
 --> a.yaml:7:15
  |
7 |   - grad: [w, c]
  |               ^
  = help: move it to `params` or `inputs` to ask for this
""",
    ),
    (
        "needs-train",
        HEAD
        + """\
steps:
  - update
""",
        """\
error[L065]: `update` needs a learning rate
 --> a.yaml:6:5
  |
6 |   - update
  |     ^^^^^^
  = help: add `train: {lr: 0.1}`
""",
    ),
    (
        "not-a-derivative",
        HEAD
        + """\
steps:
  - local: w
""",
        """\
error[L066]: expected a derivative
 --> a.yaml:6:12
  |
6 |   - local: w
  |            ^ such as `dy/dw5`
""",
    ),
    (
        "step-id-twice",
        HEAD
        + """\
steps:
  - {grad: w, id: slope}
  - {forward: E, id: slope}
""",
        """\
error[L067]: two steps are called `slope`
 --> a.yaml:7:22
  |
7 |   - {forward: E, id: slope}
  |                      ^^^^^
 --> a.yaml:6:19
  |
6 |   - {grad: w, id: slope}
  |                   ----- first here
  = help: rename one of them
""",
    ),
    (
        "no-right-option",
        HEAD
        + """\
steps:
  - choose:
      prompt: p
      options:
        - {text: a, why: no}
        - {text: b, why: no}
""",
        """\
error[L068]: no option is marked right
 --> a.yaml:9:9
  |
9 |         - {text: a, why: no}
  |         ^^^^^^^^^^^^^^^^^^^^
  = help: add `correct: true` to one of them
""",
    ),
    (
        "no-wrong-option",
        HEAD
        + """\
steps:
  - choose:
      prompt: p
      options: [{text: a, correct: true}]
""",
        """\
error[L068]: every option is right
 --> a.yaml:8:16
  |
8 |       options: [{text: a, correct: true}]
  |                ^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: add a wrong one
""",
    ),
    (
        "no-option-agrees",
        HEAD
        + """\
steps:
  - ask: {prompt: p, answer: 2*w, options: [w, 3*w]}
""",
        """\
error[L068]: no option has the value of the answer
 --> a.yaml:6:5
  |
6 |   - ask: {prompt: p, answer: 2*w, options: [w, 3*w]}
  |     ^^^ 2*w is 6
  = help: add the answer to the options
""",
    ),
    (
        "mistake-is-right",
        HEAD
        + """\
steps:
  - grad: w
    mistakes:
      - {answer: 3 + w, say: text}
""",
        """\
error[L069]: a mistake of this step has the right value
 --> a.yaml:8:18
  |
8 |       - {answer: 3 + w, say: text}
  |                  ^^^^^ 3 + w is 6, the answer itself
  = help: change the numbers or remove the mistake
""",
    ),
    (
        "not-a-figure",
        HEAD
        + """\
expect: {E: nine}
""",
        """\
error[L070]: `nine` is not a figure
 --> a.yaml:5:13
  |
5 | expect: {E: nine}
  |             ^^^^ expected a number such as `0.3900`, `-.53` or `21/16`
""",
    ),
    (
        "figure-differs",
        HEAD
        + """\
expect:
  E: 9.
  dE/dw: 6.1
""",
        """\
error[L071]: `dE/dw` is not 6.1
 --> a.yaml:7:10
  |
7 |   dE/dw: 6.1
  |          ^^^ the value is 6.00
  = help: correct the figure or the network; `tolerance: {abs: …}` widens what holds
""",
    ),
    (
        "unused-name",
        """\
format: 1
title: t
inputs: {x: 1}
params: {w: 3}
nodes: {E: w^2}
""",
        """\
advice[L080]: nothing uses `x`
 --> a.yaml:3:10
  |
3 | inputs: {x: 1}
  |          ^
  = help: remove it, or use it in a formula
""",
    ),
    (
        "kink",
        """\
format: 1
title: t
params: {w: 3}
nodes:
  E: relu(w - 3)
""",
        """\
advice[L081]: the slope of `E` jumps at exactly these numbers
 --> a.yaml:5:6
  |
5 |   E: relu(w - 3)
  |      ^^^^^^^^^^^ `relu` stands at its kink, at 0
  = help: change a value, or write `allow: [L081]` where the kink is meant
""",
    ),
    (
        "unknown-advice",
        HEAD
        + """\
allow: [kink]
""",
        """\
warning[L083]: `kink` is not the code of an advice
 --> a.yaml:5:9
  |
5 | allow: [kink]
  |         ^^^^
  = help: codes here are L080, L081, L082, L084, L085, L086, L128
""",
    ),
    (
        "no-reason",
        HEAD
        + """\
steps:
  - choose:
      prompt: p
      options: [{text: a, correct: yes}, {text: b}]
""",
        """\
advice[L082]: a wrong option without a reason
 --> a.yaml:8:42
  |
8 |       options: [{text: a, correct: yes}, {text: b}]
  |                                          ^^^^^^^^^
  = help: say in `why` what is wrong with it
""",
    ),
    *SHORTHAND_CASES,
]


def problems(text: str | bytes) -> list[Problem]:
    """What `check` says about a lesson."""
    loaded = load_lesson("a.yaml", text)
    found = list(loaded.problems)
    if loaded.lesson:
        found += check_lesson(loaded.lesson, Derivation(loaded.lesson).value)
    return found


def shown(text: str | bytes) -> str:
    return "\n".join(plain_problem(problem) for problem in problems(text)) + "\n"


CASES = [*CASES, *MATRIX_CASES, *MISTAKE_CASES]


@pytest.mark.parametrize(("fault", "text", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_fault_is_told_at_its_place(fault: str, text: str | bytes, expected: str) -> None:
    assert shown(text) == expected
    assert {problem.message.id for problem in problems(text)} == {fault_id(fault)}


def test_every_fault_of_a_lesson_has_a_case() -> None:
    # `yaml` is for words of PyYAML that nobody has seen yet; packs, answers, gradients, proofs and
    # the advice on numbers are told elsewhere
    elsewhere = ("pack-", "answers-", "gradients-", "proof-", "numbers-", "unsupported")
    faults = {fault for fault in FAULTS if not fault.startswith(elsewhere)}
    assert {fault for fault, _, _ in CASES} | {"yaml"} == faults


def test_words_of_the_parser_that_nobody_has_seen_are_told_as_yaml() -> None:
    findings = Findings()
    report_syntax(MarkedYAMLError(problem="no such words"), Source("a.yaml", "a: b"), findings)
    assert plain_problem(findings.problems[0]) == (
        "error[L004]: not valid YAML\n"
        " --> a.yaml:1:1\n"
        "  |\n"
        "1 | a: b\n"
        "  | ^ YAML cannot be read here\n"
        "  = help: quote the text or check the indentation"
    )


def test_every_fault_has_a_headline_and_every_row_a_use() -> None:
    assert {fault_id(fault) for fault in FAULTS} <= ROWS.keys()
    told = {fault_id(fault) for fault in FAULTS}
    assert {id.rpartition("/")[0] for id in ROWS if "/" in id} <= told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD, Exit.DONE),
        (HEAD + "sumary: text\n", Exit.PROBLEMS),
        ("format: 2\n", Exit.MISSING),
        (b"\xff\xfe", Exit.MISSING),
        (HEAD + "allow: [L999]\n", Exit.DONE),
    ],
)
def test_problems_decide_the_exit_status(text: str | bytes, expected: Exit) -> None:
    assert status(load_lesson("a.yaml", text).problems) is expected


def test_a_warning_fails_only_where_strict() -> None:
    found = load_lesson("a.yaml", HEAD + "allow: [L999]\n").problems
    assert status(found, strict=True) is Exit.PROBLEMS
    advice = load_lesson("a.yaml", HEAD.replace("w^2", "relu(w - 3)")).problems
    assert [problem.code for problem in advice] == ["L081"]
    assert status(advice, strict=True) is Exit.DONE


def test_all_problems_of_a_file_are_told_in_its_order() -> None:
    text = """\
format: 1
titel: t
params: {w: three, v: 1, v: 2}
nodes:
  y: w*
  E: (y - t)^2
level: high
steps:
  - grad: [w, u]
  - frward: all
"""
    found = [(p.code, p.span.line, p.span.column) for p in problems(text)]
    assert found == [
        ("L021", 1, 1),
        ("L020", 2, 1),
        ("R018", 3, 13),
        ("L006", 3, 26),
        ("R006", 5, 8),
        ("R008", 6, 11),
        ("L022", 7, 8),
        ("L044", 9, 15),
        ("L020", 10, 5),
    ]


PLACES = [
    ("a plain text", "  E: w + u*2", "u"),
    ("single quotes", "  E: 'w + u*2'", "u"),
    ("double quotes", '  E: "w + u*2"', "u"),
    ("a node with a label", "  E: {label: 损失, expr: w + u*2}", "u"),
    ("folded over lines", "  E: w\n     + u*2", "u"),
    ("a block", "  E: >-\n    w\n    + u*2", "u"),
    ("a literal block", "  E: |\n    w + u*2", "u"),
    ("an escaped slash", '  E: "w\\/2 + u"', "u"),
    ("doubled quotes in the note", "  E: {note: 'it''s', expr: 'w + u'}", "u"),
    ("an escape that hides the place", '  E: "w \\x2b u"', '"w \\x2b u"'),
    ("a hole in a text", "  E: w\nsummary: 权重 {w} 和 {u}", "u"),
    ("a hole in a quoted text", "  E: w\nsummary: 'it''s {u}'", "u"),
    ("a hole in a block", "  E: w\nsummary: |\n  one\n\n  two {w + u}", "u"),
]


@pytest.mark.parametrize(("name", "lines", "meant"), PLACES, ids=[case[0] for case in PLACES])
def test_an_unknown_name_is_told_at_its_characters(name: str, lines: str, meant: str) -> None:
    text = f"format: 1\ntitle: t\nparams: {{w: 1}}\nnodes:\n{lines}\n"
    spans = [p.span for p in problems(text) if p.code == "R008"]
    line = next(line for line in reversed(text.splitlines()) if meant in line)
    assert [span.source for span in spans] == [line]
    assert [(span.column - 1, span.length) for span in spans] == [(line.rindex(meant), len(meant))]


def test_keys_are_listed_where_none_is_near() -> None:
    assert (
        shown(HEAD + "train: {lr: 1, momentum: 2}\n")
        == """\
error[L020]: unknown key `momentum`
 --> a.yaml:5:16
  |
5 | train: {lr: 1, momentum: 2}
  |                ^^^^^^^^
  = help: keys here are lr, steps
"""
    )


QUOTE = "put the text in quotes: a comma, a colon or a brace in it makes keys of it"
BROKEN = [
    "nodes: {m: max(w, 2), E: m}",
    "nodes: {E: w}\nsummary: {w}",
    "nodes: {E: w}\nsteps: [{ask: {prompt: What is w, really?, answer: w}}]",
    "nodes: {E: w}\nsummary: {en: the weight, which is w}",
]


@pytest.mark.parametrize("lines", BROKEN)
def test_a_text_that_braces_broke_is_to_be_quoted(lines: str) -> None:
    text = f"format: 1\ntitle: t\nparams: {{w: 1}}\n{lines}\n"
    assert QUOTE in shown(text)


@pytest.mark.parametrize("value", ["[[1, 2], [3]]", "[[1, two], [3, 4]]", "[[1, 2], 3]", "[]"])
def test_a_matrix_that_cannot_be_read_has_no_shape_to_be_told(value: str) -> None:
    text = (
        f"format: 1\ntitle: t\ninputs: {{X: {value}}}\nparams: {{W: [[1, 2], [3, 4]]}}\n"
        "nodes: {L: sum(X @ W)}\n"
    )
    assert "L031" not in {problem.code for problem in problems(text)}


TEXTS = st.lists(
    st.sampled_from(
        [
            *"{}[]:,-#&*!|>'\"%@`?\n\t\\^+*/()=. ：权{",
            *("format: 1\n", "title: t\n", "nodes:\n", "  E: w\n", "params: {w: 1}\n", "steps:\n"),
            *("- ", ": ", "\n  ", "grad: ", "all", "<<", "{w}", "dE/dw", "---\n", "...\n", "\r\n"),
            *("%YAML 1.2\n", "!!str ", "|2\n", ">-\n", "1e999", ".inf", "log(", "text: ", "w+"),
            *(
                "ask: {prompt: p, answer: ",
                "choose: ",
                "options: [",
                "expect: {",
                "train: {lr: 1}\n",
            ),
        ]
    )
    | st.text(max_size=3),
    max_size=25,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(st.booleans(), TEXTS)
def test_no_text_makes_the_loader_raise(after_head: bool, text: str) -> None:
    found = problems(HEAD + text if after_head else text)
    for problem in found:
        span = problem.span
        assert 0 <= span.column - 1 <= span.column - 1 + span.length <= len(span.source)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_make_the_loader_raise(data: bytes) -> None:
    loaded = load_lesson("a.yaml", data)
    assert loaded.lesson is None
    assert loaded.problems
