"""Sentences: gradients checked by differences, closed forms, proofs, training."""

from backtutor.messages import Rows

ROWS: Rows = {
    "verify-with-mode": (
        "`--check` and `--closed-form` go with reverse mode: leave out `--mode`, `--wrt` and "
        "`--entries`",
        "`--check` 和 `--closed-form` 只用于反向模式：请去掉 `--mode`、`--wrt` 和 `--entries`",
    ),
    # show --check
    "verify-title": (
        "Every gradient against {difference}, ε = {eps}",
        "每个梯度与 {difference} 对照，ε = {eps}",
    ),
    "verify-gradient": ("gradient", "梯度"),
    "verify-approx": ("difference quotient", "差商"),
    "verify-difference": ("relative difference", "相对差"),
    "verify-norm": ("whole matrix", "整个矩阵"),
    "verify-kink": ("kink", "折点"),
    "verify-eps": ("at ε = {eps}", "取 ε = {eps}"),
    "verify-entry": ("{name}[{row},{column}]", "{name}[{row},{column}]"),
    "verify-agree": (
        "Agree to within {threshold}: {count} of {total}. The largest relative difference is "
        "{largest}, at {name}.",
        "吻合（界限 {threshold}）：{total} 个中的 {count} 个。最大的相对差是 {largest}，"
        "在 {name} 处。",
    ),
    "verify-failed": (
        "These disagree by more than {threshold}: {names}.",
        "以下梯度的相对差超过 {threshold}：{names}。",
    ),
    "verify-at_kink": (
        "At a kink: {names}. There the difference is the mean of the slopes on both sides, and "
        "any slope between them is right.",
        "在折点上：{names}。那里的差商是两侧斜率的平均，而两侧之间的任何斜率都对。",
    ),
    "verify-crosses_kink": (
        "Beside a kink: {names}. Even a small ε reaches across it, so the difference says nothing.",
        "紧挨折点：{names}。很小的 ε 也会跨过去，所以差商说明不了问题。",
    ),
    "verify-rounding": (
        "Too small for floats: {names}. The difference is as near as the rounding of {loss} lets "
        "it be.",
        "小到浮点数分辨不清：{names}。在 {loss} 的舍入误差之内，两者相符。",
    ),
    "verify-coarse": (
        "Only as ε gets smaller: {names}. What is left of the difference shrinks with ε², as it "
        "does where a gradient is right.",
        "ε 越小越接近：{names}。剩下的差随 ε² 缩小，梯度正确时正是这样。",
    ),
    "verify-beside": (
        "No difference: {names}. A little to one side {loss} has no value.",
        "没有差商：{names}。稍微移动一点，{loss} 就没有值。",
    ),
    "verify-more": ("and {count} more", "另外 {count} 个"),
    "verify-left": (
        "Looked at: {count} of {total}, drawn evenly; all would take too long.",
        "均匀抽查了 {total} 个中的 {count} 个；全部检查太费时间。",
    ),
    "verify-as-one": (
        "As one vector: relative difference {difference}.",
        "合成一个向量：相对差 {difference}。",
    ),
    "spoken-verified": (
        "{name}: gradient {gradient}, difference quotient {approx}, relative difference "
        "{difference}: {verdict}.",
        "{name}：梯度 {gradient}，差商 {approx}，相对差 {difference}：{verdict}。",
    ),
    "verdict-of-agrees": ("agrees", "吻合"),
    "verdict-of-rounding": ("agrees as far as floats tell", "在浮点精度内吻合"),
    "verdict-of-coarse": ("agrees as ε gets smaller", "ε 越小越接近"),
    "verdict-of-at_kink": ("at a kink", "在折点上"),
    "verdict-of-crosses_kink": ("beside a kink", "紧挨折点"),
    "verdict-of-differs": ("disagrees", "不吻合"),
    # show --closed-form
    "closed-title": (
        "Closed forms: only what is given",
        "封闭形式：只含给定的量",
    ),
    "closed-matrix": (
        "Matrices are written out, not simplified.",
        "矩阵式子只代入，不化简。",
    ),
    "closed-written-out": (
        "Written out, not simplified (sympy needs too long): {names}.",
        "只代入，未化简（sympy 太费时间）：{names}。",
    ),
    "closed-too-large": (
        "Too large to be written out: {names}. Nobody multiplies these out; that is why the "
        "chain rule is applied step by step.",
        "太长，写不下：{names}。没有人会把它们全部展开，所以链式法则要一步一步用。",
    ),
    # check --prove
    "proved-locals": (
        "{lesson}: all {count} local derivatives proved",
        "{lesson}：{count} 个局部导数全部得证",
    ),
    "proved-some-locals": (
        "{lesson}: {proved} of {count} local derivatives proved",
        "{lesson}：{count} 个局部导数中 {proved} 个得证",
    ),
    "proved-numerically": ("checked numerically: {count}", "数值检验：{count} 个"),
    "proved-left": ("left alone, too many: {count}", "太多，未检查：{count} 个"),
    "proved-not": ("not proved: {count}", "未能证明：{count} 个"),
    "proved-whole": ("whole gradients proved: {count}", "整体得证的梯度：{count} 个"),
    "proved-by-step": ("step by step: {count}", "逐步成立：{count} 个"),
    # training
    "train-diverged": (
        "After {done} of {steps} steps {loss} is no finite number any more: the learning rate is "
        "too large.",
        "走了 {done} 步（共 {steps} 步）后，{loss} 不再是有限的数：学习率太大。",
    ),
}
