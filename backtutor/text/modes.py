"""Sentences: forward mode and paths."""

from backtutor.messages import Rows

ROWS: Rows = {
    # what was asked for
    "bad-mode": (
        "`{mode}` is no mode: reverse, forward or paths",
        "`{mode}` 不是一种模式：reverse、forward 或 paths",
    ),
    "quiz-with-mode": (
        "`--quiz` asks in reverse mode: leave out `--mode` and `--wrt`",
        "`--quiz` 按反向模式提问：请去掉 `--mode` 和 `--wrt`",
    ),
    "mode-undefined": (
        "on the way from {name} a number becomes too large to be shown: start from another name",
        "从 {name} 出发，途中有一个数太大，无法显示：请换一个名字",
    ),
    "wrt-not-a-name": (
        "`{typed}` is no name of this lesson: `--wrt` takes the name of an input or a node, "
        "like `{example}`",
        "`{typed}` 不是这一课里的名字：`--wrt` 后面写一个输入或节点的名字，例如 `{example}`",
    ),
    "wrt-no-entry": (
        "`{typed}` is no entry: {name} is {rows}×{columns}, rows and columns are counted from 1",
        "没有 `{typed}` 这个元素：{name} 是 {rows}×{columns}，行和列从 1 数起",
    ),
    "wrt-whole": (
        "`{typed}` is one entry: here name the whole of `{name}`",
        "`{typed}` 是一个元素：这里请写整个 `{name}`",
    ),
    "wrt-near": (
        "`{typed}` is no name of this lesson; did you mean `{near}`?",
        "`{typed}` 不是这一课里的名字；是不是 `{near}`？",
    ),
    "wrt-constant": (
        "{name} is a constant, nothing is differentiated by it: name an input, a parameter or "
        "a node, like `{example}`",
        "{name} 是常数，不对它求导：请写一个输入、参数或节点，例如 `{example}`",
    ),
    "wrt-nothing": (
        "{loss} depends on no input or parameter: say with `--wrt` which node to start from",
        "{loss} 不依赖任何输入或参数：请用 `--wrt` 说明从哪个节点出发",
    ),
    "wrt-chosen-paths": (
        "{name} has the most paths to {loss}; `--wrt NAME` shows those of another name.",
        "到 {loss} 路径最多的是 {name}；用 `--wrt NAME` 可以看别的名字。",
    ),
    "wrt-chosen-single": (
        "No input has more than one path to {loss}; {name} is the first, `--wrt NAME` shows "
        "another.",
        "每个输入到 {loss} 最多只有一条路径；这里看第一个 {name}，用 `--wrt NAME` 可以看别的名字。",
    ),
    "wrt-chosen-forward": (
        "{name} is the first input asked for; `--wrt NAME` starts from another name.",
        "{name} 是要求导的第一个输入；用 `--wrt NAME` 可以从别的名字出发。",
    ),
    # paths
    "paths-count": (
        "Paths from {start} to {end}: {count}",
        "从 {start} 到 {end} 的路径：{count} 条",
    ),
    "paths-none": (
        "No arrows lead from {start} to {end}: moving {start} leaves {end} as it is, "
        "so {slope} = 0.",
        "没有箭头从 {start} 通到 {end}：{start} 变动时 {end} 不变，所以 {slope} = 0。",
    ),
    "paths-more": ("and {count} more", "还有 {count} 条"),
    "paths-rule": (
        "Along a path the local derivatives are multiplied; the paths are added.",
        "沿一条路径，局部导数相乘；各条路径相加。",
    ),
    "paths-rule-matrices": (
        "Between matrices the rules of the arrows are put into one another, from the loss back; "
        "the paths are added.",
        "矩阵之间没有相乘的因子：从损失往回，把各箭头的规则依次代入；各条路径相加。",
    ),
    "paths-factored": ("What paths share, written once", "共用的部分只写一次"),
    "paths-through": (
        "Every path goes through {names}: the sum up to there and the sum from there on are "
        "multiplied.",
        "每条路径都经过 {names}：到那里为止的和，与从那里往后的和，相乘即可。",
    ),
    "paths-through-matrices": (
        "Every path goes through {names}: what the loss feels there is found once, for all of "
        "them.",
        "每条路径都经过 {names}：损失对那里的梯度只求一次，供所有路径使用。",
    ),
    "paths-and-more": ("{names} and {count} more", "{names} 等另外 {count} 个"),
    "paths-uses": (
        "Path by path that takes {uses} factors. There are only {arrows} arrows, and a sweep "
        "goes along each of them once.",
        "一条一条地算，要用 {uses} 个因子；而箭头只有 {arrows} 条，一次扫描每条只走一遍。",
    ),
    "paths-apart": (
        "These paths share no arrow, so nothing can be written once for several of them.",
        "这些路径没有共用的箭头，所以没有可以合并的因子。",
    ),
    "paths-too-long": (
        "Even so the sum is too long to be read here. There are only {arrows} arrows, and a "
        "sweep goes along each of them once.",
        "即使这样，和式也长得没法读。但箭头只有 {arrows} 条，一次扫描每条只走一遍。",
    ),
    "spoken-path": (
        "Path {number}: {names}. Product: {product}.",
        "路径 {number}：{names}。乘积：{product}。",
    ),
    "spoken-path-matrices": (
        "Path {number}: {names}. It brings {product}.",
        "路径 {number}：{names}。它带来 {product}。",
    ),
    "spoken-sum": ("The sum over all paths is {equation}.", "所有路径之和：{equation}。"),
    "spoken-factored": (
        "With what paths share written once: {equation}.",
        "共用的部分只写一次：{equation}。",
    ),
    # forward mode
    "forward-title": ("Forward mode: from {name} on", "前向模式：从 {name} 出发"),
    "forward-rule": (
        "The tangent of {name} is 1. The tangent of a node is the sum, over its sources, of "
        "local derivative times tangent of the source.",
        "{name} 的变化率是 1；一个节点的变化率，是各个来源的“局部导数 × 来源的变化率”之和。",
    ),
    "forward-rule-matrices": (
        "The tangent of {name} is 1. A matrix passes its tangent on by the rule of the operation; "
        "between numbers it is local derivative times tangent. Where sources meet, that is added.",
        "{name} 的变化率是 1。矩阵按运算的规则传递变化率；数与数之间是“局部导数 × 变化率”；"
        "几个来源汇合处相加。",
    ),
    "forward-start": ("the start", "起点"),
    "forward-still": ("{name} does not reach it", "{name} 影响不到它"),
    "forward-still-more": (
        "Nodes that {name} does not reach: {count}. Their tangents are 0.",
        "{name} 影响不到的节点：{count} 个，变化率都是 0。",
    ),
    "forward-agrees": ("Reverse mode finds the same", "反向模式得到同样的结果"),
    "cost-title": ("All gradients: {names}", "求全部梯度：{names}"),
    "cost-sweeps": ("sweeps", "扫描次数"),
    "cost-operations": ("operations", "运算次数"),
    "cost-forward": ("forward mode", "前向模式"),
    "cost-reverse": ("reverse mode", "反向模式"),
    "cost-an-input": ("one sweep an input", "每个输入扫描一次"),
    "cost-an-entry": ("one sweep an entry of an input", "输入的每个元素扫描一次"),
    "cost-all": ("one sweep for all inputs", "所有输入只扫描一次"),
    "cost-rule": (
        "A sweep goes along every arrow once, which is a multiplication; where arrows meet, "
        "there is an addition. With a million inputs, forward mode sweeps a million times, "
        "reverse mode once.",
        "一次扫描沿每条箭头走一遍，各做一次乘法；箭头汇合处做加法。"
        "若有一百万个输入，前向模式要扫描一百万次，反向模式只要一次。",
    ),
    "cost-rule-matrices": (
        "A sweep applies the rule of every arrow once; its multiplications and additions are "
        "counted entry by entry. Forward mode needs a sweep for every entry of an input.",
        "一次扫描把每条箭头的规则用一次；其中的乘法和加法按元素计数。"
        "前向模式对输入的每个元素都要扫描一次。",
    ),
    "spoken-start": (
        "Node {name}, value {value}, tangent {tangent}: the start.",
        "节点 {name}，值 {value}，变化率 {tangent}：起点。",
    ),
    "spoken-tangent": (
        "Node {name}, value {value}. Tangent: {equation}.",
        "节点 {name}，值 {value}。变化率：{equation}。",
    ),
    "spoken-still": (
        "Node {name}, value {value}, tangent 0: {start} does not reach it.",
        "节点 {name}，值 {value}，变化率 0：{start} 影响不到它。",
    ),
    "spoken-cost": (
        "{mode}: sweeps {sweeps}, operations {operations}; {why}.",
        "{mode}：扫描 {sweeps} 次，运算 {operations} 次；{why}。",
    ),
}
