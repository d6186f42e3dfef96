"""Sentences: verdicts, and what is refused before it is judged."""

from backtutor.messages import Rows

ROWS: Rows = {
    "updated-name": ("{name}⁺", "{name}⁺"),
    "left-side-other": (
        "that is about {typed}, but the question asks for {asked}",
        "你写的是 {typed}，而问题问的是 {asked}",
    ),
    "left-side-other-help": (
        "write the answer alone, or begin with {asked} =",
        "只写答案，或者以 {asked} = 开头",
    ),
    "echo": (
        "{asked} is the question itself: write what it equals",
        "{asked} 就是问题本身：请写出它等于什么",
    ),
    "echo-help": (
        "a number, or a formula of the names in the network",
        "一个数，或者用网络里的名字写成的式子",
    ),
    "formula-wanted": (
        "this step asks for a formula, not a number",
        "这一步要的是式子，不是数",
    ),
    "formula-wanted-help": (
        "write it with the names in the network",
        "请用网络里的名字来写",
    ),
    "no-value": (
        "this has no real value at the lesson's numbers",
        "在本课的数值下，这个式子没有实数值",
    ),
    "no-value-help": (
        "look for a division by zero, the log of a number that is not positive, or an overflow",
        "检查是否除以零、对非正数取对数，或者数值溢出",
    ),
    "prime-factor": (
        "the derivative of the activation, written out",
        "激活函数的导数（写成具体的式子）",
    ),
    "author-says": ("{words}", "{words}"),
    "kink-any": (
        "at the kink any slope between the two sides is a subgradient",
        "在折点处，两侧斜率之间的任何值都是次梯度",
    ),
    "only-here": (
        "it gives the right number only at these values; with others it would not",
        "它只在这组数值下碰巧得到正确的数，换一组就不对了",
    ),
    "of-a-matrix": (
        "{typed} is the derivative of a matrix: no matrix can hold it",
        "{typed} 是矩阵的导数：没有一个矩阵能装下它",
    ),
    "of-a-matrix-help": (
        "write what comes back through this step: a product with the gradient that arrives",
        "请写出经过这一步传回来的量：它与传到的梯度的乘积",
    ),
    # matrices
    "what-is-asked": ("what is asked", "所问的量"),
    "shape-differs": (
        "your answer is {found}, and {asked} is {right}",
        "形状不对。你的答案：{found}；{asked}：{right}",
    ),
    "shape-transposed": (
        "your answer is {found}, and {asked} is {right}: yours has the shape of its transpose",
        "形状不对。你的答案：{found}；{asked}：{right}。你写的是它的转置的形状",
    ),
    "shape-in-letters": ("{item} is {shape}", "{item} 是 {shape}"),
    "shapes-by-luck": (
        "the shapes fit only because some sizes are equal here; with other sizes {shapes}",
        "形状对得上，只是因为这里有些尺寸碰巧相等；换别的尺寸，{shapes}",
    ),
    "entries-right": (
        "{right} of {count} entries are right; look at row {row}, column {column}",
        "{count} 个元素里有 {right} 个是对的；请看第 {row} 行第 {column} 列",
    ),
    "no-entry-right": ("none of the entries is right", "没有一个元素是对的"),
    "rows-in-figures": (
        "{figure} is the number of rows of the data: with {letter} the formula holds for any batch",
        "{figure} 是数据的行数：写成 {letter}，公式对任何批量都成立",
    ),
}
