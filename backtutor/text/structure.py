"""Sentences: what is wrong with an answer as a formula, told by its place.

A hint, never the right formula: what is missing is named by the arrow that it belongs to.
"""

from backtutor.messages import Rows

ROWS: Rows = {
    # arrows
    "structure-left-out": (
        "one arrow between {by} and {loss} has no factor in your answer: {arrow}",
        "从 {by} 到 {loss}，有一条箭头在你的答案里没有对应的因子：{arrow}",
    ),
    "structure-left-out-somewhere": (
        "one arrow between {by} and {loss} has no factor in your answer: name them one by one",
        "从 {by} 到 {loss}，有一条箭头在你的答案里没有对应的因子：请一条一条说出来",
    ),
    "structure-left-out-of-path": (
        "the path {path} has {count} arrows; your answer has factors for {kept} of them: "
        "look at {arrow}",
        "路径 {path} 有 {count} 条箭头，你的答案里只有其中 {kept} 条的因子：请看 {arrow}",
    ),
    "structure-left-out-of-path-somewhere": (
        "the path {path} has {count} arrows; your answer has factors for {kept} of them",
        "路径 {path} 有 {count} 条箭头，你的答案里只有其中 {kept} 条的因子",
    ),
    "structure-left-out-two": (
        "two arrows between {by} and {loss} have no factor in your answer: {arrows}",
        "从 {by} 到 {loss}，有两条箭头在你的答案里没有对应的因子：{arrows}",
    ),
    "structure-twice": (
        "{arrow} is counted twice in your answer: along a path each arrow brings its factor once",
        "{arrow} 在你的答案里算了两次：沿一条路径，每条箭头只带来一次因子",
    ),
    "structure-twice-somewhere": (
        "one arrow between {by} and {loss} is counted twice in your answer: each brings its "
        "factor once",
        "从 {by} 到 {loss}，有一条箭头在你的答案里算了两次：每条箭头只带来一次因子",
    ),
    "structure-way-missing": (
        "{by} acts on {loss} in more than one way; the one over {arrow} is missing in your sum",
        "{by} 影响 {loss} 的路不止一条；你的和里缺了经过 {arrow} 的那一条",
    ),
    "structure-way-missing-somewhere": (
        "{by} acts on {loss} in more than one way; one of them is missing in your sum",
        "{by} 影响 {loss} 的路不止一条；你的和里缺了一条",
    ),
    # constants
    "structure-sign": (
        "everything is there but the sign: it is turned round",
        "其余都对，只是符号反了",
    ),
    "structure-constant": (
        "the right formula but for a constant: yours is off by a factor of {factor}",
        "除了一个常数，式子是对的：你的答案多乘了 {factor}",
    ),
    "structure-constant-unnamed": (
        "the right formula but for a constant: yours is off by the same factor everywhere",
        "除了一个常数，式子是对的：处处都差同一个因子",
    ),
    "structure-not-averaged": (
        "off by a factor of {rows}, the number of rows: there is a mean on the way, and a mean "
        "divides",
        "差一个因子 {rows}，即行数：途中有一个平均，而平均要做除法",
    ),
    "structure-averaged-twice": (
        "you divide by {rows}, the number of rows, once too often: what arrives may have it "
        "already",
        "你多除了一次 {rows}（行数）：传到的梯度里可能已经除过了",
    ),
    # single changes
    "structure-sign-in": (
        "all is right but one sign: look at {part}, and at which way each of its names acts",
        "只有一个符号不对：看看 {part}，里面每个名字是往哪个方向起作用的",
    ),
    "structure-factor": (
        "one factor too many in your answer: {factor}",
        "你的答案里多了一个因子：{factor}",
    ),
    "structure-factor-again": (
        "one factor too many in your answer: {factor} stands there once too often",
        "你的答案里多了一个因子：{factor} 多写了一次",
    ),
    "structure-factor-of-no-arrow": (
        "one factor too many in your answer: between {by} and {loss} no arrow is left for {factor}",
        "你的答案里多了一个因子：从 {by} 到 {loss}，没有哪条箭头对应 {factor}",
    ),
    "structure-addend": (
        "one addend too many in your answer: {addend}",
        "你的答案里多了一个加项：{addend}",
    ),
    "structure-name": (
        "all is right but one name: look at {name}, and at what else could stand there",
        "只有一个名字不对：看看 {name}，那里应当是什么",
    ),
    "structure-name-on-the-way": (
        "all is right but one name: is {name} what you meet there, going along the arrows from "
        "{by} to {loss}?",
        "只有一个名字不对：沿箭头从 {by} 走到 {loss}，在那里遇到的是 {name} 吗？",
    ),
    "structure-upstream": (
        "the factors are right but one: is {gradient} what comes back to {by}? Follow the arrows "
        "that leave {by}",
        "只有一个因子不对：传回 {by} 的是 {gradient} 吗？沿着从 {by} 出发的箭头看一看",
    ),
    # matrices
    "structure-transposed": (
        "that is the transpose of what is asked",
        "这是所求的转置",
    ),
    "structure-transpose-missing": (
        "the right factors in the right order, but a transpose is missing",
        "因子对，顺序也对，但少了一个转置",
    ),
    "structure-transpose-extra": (
        "the right factors in the right order, but one transpose too many",
        "因子对，顺序也对，但多了一个转置",
    ),
    "structure-transposes": (
        "the right factors in the right order, but look at the transposes",
        "因子对，顺序也对，但转置不对",
    ),
    "structure-order": (
        "the right factors in the wrong order",
        "因子对，但顺序不对",
    ),
    "structure-order-and-transposes": (
        "the right factors, but their order and transposes are wrong",
        "因子对，但顺序和转置不对",
    ),
    "structure-entrywise": (
        "entry by entry nothing is added up; here whole rows meet whole columns",
        "逐元素相乘没有把任何东西加起来；这里应当是整行与整列相乘",
    ),
    "structure-side-by-side": (
        "side by side, matrices of one shape are read entry by entry; rows by columns is `@`",
        "两个同形矩阵并排写，会读作逐元素相乘；行乘列请写 `@`",
    ),
    "structure-part-turned": (
        "the right parts, but one of them stands there transposed the wrong way",
        "各部分都对，但有一部分的转置不对",
    ),
    "structure-grouping": (
        "the right factors, but not joined like that: see which of them meet entry by entry, and "
        "where brackets go",
        "因子都对，但合在一起的方式不对：看看哪些是逐元素相乘，括号该放在哪里",
    ),
    "structure-axis": (
        "one axis is the other than it should be: look at what runs along the rows, and what "
        "along the columns",
        "有一个轴弄反了：看看哪个是沿着行，哪个是沿着列",
    ),
    "structure-sum-extra": (
        "something is added up that has to stay apart",
        "有些不该加在一起的被加起来了",
    ),
    "structure-sum-missing": (
        "one entry was used in many places, and what comes back from them has to be added up",
        "同一个元素用在了许多地方，从各处传回来的要加起来",
    ),
    "structure-shaped": ("{said}; {shape}", "{said}；{shape}"),
    "structure-comes-out": (
        "yours is {found}, and {asked} has to be {right}",
        "你的是 {found}，而 {asked} 应当是 {right}",
    ),
    "structure-needs": ("{asked} has to be {right}", "{asked} 应当是 {right}"),
    "structure-like": ("{shape}, like {by}", "{shape}，与 {by} 相同"),
    # numbers
    "structure-entries-transposed": (
        "the right numbers in the wrong places: rows and columns are exchanged",
        "数都对，位置不对：行和列弄反了",
    ),
    "structure-rows-moved": (
        "the right rows in the wrong order: which row belongs to which?",
        "每一行都对，行的顺序不对：哪一行对应哪一个？",
    ),
    "structure-columns-moved": (
        "the right columns in the wrong order: which column belongs to which?",
        "每一列都对，列的顺序不对：哪一列对应哪一个？",
    ),
    "structure-entries-sign": (
        "every entry has the wrong sign",
        "每个元素的符号都反了",
    ),
    "structure-entries-constant": (
        "every entry is off by the same factor: look for a constant, as a mean or a square "
        "brings one",
        "每个元素都差同一个倍数：找一找常数，例如平均或平方带来的",
    ),
}
