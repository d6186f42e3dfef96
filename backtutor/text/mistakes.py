"""Sentences: printed derivations with a mistake, in sessions and in lesson files."""

from backtutor.messages import Rows

ROWS: Rows = {
    "phase-mistake": ("mistakes", "找错"),
    "ask-mistake": (
        "Somebody worked this out. Which line is the first wrong one?",
        "这是别人的推导。第一处错在哪一行？",
    ),
    "mistake-name": ("wrong line", "错行"),
    "form-line": ("(1 to {count})", "（1 到 {count}）"),
    "line": ("{equations}", "{equations}"),
    "minus": ("−{digits}", "−{digits}"),
    "line-holds": (
        "line {number} holds: put the numbers into {formula}, and it comes to what is printed",
        "第 {number} 行是对的：把数代入 {formula}，得到的就是印出的数",
    ),
    "line-holds-alone": (
        "line {number} holds: work out {left} yourself, and compare",
        "第 {number} 行是对的：自己算一遍 {left}，再比一比",
    ),
    "line-follows": (
        "line {number} follows from what is printed above it; whatever is wrong with it came "
        "from there. Look further up",
        "第 {number} 行是从上面印出的结果推出来的；它若有错，也是上面带来的。再往上找",
    ),
    "line-claims-nothing": (
        "line {number} claims no number; it cannot be the wrong one",
        "第 {number} 行没有给出任何数，不会是它",
    ),
    "line-repeated": (
        "that is what line {number} says already",
        "第 {number} 行现在写的就是这个",
    ),
    "hint-mistake": (
        "take the lines one by one, from the top: is each side really what stands left of it? A "
        "line that only goes on from an earlier mistake is not the first",
        "从上往下一行一行看：每个等号右边真的等于左边吗？只是接着前面的错往下算的，不是第一处错",
    ),
    "hint-mistake-numbers": (
        "two things can be wrong in a line: the formula, which may not be the one that belongs "
        "there, and the number, which may not be what the formula gives. Look at both",
        "一行里可能错的有两样：式子可能不是该用的那个，数也可能不是式子算出来的。两样都要看",
    ),
    "hint-mistake-not": (
        "it is none of these lines: {numbers}",
        "不是这几行：{numbers}",
    ),
    "hint-mistake-first": (
        "begin with line {number}: work it out from the network alone. If it comes to something "
        "else, you have found it",
        "先看第 {number} 行：只凭网络自己算一遍。得到的不一样，就是它",
    ),
    "ask-correction": (
        "Line {number} is wrong. What should it say: {asked} = ?",
        "第 {number} 行错了。它应该是：{asked} = ?",
    ),
    "correction-name": ("line {number}", "第 {number} 行"),
    "hint-correction": (
        "forget what is printed, and work out {asked} from the network",
        "别管印的是什么，从网络出发算出 {asked}",
    ),
    "hint-correction-look": (
        "take {names} from the lines above and from the screen: {asked} is made of these",
        "从上面的行和屏幕上取 {names}：{asked} 由它们算出",
    ),
    "mistake-made": (
        "Whoever makes this mistake is told: {why}",
        "犯这个错的人会听到：{why}",
    ),
}

FILE: Rows = {
    "lesson:mistake-lines": (
        "a derivation with a mistake has {least} to {most} lines, not {count}",
        "有错的推导应有 {least} 到 {most} 行，而不是 {count} 行",
    ),
    "lesson:mistake-lines/help": (
        "print what the mistake rests on and what follows from it",
        "写出这个错所依据的，以及由它推出的几行",
    ),
    "lesson:mistake-alone": (
        "nothing stands left of the equals sign",
        "等号左边什么也没有",
    ),
    "lesson:mistake-alone/help": (
        "begin with a value or a derivative; only a line after an equation may go on with `=`",
        "请以一个值或导数开头；只有接在等式后面的行才能以 `=` 开始",
    ),
    "lesson:mistake-words": (
        "line {number} claims nothing that could be wrong",
        "第 {number} 行没有说出任何可能错的东西",
    ),
    "lesson:mistake-words/help": (
        "`wrong` is the number of a line with an equals sign",
        "`wrong` 应是带等号的一行的行号",
    ),
    "lesson:mistake-number": (
        "a line begins with what it is about, not with a number",
        "一行应以它所说的量开头，而不是数",
    ),
    "lesson:mistake-number/help": (
        "begin with a value, a derivative, `local:…` or a new weight `w+`",
        "请以一个值、一个导数、`local:…` 或新权重 `w+` 开头",
    ),
    "lesson:mistake-colon": (
        "with a colon this line is a text and claims nothing",
        "用冒号的这一行只是文字，没有说出任何数值",
    ),
    "lesson:mistake-colon/label": ("expected `=`", "这里应是 `=`"),
    "lesson:mistake-colon/help": (
        "write `{left} = …`",
        "请写成 `{left} = …`",
    ),
    "lesson:mistake-holds": (
        "line {number} holds: {left} is {found}",
        "第 {number} 行是对的：{left} 是 {found}",
    ),
    "lesson:mistake-holds/help": (
        "correct `wrong`, or print the mistake in this line",
        "请改正 `wrong`，或在这一行里写出那个错",
    ),
    "lesson:mistake-holds/later": (
        "write `wrong: {number}`, or print the mistake in this line",
        "请写 `wrong: {number}`，或在这一行里写出那个错",
    ),
    "lesson:mistake-holds-so": (
        "line {number} holds: from the lines above it, {left} comes to {found}",
        "第 {number} 行是对的：由上面各行可得 {left} 是 {found}",
    ),
    "lesson:mistake-holds-so/help": (
        "correct `wrong`, or print the mistake in this line",
        "请改正 `wrong`，或在这一行里写出那个错",
    ),
    "lesson:mistake-earlier": (
        "line {number} does not hold: {left} is {found}",
        "第 {number} 行不成立：{left} 是 {found}",
    ),
    "lesson:mistake-earlier/label": (
        "the first wrong line is said to come later",
        "所说的第一处错在它之后",
    ),
    "lesson:mistake-earlier/help": (
        "write `wrong: {number}`, or correct this line",
        "请写 `wrong: {number}`，或改正这一行",
    ),
    "lesson:mistake-follows": (
        "line {number} does not follow: with {stated} it is {found}",
        "第 {number} 行推不出来：由 {stated} 应得 {found}",
    ),
    "lesson:mistake-follows/help": (
        "the lines after the wrong one go on from what is printed above them",
        "错行之后的各行，应从它们上面印出的结果推下去",
    ),
    "lesson:mistake-follows-alone": (
        "line {number} does not follow: it is {found}",
        "第 {number} 行推不出来：应得 {found}",
    ),
    "lesson:mistake-follows-alone/help": (
        "the lines after the wrong one go on from what is printed above them",
        "错行之后的各行，应从它们上面印出的结果推下去",
    ),
    "lesson:mistake-follows-again": (
        "line {number} does not follow: above it stands {stated}",
        "第 {number} 行推不出来：它上面写的是 {stated}",
    ),
    "lesson:mistake-follows-again/help": (
        "what a line has printed stands for it from then on: let the later line say the same",
        "一个量印出之后就以印出的为准：后面的行请与它一致",
    ),
    "lesson:mistake-no-value": (
        "something in line {number} has no value, or shapes do not fit in it",
        "第 {number} 行里有的没有值，或者形状不匹配",
    ),
    "lesson:mistake-no-value/help": (
        "only the wrong line may hold such a thing, and what it begins with must have a value",
        "只有错行可以有这样的东西，而且它开头的量必须有值",
    ),
    "lesson:mistake-answer": (
        "the correction of line {number} is {found}",
        "第 {number} 行改正之后是 {found}",
    ),
    "lesson:mistake-answer/help": (
        "correct `answer`, or leave it out",
        "请改正 `answer`，或去掉它",
    ),
    "lesson:mistake-answer-left": (
        "the answer is about {left}, line {number} about {asked}",
        "答案说的是 {left}，第 {number} 行说的是 {asked}",
    ),
    "lesson:mistake-answer-left/help": (
        "begin `answer` with {asked}, or leave out what stands before its equals sign",
        "请让 `answer` 以 {asked} 开头，或去掉等号前面的部分",
    ),
    "lesson:unknown-misconception": (
        "the program knows no misconception `{id}`",
        "程序不认识误解 `{id}`",
    ),
    "lesson:unknown-misconception/help": (
        "the page docs/misconceptions.md lists them",
        "docs/misconceptions.md 里列出了全部误解",
    ),
    "lesson:break-empty": ("`break` names no misconception", "`break` 没有写出任何误解"),
    "lesson:break-empty/help": (
        "name one at least, or leave `break` out and the program chooses",
        "请至少写一个，或去掉 `break`，由程序来选",
    ),
    "lesson:mistake-breaks-nothing": (
        "none of these changes a number that this lesson prints: {kinds}",
        "这些误解都改变不了本课印出的数：{kinds}",
    ),
    "lesson:mistake-breaks-nothing/help": (
        "leave `break` out and the program chooses one, or change the numbers of the lesson",
        "去掉 `break`，由程序来选，或者换一换课程里的数",
    ),
    "lesson:mistake-breaks-none": (
        "no misconception changes a number that this lesson prints",
        "没有哪种误解能改变本课印出的数",
    ),
    "lesson:mistake-breaks-none/help": (
        "write the lines yourself, or give the network more steps",
        "请自己写出各行，或让网络多几步",
    ),
    "lesson:mistake-tells": (
        "the lines print what is asked after them: {names}",
        "这些行印出了后面要问的：{names}",
    ),
    "lesson:mistake-tells/help": (
        "ask that before, or write `allow: [L128]` where it is meant",
        "请先问那些；若有意如此，写 `allow: [L128]`",
    ),
    "lesson:mistake-known": (
        "{name} is known before its line is to be corrected",
        "还没到改正那一行，{name} 就已经知道了",
    ),
    "lesson:mistake-known/help": (
        "ask it after, or write `allow: [L128]` where it is meant",
        "请之后再问；若有意如此，写 `allow: [L128]`",
    ),
}
