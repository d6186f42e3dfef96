"""Sentences: what a wrong answer tells, one row a misconception.

A hint, never the number and never the formula; true for the numbers at hand.
"""

from backtutor.messages import Rows

ROWS: Rows = {
    "why-dropped-factor": (
        "walk from {loss} back to {by} and name every arrow you pass: one of them has no factor "
        "in your product",
        "从 {loss} 往回走到 {by}，说出经过的每一条箭头：其中有一条在你的乘积里没有对应的因子",
    ),
    "why-local-only": (
        "that is how {via} reacts when {by} moves; how does {loss} react when {via} moves? "
        "The chain needs both",
        "这只是 {by} 变动时 {via} 的反应；那么 {via} 变动时 {loss} 又怎样反应？链式法则两个都要",
    ),
    "why-upstream-only": (
        "that is the gradient that arrives at {via}; the slope of {via} itself by {by} is still "
        "missing",
        "这是传到 {via} 的上游梯度；还缺 {via} 自己对 {by} 的局部斜率",
    ),
    "why-one-path": (
        "{by} reaches {loss} along {count} paths; count the ones in your answer: {followed}",
        "{by} 到 {loss} 有 {count} 条路径；数一数你的答案里有几条：{followed} 条",
    ),
    "why-one-path-arrows": (
        "{count} arrows leave {by}, and {loss} can be reached along each; count those in your "
        "answer: {followed}",
        "从 {by} 出发的箭头有 {count} 条，每一条都通向 {loss}；数一数你的答案里有几条："
        "{followed} 条",
    ),
    "why-paths-multiplied-arrows": (
        "along one path the factors are multiplied; what is done with what comes back along the "
        "{count} arrows that leave {by}?",
        "一条路径之内因子相乘；那么从 {by} 出发的 {count} 条箭头各自带回来的，应当怎样合并？",
    ),
    "why-paths-averaged-arrows": (
        "{count} arrows leave {by}, and what each brings back counts in full: nothing is divided "
        "at a fork",
        "从 {by} 出发的箭头有 {count} 条，每条带回来的都要完整计入：分叉处不做除法",
    ),
    "why-overwrote": (
        "several arrows leave {by}; what a second arrow brings back is added to the first, "
        "it does not replace it (`+=`, not `=`)",
        "从 {by} 出发的箭头不止一条；第二条带回来的要加上去，而不是覆盖（是 `+=`，不是 `=`）",
    ),
    "why-paths-multiplied": (
        "along one path the factors are multiplied; what is done across the {count} paths?",
        "一条路径之内因子相乘；那么 {count} 条路径之间应当怎样合并？",
    ),
    "why-paths-averaged": (
        "{count} paths lead from {by} to {loss}, and each counts in full: nothing is divided "
        "at a fork",
        "从 {by} 到 {loss} 有 {count} 条路径，每条都要完整计入：分叉处不做除法",
    ),
    "why-sign": (
        "look at the sign: follow a small rise of {by} along the arrows. Does {loss} rise or fall?",
        "看看符号：让 {by} 增大一点，沿箭头走过去，{loss} 是升还是降？",
    ),
    "why-sign-between": (
        "look at the sign of the difference in {node}: {high} is above {low} now. Raise {by} a "
        "little and follow it: does {loss} rise or fall?",
        "看看 {node} 里那个差的符号：现在 {high} 大于 {low}。让 {by} 增大一点，跟着它走："
        "{loss} 是升还是降？",
    ),
    "why-negated": (
        "look at the sign: follow a small rise of {by} along the arrows. Does {loss} rise or fall?",
        "看看符号：让 {by} 增大一点，沿箭头走过去，{loss} 是升还是降？",
    ),
    "why-half-ignored": (
        "there is a ½ in front of the square; what does it cancel when you differentiate?",
        "平方前面有一个 ½；求导的时候它和什么抵消？",
    ),
    "why-two-forgotten": (
        "the power rule does two things to the exponent: it comes down as a factor, and it is "
        "lowered by one. Did you do both?",
        "幂的求导法则对指数做两件事：把它拿下来当因子，再把指数减一。两件你都做了吗？",
    ),
    "why-uphill": (
        "gradient descent walks downhill: which way does the gradient of {loss} point?",
        "梯度下降是往低处走：{loss} 的梯度指向哪个方向？",
    ),
    "why-rate-forgotten": (
        "the direction is right; how long is the step? Look for η",
        "方向对了；可是这一步该走多长？看看 η",
    ),
    "why-step-not-gradient": (
        "that is the step itself; where does {by} stand after taking it?",
        "这只是这一步的大小；走完之后 {by} 在哪里？",
    ),
    "why-step-not-gradient-gradient": (
        "that is the step of {by}, η already in it; the gradient is asked for alone",
        "这是 {by} 要走的一步，已经乘过 η；这里只问梯度本身",
    ),
    "why-unchanged": (
        "that is where {by} stood before the step; the gradient is not zero, so it moves",
        "这是更新之前的 {by}；梯度不为零，所以它会移动",
    ),
    "why-unchanged-second": (
        "that is {by} before the step; go forward again with the new weights",
        "这是更新之前的 {by}；请用新的权重再前向一次",
    ),
    "why-several": (
        "more than one slip leads to this answer, so name the factors one by one: one for each "
        "arrow from {loss} back to {by}",
        "不止一种差错会得到这个答案，所以请把因子逐个写出来：从 {loss} 回到 {by}，一条箭头一个",
    ),
    "why-several-chain": (
        "your product is missing a factor: from {loss} back to {by} every arrow brings one. "
        "Write them all down, then compare",
        "你的乘积少了一个因子：从 {loss} 回到 {by}，每条箭头都带来一个。全部写下来，再对照",
    ),
    "why-several-update": (
        "two questions tell: which sign has the gradient of {loss} by {by}, and does the step go "
        "with it or against it?",
        "看两点：{loss} 对 {by} 的梯度是正是负？这一步是顺着梯度走，还是逆着走？",
    ),
    "why-several-paths": (
        "{by} reaches {loss} along more than one path; say what each path brings, and how they "
        "are joined",
        "{by} 到 {loss} 不止一条路径；说说每条路径各带来什么，又怎样合并",
    ),
}
