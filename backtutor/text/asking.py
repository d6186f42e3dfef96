"""Sentences: questions that are asked in their own way, a section a kind."""

from backtutor.messages import Rows

ROWS: Rows = {
    # for several kinds
    "equals": ("{left} = {right}", "{left} = {right}"),
    "arrow": ("{first} → {rest}", "{first} → {rest}"),
    "epsilon": ("ε", "ε"),
    "entry-name": ("{item}[{row},{column}]", "{item}[{row},{column}]"),
    "form-count": ("(a whole number)", "（一个整数）"),
    "right-told": ("Right: {said}", "对：{said}"),
    "phase-paths": ("paths", "路径"),
    "phase-forward_mode": ("forward mode", "前向模式"),
    "phase-gradcheck": ("gradient check", "梯度检验"),
    "why-several-slips": (
        "more than one slip leads to this number: say step by step how you got it",
        "不止一种差错会得到这个数：把你的做法一步一步说出来",
    ),
    # what one path brings to a gradient
    "ask-share": (
        "Only the way through {via}: what does it bring back to {name}?",
        "只看经过 {via} 的那条路：它给 {name} 带回什么？",
    ),
    "share-name": ("{gradient} via {via}", "{gradient}（经 {via}）"),
    "wrong-share": (
        "two factors: what arrives at {via}, and how {via} reacts to {name}",
        "两个因子：传到 {via} 的梯度，以及 {via} 对 {name} 的反应",
    ),
    "hint-share": (
        "only this way: what arrives at {via}, times how {via} reacts to {name}. The other ways "
        "come later",
        "只看这条路：传到 {via} 的梯度，乘以 {via} 对 {name} 的反应。其他的路之后再算",
    ),
    "hint-share-rule": (
        "{left} = {right}: take {upstream} and what stands beside {name} there, and turn them so "
        "that they fit and the shape of {name} comes out",
        "{left} = {right}：取 {upstream} 和式子里与 {name} 相邻的因子，转置到能相乘、"
        "得出 {name} 的形状",
    ),
    "hint-share-loss": (
        "{name} stands in the formula of {via} itself: let it move there alone, and hold "
        "everything else fixed, what it moves elsewhere too",
        "{name} 就在 {via} 的式子里：只让它在这里变动，其余都不动，它在别处带动的也不动",
    ),
    "slip-other-path": (
        "that is what comes back through {other}; asked is the way through {via}",
        "那是经过 {other} 带回来的；问的是经过 {via} 的那条路",
    ),
    "slip-whole-gradient": (
        "that is the whole gradient, all ways together; asked is the way through {via} alone",
        "那是所有路加在一起的整个梯度；问的只是经过 {via} 的那条路",
    ),
    # single entries of a gradient
    "ask-entry": (
        "One entry: what stands in row {row}, column {column} of {item}?",
        "只看一个元素：{item} 第 {row} 行第 {column} 列是多少？",
    ),
    "wrong-entry": (
        "how does the loss react when only row {row}, column {column} of {by} moves?",
        "只让 {by} 第 {row} 行第 {column} 列变动时，损失怎样反应？",
    ),
    "hint-entry": (
        "it says how the loss reacts when only row {row}, column {column} of {by} moves",
        "它说的是：只让 {by} 第 {row} 行第 {column} 列变动时，损失怎样反应",
    ),
    "hint-entry-product": (
        "in a matrix product an entry is its row of the first factor, times its column of the "
        "second, added up; entry by entry it is the same place in both",
        "矩阵乘积的一个元素，是左边因子的那一行与右边因子的那一列对应相乘再相加；逐元素运算则是"
        "两边的同一个位置",
    ),
    "hint-entry-numbers": (
        "take {names}: only what meets in row {row}, column {column} counts",
        "看 {names}：只有落在第 {row} 行第 {column} 列的才算",
    ),
    "slip-entry-turned": (
        "rows first: row {row}, column {column}; yours stands across the diagonal",
        "先行后列：第 {row} 行第 {column} 列；你的在对角线的另一边",
    ),
    # shapes
    "ask-shape": ("What shape does {item} have?", "{item} 是什么形状？"),
    "shape-name": ("shape of {item}", "{item} 的形状"),
    "form-shape": (
        "(rows and columns, like 7x5; of a single number scalar)",
        "（行数和列数，例如 7x5；单个数写 标量）",
    ),
    "shape-single": ("a single number", "单个数"),
    "has-shape": ("{name}: {shape}", "{name}：{shape}"),
    "solution-shape": ("{item}: {shape}", "{item}：{shape}"),
    "wrong-shape": (
        "how many numbers does {by} have, and how do they stand? {of} has a slope by each",
        "{by} 有几个数，怎样排列？{of} 对每一个都有一个斜率",
    ),
    "wrong-shape-value": (
        "look at the formula of {name}: which sizes meet in it, and which remain?",
        "看 {name} 的式子：哪些大小在里面相遇，哪些留下？",
    ),
    "hint-shape-gradient": (
        "{of} has a slope by each number of {by}, and each stands where its number stands",
        "{of} 对 {by} 的每个数都有一个斜率，各自站在那个数的位置上",
    ),
    "hint-shape-given": (
        "look at the formulas that use {name}: which sizes does it have to fit there?",
        "看用到 {name} 的式子：它在那里要和哪些大小对得上？",
    ),
    "hint-shape-sizes": (
        "in a product A @ B the inner sizes meet, the outer ones remain; entry by entry the shape "
        "stays, and an axis of length 1 is stretched",
        "乘积 A @ B 中里面的大小相遇，外面的留下；逐元素运算形状不变，长度为 1 的轴会被拉伸",
    ),
    "hint-shape-count": (
        "so count: first the rows of {name}, then its columns",
        "所以数一数：先数 {name} 的行，再数它的列",
    ),
    "hint-shape-read": ("{name} is on the screen", "{name} 就在屏幕上"),
    "hint-shape-sketch": (
        "{left} = {right}: write the size that you know under each name; which one is missing?",
        "{left} = {right}：在每个名字下面写出你知道的大小；还缺哪一个？",
    ),
    "hint-shape-fit": (
        "{left} = {right}, with {shapes}: what fits?",
        "{left} = {right}，其中 {shapes}：怎样才对得上？",
    ),
    "shape-turned": (
        "turned round, like the transpose: rows come first, then columns",
        "反过来了，成了转置：先写行，再写列",
    ),
    "shape-one-by-one": (
        "a single number and a matrix of one entry count as the same here",
        "单个数与只有一个元素的矩阵，这里算作一样",
    ),
    "shape-wanted": ("this is no shape", "这不是形状"),
    "shape-wanted-help": (
        "write rows and columns, like 7x5; of a single number: scalar",
        "写行数和列数，例如 7x5；单个数写：标量",
    ),
    "shape-one-size": ("one size alone is no shape", "只有一个大小不成形状"),
    "shape-one-size-help": (
        "rows and columns both: a row of 7 is 1x7, a column 7x1",
        "行数和列数都要写：7 个数的一行是 1x7，一列是 7x1",
    ),
    "shape-three-sizes": ("too many sizes", "大小太多"),
    "shape-three-sizes-help": (
        "a matrix has rows and columns, nothing more",
        "矩阵只有行数和列数",
    ),
    "shape-letter": ("a letter that stands for no size here", "这里的字母不代表大小"),
    "shape-letter-help": (
        "write numbers; m is the number of rows of the data, where all data have as many",
        "请写数；只有当所有数据的行数相同时，m 才代表数据的行数",
    ),
    "shape-zero": ("a matrix has one row and one column at least", "矩阵至少有一行一列"),
    "shape-zero-help": ("count from 1", "从 1 数起"),
    # which node comes next
    "ask-next": (
        "On the way back, with {known} known: which node can come next?",
        "反向走到这里，{known} 已知：下一个可以是哪个节点？",
    ),
    "next-name": ("next", "下一个"),
    "form-name": (
        "(a name, like {example}; there may be several right ones)",
        "（一个名字，例如 {example}；可能不止一个对）",
    ),
    "right-next": (
        "all that uses {name} is known",
        "用到 {name} 的都已经知道了",
    ),
    "wrong-next": (
        "a node can come once the gradients of everything that uses it are known",
        "用到一个节点的那些梯度都已知，才轮到它",
    ),
    "hint-next": (
        "a node can come once the gradients of everything that uses it are known",
        "用到一个节点的那些梯度都已知，才轮到它",
    ),
    "hint-next-sources": (
        "look at what the known nodes are made of: {names}. Which of them is used by nothing "
        "else whose gradient is missing?",
        "看已知的节点由什么算出：{names}。其中哪些没有被梯度未知的节点用到？",
    ),
    "hint-next-not": (
        "{name}, for one, has to wait for {waiting}",
        "比如 {name} 还得等 {waiting}",
    ),
    "hint-next-any": (
        "nothing has to wait any more: any name whose gradient is not known will do",
        "已经没有要等的了：任何一个梯度未知的名字都可以",
    ),
    "solution-next": ("right at this place: {names}", "在这里都对的有：{names}"),
    "next-waits": ("{name} still waits for {waiting}", "{name} 还在等 {waiting}"),
    "next-done": (
        "the gradient of {name} is known already",
        "{name} 的梯度已经知道了",
    ),
    "next-loss": (
        "{loss} is where the way back begins; its gradient is 1",
        "{loss} 是反向的起点，它的梯度是 1",
    ),
    "next-constant": (
        "{name} is a constant: nothing is differentiated by it",
        "{name} 是常数：不对它求导",
    ),
    "next-dead": (
        "nothing leads from {name} to {loss}",
        "从 {name} 走不到 {loss}",
    ),
    "next-no-node": (
        "{name} is no node of this network",
        "{name} 不是这个网络的节点",
    ),
    "name-wanted": ("this question asks for one name", "这一题只要一个名字"),
    "name-wanted-help": (
        "write a name of the network, or the derivative of the loss by it",
        "请写网络里的一个名字，或者损失对它的导数",
    ),
    # orders
    "order-name": ("order", "顺序"),
    "form-order": (
        "(each letter once: {letters} in the right order)",
        "（每个字母一次：把 {letters} 排成正确的顺序）",
    ),
    "order-before": (
        "“{later}” cannot come before “{earlier}”",
        "“{later}”不能排在“{earlier}”前面",
    ),
    "wrong-order": (
        "ask of each step what it needs, and which step makes that",
        "每一步都问：它需要什么，那又是哪一步得到的",
    ),
    "hint-order": (
        "ask of each step what it needs: it comes after the step that makes that",
        "每一步都问它需要什么：它排在得到那个东西的步骤之后",
    ),
    "hint-order-start": (
        "look for a step that needs nothing of the others: with it, it begins",
        "找出不需要其他步骤的那一步：从它开始",
    ),
    "hint-order-first": ("it can begin with “{item}”", "可以从“{item}”开始"),
    "hint-order-pairs": (
        "take two of them at a time: could this one be done if the other were not done yet?",
        "每次只比较两步：如果另一步还没做，这一步做得了吗？",
    ),
    "solution-order": ("a right order: {letters}", "一个正确的顺序：{letters}"),
    "order-unknown": (
        "something stands there that is none of the letters",
        "里面有不是这些字母的东西",
    ),
    "order-unknown-help": ("write each letter once: {letters}", "每个字母写一次：{letters}"),
    "order-twice": ("a letter stands there twice", "有字母写了两次"),
    "order-twice-help": ("write each letter once: {letters}", "每个字母写一次：{letters}"),
    "order-missing": ("a letter is missing", "少了字母"),
    "order-missing-help": ("write each letter once: {letters}", "每个字母写一次：{letters}"),
    # paths
    "ask-paths": (
        "How many paths lead from {start} to {end}?",
        "从 {start} 到 {end} 有几条路径？",
    ),
    "paths-name": ("paths {start} → {end}", "路径 {start} → {end}"),
    "path-listed": ("{path}", "{path}"),
    "wrong-paths": (
        "go along the arrows from {start}; where an arrow forks, the ways part, and all that "
        "arrive at {end} count",
        "从 {start} 沿箭头走；每到分叉，路就分开，凡是走到 {end} 的都算",
    ),
    "hint-paths-follow": (
        "follow the arrows from {start} to {end}, never back; two paths differ in one arrow at "
        "least",
        "从 {start} 沿箭头走到 {end}，不走回头路；两条路径至少有一条箭头不同",
    ),
    "hint-paths-forks": (
        "more than one arrow leads on from {names}",
        "从 {names} 往前不止一条箭头",
    ),
    "hint-paths-no-fork": (
        "on the way from {start} to {end} nothing forks",
        "从 {start} 到 {end} 的路上没有分叉",
    ),
    "hint-paths-back": (
        "count from the end: {names} lead straight to {end}, one path each by that arrow; a node "
        "before has as many paths as the nodes its arrows lead to have together",
        "从终点数起：{names} 直接通向 {end}，各有一条；前面的节点有几条，等于它的箭头所指的"
        "节点的条数之和",
    ),
    "ask-path": (
        "Along one path: what do the local derivatives of {path} multiply to?",
        "只看一条路径：{path} 上的局部导数乘起来是什么？",
    ),
    "path-name": ("{path}", "{path}"),
    "wrong-path": (
        "one factor for each arrow of {path}: how does its end react to its beginning?",
        "{path} 的每条箭头一个因子：箭头的终点对起点怎样反应？",
    ),
    "hint-path": (
        "one local derivative for each arrow of {path}; along a path they are multiplied",
        "{path} 的每条箭头有一个局部导数；沿一条路径把它们相乘",
    ),
    "slip-other-path/route": (
        "that belongs to another path: {path}",
        "那是另一条路径的：{path}",
    ),
    "slip-whole-gradient/route": (
        "that is the sum over all paths; asked is {path} alone",
        "那是所有路径之和；问的只是 {path}",
    ),
    "slip-path-added": (
        "you added along {path}; what is done with the factors of one path?",
        "你沿 {path} 做了加法；一条路径上的因子应当怎样合并？",
    ),
    "ask-paths-sum": ("All paths together: what is {asked}?", "所有路径合起来：{asked} 是多少？"),
    "ask-path-only": ("Along this path: what is {asked}?", "沿这条路径：{asked} 是多少？"),
    "path-factored": (
        "with what the paths share written once: {formula}",
        "把各条路径共有的部分只写一次：{formula}",
    ),
    "wrong-paths-sum": (
        "what each path from {start} to {end} brings is added, and no path is left out",
        "从 {start} 到 {end} 的每条路径所带来的要加起来，一条也不能少",
    ),
    "hint-paths-sum": (
        "there are as many products as paths from {by} to {of}; written factored or written out, "
        "the sum is the same",
        "从 {by} 到 {of} 有几条路径就有几个乘积；合并写还是展开写，和都一样",
    ),
    "hint-paths-back-sum": (
        "go backwards from {of}: at each node the sum over its arrows, down to {by}",
        "从 {of} 往回走：每个节点把它的各条箭头加起来，直到 {by}",
    ),
    # forward mode
    "ask-tangent": (
        "Forward from {by}, along all paths: what is {asked}?",
        "从 {by} 往前，沿所有路径：{asked} 是多少？",
    ),
    "wrong-tangent": (
        "{of} is moved by what stands in its formula: each with its own tangent by {by}",
        "{of} 由式子里的各个量带动：每个量都有自己对 {by} 的切线",
    ),
    "hint-tangent": (
        "{by} moves {of} through {names}: for each, how {of} reacts to it, times its own tangent; "
        "then added",
        "{by} 通过 {names} 带动 {of}：对每一个，{of} 对它的反应乘以它自己的切线，再相加",
    ),
    "ask-sweeps": (
        "That was one sweep forward, for {wrt}. How many such sweeps give the derivatives of "
        "{loss} by each of {inputs}? (Backwards one sweep does.)",
        "这是为 {wrt} 往前走的一遍。要得到 {loss} 对 {inputs} 每一个的导数，总共要走几遍？"
        "（反向只要一遍。）",
    ),
    "sweeps-name": ("sweeps", "遍数"),
    "wrong-sweeps": (
        "each sweep forward starts from one number that is moved",
        "往前的每一遍都从一个变动的数出发",
    ),
    "hint-sweeps": (
        "what did this sweep begin with? With the tangent of {wrt} alone",
        "这一遍从什么开始？只从 {wrt} 的切线开始",
    ),
    "hint-sweeps-each": (
        "so it says nothing of the other inputs: each needs a sweep of its own, and in a matrix "
        "each entry does",
        "所以它说不出其他输入的情况：每个输入要单独走一遍，矩阵则每个元素一遍",
    ),
    "hint-sweeps-count": ("count {inputs}", "数一数：{inputs}"),
    "solution-sweeps": (
        "forward: sweeps {sweeps}, operations {forward}; backward: sweeps 1, operations {reverse}",
        "前向：{sweeps} 遍，{forward} 次运算；反向：1 遍，{reverse} 次运算",
    ),
    # gradient checks
    "ask-check-plus": (
        "Gradient check: raise {name} by ε and go forward. What is {loss} then?",
        "梯度检验：把 {name} 加上 ε 再前向一次，{loss} 是多少？",
    ),
    "ask-check-minus": (
        "The other side: lower {name} by ε and go forward. What is {loss} then?",
        "另一侧：把 {name} 减去 ε 再前向一次，{loss} 是多少？",
    ),
    "ask-check-minus-one": (
        "One side only: what is {loss} where {name} is not moved?",
        "只取一侧：{name} 不动时，{loss} 是多少？",
    ),
    "ask-check-approx": (
        "From both losses: which slope of {loss} by {name} do they give?",
        "由这两个损失：{loss} 对 {name} 的斜率约为多少？",
    ),
    "ask-check-approx-one": (
        "From both losses: which slope of {loss} by {name} do they give?",
        "由这两个损失：{loss} 对 {name} 的斜率约为多少？",
    ),
    "ask-check-difference": (
        "How far is that from the gradient, relative to their sizes: "
        "|approx − gradient| / (|approx| + |gradient|)?",
        "它与梯度的相对差是多少：|近似 − 梯度| / (|近似| + |梯度|)？",
    ),
    "name-check-plus": ("{loss}({name} + ε)", "{loss}({name} + ε)"),
    "name-check-minus": ("{loss}({name} − ε)", "{loss}({name} − ε)"),
    "name-check-minus-one": ("{loss}({name})", "{loss}({name})"),
    "name-check-approx": ("approx", "近似"),
    "name-check-approx-one": ("approx", "近似"),
    "name-check-difference": ("relative difference", "相对差"),
    "wrong-check-plus": (
        "only {name} moves, by {eps}; everything that follows from it is computed anew",
        "只有 {name} 动了 {eps}；由它算出的一切都要重新算",
    ),
    "wrong-check-minus": (
        "only {name} moves, by {eps} downwards; everything that follows from it is computed anew",
        "只有 {name} 往下动了 {eps}；由它算出的一切都要重新算",
    ),
    "wrong-check-minus-one": (
        "this is the loss of the lesson's own numbers",
        "这就是本课原来数值下的损失",
    ),
    "wrong-check-approx": (
        "how far did {loss} move, and how far apart are the two places of {name}?",
        "{loss} 变了多少？{name} 的两个位置相距多少？",
    ),
    "wrong-check-approx-one": (
        "how far did {loss} move, and how far did {name}?",
        "{loss} 变了多少？{name} 变了多少？",
    ),
    "wrong-check-difference": (
        "above stands how far the two are apart, below the sum of their sizes",
        "分子是两者之差的大小，分母是两者大小之和",
    ),
    "hint-check-plus": (
        "one forward pass with one number changed: {name} + ε in place of {name}",
        "只改一个数的一次前向：用 {name} + ε 代替 {name}",
    ),
    "hint-check-plus-symbols": (
        "keep many digits: {loss} moves little, and the next step takes the difference",
        "多保留几位：{loss} 变化很小，下一步要取差",
    ),
    "hint-check-minus": (
        "one forward pass with one number changed: {name} − ε in place of {name}",
        "只改一个数的一次前向：用 {name} − ε 代替 {name}",
    ),
    "hint-check-minus-symbols": (
        "keep many digits: {loss} moves little, and the next step takes the difference",
        "多保留几位：{loss} 变化很小，下一步要取差",
    ),
    "hint-check-minus-one": (
        "from one side, the loss is held against itself unmoved",
        "单侧时，拿来比较的是没有变动的损失",
    ),
    "hint-check-minus-one-symbols": (
        "nothing moves: it is the value of {loss}",
        "什么都不动：就是 {loss} 的值",
    ),
    "hint-check-approx": (
        "a slope is how far {loss} moves over how far {name} moves",
        "斜率就是 {loss} 的变化除以 {name} 的变化",
    ),
    "hint-check-approx-symbols": (
        "in symbols: ({loss}({name} + ε) − {loss}({name} − ε)) / 2ε",
        "写成式子：({loss}({name} + ε) − {loss}({name} − ε)) / 2ε",
    ),
    "hint-check-approx-one": (
        "a slope is how far {loss} moves over how far {name} moves",
        "斜率就是 {loss} 的变化除以 {name} 的变化",
    ),
    "hint-check-approx-one-symbols": (
        "in symbols: ({loss}({name} + ε) − {loss}({name})) / ε",
        "写成式子：({loss}({name} + ε) − {loss}({name})) / ε",
    ),
    "hint-check-difference": (
        "take the difference first, without its sign; then divide it by both sizes together",
        "先取两者之差，不计符号；再除以两者大小之和",
    ),
    "hint-check-difference-symbols": (
        "a gradient that is right gives something tiny",
        "梯度正确时，结果极小",
    ),
    "hint-check-difference-size": (
        "write it with its power of ten, like 2e-5: the size is what counts",
        "写成带 10 的幂的形式，例如 2e-5：看的是量级",
    ),
    "check-agrees": (
        "tiny: the gradient is right",
        "极小：梯度是对的",
    ),
    "check-rounding": (
        "as small as the last digits of the losses can tell: nothing speaks against the gradient",
        "小到两个损失的末位已分辨不出：没有迹象表明梯度有错",
    ),
    "check-coarse": (
        "not tiny, and yet the gradient is right: ε is too large, a smaller one agrees",
        "不算极小，但梯度是对的：ε 太大了，小一些就一致",
    ),
    "check-at_kink": (
        "{name} stands at a kink: the quotient is the mean of two slopes and proves nothing",
        "{name} 正处在折点：差商是两侧斜率的平均，说明不了什么",
    ),
    "check-crosses_kink": (
        "between the two losses lies a kink: the quotient proves nothing there",
        "两个损失之间有一个折点：这里的差商说明不了什么",
    ),
    "check-differs": (
        "too large: here the quotient and the gradient disagree",
        "太大了：这里的差商与梯度不一致",
    ),
    "hint-check-first": (
        "it begins with {left} = {right}; go on from there to the loss",
        "从 {left} = {right} 开始，一路算到损失",
    ),
    "hint-check-onwards": (
        "go through the network as in the forward pass, node by node, up to {loss}",
        "像前向那样逐个节点算过去，一直算到 {loss}",
    ),
    "slip-not-moved": (
        "that is {loss} where {name} has not moved",
        "那是 {name} 没有变动时的 {loss}",
    ),
    "slip-other-side": (
        "that is the other side: which way does {name} move here?",
        "那是另一侧：这里 {name} 往哪边动？",
    ),
    "slip-not-divided": (
        "that is how far {loss} moved; a slope is that over how far {name} moved",
        "那是 {loss} 的变化；斜率还要除以 {name} 的变化",
    ),
    "slip-wrong-width": (
        "how far apart are the two places of {name} that the losses belong to?",
        "这两个损失所对应的 {name} 相距多少？",
    ),
    "slip-sides-swapped": (
        "which of the two losses belongs to the larger {name}? It comes first",
        "两个损失中哪个属于较大的 {name}？它写在前面",
    ),
    "slip-same-side": (
        "a loss less itself is nothing: at which other place of {name} is the second loss taken?",
        "同一个损失减去它自己什么也不剩：第二个损失应当取在 {name} 的哪一处？",
    ),
    "slip-not-relative": (
        "that is the difference itself; asked is how large it is beside the two",
        "那是差本身；问的是它相对于两者有多大",
    ),
}
