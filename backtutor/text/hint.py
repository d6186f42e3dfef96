"""Sentences: questions, hints and nudges."""

from backtutor.messages import Rows

ROWS: Rows = {
    # questions
    "ask-forward": ("What is {asked}?", "{asked} 是多少？"),
    "ask-backward": ("What is {asked}?", "{asked} 等于什么？"),
    "ask-update": (
        "One step of gradient descent: what is {asked}?",
        "梯度下降走一步：{asked} 是多少？",
    ),
    "ask-second_forward": (
        "Forward again with the new weights: what is {asked}?",
        "用新的权重再前向一次：{asked} 是多少？",
    ),
    "ask-sign": (
        "Before any algebra: raise {name} a little. What does {loss} do?",
        "先不计算：让 {name} 增大一点，{loss} 会怎样？",
    ),
    "sign-up": ("{loss} goes up", "{loss} 上升"),
    "sign-down": ("{loss} goes down", "{loss} 下降"),
    "sign-still": ("{loss} stays the same", "{loss} 不变"),
    "why-not-sign": (
        "follow the arrows from {name} to {loss}, one at a time: does each value rise or fall?",
        "从 {name} 沿箭头一步一步走到 {loss}：每个值是升还是降？",
    ),
    "no-such-choice": ("that is none of the options", "没有这个选项"),
    "no-such-choice-help": (
        "type the number of an option, 1 to {count}",
        "输入选项的编号，1 到 {count}",
    ),
    # hints
    "hint-chain": (
        "chain rule: go from {by} to {loss} along {path}. What arrives at {via}, times how {via} "
        "reacts to {by}",
        "链式法则：从 {by} 到 {loss} 依次经过 {path}。传到 {via} 的梯度，乘以 {via} 对 {by} 的反应",
    ),
    "hint-paths": (
        "{by} is used {count} times, by {via}: one product for each, and the products are added",
        "{by} 被用了 {count} 次（{via}）：每条路径一个乘积，再把它们相加",
    ),
    "hint-loss": (
        "{by} stands in the formula of {loss} itself: differentiate that formula by {by}, and "
        "hold everything else fixed",
        "{by} 就在 {loss} 的式子里：把这个式子对 {by} 求导，其余都当作常数",
    ),
    "hint-matrix-product": (
        "{by} is {shape}, so {gradient} is {shape}. Which product of {other} ({size}) and "
        "{upstream} ({arriving}), transposed where it must be, has that shape?",
        "{by} 是 {shape}，所以 {gradient} 也是 {shape}。{other}（{size}）与 "
        "{upstream}（{arriving}）怎样相乘（必要时转置）才得到这个形状？",
    ),
    "hint-matrix-sum": (
        "{by} is {shape} and {via} is {arriving}: one entry of {by} is used many times, and what "
        "arrives at each of these places is added up",
        "{by} 是 {shape}，{via} 是 {arriving}：{by} 的一个元素被用了多次，"
        "把到达这些位置的梯度加起来",
    ),
    "hint-matrix-entrywise": (
        "each entry of {by} reaches only its own entry of {via}: what arrives, times the slope at "
        "that entry",
        "{by} 的每个元素只影响 {via} 中对应的元素：传来的梯度，逐元素乘以该处的斜率",
    ),
    "hint-matrix-coupled": (
        "one entry of {by} reaches many entries of {via}, its own among them: for each of them "
        "what arrives times its slope, and all of it added up",
        "{by} 的一个元素影响 {via} 的许多元素，包括它自己那一个："
        "对每一个，用传来的梯度乘以斜率，再全部相加",
    ),
    "hint-matrix-loss": (
        "{gradient} has the shape of {by}, {shape}: how does {loss} react to a single entry of "
        "{by}? Then write that for all entries at once",
        "{gradient} 与 {by} 同形状，都是 {shape}：{loss} 对 {by} 的一个元素怎样反应？"
        "再把全部元素合在一起写",
    ),
    "hint-matrix-paths": (
        "{by} is used {count} times, by {via}: each brings a matrix of the shape of {by}, "
        "{shape}, and these are added",
        "{by} 被用了 {count} 次（{via}）：每条路径带来一个与 {by} 同形状（{shape}）的矩阵，再相加",
    ),
    "hint-matrix-shape": (
        "{gradient} has the shape of {by}, {shape}; what arrives at {via} is {arriving}",
        "{gradient} 与 {by} 同形状，是 {shape}；传到 {via} 的梯度是 {arriving}",
    ),
    "hint-local": (
        "only one arrow: how does {of} react when {by} alone moves? Held fixed: {others}",
        "只看一条箭头：只有 {by} 变动时 {of} 怎样反应？其余不动：{others}",
    ),
    "hint-local-alone": (
        "only one arrow: how does {of} react when {by} moves?",
        "只看一条箭头：{by} 变动时 {of} 怎样反应？",
    ),
    "hint-symbols": ("in symbols: {left} = {right}", "写成式子：{left} = {right}"),
    "hint-formula": (
        "differentiate {left} = {right} by {by}",
        "把 {left} = {right} 对 {by} 求导",
    ),
    "hint-is": ("its formula: {left} = {right}", "它的式子：{left} = {right}"),
    "hint-forward": (
        "put the values of the names that lead into {name} into its formula",
        "把指向 {name} 的各个值代入它的式子",
    ),
    "hint-second": (
        "the same formula as before, with the updated values",
        "和之前同一个式子，代入更新后的值",
    ),
    "hint-update": (
        "a step against the gradient: the old {name}, minus η times the slope of {loss} by {name}",
        "沿梯度的反方向走一步：旧的 {name} 减去 η 乘以 {loss} 对 {name} 的斜率",
    ),
    "hint-sign": ("follow {path}", "依次看 {path}"),
    "hint-sign-arrows": (
        "in symbols: {path}. Put + or - for each blank: does it rise or fall with the one before?",
        "写成符号：{path}。每个空填 + 或 -：它随前一个上升还是下降？",
    ),
    "raised": ("{name} {way}", "{name} {way}"),
    "hint-sign-try": (
        "with {name} = {more}, a little more than now, {left} = {right}: is that more than now?",
        "把 {name} 换成稍大的 {more}：{left} = {right}，比现在大吗？",
    ),
    "hint-sign-both": (
        "put in a {name} that is a little larger, then one that is a little smaller: which makes "
        "{left} larger?",
        "先代入稍大的 {name}，再代入稍小的：哪一个使 {left} 更大？",
    ),
    "hint-sign-edge": (
        "when {name} rises, {next} {way}; go on from there",
        "{name} 增大时，{next} {way}；再往下看",
    ),
    "hint-sign-loss": (
        "look at {left} = {right}: hold everything else fixed and let only {name} grow",
        "看 {left} = {right}：其余都不动，只让 {name} 增大",
    ),
    "way-up": ("rises", "上升"),
    "way-down": ("falls", "下降"),
    "way-still": ("stays", "不变"),
    "hint-numbers": ("with numbers: {left} = {right}", "代入数：{left} = {right}"),
    "hint-slope": (
        "when {by} moves by 1 and nothing else does, how far does {via} move?",
        "只让 {by} 增大 1，其余不动，{via} 会变化多少？",
    ),
    "hint-look-up": (
        "take the numbers of {names} from the screen and put them in",
        "从屏幕上找到 {names} 的数值，代入即可",
    ),
    "hint-total": (
        "go from {by} to {of} along the arrows: multiply along a path, add over the paths",
        "沿箭头从 {by} 走到 {of}：同一条路径上相乘，不同路径之间相加",
    ),
    "hint-find-first": (
        "find {names} first, then put the numbers in",
        "先求出 {names}，再把数代入",
    ),
    "hint-constant": (
        "the formula is linear here: its slope is the same everywhere",
        "这里是线性的：处处斜率相同",
    ),
    "hint-total-none": (
        "where do the arrows that leave {by} lead: does one of them end in {of}?",
        "从 {by} 出发的箭头通向哪里：有没有一条走到 {of}？",
    ),
    "hint-total-still": (
        "then think: {by} moves by 1. How far does that move {of}?",
        "再想：{by} 变动 1，{of} 会变动多少？",
    ),
    "hint-total-each": (
        "for each of {via}: how far does it move when {by} moves by 1, times how far {of} moves "
        "when it moves by 1",
        "对 {via} 的每一个：{by} 变动 1 时它变动多少，乘以它变动 1 时 {of} 变动多少",
    ),
    "hint-expression": (
        "say in your own words first what is counted or measured here",
        "先用自己的话说清楚：这里数的或量的是什么",
    ),
    "hint-expression-apart": (
        "take it apart: which steps lead to it, and what does each need?",
        "把它拆开：要经过哪几步，每一步需要什么？",
    ),
    "hint-expression-small": (
        "do it for a smaller case first, then the same way here",
        "先在更小的例子上做一遍，再照样做这里的",
    ),
    "hint-expression-names": (
        "all it takes is {names}: find them on the screen first",
        "只需要 {names}：先在屏幕上找到它们",
    ),
    "hint-expression-built": ("it is put together like this: {right}", "它是这样组成的：{right}"),
    "hint-expression-one": (
        "no calculation is needed: it stands on the screen under its name",
        "不用计算：它就在屏幕上，在它的名字下面",
    ),
    "hint-expression-numbers": ("with numbers: {right}", "代入数：{right}"),
    "hint-choose": (
        "say what you expect before you compare; then look for the option that says it",
        "先说出你认为的答案，再去找与它一致的选项",
    ),
    "hint-choose-not": ("it is not option {number}", "不是第 {number} 个选项"),
    "hint-choose-differ": (
        "find the word in which the options differ, and ask which one the network shows",
        "找出选项之间不同的那个词，看网络支持哪一个",
    ),
    "hint-choose-test": (
        "test each option on a step that you have worked out already: does it hold there?",
        "用已经算过的一步检验每个选项：在那里成立吗？",
    ),
    "hint-none": (
        "no more hints: `!` shows the answer and its derivation",
        "没有更多提示了：输入 `!` 看答案和推导",
    ),
}
