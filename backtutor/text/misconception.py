"""Sentences: what a wrong answer tells, one row a misconception.

A hint, never the number and never the formula; true for the numbers at hand.
"""

from backtutor.messages import Rows

ROWS: Rows = {
    "why-dropped-factor": (
        "the path {path} has {arrows} arrows, and your product has a factor for {kept} of "
        "them: walk back from {loss} and name one for each",
        "路径 {path} 上有 {arrows} 条箭头，你的乘积只照顾到其中 {kept} 条：从 {loss} 往回走，"
        "每条箭头说出一个因子",
    ),
    "why-dropped-factor-fork": (
        "one of the arrows between {by} and {loss} has no factor in your answer: take the "
        "paths one after the other, {path} first, and name a factor for each of its {arrows} "
        "arrows",
        "从 {by} 到 {loss} 的箭头里，有一条在你的答案中没有因子：把路径一条一条地看，"
        "先看 {path}，给它的 {arrows} 条箭头各说出一个因子",
    ),
    "why-dropped-factor-lone": (
        "the arrow {path} brings a factor of its own: how fast does {loss} move with {by}?",
        "箭头 {path} 自己带来一个因子：{loss} 随 {by} 变动得多快？",
    ),
    "why-local-only": (
        "that is how {via} reacts when {by} moves; how does {loss} react when {via} moves? The "
        "chain needs both",
        "这只是 {by} 变动时 {via} 的反应；那么 {via} 变动时 {loss} 又怎样反应？链式法则两个都要",
    ),
    "why-upstream-only": (
        "that is the gradient that arrives at {via}; how {via} itself reacts to {by} is still "
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
        "along one path the factors are multiplied; what is done with what comes back along "
        "the {count} arrows that leave {by}?",
        "一条路径之内因子相乘；那么从 {by} 出发的 {count} 条箭头各自带回来的，应当怎样合并？",
    ),
    "why-paths-averaged-arrows": (
        "{count} arrows leave {by}, and what each brings back counts in full: nothing is "
        "divided at a fork",
        "从 {by} 出发的箭头有 {count} 条，每条带回来的都要完整计入：分叉处不做除法",
    ),
    "why-overwrote": (
        "several arrows leave {by}; what a second arrow brings back is added to the first, it "
        "does not replace it (`+=`, not `=`)",
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
        "看看 {node} 里那个差的符号：现在 {high} 大于 {low}。让 {by} 增大一点，沿箭头看下去："
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
    "why-several-value": (
        "more than one slip leads to this number: say which names stand in the formula of {by}, "
        "and put their numbers in once more",
        "不止一种差错会得到这个数：说出 {by} 的公式里有哪些量，再代入一遍",
    ),
    "why-several-arrow": (
        "more than one slip leads to this answer: look at the formula of {loss}. Only {by} moves; "
        "what decides how fast {loss} follows?",
        "不止一种差错会得到这个答案：看看 {loss} 的公式。只有 {by} 变动时，"
        "{loss} 跟得多快由什么决定？",
    ),
    "why-whole-gradient": (
        "that is how {top} reacts to {by}, the whole chain; only the arrow from {by} to {node} is "
        "asked",
        "这是 {top} 对 {by} 的反应，是整条链；这里只问从 {by} 到 {node} 的那一条箭头",
    ),
    "why-wrong-rule-tanh-input": (
        "the rule that you used at {node} is written with the output of the function, not with "
        "what goes into it: which of the two did you put in?",
        "你在 {node} 处用的公式是用函数的输出写的，而不是输入：你代入的是哪一个？",
    ),
    "why-several-chain": (
        "compare your product with the path: from {loss} back to {by} every arrow brings one "
        "factor, and all of them are multiplied",
        "拿你的乘积和路径对照：从 {loss} 回到 {by}，每条箭头带来一个因子，全部相乘",
    ),
    "why-several-update": (
        "two questions settle it: is the gradient of {loss} by {by} positive or negative, and "
        "does the step go with it or against it?",
        "看两点：{loss} 对 {by} 的梯度是正是负？这一步是顺着梯度走，还是逆着走？",
    ),
    "why-several-paths": (
        "{by} reaches {loss} along more than one path; say what each path brings, and how they "
        "are joined",
        "{by} 到 {loss} 不止一条路径；说说每条路径各带来什么，又怎样合并",
    ),
    "why-stopped-early": (
        "that is how {stop} reacts when {by} moves; the question goes on to {loss}: which "
        "factors are still missing?",
        "这是 {by} 变动时 {stop} 的反应；题目要一直走到 {loss}：后面还差哪些因子？",
    ),
    "why-chain-added": (
        "you added the factors along {path}; if the first arrow doubles a change and the next "
        "triples it, how large is it after both?",
        "你把 {path} 上的因子加了起来；如果第一条箭头把变化放大两倍，下一条放大三倍，"
        "两条之后一共是多少倍？",
    ),
    "why-sign-inner": (
        "look at {node}: there is a minus in front of what {source} goes into. What does it do "
        "to the slope?",
        "看看 {node}：{source} 所在的那一项前面有一个负号。它对斜率有什么作用？",
    ),
    "why-negated-local": (
        "look at the sign: raise {by} a little. Does {node} rise or fall?",
        "看看符号：让 {by} 增大一点，{node} 是升还是降？",
    ),
    "why-exponent-kept": (
        "the exponent came down as a factor; what becomes of the exponent itself?",
        "指数已经拿下来当因子了；那么留在上面的指数要怎样变？",
    ),
    "why-value-for-slope": (
        "you went back from the value of {loss}; a gradient starts from its slope. How does "
        "{loss} change when what it is made of moves a little?",
        "你是从 {loss} 的值往回算的；梯度要从它的斜率开始。组成它的量变动一点，{loss} 变多少？",
    ),
    "why-value-for-slope-local": (
        "that is the value of {node}; the question is how fast it changes with {by}",
        "这是 {node} 的值；这里问的是它随 {by} 变化得多快",
    ),
    "why-output-for-error": (
        "your answer follows the output {output} alone: where has the target {target} gone?",
        "你的答案只用了输出 {output}：目标 {target} 到哪里去了？",
    ),
    "why-target-for-error": (
        "your answer follows the target {target} alone: where has the output {output} gone?",
        "你的答案只用了目标 {target}：输出 {output} 到哪里去了？",
    ),
    "why-product-own-value": (
        "every product on the way: in u·v, if only u moves, which of the two tells how much "
        "the product changes?",
        "沿路的每个乘积都看一看：在 u·v 里，如果只有 u 变动，乘积变多少由哪一个因子决定？",
    ),
    "why-product-own-value-first": (
        "look at the product in {node} that {source} stands in: if {source} moves a little, "
        "which factor says how far the product moves?",
        "看看 {node} 里含有 {source} 的那个乘积：{source} 变动一点时，乘积变多少由哪个因子决定？",
    ),
    "why-product-one": (
        "look at the product in {node}: when {source} moves and the other factor is held "
        "fixed, does the product move by just as much?",
        "看看 {node} 里的乘积：{source} 变动、另一个因子不变时，乘积的变化和它一样大吗？",
    ),
    "why-product-sum": (
        "in {node} you added the two factors of a product; only {source} moves, the other one "
        "is held fixed: how much does the product change?",
        "在 {node} 里你把乘积的两个因子加了起来；只有 {source} 变动，另一个不变：乘积变多少？",
    ),
    "why-sum-as-product": (
        "{node} is a sum: if the addend with {source} grows a little, how much of that growth "
        "arrives at {node}?",
        "{node} 是一个和：含有 {source} 的那个加数增加一点，{node} 跟着增加多少？",
    ),
    "why-sum-split": (
        "a plus passes the gradient on to each of its addends; does it share it out in {node}, "
        "or copy it?",
        "加号会把梯度传给每个加数；在 {node} 这里，它是把梯度分开，还是各复制一份？",
    ),
    "why-activation-not-derivative": (
        "at {node} you used the value of the activation; what is its slope there?",
        "在 {node} 处你用的是激活函数的值；它在那里的斜率是多少？",
    ),
    "why-derivative-of-input": (
        "the rule that you used at {node} is written with the output of the activation, not "
        "with what goes into it: which of the two did you put in?",
        "你在 {node} 处用的公式是用激活函数的输出写的，而不是输入：你代入的是哪一个？",
    ),
    "why-derivative-of-output": (
        "at {node} you took the slope at the output, as if the activation had been applied "
        "twice: at which point of its curve was the forward pass?",
        "在 {node} 处你取的是输出那一点的斜率，等于用了两次激活函数："
        "前向时走到的是曲线上的哪一点？",
    ),
    "why-derivative-twice": (
        "the slope of the activation at {node} is in your product twice: does what arrives "
        "there contain it already?",
        "{node} 处激活函数的斜率在你的乘积里出现了两次：传到那里的梯度是不是已经含有它了？",
    ),
    "why-derivative-half": (
        "the slope of the activation at {node} has two factors; you wrote one of them",
        "{node} 处激活函数的斜率有两个因子；你只写了一个",
    ),
    "why-relu-passes-value": (
        "the gate at {node} is open or shut: it lets the gradient through or stops it. What "
        "did you multiply by?",
        "{node} 处的门非开即关：要么让梯度通过，要么挡住。你乘的是什么？",
    ),
    "why-relu-ignored": (
        "there is a gate at {node}: with these numbers, is it open or shut?",
        "{node} 处有一道门：按现在的数值，它是开着还是关着？",
    ),
    "why-relu-mask-upstream": (
        "the gate at {node} was set on the way forward: which sign decides, that of {source} "
        "or that of the gradient that arrives?",
        "{node} 处的门在前向时就定好了：由谁的符号决定，是 {source}，还是传回来的梯度？",
    ),
    "why-max-both": (
        "in {node} one of them won and was passed on: which one, and who gets the gradient?",
        "在 {node} 里只有一个胜出并传了下去：是哪一个？梯度该给谁？",
    ),
    "why-max-both-swapped": (
        "in {node} the gradient goes back to the one that won: which one was it?",
        "在 {node} 里梯度要还给胜出的那一个：是哪一个？",
    ),
    "why-wrong-rule-quotient": (
        "look at the division in {node}: when the denominator grows, does the quotient grow or "
        "shrink, and which power of it stands in the slope?",
        "看看 {node} 里的除法：分母变大时，商是变大还是变小？斜率里分母是几次方？",
    ),
    "why-wrong-rule-exp": (
        "exp in {node} is no power with a fixed exponent: which function is its own slope?",
        "{node} 里的 exp 不是指数固定的幂：哪个函数的斜率等于它自己？",
    ),
    "why-wrong-rule-log": (
        "the logarithm in {node} climbs ever more slowly: what is its slope, as a fraction?",
        "{node} 里的对数越往右升得越慢：它的斜率写成分数是什么？",
    ),
    "why-wrong-rule-sine": (
        "look at the slope of the wave in {node}: is it rising or falling there?",
        "看看 {node} 里那条波浪的斜率：在那一点它是上升还是下降？",
    ),
    "why-wrong-rule-root": (
        "the root in {node} is the power ½: which factor does the power rule bring down?",
        "{node} 里的根号就是 ½ 次方：幂的求导法则会拿下来什么因子？",
    ),
    "why-wrong-rule-abs": (
        "left of zero the absolute value in {node} falls: on which side of zero does it stand now?",
        "在零的左边，{node} 里的绝对值是下降的：现在处在零的哪一边？",
    ),
    "why-wrong-rule-tanh": (
        "the slope of tanh at {node} can be written with its output alone: with which power of it?",
        "{node} 处 tanh 的斜率可以只用它的输出来写：要用到输出的几次方？",
    ),
    "why-neighbour-weight": (
        "follow the arrow from {node} to {user}: which weight stands on this one?",
        "沿着从 {node} 到 {user} 的箭头看：这一条上的权重是哪一个？",
    ),
    "why-wrong-input": (
        "look at {node}: what is {by} multiplied by there, and what did you use?",
        "看看 {node}：{by} 在那里乘的是哪个量？你用的又是哪个？",
    ),
    "why-sibling-gradient": (
        "that is the gradient of {loss} with respect to something else; the question asks for the "
        "one by {by}",
        "这是 {loss} 对另一个量的梯度；这里问的是对 {by} 的",
    ),
    "why-gradient-for-weight": (
        "what goes back through {node} is multiplied by the weights, as on the way forward; "
        "did you take their gradients?",
        "经过 {node} 往回传时，乘的是权重本身，和前向时一样；你是不是乘了权重的梯度？",
    ),
    "why-constants-kept": (
        "some terms of {node} do not contain {by}: how do they change when {by} moves?",
        "{node} 里有些项不含 {by}：{by} 变动时它们怎样变？",
    ),
    "why-transposed": (
        "rows and columns are exchanged: the gradient of {by} has the shape of {by}, "
        "{rows}×{columns}, entry by entry",
        "行和列对调了：{by} 的梯度与 {by} 的形状 {rows}×{columns} 相同，元素一一对应",
    ),
    "why-weight-not-transposed": (
        "on the way back through {node} the same weights are crossed in the other direction: "
        "what happens to their rows and columns?",
        "经过 {node} 往回走，是沿同样的权重反方向走：它们的行和列要怎样变？",
    ),
    "why-order-swapped": (
        "these are the right factors at {node}; which of them is transposed, and which comes "
        "first? Let the inner sizes meet, and the outer ones be those of {source}",
        "{node} 处的因子找对了；哪一个要转置，谁在前？让内侧的尺寸相合，外侧的正是 {source} 的形状",
    ),
    "why-entrywise-for-product": (
        "at {node} the forward pass is a matrix product, row by column; entry by entry nothing "
        "is summed. What has to be summed here?",
        "{node} 处前向用的是矩阵乘法，行乘列；逐元素相乘就没有求和。这里要对什么求和？",
    ),
    "why-bias-not-summed": (
        "{by} was added to every row of {node}: what is done with what comes back from all of "
        "them?",
        "{by} 加到了 {node} 的每一行上：从各行传回来的要怎样处理？",
    ),
    "why-batch-not-averaged": (
        "the loss is a mean: by what is it divided, and does your answer keep that?",
        "损失是一个平均：它除以了什么？你的答案里还有这一项吗？",
    ),
    "why-averaged-twice": (
        "the mean over the {rows} rows divides once, and what arrives holds that already: how "
        "often does your answer divide?",
        "对 {rows} 行取平均只除一次，传回来的梯度里已经有了：你的答案除了几次？",
    ),
    "why-averaged-twice-sum": (
        "you divided by the number of rows; does the loss of this lesson?",
        "你除以了行数；这一课的损失除了吗？",
    ),
    "why-one-example": (
        "one row of the batch is in your answer; how many rows of {node} does {by} reach?",
        "你的答案里只有一行样本；{by} 影响到 {node} 的几行？",
    ),
    "why-softmax-no-target": (
        "these are the probabilities alone: what is still to be done at the true class of {node}?",
        "这只是概率本身：在 {node} 处，真实类别那一项还要做什么？",
    ),
    "why-softmax-sign": (
        "look at the sign at {node}: if the logit of the true class rises, does the loss rise "
        "or fall?",
        "看看 {node} 处的符号：真实类别的 logit 升高时，损失是升还是降？",
    ),
    "why-softmax-diagonal": (
        "raising one logit of {node} lowers the other probabilities too: do they leave a trace "
        "in your answer?",
        "抬高 {node} 的一个 logit，其他概率也会降低：你的答案里有它们的影响吗？",
    ),
    "why-updated-too-soon": (
        "you went back through the updated {weights}; all gradients of one step belong to "
        "the old weights",
        "往回传时你用了更新之后的 {weights}；同一步里的梯度都属于旧的权重",
    ),
    "why-new-weight": (
        "that is where {by} stands after the step; the question asks for the gradient alone",
        "这是走完一步之后的 {by}；这里只问梯度",
    ),
    "why-gradient-not-weight": (
        "that is the gradient; where does {by} stand after a step against it?",
        "这是梯度；逆着它走一步之后，{by} 在哪里？",
    ),
    "why-slip-point": (
        "the digits are right: look at the decimal point",
        "数字是对的：看看小数点的位置",
    ),
    "why-slip-digits": (
        "close: two neighbouring digits look exchanged. Work it out once more",
        "很接近：像是相邻的两位数字写反了。再算一遍",
    ),
    "why-slip-sign": (
        "the size is right: look at the sign",
        "大小是对的：看看符号",
    ),
    "why-slip-sides": (
        "the sides of your `=` are different numbers; one of them is right, and {side} is not: "
        "look at what stands there",
        "你写的 `=` 两边不是同一个数：其中有对的，{side} 这一段不对，看看那里写了什么",
    ),
    "why-rounded-early": (
        "close, but further off than rounding at the end allows: if you rounded on the way, "
        "keep four digits there",
        "很接近，但误差比最后一步舍入所允许的大：如果中途舍入过，请在中途保留四位",
    ),
    "why-another-value": (
        "that is the value of another node; the question asks for {by}: which names stand in "
        "its formula?",
        "那是另一个节点的值；这里问的是 {by}：它的公式里有哪些量？",
    ),
    "why-addend-forgotten": (
        "{by} is a sum, and one of its addends is not in your number: count them",
        "{by} 是一个和，你的数里少了一个加数：数一数有几个",
    ),
    "why-activation-forgotten": (
        "that is what goes into the last function of {by}; what comes out of it?",
        "这是 {by} 最后那个函数的输入；它的输出是多少？",
    ),
    "why-neighbour-weight-forward": (
        "look at the arrows into {by}: does each weight stand on its own arrow?",
        "看看通向 {by} 的箭头：每个权重都在自己的箭头上吗？",
    ),
    "why-few-digits": (
        "not right, as far as its digits go; with {digits} digits it can be seen what happened",
        "就这几位数字来看不对；写出 {digits} 位有效数字，才能看出问题在哪里",
    ),
    "why-tell-apart": (
        "more than one slip leads to this answer; one question tells them apart: what is {asked}?",
        "不止一种差错会得到这个答案；有一个问题能分辨：{asked} 等于什么？",
    ),
    "why-several-names": (
        "this belongs to another name: follow the arrows that leave {by}, and say what each "
        "one is multiplied by",
        "这像是另一个量的答案：沿着从 {by} 出发的箭头看，说出每条箭头上乘的是什么",
    ),
    "why-several-batch": (
        "look at the batch: how many rows of the data are in your answer, and by what are they "
        "divided?",
        "看看这一批数据：你的答案里有几行样本，又除以了什么？",
    ),
}
