"""Sentences: matrix steps entry by entry, and the simpler forms of a formula."""

from backtutor.messages import Rows

ROWS: Rows = {
    "by-entry-title": ("{gradient}, entry by entry", "{gradient}，逐个元素来看"),
    "by-entry-one": ("one entry of {name}", "{name} 的一个元素"),
    "by-entry-only": ("{source} reaches only {reached}", "{source} 只影响 {reached}"),
    "by-entry-row": (
        "{source} reaches only row {letter} of {name}",
        "{source} 只影响 {name} 的第 {letter} 行",
    ),
    "by-entry-column": (
        "{source} reaches only column {letter} of {name}",
        "{source} 只影响 {name} 的第 {letter} 列",
    ),
    "by-entry-every": (
        "{source} reaches every entry of {name}",
        "{source} 影响 {name} 的每个元素",
    ),
    "by-entry-chain": (
        "chain rule, summed over all that {source} reaches",
        "链式法则，对 {source} 影响到的全部元素求和",
    ),
    "by-entry-alone": ("chain rule", "链式法则"),
    "by-entry-all": ("all entries at once", "所有元素合在一起"),
    "by-entry-none": (
        "the entries of this step are not written apart; its rule is {rule}",
        "这一步不逐个元素写开；它的法则是 {rule}",
    ),
    "by-entry-which": (
        "say which gradient of a matrix: `:entries {name}`",
        "请说明哪个矩阵的梯度：`:entries {name}`",
    ),
    "by-entry-scalars": (
        "there is no matrix in this lesson: every gradient is a single number",
        "这一课没有矩阵：每个梯度都是一个数",
    ),
    "by-entry-later": (
        "find {gradient} first; then `:entries` takes it apart",
        "先求出 {gradient}；之后 `:entries` 会逐个元素写开",
    ),
    "help-entries": ("a gradient of a matrix, entry by entry", "把矩阵的梯度逐个元素写开"),
    # simpler forms
    "cancel-put-in": ("{left} = {right} put in", "代入 {left} = {right}"),
    "cancel-entries": (
        "multiplied out, equal factors cancelled",
        "逐元素乘开，约去相同的因子",
    ),
    "cancel-rows": ("the rows of {names} sum to 1", "{names} 的每行之和为 1"),
}
