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
}
