"""Faults of printed derivations with a mistake: the fault, the lesson, what `check` says."""

from __future__ import annotations

HEAD = """\
format: 1
title: t
inputs: {x: 1.5, t: 0.2}
params: {w: 0.8, b: -0.5}
nodes: {z: w*x + b, a: sigmoid(z), E: 1/2*(a - t)^2}
steps:
"""

MISTAKE_CASES = [
    (
        "mistake-lines",
        HEAD
        + """\
  - find_mistake: {lines: [z = 0.8], wrong: 1}
""",
        """\
error[L120]: a derivation with a mistake has 2 to 12 lines, not 1
 --> a.yaml:7:27
  |
7 |   - find_mistake: {lines: [z = 0.8], wrong: 1}
  |                           ^^^^^^^^^
  = help: print what the mistake rests on and what follows from it
""",
    ),
    (
        "mistake-alone",
        HEAD
        + """\
  - find_mistake: {lines: ["= 0.8", z = 0.7], wrong: 1}
""",
        """\
error[L120]: nothing stands left of the equals sign
 --> a.yaml:7:28
  |
7 |   - find_mistake: {lines: ["= 0.8", z = 0.7], wrong: 1}
  |                            ^^^^^^^
  = help: begin with a value or a derivative; only a line after an equation may go on with `=`
""",
    ),
    (
        "mistake-words",
        HEAD
        + """\
  - find_mistake:
      lines: [the forward pass, z = 0.8]
      wrong: 1
""",
        """\
error[L120]: line 1 claims nothing that could be wrong
 --> a.yaml:9:14
  |
9 |       wrong: 1
  |              ^
  = help: `wrong` is the number of a line with an equals sign
""",
    ),
    (
        "mistake-holds-so",
        HEAD
        + """\
  - find_mistake:
      lines: [z = 0.7, a = sigmoid(z) = 0.668]
      wrong: 2
""",
        """\
error[L121]: line 2 holds: from the lines above it, a comes to 0.668188
 --> a.yaml:8:24
  |
8 |       lines: [z = 0.7, a = sigmoid(z) = 0.668]
  |                        ^^^^^^^^^^^^^^^^^^^^^^
  = help: correct `wrong`, or print the mistake in this line
""",
    ),
    (
        "mistake-holds",
        HEAD
        + """\
  - find_mistake:
      lines: [z = 0.7, a = sigmoid(z) = 0.9, dE/da = a - t = 0.7]
      wrong: 1
""",
        """\
error[L121]: line 1 holds: z is 0.7
 --> a.yaml:8:15
  |
8 |       lines: [z = 0.7, a = sigmoid(z) = 0.9, dE/da = a - t = 0.7]
  |               ^^^^^^^
  = help: write `wrong: 2`, or print the mistake in this line
""",
    ),
    (
        "mistake-number",
        HEAD
        + """\
  - find_mistake: {lines: [z = 0.7, 2 = dE/da*x = 0.7], wrong: 2}
""",
        """\
error[L120]: a line begins with what it is about, not with a number
 --> a.yaml:7:37
  |
7 |   - find_mistake: {lines: [z = 0.7, 2 = dE/da*x = 0.7], wrong: 2}
  |                                     ^
  = help: begin with a value, a derivative, `local:…` or a new weight `w+`
""",
    ),
    (
        "mistake-colon",
        HEAD
        + """\
  - find_mistake: {lines: ["dE/da: 0.4682", dE/dz = dE/da*a = 0.3128], wrong: 2}
""",
        """\
error[L120]: with a colon this line is a text and claims nothing
 --> a.yaml:7:34
  |
7 |   - find_mistake: {lines: ["dE/da: 0.4682", dE/dz = dE/da*a = 0.3128], wrong: 2}
  |                                  ^ expected `=`
  = help: write `dE/da = …`
""",
    ),
    (
        "mistake-colon",
        HEAD
        + """\
  - find_mistake:
      lines:
        - dE/da: 0.4682
        - dE/dz = dE/da*a = 0.3128
      wrong: 2
""",
        """\
error[L120]: with a colon this line is a text and claims nothing
 --> a.yaml:9:16
  |
9 |         - dE/da: 0.4682
  |                ^ expected `=`
  = help: write `dE/da = …`
""",
    ),
    (
        "break-empty",
        HEAD
        + """\
  - find_mistake: {from: auto, break: []}
""",
        """\
error[L126]: `break` names no misconception
 --> a.yaml:7:39
  |
7 |   - find_mistake: {from: auto, break: []}
  |                                       ^^
  = help: name one at least, or leave `break` out and the program chooses
""",
    ),
    (
        "not-a-choice",
        HEAD
        + """\
  - find_mistake: {from: manual}
""",
        """\
error[L028]: `manual` is not one of the choices
 --> a.yaml:7:26
  |
7 |   - find_mistake: {from: manual}
  |                          ^^^^^^
  = help: write `auto`
""",
    ),
    (
        "mistake-is-right",
        HEAD
        + """\
  - find_mistake: {lines: [z = 0.7, a = sigmoid(z) = 0.9], wrong: 2}
    mistakes:
      - {answer: a, say: that is right}
""",
        """\
error[L069]: a mistake of this step has the right value
 --> a.yaml:9:18
  |
9 |       - {answer: a, say: that is right}
  |                  ^ a is 0.668188, the answer itself
  = help: change the numbers or remove the mistake
""",
    ),
    (
        "mistake-follows-again",
        HEAD
        + """\
  - find_mistake:
      lines:
        - dE/da = a - t = 0.4682
        - dE/dz = dE/da = 0.4682
        - dE/dz = dE/da*a = 0.3128
        - dE/dw = dE/dz*x = 0.9
      wrong: 2
""",
        """\
error[L123]: line 3 does not follow: above it stands dE/dz = 0.4682
  --> a.yaml:11:19
   |
11 |         - dE/dz = dE/da*a = 0.3128
   |                   ^^^^^^^
   = help: what a line has printed stands for it from then on: let the later line say the same
""",
    ),
    (
        "mistake-earlier",
        HEAD
        + """\
  - find_mistake:
      lines:
        - z = 1.5*0.8 - 0.5 = 0.8
        - a = sigmoid(z) = 0.5
      wrong: 2
""",
        """\
error[L122]: line 1 does not hold: 1.5*0.8 - 0.5 is 0.70
 --> a.yaml:9:31
  |
9 |         - z = 1.5*0.8 - 0.5 = 0.8
  |                               ^^^ the first wrong line is said to come later
  = help: write `wrong: 1`, or correct this line
""",
    ),
    (
        "mistake-follows",
        HEAD
        + """\
  - find_mistake:
      lines:
        - dE/da = a - t = 0.4682
        - dE/dz = dE/da*a = 0.3128
        - dE/dw = dE/dz*x = 0.4683
      wrong: 2
""",
        """\
error[L123]: line 3 does not follow: with dE/dz = 0.3128 it is 0.46920
  --> a.yaml:11:29
   |
11 |         - dE/dw = dE/dz*x = 0.4683
   |                             ^^^^^^
   = help: the lines after the wrong one go on from what is printed above them
""",
    ),
    (
        "mistake-follows-alone",
        HEAD
        + """\
  - find_mistake:
      lines:
        - 1.5*0.8 - 0.5 = 0.8
        - z = 0.8
      wrong: 1
""",
        """\
error[L123]: line 2 does not follow: it is 0.70
  --> a.yaml:10:15
   |
10 |         - z = 0.8
   |               ^^^
   = help: the lines after the wrong one go on from what is printed above them
""",
    ),
    (
        "mistake-no-value",
        HEAD
        + """\
  - find_mistake:
      lines:
        - z = log(b)*0.8
        - a = 0.9
      wrong: 2
""",
        """\
error[L124]: something in line 1 has no value, or shapes do not fit in it
 --> a.yaml:9:15
  |
9 |         - z = log(b)*0.8
  |               ^^^^^^^^^^
  = help: only the wrong line may hold such a thing, and what it begins with must have a value
""",
    ),
    (
        "mistake-answer",
        HEAD
        + """\
  - find_mistake:
      lines:
        - dE/da = a - t = 0.4682
        - dE/dz = dE/da*a = 0.3128
      wrong: 2
      answer: dE/da*(1 - a) = 0.1554
""",
        """\
error[L125]: the correction of line 2 is 0.103803
  --> a.yaml:12:15
   |
12 |       answer: dE/da*(1 - a) = 0.1554
   |               ^^^^^^^^^^^^^
   = help: correct `answer`, or leave it out
""",
    ),
    (
        "mistake-answer",
        HEAD
        + """\
  - find_mistake: {lines: [z = 0.7, a = 0.69], wrong: 2, answer: 0.66}
""",
        """\
error[L125]: the correction of line 2 is 0.668
 --> a.yaml:7:66
  |
7 |   - find_mistake: {lines: [z = 0.7, a = 0.69], wrong: 2, answer: 0.66}
  |                                                                  ^^^^
  = help: correct `answer`, or leave it out
""",
    ),
    (
        "mistake-answer-left",
        HEAD
        + """\
  - find_mistake: {lines: [z = 0.7, a = 0.69], wrong: 2, answer: z = 0.7}
""",
        """\
error[L125]: the answer is about z, line 2 about a
 --> a.yaml:7:66
  |
7 |   - find_mistake: {lines: [z = 0.7, a = 0.69], wrong: 2, answer: z = 0.7}
  |                                                                  ^
  = help: begin `answer` with a, or leave out what stands before its equals sign
""",
    ),
    (
        "unknown-misconception",
        HEAD
        + """\
  - find_mistake: {from: auto, break: [upstream-only, locl-only]}
""",
        """\
error[L126]: the program knows no misconception `locl-only`
 --> a.yaml:7:55
  |
7 |   - find_mistake: {from: auto, break: [upstream-only, locl-only]}
  |                                                       ^^^^^^^^^ did you mean `local-only`?
  = help: the page docs/misconceptions.md lists them
""",
    ),
    (
        "mistake-breaks-nothing",
        HEAD
        + """\
  - find_mistake: {from: auto, break: [relu-ignored, max-both]}
""",
        """\
error[L127]: none of these changes a number that this lesson prints: relu-ignored, max-both
 --> a.yaml:7:5
  |
7 |   - find_mistake: {from: auto, break: [relu-ignored, max-both]}
  |     ^^^^^^^^^^^^
  = help: leave `break` out and the program chooses one, or change the numbers of the lesson
""",
    ),
    (
        "mistake-breaks-none",
        """\
format: 1
title: t
params: {w: 1}
nodes: {E: w}
steps: [{find_mistake: {from: auto}}]
""",
        """\
error[L127]: no misconception changes a number that this lesson prints
 --> a.yaml:5:10
  |
5 | steps: [{find_mistake: {from: auto}}]
  |          ^^^^^^^^^^^^
  = help: write the lines yourself, or give the network more steps
""",
    ),
    (
        "mistake-tells",
        HEAD
        + """\
  - find_mistake: {lines: [dE/da = 0.4682, dE/dz = dE/da*a = 0.3128], wrong: 2}
  - grad: a
""",
        """\
advice[L128]: the lines print what is asked after them: dE/da
 --> a.yaml:7:5
  |
7 |   - find_mistake: {lines: [dE/da = 0.4682, dE/dz = dE/da*a = 0.3128], wrong: 2}
  |     ^^^^^^^^^^^^
  = help: ask that before, or write `allow: [L128]` where it is meant
""",
    ),
    (
        "mistake-known",
        HEAD
        + """\
  - grad: z
  - find_mistake: {lines: [dE/da = 0.4682, dE/dz = dE/da*a = 0.3128], wrong: 2}
""",
        """\
advice[L128]: dE/dz is known before its line is to be corrected
 --> a.yaml:8:5
  |
8 |   - find_mistake: {lines: [dE/da = 0.4682, dE/dz = dE/da*a = 0.3128], wrong: 2}
  |     ^^^^^^^^^^^^
  = help: ask it after, or write `allow: [L128]` where it is meant
""",
    ),
]
