"""Sentences: what can be wrong with a lesson or a pack.

A fault's headline stands under `lesson:fault`; `lesson:fault/label` is shown beside the caret
and `lesson:fault/help` says what to do next.
"""

from backtutor.messages import Rows
from backtutor.text import diagnose, mistakes, shorthand

_FILE: Rows = {
    "lesson:not-text": ("not a text file", "这不是文本文件"),
    "lesson:not-text/label": (
        "the byte {byte} is not UTF-8",
        "字节 {byte} 不是 UTF-8",
    ),
    "lesson:not-text/help": (
        "save the file as UTF-8, the default of most editors",
        "请用 UTF-8 编码另存这个文件（多数编辑器的默认编码）",
    ),
    "lesson:too-large": (
        "the file has {size} bytes, at most {most} are read",
        "文件有 {size} 字节，最多读取 {most} 字节",
    ),
    "lesson:too-large/help": (
        "split it into several lessons",
        "请把它拆成几个课程",
    ),
    "lesson:control-character": (
        "control character U+{number} in the text",
        "文本中有控制字符 U+{number}",
    ),
    "lesson:control-character/help": ("delete it", "请把它删掉"),
    "lesson:single-quotes": (
        "in double quotes a backslash starts an escape: use single quotes",
        "双引号里反斜杠表示转义：请改用单引号",
    ),
    "lesson:yaml": ("not valid YAML", "不是有效的 YAML"),
    "lesson:yaml/label": ("YAML cannot be read here", "YAML 读到这里就读不下去了"),
    "lesson:yaml/help": ("quote the text or check the indentation", "请给文字加引号，或检查缩进"),
    "lesson:bad-start": ("no value can start like this", "值不能这样开头"),
    "lesson:bad-start/label": (
        "expected a word, a number, a quote or a bracket",
        "这里应是词、数、引号或括号",
    ),
    "lesson:bad-start/help": ("put the text in quotes", "请给这段文字加上引号"),
    "lesson:stray-colon": ("a key cannot stand here", "这里不能出现键"),
    "lesson:stray-colon/label": (
        "this colon makes a second key of the line",
        "这个冒号使这一行又多出一个键",
    ),
    "lesson:stray-colon/help": (
        "put a text that holds a colon in quotes, or check the indentation",
        "含冒号的文字请加引号，或检查缩进",
    ),
    "lesson:stray-dash": ("a list item cannot stand here", "这里不能出现列表项"),
    "lesson:stray-dash/label": (
        "expected the value of the key before it",
        "这里应是前面那个键的值",
    ),
    "lesson:stray-dash/help": (
        "start the list on the next line, or quote the text",
        "列表请另起一行，文字请加引号",
    ),
    "lesson:stray-text": ("this does not belong to what stands before it", "这与前面的内容接不上"),
    "lesson:stray-text/label": ("expected the next key", "这里应是下一个键"),
    "lesson:stray-text/help": (
        "put the whole text in quotes, or check the indentation",
        "请给整段文字加引号，或检查缩进",
    ),
    "lesson:no-colon": ("a key without its colon", "键的后面缺少冒号"),
    "lesson:no-colon/label": ("expected `key: value`", "应写成 `键: 值`"),
    "lesson:no-colon/help": (
        "put a colon and a space after the key",
        "请在键的后面加冒号和空格",
    ),
    "lesson:wide-colon": ("a full-width colon cannot end a key", "键的后面不能用全角冒号"),
    "lesson:wide-colon/label": ("expected `: `", "应写成 `: `"),
    "lesson:wide-colon/help": (
        "write an ASCII colon and a space",
        "请改成半角冒号加一个空格",
    ),
    "lesson:open-quote": ("a quote is never closed", "引号没有闭合"),
    "lesson:open-quote/label": ("opened here", "从这里开始"),
    "lesson:open-quote/help": ("close it with the same quote", "请用同样的引号结束它"),
    "lesson:open-list": ("a list is never closed", "列表没有闭合"),
    "lesson:open-list/label": ("opened here", "从这里开始"),
    "lesson:open-list/help": (
        "close it with `]`; between its items stand commas",
        "请用 `]` 结束它；各项之间用逗号隔开",
    ),
    "lesson:open-braces": ("braces are never closed", "花括号没有闭合"),
    "lesson:open-braces/label": ("opened here", "从这里开始"),
    "lesson:open-braces/help": (
        "close them with `}}`; put a text that holds a comma or a colon in quotes",
        "请用 `}}` 结束；含逗号或冒号的文字请加引号",
    ),
    "lesson:bad-escape": ("unknown escape in double quotes", "双引号里有无法识别的转义"),
    "lesson:bad-escape/label": (
        "a backslash starts an escape here",
        "反斜杠在这里表示转义",
    ),
    "lesson:bad-escape/help": (
        "use single quotes, which take a backslash as it is",
        "请改用单引号，其中反斜杠就是反斜杠",
    ),
    "lesson:block-header": (
        "a block of text starts on its own line",
        "文本块要另起一行",
    ),
    "lesson:block-header/label": (
        "expected the end of the line",
        "这里应换行",
    ),
    "lesson:block-header/help": (
        "write the text on the lines after `|` or `>`, indented by spaces",
        "请把文字写在 `|` 或 `>` 之后的各行，并用空格缩进",
    ),
    "lesson:directive": ("a YAML directive is not read here", "这里不接受 YAML 指令"),
    "lesson:directive/help": ("delete the line", "请删掉这一行"),
    "lesson:tab": ("a tab indents this line", "这一行用制表符缩进"),
    "lesson:tab/label": ("expected spaces", "这里应是空格"),
    "lesson:tab/help": ("YAML takes spaces only for indentation", "YAML 只能用空格缩进"),
    "lesson:duplicate-key": ("the key `{key}` stands here twice", "键 `{key}` 出现了两次"),
    "lesson:duplicate-key/label": ("the second one", "第二次在这里"),
    "lesson:duplicate-key/help": ("keep one of them", "请只保留一个"),
    "lesson:first-here": ("first here", "第一次在这里"),
    "lesson:anchor": ("the anchor `{written}` is not read", "不接受锚点 `{written}`"),
    "lesson:anchor/help": ("delete it and write the value out", "请删掉它，直接写出值"),
    "lesson:alias": ("the alias `*{name}` is not read", "不接受别名 `*{name}`"),
    "lesson:alias/help": (
        "write the value out, or quote a text that starts with `*`",
        "请直接写出值；以 `*` 开头的文字请加引号",
    ),
    "lesson:merge-key": ("the merge key `<<` is not read", "不接受合并键 `<<`"),
    "lesson:merge-key/help": ("write its entries out", "请把其中的各项直接写出来"),
    "lesson:tag": ("the tag `{written}` is not read", "不接受标签 `{written}`"),
    "lesson:tag/help": (
        "delete it, or quote a text that starts with `!`",
        "请删掉它；以 `!` 开头的文字请加引号",
    ),
    "lesson:documents": ("a second document starts here", "第二个文档从这里开始"),
    "lesson:documents/help": (
        "a file holds one lesson: move the rest to a file of its own",
        "一个文件只放一个课程：请把其余内容移到另一个文件",
    ),
    "lesson:too-many-values": (
        "the file holds more than {most} values",
        "文件里的值超过 {most} 个",
    ),
    "lesson:too-many-values/help": ("split it into several lessons", "请把它拆成几个课程"),
    "lesson:too-deep": (
        "values are nested more than {most} deep",
        "值的嵌套超过 {most} 层",
    ),
    "lesson:too-deep/help": ("write it flatter", "请减少嵌套"),
    "lesson:key-not-word": ("a key must be a word", "键必须是一个词"),
    "lesson:key-not-word/help": (
        "put a text that starts with a brace or a bracket in quotes",
        "以花括号或方括号开头的文字请加引号",
    ),
    "lesson:not-a-mapping": ("this is no lesson", "这不是课程"),
    "lesson:not-a-mapping/label": (
        "expected keys with values, the first being `format: 1`",
        "这里应是键和值，第一行是 `format: 1`",
    ),
    "lesson:not-a-mapping/help": (
        "write `key: value`, with a space after the colon",
        "请写成 `键: 值`，冒号后面有一个空格",
    ),
}

_KEYS: Rows = {
    "lesson:unknown-key": ("unknown key `{key}`", "无法识别的键 `{key}`"),
    "lesson:known-keys": ("keys here are {keys}", "这里可用的键：{keys}"),
    "lesson:did-you-mean": ("did you mean `{near}`?", "是不是 `{near}`？"),
    "lesson:quote": (
        "put the text in quotes: a comma, a colon or a brace in it makes keys of it",
        "请给这段文字加引号：其中的逗号、冒号或花括号会把它变成键",
    ),
    "lesson:missing-key": ("the key `{key}` is missing", "缺少键 `{key}`"),
    "lesson:missing-key/help": ("add `{key}: …`", "请加上 `{key}: …`"),
    "lesson:wrong-kind": ("expected {expected}", "这里应是{expected}"),
    "lesson:wrong-kind/label": ("found {found}", "写的却是{found}"),
    "lesson:kind-mapping": ("keys with values", "键和值"),
    "lesson:kind-names": ("names with values", "名字和值"),
    "lesson:kind-figures": ("quantities with figures", "量和数值"),
    "lesson:kind-list": ("a list", "列表"),
    "lesson:kind-shaped": (
        "a value or a derivative of the loss",
        "一个值，或者损失的导数",
    ),
    "lesson:kind-nothing": ("nothing more than `next`", "只写 `next`"),
    "lesson:kind-places": ("a list of places like [[1, 2]]", "位置的列表，例如 [[1, 2]]"),
    "lesson:kind-place": ("a row and a column, like [1, 2]", "行号和列号，例如 [1, 2]"),
    "lesson:kind-pairs": ("a list of pairs like [[1, 2]]", "编号对的列表，例如 [[1, 2]]"),
    "lesson:kind-pair": ("the numbers of two items, like [1, 2]", "两项的编号，例如 [1, 2]"),
    "lesson:kind-steps": ("a list of steps", "步骤列表"),
    "lesson:kind-step": ("a step, such as `grad: w5`", "一个步骤，例如 `grad: w5`"),
    "lesson:kind-word": ("a word", "一个词"),
    "lesson:kind-integer": ("a whole number", "整数"),
    "lesson:kind-number": ("a number", "数"),
    "lesson:kind-row": ("a row of numbers, like the others", "与其他行一样的一行数"),
    "lesson:kind-name": ("a name", "名字"),
    "lesson:kind-formula": ("a formula", "公式"),
    "lesson:kind-comparison": ("a comparison", "比较式"),
    "lesson:kind-draw": ("`{{draw: …}}`, what to draw from", "`{{draw: …}}`，即如何抽取"),
    "lesson:kind-text": ("a text", "文字"),
    "lesson:kind-figure": ("a figure", "数值"),
    "lesson:kind-quantity": (
        "a value or a derivative, such as `h1` or `dE/dw5`",
        "一个值或导数，例如 `h1` 或 `dE/dw5`",
    ),
    "lesson:found-nothing": ("nothing", "空值"),
    "lesson:found-text": ("`{text}`", " `{text}`"),
    "lesson:found-list": ("a list", "列表"),
    "lesson:found-mapping": ("keys with values", "键和值"),
    "lesson:unsupported": (
        "`{what}` is not supported by this version yet",
        "当前版本还不支持 `{what}`",
    ),
    "lesson:unsupported/help": (
        "upgrade backtutor, or leave it out",
        "请升级 backtutor，或去掉这一项",
    ),
    "lesson:misfit": ("shapes do not fit", "形状不匹配"),
    "lesson:loss-matrix": (
        "the loss `{name}` is {rows}×{columns}, and a loss is one number",
        "损失 `{name}` 是 {rows}×{columns}，而损失应是一个数",
    ),
    "lesson:loss-matrix/help": (
        "put `sum(…)` or `mean(…)` around the formula",
        "请在公式外面加上 `sum(…)` 或 `mean(…)`",
    ),
    "lesson:ragged": (
        "this row has {found} entries, the first has {expected}",
        "这一行有 {found} 个元素，第一行有 {expected} 个",
    ),
    "lesson:ragged/help": (
        "rows of a matrix are equally long",
        "矩阵各行的长度必须相同",
    ),
    "lesson:empty-matrix": ("a matrix without entries", "没有元素的矩阵"),
    "lesson:empty-matrix/label": ("expected numbers", "这里应有数"),
    "lesson:figure-shape": (
        "`{key}` is {shape}, and the figures are {found}",
        "`{key}` 是 {shape}，而给出的数值是 {found}",
    ),
    "lesson:format-first": (
        "the first key of a lesson is `format`",
        "课程的第一个键必须是 `format`",
    ),
    "lesson:format-first/help": (
        "write `format: 1` on the first line",
        "请把 `format: 1` 写在第一行",
    ),
    "lesson:format-unknown": ("unknown format", "无法识别的格式版本"),
    "lesson:format-unknown/label": ("expected {ours}", "应是 {ours}"),
    "lesson:format-newer": (
        "format {number} is newer than this backtutor",
        "格式版本 {number} 比当前的 backtutor 新",
    ),
    "lesson:format-newer/label": ("this version reads format {ours}", "当前版本读取格式 {ours}"),
    "lesson:format-newer/help": ("upgrade backtutor", "请升级 backtutor"),
    "lesson:bad-lesson-id": ("`{id}` cannot be an id", "`{id}` 不能用作 id"),
    "lesson:bad-lesson-id/label": (
        "expected 1 to 48 of a-z, 0-9 and `-`",
        "应由 1 到 48 个 a-z、0-9 或 `-` 组成",
    ),
    "lesson:bad-step-id": ("`{id}` cannot be the id of a step", "`{id}` 不能用作步骤的 id"),
    "lesson:bad-step-id/label": (
        "expected 1 to 48 of A-Z, a-z, 0-9, `-` and `_`",
        "应由 1 到 48 个 A-Z、a-z、0-9、`-` 或 `_` 组成",
    ),
    "lesson:text-too-long": (
        "the text has {size} characters, at most {most} are read",
        "这段文字有 {size} 个字符，最多 {most} 个",
    ),
    "lesson:text-too-long/help": (
        "spread it over several `text` steps",
        "请把它分到几个 `text` 步骤里",
    ),
    "lesson:not-a-choice": ("`{word}` is not one of the choices", "`{word}` 不在可选范围内"),
    "lesson:not-a-choice/help": ("write one of {choices}", "可选的有：{choices}"),
    "lesson:one-choice": ("write `{choice}`", "请写 `{choice}`"),
    "lesson:out-of-range": (
        "{number} is out of range",
        "{number} 超出范围",
    ),
    "lesson:out-of-range/label": (
        "expected {least} to {most}",
        "应在 {least} 到 {most} 之间",
    ),
    "lesson:open-hole": ("a brace is never closed", "花括号没有闭合"),
    "lesson:open-hole/label": ("opened here", "从这里开始"),
    "lesson:open-hole/help": (
        "close it with `}}`, or write `{{{{` for a brace",
        "请用 `}}` 结束；要写花括号本身请用 `{{{{`",
    ),
    "lesson:one-of-two": (
        "`{first}` and `{second}` exclude each other",
        "`{first}` 和 `{second}` 只能用一个",
    ),
    "lesson:one-of-two/help": ("keep one of them", "请只保留一个"),
}

_NETWORK: Rows = {
    "lesson:not-a-name": ("`{name}` is not a name", "`{name}` 不是名字"),
    "lesson:not-a-name/label": (
        "expected letters, digits and `_`, a letter first",
        "应由字母、数字和 `_` 组成，以字母开头",
    ),
    "lesson:reserved-name": (
        "`{name}` is a function and cannot be a name",
        "`{name}` 是函数名，不能用作名字",
    ),
    "lesson:reserved-name/help": ("choose another name", "请换一个名字"),
    "lesson:two-spellings": (
        "`{name}` and `{first}` are two spellings of one name",
        "`{name}` 和 `{first}` 是同一个名字的两种写法",
    ),
    "lesson:two-spellings/help": ("rename one of them", "请给其中一个换名"),
    "lesson:declared-twice": ("`{name}` is declared twice", "`{name}` 声明了两次"),
    "lesson:declared-twice/help": (
        "a name stands in one section only: remove or rename one",
        "一个名字只能出现在一处：请删掉一个或换名",
    ),
    "lesson:undeclared": ("nothing here is called `{name}`", "这里没有叫 `{name}` 的量"),
    "lesson:undeclared/help": (
        "write a name from `inputs`, `params`, `constants` or `nodes`",
        "请写 `inputs`、`params`、`constants` 或 `nodes` 里的名字",
    ),
    "lesson:cycle": ("`{name}` needs its own value", "`{name}` 的计算要用到它自己"),
    "lesson:cycle/label": ("{trail}", "{trail}"),
    "lesson:cycle/help": (
        "a network has no way back: change one of these formulas",
        "网络不能有回路：请修改其中一个公式",
    ),
    "lesson:no-nodes": ("the lesson has no nodes", "课程里没有节点"),
    "lesson:no-nodes/help": (
        "add `nodes:` with at least one formula",
        "请加上 `nodes:`，至少写一个公式",
    ),
    "lesson:loss-ambiguous": ("which node is the loss?", "哪个节点是损失？"),
    "lesson:loss-ambiguous/label": (
        "nothing uses {names}",
        "没有节点使用 {names}",
    ),
    "lesson:loss-ambiguous/help": ("write `loss: {last}`", "请写明 `loss: {last}`"),
    "lesson:loss-given": (
        "`{name}` is given and cannot be the loss",
        "`{name}` 是给定的，不能作为损失",
    ),
    "lesson:loss-given/label": ("expected a node", "这里应是节点"),
    "lesson:derivative-in-node": (
        "the formula of `{name}` holds a derivative",
        "`{name}` 的公式里有导数",
    ),
    "lesson:derivative-in-node/label": (
        "expected values only",
        "这里只能用值",
    ),
    "lesson:derivative-in-node/help": (
        "derivatives are for `ask`, texts and `expect`",
        "导数只用在 `ask`、文字和 `expect` 里",
    ),
    "lesson:too-many-nodes": (
        "the lesson has {size} nodes, at most {most} are read",
        "课程有 {size} 个节点，最多 {most} 个",
    ),
    "lesson:too-many-nodes/help": ("split it into several lessons", "请把它拆成几个课程"),
    "lesson:undefined": (
        "`{name}` has no value at these numbers",
        "按这些数字，`{name}` 没有值",
    ),
    "lesson:undefined-zero": ("this divides by 0", "这里除以了 0"),
    "lesson:undefined-root": (
        "this power of a negative number is not real: base and exponent are {given}",
        "负数的这个幂不是实数：底数和指数是 {given}",
    ),
    "lesson:undefined-log": (
        "the logarithm of {given}: only positive numbers have one",
        "{given} 的对数：只有正数才有对数",
    ),
    "lesson:undefined-sqrt": (
        "the square root of {given} is not real",
        "{given} 的平方根不是实数",
    ),
    "lesson:undefined-singular": (
        "this matrix is singular: it has no inverse",
        "这个矩阵是奇异的，没有逆矩阵",
    ),
    "lesson:undefined-large": (
        "`{op}` becomes too large at {given}",
        "`{op}` 在 {given} 处的结果过大",
    ),
    "lesson:undefined/help": ("change the values or the formula", "请修改数值或公式"),
    "lesson:undefined-slope": (
        "{slope} does not exist at these numbers",
        "按这些数字，{slope} 不存在",
    ),
    "lesson:undefined-slope/label": (
        "its formula is {formula}",
        "它的公式是 {formula}",
    ),
    "lesson:undefined-slope/help": ("change the values or the formula", "请修改数值或公式"),
    "lesson:undefined-gradient": (
        "the gradients of `{loss}` are too large at these numbers",
        "按这些数字，`{loss}` 的梯度过大",
    ),
    "lesson:undefined-gradient/help": ("change the values", "请修改数值"),
    "lesson:undefined-update": (
        "`{name}` has no value after the update",
        "更新之后，`{name}` 没有值",
    ),
    "lesson:undefined-update/help": (
        "choose a smaller learning rate",
        "请选小一些的学习率",
    ),
}

_STEPS: Rows = {
    "lesson:gradcheck-undefined": (
        "`{loss}` has no value where `{name}` is moved by `eps`",
        "把 `{name}` 移动 `eps` 之后，`{loss}` 没有值",
    ),
    "lesson:gradcheck-undefined/help": (
        "choose a smaller `eps` or other numbers",
        "请换小一些的 `eps`，或者换一组数",
    ),
    "lesson:no-path": (
        "no path leads from `{start}` to `{end}`",
        "从 `{start}` 走不到 `{end}`",
    ),
    "lesson:no-path/help": (
        "paths follow the formulas: from a name to the nodes that use it",
        "路径沿着式子走：从一个名字到用到它的节点",
    ),
    "lesson:scalars-only": (
        "`{kind}` is asked of networks of single numbers only",
        "`{kind}` 只能用于由单个数组成的网络",
    ),
    "lesson:scalars-only/label": ("this lesson has a matrix", "本课里有矩阵"),
    "lesson:scalars-only/help": (
        "write the network neuron by neuron, or ask for `grad`",
        "请逐个神经元地写网络，或者改问 `grad`",
    ),
    "lesson:no-entry": (
        "`{name}` has no entry [{row}, {column}]",
        "`{name}` 没有元素 [{row}, {column}]",
    ),
    "lesson:no-entry/label": ("it is {rows}×{columns}", "它是 {rows}×{columns}"),
    "lesson:no-entry/help": (
        "rows and columns are counted from 1",
        "行和列都从 1 数起",
    ),
    "lesson:entry-of-scalar": (
        "`{name}` is a single number and has no entries",
        "`{name}` 是单个数，没有元素",
    ),
    "lesson:entry-of-scalar/help": (
        "ask for its gradient without naming an entry",
        "直接问它的梯度，不要写元素",
    ),
    "lesson:gradcheck-entry": (
        "`{name}` is a matrix: which entry of it is moved?",
        "`{name}` 是矩阵：移动它的哪个元素？",
    ),
    "lesson:gradcheck-entry/help": (
        "add `entry: [1, 1]`, row and column from 1",
        "请加上 `entry: [1, 1]`，行和列从 1 数起",
    ),
    "lesson:sign-matrix": (
        "`{name}` is a matrix: `sign` raises a single number",
        "`{name}` 是矩阵：`sign` 只能让单个数增大",
    ),
    "lesson:sign-matrix/help": (
        "ask for its gradient, or for one entry of it",
        "请改问它的梯度，或者其中一个元素",
    ),
    "lesson:local-matrix": (
        "from `{by}` to `{of}` leads no local derivative: one of them is a matrix",
        "从 `{by}` 到 `{of}` 没有局部导数：其中有矩阵",
    ),
    "lesson:local-matrix/help": (
        "ask for the gradient, `grad: {by}`, whose rule takes its place",
        "请改问梯度，即 `grad: {by}`，由它的规则代替",
    ),
    "lesson:order-count": (
        "{least} to {most} items can be put in order, not {count}",
        "可以排序的是 {least} 到 {most} 项，不能是 {count} 项",
    ),
    "lesson:order-count/help": (
        "add items, or split the list into two steps",
        "请补上几项，或者把列表拆成两步",
    ),
    "lesson:order-pair": (
        "item {number} cannot be swapped with itself",
        "第 {number} 项不能和自己交换",
    ),
    "lesson:order-pair/help": (
        "name two items by their numbers, from 1",
        "请写两项各自的编号，从 1 数起",
    ),
    "lesson:nothing-next": (
        "at this step every gradient is known: no node is left to name",
        "到这一步所有梯度都已知：没有下一个节点了",
    ),
    "lesson:nothing-next/help": (
        "put `next` before the last gradients are asked or shown",
        "请把 `next` 放在最后几个梯度被问到或显示之前",
    ),
    "lesson:step-key": ("`{key}` belongs to `{kind}`", "`{key}` 属于 `{kind}`"),
    "lesson:step-key/help": (
        "remove it, or write a `{kind}` step",
        "请去掉它，或者写成 `{kind}` 步骤",
    ),
    "lesson:step-without-kind": ("this step asks nothing", "这个步骤没有提问"),
    "lesson:step-without-kind/help": (
        "add what it does, such as `grad: all` or `text: …`",
        "请写明它做什么，例如 `grad: all` 或 `text: …`",
    ),
    "lesson:step-two-kinds": (
        "a step is one thing: `{first}` or `{second}`",
        "一个步骤只做一件事：`{first}` 或 `{second}`",
    ),
    "lesson:step-two-kinds/label": ("the second one", "第二个在这里"),
    "lesson:step-two-kinds/help": ("write two steps", "请写成两个步骤"),
    "lesson:no-edge": (
        "the formula of `{of}` does not use `{by}`",
        "`{of}` 的公式里没有 `{by}`",
    ),
    "lesson:no-edge/label": (
        "a local derivative goes along one edge",
        "局部导数只沿一条边",
    ),
    "lesson:no-edge/help": (
        "`{of}` uses {sources}",
        "`{of}` 用到的是 {sources}",
    ),
    "lesson:not-a-derivative": ("expected a derivative", "这里应是导数"),
    "lesson:not-a-derivative/label": ("such as `dy/dw5`", "例如 `dy/dw5`"),
    "lesson:not-a-parameter": (
        "`{name}` is not trained: it belongs to the {section}",
        "`{name}` 不参与训练：它属于{section}",
    ),
    "lesson:not-a-parameter/label": (
        "expected a name from `params`",
        "这里应是 `params` 里的名字",
    ),
    "lesson:not-computed": (
        "`{name}` is not computed: it belongs to the {section}",
        "`{name}` 不是算出来的：它属于{section}",
    ),
    "lesson:not-computed/label": (
        "expected a name from `nodes`",
        "这里应是 `nodes` 里的名字",
    ),
    "lesson:constant-gradient": (
        "`{name}` is a constant: nothing is differentiated by it",
        "`{name}` 是常数：不对它求导",
    ),
    "lesson:constant-gradient/help": (
        "move it to `params` or `inputs` to ask for this",
        "要问它，请把它移到 `params` 或 `inputs`",
    ),
    "lesson:data": ("inputs", "输入"),
    "lesson:parameter": ("parameters", "参数"),
    "lesson:constant": ("constants", "常数"),
    "lesson:computed": ("nodes", "节点"),
    "lesson:needs-train": (
        "`{kind}` needs a learning rate",
        "`{kind}` 需要学习率",
    ),
    "lesson:needs-train/help": ("add `train: {{lr: 0.1}}`", "请加上 `train: {{lr: 0.1}}`"),
    "lesson:step-id-twice": ("two steps are called `{id}`", "有两个步骤都叫 `{id}`"),
    "lesson:step-id-twice/help": ("rename one of them", "请给其中一个换名"),
    "lesson:no-right-option": ("no option is marked right", "没有标出正确的选项"),
    "lesson:no-right-option/help": (
        "add `correct: true` to one of them",
        "请在其中一项加上 `correct: true`",
    ),
    "lesson:no-wrong-option": ("every option is right", "所有选项都是对的"),
    "lesson:no-wrong-option/help": ("add a wrong one", "请加一个错误的选项"),
    "lesson:no-option-agrees": (
        "no option has the value of the answer",
        "没有一个选项与答案相等",
    ),
    "lesson:no-option-agrees/label": (
        "{answer} is {value}",
        "{answer} 等于 {value}",
    ),
    "lesson:no-option-agrees/help": (
        "add the answer to the options",
        "请把答案加进选项",
    ),
    "lesson:undefined-answer": (
        "this has no value at these numbers",
        "按这些数字，它没有值",
    ),
    "lesson:undefined-answer/help": ("change the formula", "请修改公式"),
    "lesson:mistake-is-right": (
        "a mistake of this step has the right value",
        "这个步骤的一个 mistake 与正确答案相等",
    ),
    "lesson:mistake-is-right/label": (
        "{answer} is {value}, the answer itself",
        "{answer} 等于 {value}，正是答案",
    ),
    "lesson:mistake-is-right/help": (
        "change the numbers or remove the mistake",
        "请修改数值，或去掉这个 mistake",
    ),
    "lesson:not-a-figure": ("`{text}` is not a figure", "`{text}` 不是数值"),
    "lesson:not-a-figure/label": (
        "expected a number such as `0.3900`, `-.53` or `21/16`",
        "应是 `0.3900`、`-.53` 或 `21/16` 这样的数",
    ),
    "lesson:figure-differs": (
        "`{key}` is not {figure}",
        "`{key}` 不等于 {figure}",
    ),
    "lesson:figure-differs/label": ("the value is {found}", "算出来是 {found}"),
    "lesson:figure-differs/help": (
        "correct the figure or the network; `tolerance: {{abs: …}}` widens what holds",
        "请改正数值或网络；`tolerance: {{abs: …}}` 可以放宽",
    ),
    "lesson:unused-name": ("nothing uses `{name}`", "没有地方用到 `{name}`"),
    "lesson:unused-name/help": (
        "remove it, or use it in a formula",
        "请删掉它，或在公式里用上",
    ),
    "lesson:kink": (
        "the slope of `{name}` jumps at exactly these numbers",
        "按这些数字，`{name}` 的斜率正好在这里跳变",
    ),
    "lesson:kink/label": (
        "`{op}` stands at its kink, at {given}",
        "`{op}` 正好在折点，位于 {given}",
    ),
    "lesson:kink/help": (
        "change a value, or write `allow: [L081]` where the kink is meant",
        "请改动一个数值；如果有意如此，请写 `allow: [L081]`",
    ),
    "lesson:numbers-hide": (
        "of {predicted} wrong answers these numbers hide {hidden}, pairs confused: {confused}",
        "在预测的 {predicted} 个错误答案中，这组数字掩盖了 {hidden} 个，混淆了 {confused} 对",
    ),
    "lesson:numbers-hide/example": (
        "{asked} is right with {ids} too",
        "{asked}：按 {ids} 也会得到正确答案",
    ),
    "lesson:numbers-hide/example-more": (
        "{asked} is right with {ids} … too",
        "{asked}：按 {ids} 等也会得到正确答案",
    ),
    "lesson:numbers-hide/drawn": (
        "`draw: {{separates: all}}` draws again until none is hidden; `allow: [L085]` keeps these",
        "写 `draw: {{separates: all}}` 会重新抽取，直到没有掩盖；要保留这组，请写 `allow: [L085]`",
    ),
    "lesson:numbers-hide/drawn-alike": (
        "drawn from more numbers, fewer are alike; `allow: [L085]` keeps these",
        "扩大抽取的范围，相同的就会少些；要保留这组，请写 `allow: [L085]`",
    ),
    "lesson:numbers-hide/alike": (
        "{asked}: {first} and {second} give one wrong answer",
        "{asked}：{first} 和 {second} 得出同一个错误答案",
    ),
    "lesson:numbers-hide/zero": (
        "a 0 hides mistakes whatever the other numbers are: give `{name}` another value; "
        "`allow: [L085]` keeps it",
        "只要是 0，换什么别的数都会掩盖错误：请给 `{name}` 换一个值；要保留请写 `allow: [L085]`",
    ),
    "lesson:numbers-hide/some": (
        "looked at: the first {count} of {asked} questions; `check --suggest` looks for other "
        "numbers; `allow: [L085]` keeps these",
        "只看了 {asked} 个问题中的前 {count} 个；`check --suggest` 会寻找更好的数字；"
        "要保留这组，请写 `allow: [L085]`",
    ),
    "lesson:numbers-hide/help": (
        "`check --suggest` looks for other numbers; `allow: [L085]` keeps these",
        "`check --suggest` 会寻找更好的数字；要保留这组，请写 `allow: [L085]`",
    ),
    "lesson:stretched-both": (
        "a column and a row stretch each other to {rows}×{columns}",
        "一列和一行互相拉伸，成了 {rows}×{columns}",
    ),
    "lesson:stretched-both/label": (
        "a {rows}×1 column meets a 1×{columns} row",
        "{rows}×1 的列遇上了 1×{columns} 的行",
    ),
    "lesson:stretched-both/help": (
        "a flat list is a row: write a column `[[1], [2]]`, or `.T`; `allow: [L086]` keeps it",
        "平的列表是一行：列要写成 `[[1], [2]]`，或用 `.T`；有意如此请写 `allow: [L086]`",
    ),
    "lesson:no-reason": ("a wrong option without a reason", "错误的选项没有说明理由"),
    "lesson:no-reason/help": (
        "say in `why` what is wrong with it",
        "请在 `why` 里说明它错在哪里",
    ),
    "lesson:proof-slope": (
        "the derivative of {of} by {by} is refuted",
        "{of} 对 {by} 的导数被证明是错的",
    ),
    "lesson:proof-slope/help": (
        "this is a fault of backtutor, not of the lesson: please report it with this file",
        "这是 backtutor 的错误，不是课程的错误：请连同这个文件报告给我们",
    ),
    "lesson:proof-gradient": (
        "the gradient of {of} by {by}, taken in one piece, is refuted",
        "{of} 对 {by} 的整体梯度被证明是错的",
    ),
    "lesson:proof-gradient/help": (
        "this is a fault of backtutor, not of the lesson: please report it with this file",
        "这是 backtutor 的错误，不是课程的错误：请连同这个文件报告给我们",
    ),
    "lesson:unknown-advice": (
        "`{word}` is not the code of an advice",
        "`{word}` 不是建议的代号",
    ),
    "lesson:unknown-advice/help": ("codes here are {known}", "可用的代号：{known}"),
}

_PACKS: Rows = {
    "lesson:pack-lesson-missing": (
        "the pack has no lesson `{id}`",
        "这个课程包里没有课程 `{id}`",
    ),
    "lesson:pack-lesson-missing/help": (
        "write the `id` of a lesson file, or its file name without the ending",
        "请写课程文件里的 `id`，或不带扩展名的文件名",
    ),
    "lesson:pack-lesson-unlisted": (
        "the lesson `{id}` is not in the list",
        "课程 `{id}` 没有列出来",
    ),
    "lesson:pack-lesson-unlisted/label": ("{file} is left out", "{file} 被漏掉了"),
    "lesson:pack-lesson-unlisted/help": (
        "add it to `lessons`, or move the file away",
        "请把它加进 `lessons`，或移走这个文件",
    ),
    "lesson:pack-lesson-twice": (
        "the lesson `{id}` is listed twice",
        "课程 `{id}` 列了两次",
    ),
    "lesson:pack-lesson-twice/help": ("keep one of them", "请只保留一个"),
    "lesson:pack-after-unknown": (
        "the lesson `{id}` comes after `{after}`, which is not in the list",
        "课程 `{id}` 排在 `{after}` 之后，但列表里没有它",
    ),
    "lesson:pack-after-unknown/help": (
        "write the id of a lesson of this pack",
        "请写这个课程包里某个课程的 id",
    ),
    "lesson:pack-after-cycle": (
        "the lesson `{id}` comes after itself",
        "课程 `{id}` 排在了它自己之后",
    ),
    "lesson:pack-after-cycle/label": ("{trail}", "{trail}"),
    "lesson:pack-after-cycle/help": ("remove one `after`", "请去掉其中一个 `after`"),
    "lesson:pack-name": ("`{name}` cannot name a pack", "`{name}` 不能用作课程包的名字"),
    "lesson:pack-name/label": (
        "expected 1 to 48 of a-z, 0-9 and `-`",
        "应由 1 到 48 个 a-z、0-9 或 `-` 组成",
    ),
    "lesson:pack-version": ("`{version}` is not a version", "`{version}` 不是版本号"),
    "lesson:pack-version/label": (
        "expected numbers and points, such as `1.0`",
        "应由数字和点组成，例如 `1.0`",
    ),
    "lesson:pack-requires": (
        "the pack needs backtutor {wanted}",
        "这个课程包需要 backtutor {wanted}",
    ),
    "lesson:pack-requires/label": ("this is {ours}", "当前版本是 {ours}"),
    "lesson:pack-requires/help": ("upgrade backtutor", "请升级 backtutor"),
    "lesson:pack-requirement": (
        "`{wanted}` is not a requirement",
        "`{wanted}` 不是版本要求",
    ),
    "lesson:pack-requirement/label": (
        "expected a comparison such as `>=0.1`",
        "应是 `>=0.1` 这样的比较",
    ),
    "lesson:pack-link": ("{file} is a link", "{file} 是链接"),
    "lesson:pack-link/help": (
        "put the file itself into the pack",
        "请把文件本身放进课程包",
    ),
    "lesson:pack-file-name": (
        "the file name {file} does not work everywhere",
        "文件名 {file} 不是到处都能用",
    ),
    "lesson:pack-file-name/help": (
        "rename the file: letters, digits and `-`, differing by more than case",
        "请改名：只用字母、数字和 `-`，并且不只是大小写不同",
    ),
    "lesson:pack-id-twice": (
        "two lessons have the id `{id}`",
        "有两个课程的 id 都是 `{id}`",
    ),
    "lesson:pack-id-twice/label": ("{file} is left out", "{file} 被略过"),
    "lesson:pack-id-twice/help": (
        "give one of the two another `id`",
        "请给其中一个换一个 `id`",
    ),
    "lesson:kind-pack": (
        "the keys of a pack, such as `name: my-pack`",
        "课程包的键，例如 `name: my-pack`",
    ),
    "pack:no-lesson": (
        "there is no lesson `{reference}`: see `backtutor list`",
        "没有课程 `{reference}`：可用 `backtutor list` 查看",
    ),
    "pack:no-lesson-near": (
        "there is no lesson `{reference}`: did you mean `{near}`?",
        "没有课程 `{reference}`：是不是 `{near}`？",
    ),
    "pack:no-pack": (
        "there is no pack `{reference}`: see `backtutor list`",
        "没有课程包 `{reference}`：可用 `backtutor list` 查看",
    ),
    "pack:no-pack-near": (
        "there is no pack `{reference}`: did you mean `{near}`?",
        "没有课程包 `{reference}`：是不是 `{near}`？",
    ),
    "pack:no-file": ("there is no file `{path}`", "没有文件 `{path}`"),
    "pack:unreadable": (
        "the file `{path}` cannot be read: {reason}",
        "文件 `{path}` 无法读取：{reason}",
    ),
    "pack:no-folder": ("there is no folder `{path}`", "没有文件夹 `{path}`"),
    "pack:is-folder": (
        "`{path}` is a folder: name one of its lessons, such as `{example}`",
        "`{path}` 是文件夹：请写其中的一个课程，例如 `{example}`",
    ),
    "pack:zip": (
        "zip packs are not supported by this version yet: unpack `{path}` and name the folder",
        "当前版本还不支持 zip 课程包：请解压 `{path}`，再写文件夹的名字",
    ),
}

_ANSWERS: Rows = {
    "lesson:answers-not-a-mapping": (
        "these are no answers",
        "这里没有答案",
    ),
    "lesson:answers-not-a-mapping/help": (
        "write one line a question: `dE/dw5: 1.3125`",
        "每题一行：`dE/dw5: 1.3125`",
    ),
    "lesson:answers-not-text": (
        "the answer to `{question}` is neither a text nor a list of texts",
        "`{question}` 的答案既不是文本，也不是文本的列表",
    ),
    "lesson:answers-not-text/help": (
        "quote a matrix: `'[[1, 2], [3, 4]]'`",
        "矩阵请加引号：`'[[1, 2], [3, 4]]'`",
    ),
    "lesson:answers-unknown": (
        "`{question}` is no question and no value of this lesson",
        "`{question}` 不是这一课的题目，也不是其中的量",
    ),
    "lesson:answers-unknown/help": (
        "did you mean `{near}`?",
        "是不是 `{near}`？",
    ),
}

ROWS: Rows = {
    **_FILE,
    **_KEYS,
    **_NETWORK,
    **_STEPS,
    **_PACKS,
    **_ANSWERS,
    **diagnose.FILE,
    **mistakes.FILE,
    **shorthand.ROWS,
}
