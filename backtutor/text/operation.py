"""Why the derivative rule of an operation is what it is: one sentence an operation."""

ROWS = {
    "why-op-add": (
        "a sum moves by what any one addend moves: the slope is 1 for each",
        "和的变化等于任何一个加数的变化：对每个加数的斜率都是 1",
    ),
    "why-op-mul": (
        "a product moves by the other factor times what one factor moves",
        "一个因数变化时，积的变化是这个变化乘以另一个因数",
    ),
    "why-op-neg": ("the sign turns the change around", "负号把变化的方向反过来"),
    "why-op-div": (
        "the numerator is scaled by 1/b; a larger denominator shrinks the quotient by a/b²",
        "分子被缩放 1/b 倍；分母增大使商按 a/b² 减小",
    ),
    "why-op-pow": (
        "by the base: the exponent comes down and is lowered by 1; by the exponent: the power "
        "itself times the logarithm of the base",
        "对底数：指数落到前面，再减 1；对指数：幂本身乘以底数的对数",
    ),
    "why-op-exp": (
        "exp is its own slope, so the output serves",
        "exp 的导数就是它自己，所以用输出即可",
    ),
    "why-op-log": (
        "the larger x is, the less a step matters: 1/x",
        "x 越大，同样一步的影响越小：1/x",
    ),
    "why-op-sqrt": (
        "y² = x, so 2·y·dy = dx",
        "因为 y² = x，所以 2·y·dy = dx",
    ),
    "why-op-sin": ("sine climbs as fast as cosine is high", "正弦上升的快慢就是余弦的值"),
    "why-op-cos": ("cosine falls as fast as sine is high", "余弦下降的快慢就是正弦的值"),
    "why-op-tanh": (
        "1 − y²: steepest, 1, in the middle, flat at both ends",
        "1 − y²：中间最陡（为 1），两端平坦",
    ),
    "why-op-sigmoid": (
        "y·(1 − y): at most 1/4, in the middle, and nearly 0 where the unit is saturated",
        "y·(1 − y)：中间最大，为 1/4；饱和处几乎为 0",
    ),
    "why-op-relu": (
        "an open gate passes the gradient on, a closed one passes nothing",
        "门开着时梯度原样通过，门关着时什么也不通过",
    ),
    "why-op-leaky_relu": (
        "above 0 the gradient passes, below it passes scaled by the small slope",
        "大于 0 时梯度原样通过，小于 0 时乘以那个小斜率",
    ),
    "why-op-softplus": (
        "the slope of the smooth relu is the sigmoid",
        "softplus 是光滑的 relu，它的斜率就是 sigmoid",
    ),
    "why-op-erf": (
        "its slope is the bell curve that it sums up",
        "它累积的是钟形曲线，斜率就是那条曲线",
    ),
    "why-op-abs": (
        "the slope is the sign: 1 to the right of 0, −1 to the left",
        "斜率就是符号：0 的右边是 1，左边是 −1",
    ),
    "why-op-maximum": (
        "only the winner reaches the output: it gets the whole gradient",
        "只有较大者到达输出，它得到全部梯度",
    ),
    "why-op-minimum": (
        "only the smaller one reaches the output: it gets the whole gradient",
        "只有较小者到达输出，它得到全部梯度",
    ),
    "why-op-step": ("flat but for the jump", "除了跳跃处，处处平坦"),
    "why-op-sign": ("flat but for the jump", "除了跳跃处，处处平坦"),
    "why-op-sech": ("the slope of 1/cosh", "1/cosh 的斜率"),
    "why-op-wins": ("flat but where the two are equal", "除了两者相等处，处处平坦"),
    "why-op-matmul": (
        "an entry of the left factor meets a row of the right one, so the gradient goes back "
        "through the transpose; the shapes leave only one way to write it",
        "左因子的一个元素只遇到右因子的一行，所以梯度经过转置传回去；形状只允许这一种写法",
    ),
    "why-op-T": (
        "the entries only change places, and their gradients change back",
        "元素只是换了位置，梯度再换回来",
    ),
    "why-op-reshape": (
        "the entries only change places, and their gradients change back",
        "元素只是换了位置，梯度再换回来",
    ),
    "why-op-ones": ("a constant", "常数"),
    "why-op-eye": ("a constant", "常数"),
    "why-op-sum": (
        "every addend counts once, so each gets the gradient of its sum",
        "每个加数只算一次，所以各自得到和的梯度",
    ),
    "why-op-mean": (
        "a sum divided by how many there are",
        "和除以个数",
    ),
    "why-op-max": (
        "only the largest entry reaches the output; entries that share the maximum of all share "
        "the gradient",
        "只有最大的元素到达输出；并列最大的元素平分梯度",
    ),
    "why-op-is_max": ("flat but where the maximum changes place", "除了最大值换位处，处处平坦"),
    "why-op-softmax": (
        "raising one entry lowers the others, because the outputs share a sum of 1: what is "
        "common to a row is taken off",
        "一个元素升高，其余就降低，因为输出之和恒为 1：要减去一行的公共部分",
    ),
    "why-op-log_softmax": (
        "each logit raises its own output and lowers the whole row by its share",
        "每个 logit 抬高自己的输出，同时按所占份额压低整行",
    ),
    "why-op-logsumexp": (
        "the smooth maximum: its slope is the share of each entry, the softmax",
        "光滑的最大值：斜率是各元素所占的份额，即 softmax",
    ),
    "why-op-softmax_ce": (
        "prediction minus target: the logarithm undoes the softmax",
        "预测减去目标：对数抵消了 softmax",
    ),
    "why-op-trace": ("only the diagonal counts, each entry once", "只有对角线上的元素各算一次"),
    "why-op-det": (
        "an entry moves the determinant by its cofactor, which is det(X)·inv(X)ᵀ",
        "一个元素对行列式的影响是它的代数余子式，即 det(X)·inv(X)ᵀ",
    ),
    "why-op-inv": (
        "Y·X = 1, so dY = −Y·dX·Y",
        "因为 Y·X = 1，所以 dY = −Y·dX·Y",
    ),
    "why-op-conv1d": (
        "the kernel's gradient slides the output's gradient over the input; the input's gradient "
        "spreads the output's by the kernel",
        "核的梯度：让输出的梯度在输入上滑动；输入的梯度：把输出的梯度按核展开",
    ),
    "why-op-conv2d": (
        "the kernel's gradient slides the output's gradient over the input; the input's gradient "
        "spreads the output's by the kernel",
        "核的梯度：让输出的梯度在输入上滑动；输入的梯度：把输出的梯度按核展开",
    ),
    "why-op-fullconv": (
        "spreading by a kernel is undone by sliding it",
        "按核展开的逆过程，是让核滑动",
    ),
    "why-op-count": ("a size does not change", "大小不变"),
    "why-op-per": ("a division by a size", "除以个数"),
    "why-op-pi": ("a constant", "常数"),
    "why-op-e": ("a constant", "常数"),
}
