"""Lessons with faults of `mlp` and of drawn values, and what their authors are shown."""

# fault, lesson, what is shown
SHORTHAND_CASES: list[tuple[str, str | bytes, str]] = [
    (
        "mlp-sizes",
        """\
format: 1
title: t
mlp: {sizes: [2]}
""",
        """\
error[L100]: a network has 2 to 51 layers of values, not 1
 --> a.yaml:3:14
  |
3 | mlp: {sizes: [2]}
  |              ^^^
  = help: give the inputs, any hidden layers, and the outputs: `[2, 2, 1]`
""",
    ),
    (
        "mlp-activations",
        """\
format: 1
title: t
mlp: {sizes: [2, 2, 1], activation: [relu]}
""",
        """\
error[L100]: activations: 1, layers after the inputs: 2
 --> a.yaml:3:37
  |
3 | mlp: {sizes: [2, 2, 1], activation: [relu]}
  |                                     ^^^^^^
  = help: give one for each layer after the inputs, or one name for all of them
""",
    ),
    (
        "mlp-bce",
        """\
format: 1
title: t
mlp: {sizes: [2, 1], activation: tanh, loss: bce}
""",
        """\
error[L101]: `bce` takes outputs between 0 and 1, those of `tanh` are not
 --> a.yaml:3:46
  |
3 | mlp: {sizes: [2, 1], activation: tanh, loss: bce}
  |                                              ^^^
  = help: end `activation` with `sigmoid` or `softmax`, or use another loss
""",
    ),
    (
        "mlp-softmax-one",
        """\
format: 1
title: t
mlp: {sizes: [2, 1], loss: softmax_ce}
""",
        """\
error[L101]: `softmax_ce` of a single output never changes
 --> a.yaml:3:28
  |
3 | mlp: {sizes: [2, 1], loss: softmax_ce}
  |                            ^^^^^^^^^^
  = help: use at least two outputs, or `sigmoid` with `bce`
""",
    ),
    (
        "mlp-too-large",
        """\
format: 1
title: t
mlp: {sizes: [784, 1000, 10]}
""",
        """\
error[L102]: the network has 795804 numbers, at most 250000 are generated
 --> a.yaml:3:14
  |
3 | mlp: {sizes: [784, 1000, 10]}
  |              ^^^^^^^^^^^^^^^
  = help: make its layers smaller
""",
    ),
    (
        "mlp-missing",
        """\
format: 1
title: t
mlp: {sizes: [1, 1], bias: no}
inputs: {x1: 1}
""",
        """\
error[L103]: the network has no value for t, w1
 --> a.yaml:3:1
  |
3 | mlp: {sizes: [1, 1], bias: no}
  | ^^^
  = help: give it under `inputs` or `params`, or draw it: `draw: {default: {draw: normal}}`
""",
    ),
    (
        "mlp-missing-more",
        """\
format: 1
title: t
mlp: {sizes: [2, 2, 1], bias: no}
inputs: {x1: 1, x2: 2, t: 1}
""",
        """\
error[L103]: the network has no value for w1, w2, w3, w4, w5 and 1 more
 --> a.yaml:3:1
  |
3 | mlp: {sizes: [2, 2, 1], bias: no}
  | ^^^
  = help: give it under `inputs` or `params`, or draw it: `draw: {default: {draw: normal}}`
""",
    ),
    (
        "mlp-unknown-name",
        """\
format: 1
title: t
mlp: {sizes: [1, 1], bias: no}
inputs: {x1: 1, t: 0}
params: {w1: 2, w2: 3}
""",
        """\
error[L104]: the network of `mlp` has no `w2`
 --> a.yaml:5:17
  |
5 | params: {w1: 2, w2: 3}
  |                 ^^ did you mean `w1`?
  = help: under `params` it has w1
""",
    ),
    (
        "mlp-section",
        """\
format: 1
title: t
mlp: {sizes: [1, 1], bias: no}
inputs: {x1: 1, t: 0, w1: 2}
""",
        """\
error[L104]: `w1` of the network belongs under `params`
 --> a.yaml:4:23
  |
4 | inputs: {x1: 1, t: 0, w1: 2}
  |                       ^^
  = help: move it there
""",
    ),
    (
        "mlp-shape",
        """\
format: 1
title: t
mlp: {sizes: [2, 1], bias: no, form: matrices}
inputs: {X: [1, 2], T: [3]}
params: {W1: [1, 2]}
""",
        """\
error[L105]: `W1` is 1×2, the network takes 2×1
 --> a.yaml:5:14
  |
5 | params: {W1: [1, 2]}
  |              ^^^^^^
  = help: change the value, or `sizes`
""",
    ),
    (
        "draw-empty",
        """\
format: 1
title: t
params: {u: {draw: integer, from: 3, to: 1}}
nodes: {E: (u - 1)^2}
""",
        """\
error[L110]: nothing can be drawn here
 --> a.yaml:3:42
  |
3 | params: {u: {draw: integer, from: 3, to: 1}}
  |                                          ^
  = help: `from` is at most `to`, `step` is above 0, and `not` leaves something over
""",
    ),
    (
        "draw-too-many",
        """\
format: 1
title: t
params: {u: {draw: fraction, of: [7, 9], from: -1000, to: 1000}}
nodes: {E: (u - 1)^2}
""",
        """\
error[L110]: more than 10000 fractions lie between these ends
 --> a.yaml:3:13
  |
3 | params: {u: {draw: fraction, of: [7, 9], from: -1000, to: 1000}}
  |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: bring `from` and `to` closer, or name fewer denominators
""",
    ),
    (
        "draw-shape",
        """\
format: 1
title: t
params: {u: {draw: mask, shape: [2]}}
nodes: {E: sum(u)}
""",
        """\
error[L111]: a shape has two numbers, this one has 1
 --> a.yaml:3:33
  |
3 | params: {u: {draw: mask, shape: [2]}}
  |                                 ^^^
  = help: write `shape: [rows, columns]`
""",
    ),
    (
        "draw-no-shape",
        """\
format: 1
title: t
params: {u: {draw: onehot}}
nodes: {E: (u - 1)^2}
""",
        """\
error[L111]: `onehot` is a matrix and has no shape here
 --> a.yaml:3:13
  |
3 | params: {u: {draw: onehot}}
  |             ^^^^^^^^^^^^^^
  = help: add `shape: [rows, columns]`
""",
    ),
    (
        "draw-no-default",
        """\
format: 1
title: t
params: [u]
nodes: {E: (u - 1)^2}
""",
        """\
error[L112]: `u` has no value and nothing to draw it from
 --> a.yaml:3:10
  |
3 | params: [u]
  |          ^
  = help: give it a value, or add `draw: {default: {draw: integer, from: -3, to: 3}}`
""",
    ),
    (
        "draw-unused",
        """\
format: 1
title: t
params: {u: 2}
nodes: {E: (u - 1)^2}
draw: {seed: 7}
""",
        """\
advice[L084]: nothing in this lesson is drawn
 --> a.yaml:5:1
  |
5 | draw: {seed: 7}
  | ^^^^
  = help: give names without values (`params: [w1, w2]`), or remove `draw`
""",
    ),
    (
        "no-draw",
        """\
format: 1
title: t
params: {u: {draw: integer, from: -9, to: 9}}
nodes: {E: (u - 1)^2}
draw: {seed: 1, tries: 20, require: ["E < 0"]}
""",
        """\
error[L113]: none of 20 draws suits the lesson
 --> a.yaml:5:38
  |
5 | draw: {seed: 1, tries: 20, require: ["E < 0"]}
  |                                      ^^^^^^^ 20 times `E < 0` was not true
  = help: ask less of the values, let them come from more numbers, or raise `tries`
""",
    ),
    (
        "identity-differs",
        """\
format: 1
title: t
inputs: {x: 3}
params: {u: {draw: integer, from: 2, to: 2}}
nodes: {y: u*x, E: y^2}
expect: {dE/du: dE/dy*u}
""",
        """\
error[L072]: `dE/du` is not `dE/dy*u`
 --> a.yaml:6:17
  |
6 | expect: {dE/du: dE/dy*u}
  |                 ^^^^^^^ its value is 24, that of `dE/du` is 36
  = help: correct the identity or the network
""",
    ),
]
