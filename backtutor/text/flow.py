"""Sentences: what a session says around a wrong answer, and after a reveal."""

from backtutor.messages import Rows

ROWS: Rows = {
    # carried forward
    "why-carried": (
        "right way, but it rests on your earlier answer for {names}, which was wrong: go back "
        "and mend that first",
        "方法对了，但用的是你之前答错的 {names}：先回去改正它",
    ),
    "why-carried-mended": (
        "right way, but it still rests on your wrong answer for {names}: take what {names} "
        "turned out to be",
        "方法对了，但用的还是你之前答错的 {names}：请换成 {names} 后来的正确结果",
    ),
    "why-known": (
        "more than one slip leads to this answer; {asked} is known by now: is it in your answer?",
        "不止一种差错会得到这个答案；{asked} 已经知道了：你的答案里有它吗？",
    ),
    # the same wrong answer again
    "wrong-again": ("that is what you had before", "这和你之前的答案一样"),
    "wrong-again-hint": (
        "that is what you had before; `?` gives a hint",
        "这和你之前的答案一样；`?` 给提示",
    ),
    "wrong-again-reveal": (
        "that is what you had before; `!` shows the derivation",
        "这和你之前的答案一样；`!` 显示推导",
    ),
    # how what arrives comes back through a node
    "passing-name": ("way back", "返回"),
    "ask-passing": (
        "{upstream} arrives at {via} = {formula}. How does it come back to {by}?",
        "{upstream} 传到 {via} = {formula}。它怎样回到 {by}？",
    ),
    "passing-as-it-is": (
        "as it is, each entry to its own place",
        "原样返回，每个元素回到自己的位置",
    ),
    "passing-entrywise": (
        "each entry times a slope of its own",
        "每个元素各自乘以一个斜率",
    ),
    "passing-sum": ("added up over places that use the same entry", "把用到同一元素的各处加起来"),
    "passing-coupled": (
        "several entries of it come together in each entry",
        "它的好几个元素一起影响结果的每个元素",
    ),
    "why-not-as-it-is": (
        "that is so where {via} moves exactly as far as {by}, entry by entry; does it, in "
        "{via} = {formula}?",
        "只有 {via} 的每个元素都与 {by} 移动得一样多时才是这样；在 {via} = {formula} 里是吗？",
    ),
    "why-not-entrywise": (
        "that is so where each entry of {by} reaches its own entry of {via} alone, and is not "
        "just passed on; look at {via} = {formula}",
        "只有 {by} 的每个元素只影响 {via} 的对应元素、又不是原样传递时才是这样；"
        "看 {via} = {formula}",
    ),
    "why-not-sum": (
        "that is so where one entry of {by} is used at many places of {via}; is it, in "
        "{via} = {formula}?",
        "只有 {by} 的一个元素在 {via} 的许多位置被用到时才是这样；在 {via} = {formula} 里是吗？",
    ),
    "why-not-coupled": (
        "that is so where one entry of {by} moves several entries of {via}, each in its own "
        "way; does it, in {via} = {formula}?",
        "只有 {by} 的一个元素以不同方式带动 {via} 的好几个元素时才是这样；"
        "在 {via} = {formula} 里是吗？",
    ),
    "hint-passing-rule": (
        "move a single entry of {by} in thought: which entries of {via} move with it?",
        "设想只动 {by} 的一个元素：{via} 的哪些元素会跟着动？",
    ),
    "hint-passing-form": (
        "only its own, or more of them? In {via} = {formula} look at what stands around {by}",
        "只有对应的那一个，还是更多？看 {via} = {formula} 里 {by} 周围是什么",
    ),
    "hint-passing-test": (
        "and by how much: exactly as far as {by}, or times something that stands there?",
        "移动多少：和 {by} 一样多，还是要乘上式子里的什么？",
    ),
    "ask-beside": (
        "{upstream} arrives at {via} = {formula}. Which matrix is it multiplied with on the way "
        "to {by}?",
        "{upstream} 传到 {via} = {formula}。回到 {by} 的路上，它要与哪个矩阵相乘？",
    ),
    "hint-beside-rule": (
        "in a product each factor gets what arrives, times the other factor",
        "在乘积里，每个因子得到的是传来的梯度乘以另一个因子",
    ),
    "hint-beside-form": (
        "find {by} in {via} = {formula}: with what does it stand in a product?",
        "在 {via} = {formula} 里找到 {by}：它与谁相乘？",
    ),
    "hint-beside-test": (
        "if {by} moved a little, by what would the move be stretched before it reaches {via}?",
        "如果 {by} 动一点，这个变化在到达 {via} 之前会被什么放大？",
    ),
    "why-not-beside-itself": (
        "{by} itself is what moves: a product is taken by one factor and leaves the other",
        "{by} 就是要变动的那一个：对一个因子求导，留下的是另一个因子",
    ),
    "why-not-beside-output": (
        "{name} is what comes out; look at what goes into the product",
        "{name} 是结果；要看的是乘积里放进去的东西",
    ),
    "why-not-beside-other": (
        "{name} does not stand in a product with {by}",
        "{name} 没有与 {by} 相乘",
    ),
    # a step to think over after a reveal
    "reflect": ("To think about, no points: {question}", "想一想（不计分）：{question}"),
    "reflect-form": ("({letters}; Enter goes on)", "（{letters}；按回车继续）"),
    "reflect-again": ("type {letters}, or Enter to go on", "输入 {letters}，或按回车继续"),
    "reflect-name": ("why", "为什么"),
    "reflect-right": ("Yes: {said}.", "对：{said}。"),
    "reflect-is": ("It is {said}.", "应当是：{said}。"),
    "reflect-wrong": ("Not that: {why}", "不是：{why}"),
    "reflect-rule": (
        "in {via} = {formula}, which rule gives {slope}?",
        "在 {via} = {formula} 里，{slope} 由哪条法则得到？",
    ),
    "rule-product": (
        "the product rule: the other factor stays",
        "乘法法则：留下另一个因子",
    ),
    "rule-sum": (
        "the sum rule: a move is passed on as it is",
        "加法法则：变化原样传过去",
    ),
    "rule-factor": (
        "the constant factor rule: the number or sign in front stays",
        "常数因子法则：前面的数或符号保留",
    ),
    "rule-power": (
        "the power rule: the exponent comes down in front",
        "幂法则：指数放到前面",
    ),
    "rule-quotient": (
        "the quotient rule: a divisor's move counts by its square",
        "除法法则：分母的变化与分母的平方有关",
    ),
    "rule-function": (
        "the slope of the function around it, at its input",
        "外面那个函数在其输入处的斜率",
    ),
    "why-not-rule-product": (
        "that rule is for {by} times another name; what happens to {by} in {via} = {formula}?",
        "这条法则用于 {by} 乘以另一个量；在 {via} = {formula} 里 {by} 经过了什么？",
    ),
    "why-not-rule-sum": (
        "a sum alone would pass the move on; what else happens to {by} in {via} = {formula}?",
        "只有加法的话，变化会原样传过去；在 {via} = {formula} 里 {by} 还经过了什么？",
    ),
    "why-not-rule-factor": (
        "that rule is for {by} times a fixed number; what happens to {by} in {via} = {formula}?",
        "这条法则用于 {by} 乘以一个固定的数；在 {via} = {formula} 里 {by} 经过了什么？",
    ),
    "why-not-rule-power": (
        "that rule is for {by} under an exponent; is it, in {via} = {formula}?",
        "这条法则用于 {by} 在指数之下的情形；在 {via} = {formula} 里是吗？",
    ),
    "why-not-rule-quotient": (
        "that rule is for {by} in a fraction; is it, in {via} = {formula}?",
        "这条法则用于 {by} 在分式里的情形；在 {via} = {formula} 里是吗？",
    ),
    "why-not-rule-function": (
        "that is for {by} inside a function such as an activation; is it, in {via} = {formula}?",
        "这用于 {by} 在激活函数之类的函数里面的情形；在 {via} = {formula} 里是吗？",
    ),
    "reflect-fork": (
        "{by} is used {count} times. Why are the parts added?",
        "{by} 被用了 {count} 次。为什么各部分要相加？",
    ),
    "fork-add": (
        "{by} moves {loss} on every way at once, and small changes add up",
        "{by} 同时经过每条路影响 {loss}，微小的变化会累加",
    ),
    "fork-forward": (
        "because {via} are added in the forward pass",
        "因为前向时 {via} 被加在一起",
    ),
    "fork-choose": ("to be safe: one of them would do", "为了保险：其实取一个就够了"),
    "why-not-fork-forward": (
        "they need not be: the parts are added even where {via} meet in a product",
        "不一定：即使 {via} 后来是相乘的，各部分也要相加",
    ),
    "why-not-fork-choose": (
        "each part misses what the other ways do to {loss}",
        "每一部分都漏掉了其他路对 {loss} 的影响",
    ),
    "reflect-share": (
        "{by} is used {count} times. Why is nothing divided by {count}?",
        "{by} 被用了 {count} 次。为什么不除以 {count}？",
    ),
    "share-whole": (
        "every use feels the whole move of {by}: nothing is shared out",
        "每一处都感受到 {by} 的全部变化：没有分摊",
    ),
    "share-mean": (
        "because {count} cancels later on",
        "因为后面会把 {count} 约掉",
    ),
    "share-forward": (
        "because nothing is divided in the forward pass",
        "因为前向时没有除法",
    ),
    "why-not-share-mean": (
        "nothing cancels: no {count} enters in the first place",
        "没有什么可约：{count} 根本没有出现",
    ),
    "why-not-share-forward": (
        "even if something were, a fork itself would still add up",
        "即使有除法，分叉处仍然是相加",
    ),
    "reflect-chain": (
        "why is what arrives at {via} a factor of the gradient by {by}?",
        "为什么传到 {via} 的梯度是对 {by} 的梯度的一个因子？",
    ),
    "chain-through": (
        "{by} moves {loss} through {via}: how far {via} moves, times what that does to {loss}",
        "{by} 通过 {via} 影响 {loss}：{via} 变动多少，再乘以它对 {loss} 的影响",
    ),
    "chain-value": ("because {via} is large", "因为 {via} 很大"),
    "chain-added": ("it is an addend: steps on one path add up", "它是加数：同一条路上的各步相加"),
    "why-not-chain-value": (
        "it is the slope of {loss} by {via} that arrives, whatever the value of {via}",
        "传来的是 {loss} 对 {via} 的斜率，与 {via} 本身的大小无关",
    ),
    "why-not-chain-added": (
        "ways are added; along one way each step stretches the move of the step before",
        "相加的是不同的路；同一条路上，每一步都把前一步的变化放大或缩小",
    ),
    "reflect-step": ("why is the step subtracted?", "为什么要减去这一步？"),
    "step-uphill": (
        "the gradient points to where {loss} grows, and {loss} is to fall",
        "梯度指向 {loss} 增大的方向，而我们要 {loss} 下降",
    ),
    "step-smaller": ("weights are to become smaller", "权重应当变小"),
    "step-difference": ("because {loss} holds a difference", "因为 {loss} 里有一个差"),
    "why-not-step-smaller": (
        "where the gradient is negative, the step makes {name} larger",
        "梯度为负时，这一步会使 {name} 变大",
    ),
    "why-not-step-difference": (
        "the sign is the same for every loss",
        "无论什么损失，都是减号",
    ),
    "reflect-second": (
        "which values does the second forward pass take?",
        "第二次前向用的是哪些值？",
    ),
    "second-all": ("the new values of all parameters", "所有参数的新值"),
    "second-one": ("one new value, the others as they were", "只换一个新值，其余照旧"),
    "second-old": ("the old values, and the gradients", "旧的值，再加上梯度"),
    "why-not-second-one": (
        "one step moves all parameters at once",
        "一步同时更新所有参数",
    ),
    "why-not-second-old": (
        "the gradients have done their work in the step; forward takes values only",
        "梯度在更新那一步已经用过；前向只用值",
    ),
    "reflect-before": (
        "which of these has to be known before {name}?",
        "这里面哪一个要先知道，才能算 {name}？",
    ),
    "why-not-before-later": (
        "{other} is made from {name}: it comes later",
        "{other} 由 {name} 算出：它在后面",
    ),
    "why-not-before-apart": (
        "{other} does not stand in {name} = {formula}",
        "{other} 不在 {name} = {formula} 里",
    ),
    "reflect-shape": ("why has {item} just this shape?", "为什么 {item} 正好是这个形状？"),
    "shape-each": (
        "{of} has one slope by each number of {by}",
        "{of} 对 {by} 的每个数各有一个斜率",
    ),
    "shape-of-loss": ("it is the shape of {of}", "它是 {of} 的形状"),
    "shape-of-output": ("it is the shape of what {by} feeds", "它是 {by} 所影响的量的形状"),
    "why-not-shape-of-loss": ("{of} is a single number", "{of} 只是一个数"),
    "why-not-shape-of-output": (
        "then there would be a number for each of those, not one for each of {by}",
        "那样就是那些量各有一个数，而不是 {by} 的每个数各有一个",
    ),
    # a right answer in another form
    "other-form": (
        "{typed} is equal to {taught}; `:why` proves it",
        "{typed} 等于 {taught}；输入 `:why` 看证明",
    ),
    "other-form-plain": (
        "right, in another form than the usual one",
        "对，只是与通常的写法不同",
    ),
    "why-agrees": (
        "{typed} and {taught} agree at random points; no proof was found in {seconds} seconds",
        "{typed} 与 {taught} 在随机点上一致；{seconds} 秒内没有找到证明",
    ),
    "why-about": ("About {name}, your last answer:", "关于 {name}，你的上一个答案："),
    "why-about-last": ("About your last answer:", "关于你的上一个答案："),
    # nudges
    "nudge-way": ("Raise {name} a little: {loss} {way}.", "把 {name} 增大一点：{loss} {way}。"),
    "nudge-against": (
        "Raise {name} a little: {loss} {way}; by your slope it {claimed}.",
        "把 {name} 增大一点：{loss} {way}；按你的斜率，它{claimed}。",
    ),
    "nudge-faster": (
        "Raise {name} a little: {loss} {way} faster than your slope says.",
        "把 {name} 增大一点：{loss} {way}得比你的斜率所说的快。",
    ),
    "nudge-slower": (
        "Raise {name} a little: {loss} {way}, not as fast as your slope says.",
        "把 {name} 增大一点：{loss} {way}，但没有你的斜率所说的那么快。",
    ),
    "nudge-undivided": (
        "that is how far {loss} moves when {name} moves by {step}; how far is it for each unit of "
        "{name}?",
        "这是 {name} 变动 {step} 时 {loss} 的变化；{name} 每变动一个单位，它变化多少？",
    ),
    "nudge-example": (
        "say which name: `:nudge {name}`",
        "请说明哪个名字：`:nudge {name}`",
    ),
    "nudge-entries": (
        "{name} is {shape}: say an entry inside it, like `:nudge {example}`",
        "{name} 是 {shape}：请写其中的一个元素，例如 `:nudge {example}`",
    ),
    # entry by entry, while an entry is asked
    "by-entry-asked": (
        "in numbers once the entry is found",
        "求出这个元素之后才给出数值",
    ),
    # a reveal of which line is wrong
    "line-first-wrong": (
        "line {number} is the first wrong one: {line}",
        "第 {number} 行是第一处错误：{line}",
    ),
    # what the loss did
    "rose-long": (
        "The step made {loss} larger: it was too long.",
        "这一步使 {loss} 变大了：步子太大。",
    ),
    "rose-uphill": (
        "The step made {loss} larger: with a negative {rate} it goes uphill.",
        "这一步使 {loss} 变大了：{rate} 是负数，方向反了。",
    ),
    "stayed": ("The step left {loss} as it was.", "这一步没有改变 {loss}。"),
    "train-uphill": (
        "After {done} of {steps} steps {loss} is no finite number any more: with a negative "
        "{rate} every step goes uphill.",
        "走了 {done} 步（共 {steps} 步）后，{loss} 不再是有限的数：{rate} 是负数，每一步都在上升。",
    ),
    # the menu at the end
    "menu-command": (": more", ": 命令"),
}
