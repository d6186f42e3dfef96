"""Sentences: gradients from somebody's own code, and the files that they come in."""

from backtutor.messages import Rows

ROWS: Rows = {
    "diagnose-title": (
        "{title}: the gradients of {loss} in {file}",
        "{title}：{file} 里 {loss} 的梯度",
    ),
    "standard-input": ("standard input", "标准输入"),
    "diagnose-name": ("{name}", "{name}"),
    "diagnose-in-order": (
        "A list without names, read in this order: {names}.",
        "文件是不带名字的列表，按这个顺序读：{names}。",
    ),
    # what one gradient shows
    "seen-shape": (
        "has the shape {found}, {name} has {wanted}",
        "形状是 {found}，而 {name} 是 {wanted}",
    ),
    "seen-is-other": (
        "is {other}, of the shape {found}; {name} has {wanted}",
        "就是 {other}，形状是 {found}；而 {name} 是 {wanted}",
    ),
    "seen-negated": ("the sign is turned round", "符号反了"),
    "seen-zero": ("is 0 throughout", "全是 0"),
    "seen-ratio": ("is exactly {ratio}× what it should be", "恰好是应有值的 {ratio} 倍"),
    "seen-differs": ("is not right", "不对"),
    "seen-no-entry": ("no entry is right", "没有一个元素是对的"),
    "seen-entries": (
        "{right} of {count} entries are right; the first that is not is {entry}",
        "{count} 个元素里对了 {right} 个；第一个不对的是 {entry}",
    ),
    "seen-rough": (
        "agrees as far as it goes: print at least {digits} digits",
        "就给出的位数而言是对的：请至少输出 {digits} 位有效数字",
    ),
    "spoken-right": ("{name}: right.", "{name}：对。"),
    "spoken-rough": ("{name}: {said}.", "{name}：{said}。"),
    "spoken-wrong": ("{name}: wrong, {said}.", "{name}：不对，{said}。"),
    "diagnose-more-wrong": (
        "and {count} more that are wrong: `--json` has them all",
        "另有 {count} 个不对：`--json` 会全部列出",
    ),
    # causes
    "diagnose-one": (
        "One mistake explains {names}, {place}:",
        "{names} 可由一处差错解释，{place}：",
    ),
    "diagnose-all": (
        "One mistake explains all of {names}, {place}:",
        "{names} 都可由同一处差错解释，{place}：",
    ),
    "diagnose-several": (
        "One of these explains {names}, and these numbers cannot tell which:",
        "下面的差错之一可以解释 {names}，但凭这些数分不出是哪一个：",
    ),
    "diagnose-either": ("{place}: {said}", "{place}：{said}"),
    "diagnose-many": (
        "{count} mistakes explain {names} equally well, so none is named:",
        "有 {count} 种差错都同样能解释 {names}，所以不下断言：",
    ),
    "many-look": (
        "give the gradients of the nodes on the way too, they tell more",
        "把途中各节点的梯度也写进文件，线索会更多",
    ),
    "place-step": ("in the step back through {site}", "出在反向经过 {site} 的那一步"),
    "place-gradient": ("in the gradient of {site}", "出在 {site} 的梯度上"),
    "place-own": ("in its own last step", "出在它自己的最后一步"),
    "place-everywhere": ("wherever it can be made", "凡是用到的地方都出了"),
    "place-each": ("in the last step of each", "在各自的最后一步都出了"),
    "place-or": ("{first} or {last}", "{first}，或{last}"),
    "place-between": ("{first}, {last}, or between the two", "{first}，或{last}，或在两者之间"),
    "diagnose-ratio": (
        "Exactly {ratio}× what they should be: {names}.",
        "恰好都是应有值的 {ratio} 倍：{names}。",
    ),
    "diagnose-some-ratio": (
        "All off by one and the same factor: {names}.",
        "都差同一个倍数：{names}。",
    ),
    "factor-own": (
        "the factor comes in in the last step of {name}, or above it where nothing else is given",
        "这个倍数出在 {name} 的最后一步，或在它上游没有给出数值的地方",
    ),
    "factor-each": (
        "no one place above them brings it, since others that are right come from there too: "
        "look at the last step of each",
        "它不是上游某一处带来的，因为那里也产生了正确的梯度：请看各自的最后一步",
    ),
    "factor-at": (
        "what arrives at {site} has it already, so look at the gradient of {site}",
        "传到 {site} 的梯度已经带着它，所以请看 {site} 的梯度",
    ),
    "factor-between": (
        "it comes in between {first} and {last}: what arrives at {last} has it already",
        "它出现在 {first} 与 {last} 之间：传到 {last} 的梯度已经带着它",
    ),
    "diagnose-own": (
        "From the wrong gradient of {site} follows what is wrong with {names}.",
        "{names} 的错都是从 {site} 的错误梯度来的。",
    ),
    "own-look": (
        "the steps below {site} are right for {names}; look at how the gradient of {site} is made",
        "对 {names} 而言，{site} 以下的各步都没错；请看 {site} 的梯度是怎么来的",
    ),
    # what is left
    "diagnose-unexplained": (
        "No known mistake explains {names}.",
        "没有已知的差错能解释 {names}。",
    ),
    "diagnose-below": (
        "All of these come from the gradient of {site}, and nothing that is right does: begin "
        "there.",
        "它们都来自 {site} 的梯度，而对的那些都不是：请从那里查起。",
    ),
    "diagnose-check": (
        "Check {entry} first: raise it by 0.001, and compare the change of {loss} with 0.001 "
        "times your gradient.",
        "先查 {entry}：把它增大 0.001，看 {loss} 的变化是否等于你的梯度乘以 0.001。",
    ),
    "diagnose-missing": ("Missing: {names}.", "缺少：{names}。"),
    "diagnose-extra": (
        "No name of this lesson: `{key}`.",
        "这一课里没有这个名字：`{key}`。",
    ),
    "diagnose-extra-near": (
        "No name of this lesson: `{key}`; did you mean `{near}`?",
        "这一课里没有这个名字：`{key}`；是不是 `{near}`？",
    ),
    "diagnose-count": (
        "Right: {right} of {total}.",
        "对了 {right} 个，共 {total} 个。",
    ),
    # the file
    "diagnose-broken": (
        "`{path}` cannot be read as gradients",
        "`{path}` 无法读成梯度",
    ),
    "diagnose-first": ("{name} is given here first", "{name} 第一次出现在这里"),
    "json-number": ("a number or a list of numbers", "一个数或一列数"),
    "json-name": ("a name in double quotes", "用双引号括起的名字"),
    "json-colon": ("`:` after the name", "名字后面的 `:`"),
    "json-separator": ("`,` or `{closing}`", "`,` 或 `{closing}`"),
}

FILE: Rows = {
    "lesson:gradients-not-text": ("not a text file", "这不是文本文件"),
    "lesson:gradients-not-text/label": ("the byte {byte} is not UTF-8", "字节 {byte} 不是 UTF-8"),
    "lesson:gradients-not-text/help": (
        "write the gradients as JSON: `json.dump(gradients, file)`",
        "请把梯度写成 JSON：`json.dump(gradients, file)`",
    ),
    "lesson:gradients-too-large": (
        "the file has more than {most} MiB",
        "文件超过 {most} MiB",
    ),
    "lesson:gradients-too-large/help": (
        "leave out the gradients of nodes, the parameters are enough",
        "可以不写节点的梯度，只要参数的就够了",
    ),
    "lesson:gradients-empty": ("there are no gradients here", "这里没有梯度"),
    "lesson:gradients-empty/help": (
        'write names and values: `{{"w1": 0.5, "W2": [[1, 2], [3, 4]]}}`',
        '请写名字和值：`{{"w1": 0.5, "W2": [[1, 2], [3, 4]]}}`',
    ),
    "lesson:gradients-json": ("not valid JSON: found `{found}`", "不是有效的 JSON：遇到 `{found}`"),
    "lesson:gradients-json/label": ("expected {expected}", "这里应是{expected}"),
    "lesson:gradients-json/help": (
        "have the program write it: `json.dump(gradients, file)`",
        "让程序来写：`json.dump(gradients, file)`",
    ),
    "lesson:gradients-end": ("the file ends too early", "文件提前结束了"),
    "lesson:gradients-end/label": ("expected {expected}", "这里应是{expected}"),
    "lesson:gradients-more": ("something follows the gradients", "梯度后面还有别的内容"),
    "lesson:gradients-more/help": (
        "put all names into one pair of braces",
        "请把所有名字放进同一对花括号",
    ),
    "lesson:gradients-open": ("this bracket is never closed", "这个括号没有闭合"),
    "lesson:gradients-comma": ("a comma before a closing bracket", "右括号前多了一个逗号"),
    "lesson:gradients-comma/help": ("delete it", "请把它删掉"),
    "lesson:gradients-quotes": ("JSON has double quotes only", "JSON 只用双引号"),
    "lesson:gradients-quotes/help": (
        "a printed dict is no JSON: write it with `json.dump(gradients, file)`",
        "直接打印的 dict 不是 JSON：请用 `json.dump(gradients, file)` 写出",
    ),
    "lesson:gradients-escape": ("no such escape in JSON", "JSON 里没有这种转义"),
    "lesson:gradients-array": (
        "a printed array is no JSON",
        "直接打印的数组不是 JSON",
    ),
    "lesson:gradients-array/help": (
        "make lists of arrays and tensors first: `dW1.tolist()`",
        "请先把数组或张量转成列表：`dW1.tolist()`",
    ),
    "lesson:gradients-not-object": ("names are missing here", "这里缺少名字"),
    "lesson:gradients-not-object/help": (
        'write `{{"w1": 0.5}}`, or the values of all parameters in their order as a list',
        '请写 `{{"w1": 0.5}}`，或把全部参数的值按顺序写成列表',
    ),
    "lesson:gradients-twice": ("a second gradient of {name}", "{name} 的梯度出现了两次"),
    "lesson:gradients-twice/help": ("keep one of the two", "请只留一个"),
    "lesson:gradients-not-number": ("not a number", "这不是数"),
    "lesson:gradients-not-number/help": (
        "write numbers without quotes, and leave out a name whose gradient was not computed",
        "数不加引号；没有算出的梯度，名字就不要写",
    ),
    "lesson:gradients-not-finite": (
        "`{found}` is no finite number",
        "`{found}` 不是有限的数",
    ),
    "lesson:gradients-not-finite/help": (
        "something was divided by 0, or grew too large: look at the values of the forward pass",
        "程序里可能除以了 0，或数值溢出：先看看前向各值",
    ),
    "lesson:gradients-deep": (
        "brackets within rows: a gradient is a number, a list, or a list of rows",
        "行里还有括号：梯度是一个数、一列数，或由行组成的列表",
    ),
    "lesson:gradients-mixed": (
        "a list where the others are numbers",
        "其他元素是数，这里却是列表",
    ),
    "lesson:gradients-ragged": (
        "row {row} has {length} numbers, the first has {first}",
        "第 {row} 行有 {length} 个数，第 1 行有 {first} 个",
    ),
    "lesson:gradients-hollow": ("an empty list", "空列表"),
    "lesson:gradients-hollow/help": (
        "leave the name out where its gradient was not computed",
        "没有算出的梯度，名字就不要写",
    ),
    "lesson:gradients-count": (
        "a list of {count} values for {wanted} parameters",
        "列表有 {count} 个值，而参数有 {wanted} 个",
    ),
    "lesson:gradients-count/help": (
        "the order is {names}; or give the values by name",
        "顺序是 {names}；也可以按名字给出",
    ),
}
