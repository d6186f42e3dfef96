"""Sentences: what can be wrong with `mlp` and with drawn values; rows of `text.lesson`."""

from backtutor.messages import Rows

ROWS: Rows = {
    "lesson:mlp-sizes": (
        "a network has 2 to {most} layers of values, not {count}",
        "网络要有 2 到 {most} 层，这里是 {count} 层",
    ),
    "lesson:mlp-sizes/help": (
        "give the inputs, any hidden layers, and the outputs: `[2, 2, 1]`",
        "请依次写出输入、隐藏层和输出的个数，例如 `[2, 2, 1]`",
    ),
    "lesson:mlp-activations": (
        "activations: {count}, layers after the inputs: {layers}",
        "激活函数有 {count} 个，输入之后有 {layers} 层",
    ),
    "lesson:mlp-activations/help": (
        "give one for each layer after the inputs, or one name for all of them",
        "输入之后的每一层各写一个，或只写一个名称供各层共用",
    ),
    "lesson:mlp-softmax-one": (
        "`{what}` of a single output never changes",
        "只有一个输出时 `{what}` 恒定不变",
    ),
    "lesson:mlp-softmax-one/help": (
        "use at least two outputs, or `sigmoid` with `bce`",
        "请至少用两个输出，或改用 `sigmoid` 配 `bce`",
    ),
    "lesson:mlp-bce": (
        "`bce` takes outputs between 0 and 1, those of `{activation}` are not",
        "`bce` 要求输出在 0 和 1 之间，而 `{activation}` 的输出不是",
    ),
    "lesson:mlp-bce/help": (
        "end `activation` with `sigmoid` or `softmax`, or use another loss",
        "请让 `activation` 的最后一项为 `sigmoid` 或 `softmax`，或换一个损失",
    ),
    "lesson:mlp-too-large": (
        "the network has {size} numbers, at most {most} are generated",
        "网络有 {size} 个数，最多生成 {most} 个",
    ),
    "lesson:mlp-too-large/help": ("make its layers smaller", "请缩小各层"),
    "lesson:mlp-missing": (
        "the network has no value for {names}",
        "网络缺少这些值：{names}",
    ),
    "lesson:mlp-missing-more": (
        "the network has no value for {names} and {more} more",
        "网络缺少这些值：{names} 以及另外 {more} 个",
    ),
    **dict.fromkeys(
        ("lesson:mlp-missing/help", "lesson:mlp-missing-more/help"),
        (
            "give it under `inputs` or `params`, or draw it: `draw: {{default: {{draw: normal}}}}`",
            "请在 `inputs` 和 `params` 下给出，或抽取：`draw: {{default: {{draw: normal}}}}`",
        ),
    ),
    "lesson:mlp-unknown-name": (
        "the network of `mlp` has no `{name}`",
        "`mlp` 的网络里没有 `{name}`",
    ),
    "lesson:mlp-unknown-name/help": (
        "under `{section}` it has {names}",
        "`{section}` 下它有 {names}",
    ),
    "lesson:mlp-section": (
        "`{name}` of the network belongs under `{section}`",
        "网络的 `{name}` 应写在 `{section}` 下",
    ),
    "lesson:mlp-section/help": ("move it there", "请移到那里"),
    "lesson:mlp-shape": (
        "`{name}` is {found}, the network takes {expected}",
        "`{name}` 是 {found}，网络需要 {expected}",
    ),
    "lesson:mlp-shape/help": (
        "change the value, or `sizes`",
        "请修改这个值，或修改 `sizes`",
    ),
    "lesson:one-number": ("one number", "一个数"),
    "lesson:draw-empty": ("nothing can be drawn here", "这里没有可抽取的数"),
    "lesson:draw-empty/help": (
        "`from` is at most `to`, `step` is above 0, and `not` leaves something over",
        "`from` 不大于 `to`，`step` 大于 0，而且 `not` 不能排除所有的数",
    ),
    "lesson:draw-too-many": (
        "more than {most} fractions lie between these ends",
        "这个范围内的分数超过 {most} 个",
    ),
    "lesson:draw-too-many/help": (
        "bring `from` and `to` closer, or name fewer denominators",
        "请缩小 `from` 到 `to` 的范围，或减少分母",
    ),
    "lesson:draw-no-shape": (
        "`onehot` is a matrix and has no shape here",
        "`onehot` 是矩阵，这里没有写明形状",
    ),
    "lesson:draw-no-shape/help": (
        "add `shape: [rows, columns]`",
        "请加上 `shape: [行数, 列数]`",
    ),
    "lesson:draw-shape": (
        "a shape has two numbers, this one has {count}",
        "形状由两个数组成，这里有 {count} 个",
    ),
    "lesson:draw-shape/help": (
        "write `shape: [rows, columns]`",
        "请写成 `shape: [行数, 列数]`",
    ),
    "lesson:draw-no-default": (
        "`{name}` has no value and nothing to draw it from",
        "`{name}` 没有值，也没有说明如何抽取",
    ),
    "lesson:draw-no-default/help": (
        "give it a value, or add `draw: {{default: {{draw: integer, from: -3, to: 3}}}}`",
        "请给它一个值，或加上 `draw: {{default: {{draw: integer, from: -3, to: 3}}}}`",
    ),
    "lesson:draw-unused": (
        "nothing in this lesson is drawn",
        "这个课程里没有抽取任何值",
    ),
    "lesson:draw-unused/help": (
        "give names without values (`params: [w1, w2]`), or remove `draw`",
        "请写出不带值的名称（`params: [w1, w2]`），或去掉 `draw`",
    ),
    "lesson:no-draw": (
        "none of {tries} draws suits the lesson",
        "抽取了 {tries} 次，没有一次符合要求",
    ),
    "lesson:no-draw/label": ("{count} times {why}", "有 {count} 次{why}"),
    "lesson:no-draw/help": (
        "ask less of the values, let them come from more numbers, or raise `tries`",
        "请放宽要求、扩大取值范围，或增大 `tries`",
    ),
    "lesson:draw-excluded": (
        "only excluded numbers came",
        "只抽到被排除的数",
    ),
    "lesson:draw-not-nice": (
        "a value was not as `nice` says",
        "有值不符合 `nice`",
    ),
    "lesson:draw-not-met": ("`{text}` was not true", "`{text}` 不成立"),
    "lesson:draw-hides": (
        "`{mistake}` gave a right answer",
        "`{mistake}` 也得出正确答案",
    ),
    "lesson:draw-undefined": (
        "a value was not defined",
        "有值没有定义",
    ),
    "lesson:identity-differs": (
        "`{key}` is not `{identity}`",
        "`{key}` 不等于 `{identity}`",
    ),
    "lesson:identity-differs/label": (
        "its value is {found}, that of `{key}` is {value}",
        "它的值是 {found}，`{key}` 的值是 {value}",
    ),
    "lesson:identity-differs/help": (
        "correct the identity or the network",
        "请改正这个等式或网络",
    ),
    "lesson:at-seed": ("drawn with `--seed {seed}`", "这组数由 `--seed {seed}` 抽取"),
}
