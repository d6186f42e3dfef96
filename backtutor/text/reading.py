"""Sentences: reading expressions and answers.

For each kind of fault of `backtutor.read.faults` two rows: what was found, and under `…-help`
what to write instead.
"""

from backtutor.messages import Rows

_NUMBER_OR_FORMULA = (
    "write a number or a formula and nothing else, for example `-4` or `(a - b)*c`",
    "只写一个数或一个公式，例如 `-4` 或 `(a - b)*c`",
)

ROWS: Rows = {
    "read-empty": ("nothing to read", "没有读到内容"),
    "read-empty-help": ("write a number or a formula", "请写一个数或一个公式"),
    "read-too-long": (
        "{count} characters, at most {limit} are read",
        "共 {count} 个字符，最多读 {limit} 个",
    ),
    "read-too-long-help": (
        "use the names of nodes and derivatives such as `dE/dy` in place of their formulas",
        "请用节点名或 `dE/dy` 这样的导数代替展开的公式",
    ),
    "read-control-character": (
        "an invisible character: {character}",
        "有一个看不见的字符：{character}",
    ),
    "read-control-character-help": (
        "type the line again by hand instead of pasting it",
        "请手动重新输入这一行，不要粘贴",
    ),
    "read-unknown-character": ("`{found}` has no meaning here", "`{found}` 在这里没有含义"),
    "read-unknown-character-help": (
        "formulas are made of names, numbers, `+ - * / ^`, brackets and functions",
        "公式由名字、数、`+ - * / ^`、括号和函数组成",
    ),
    "read-never-opened": ("`{found}` closes no bracket", "`{found}` 没有对应的左括号"),
    "read-never-closed": ("`{found}` is never closed", "`{found}` 没有右括号与它配对"),
    "read-wrong-bracket": (
        "`{found}` where `{expected}` was expected",
        "这里应是 `{expected}`，却写了 `{found}`",
    ),
    "read-never-opened-help": (
        "take it out, or open the bracket before it",
        "删去它，或在前面补上左括号",
    ),
    "read-never-closed-help": ("close it with `{expected}`", "请用 `{expected}` 把它闭合"),
    "read-wrong-bracket-help": (
        "close the bracket with `{expected}`",
        "请用 `{expected}` 闭合这个括号",
    ),
    "read-missing-value": (
        "a number, a name or a bracket was expected here",
        "这里缺一个数、一个名字或一个括号",
    ),
    "read-missing-value-help": (
        "every operator needs a value on both sides",
        "每个运算符两边都要有值",
    ),
    "read-missing-value-bold-help": (
        "bold (`**`) and other markup is not read: write the value alone",
        "加粗（`**`）等标记不会被读取：只写答案本身",
    ),
    "read-missing-operator": (
        "an operator was expected before `{found}`",
        "`{found}` 前面缺一个运算符",
    ),
    "read-missing-operator-help": (
        "write a product with `*`, for example `2*x` or `1.05*1.25`",
        "乘积请写 `*`，例如 `2*x` 或 `1.05*1.25`",
    ),
    "read-unknown-name": ("nothing here is called `{name}`", "这里没有叫 `{name}` 的量"),
    "read-unknown-name-help": ("the names here are {names}", "这里的名字有：{names}"),
    "read-unknown-name-near": ("did you mean `{near}`?", "是不是想写 `{near}`？"),
    "read-unknown-name-loss": (
        "the loss here is `{loss}`; the names are {names}",
        "这里的损失是 `{loss}`；名字有：{names}",
    ),
    "read-unknown-name-none": ("write it as a number", "请把它写成数"),
    "read-spelled-like-two": (
        "`{name}` can be read in more than one way: {readings}",
        "`{name}` 有不止一种读法：{readings}",
    ),
    "read-spelled-like-two-help": (
        "put `*` between the factors, or `∂…/∂…` for a derivative",
        "请在因子之间写 `*`，导数请写成 `∂…/∂…`",
    ),
    "read-two-readings": (
        "this can be read in two ways: {readings}",
        "这里有两种读法：{readings}",
    ),
    "read-two-readings-help": ("write the one that you mean", "请写明你要的那一种"),
    "read-decimal-comma": ("a comma in a number: `{found}`", "数里有逗号：`{found}`"),
    "read-decimal-comma-help": (
        "write the decimal point as `{point}`, and thousands without a sign",
        "小数请写成 `{point}`，千位不要加分隔符",
    ),
    "read-percent": ("`%` is not read", "不读 `%`"),
    "read-percent-help": ("write 25% as `0.25`", "25% 请写成 `0.25`"),
    "read-words": ("`{word}` is a word, not a formula", "`{word}` 是文字，不是公式"),
    "read-words-help": _NUMBER_OR_FORMULA,
    "read-attribute": ("nothing can be reached with a point here", "这里不能用点来取属性"),
    "read-attribute-help": (
        "only `.T` may follow a name, and `np.`, `math.` or `torch.` a function; "
        "write a gradient as `dE/dw5` and a sum as `sum(G, axis=0)`",
        "名字后面只能写 `.T`，函数前面只能写 `np.`、`math.` 或 `torch.`；"
        "梯度请写成 `dE/dw5`，求和请写成 `sum(G, axis=0)`",
    ),
    "read-python": (
        "`{name}` belongs to a program, not to a formula",
        "`{name}` 属于程序，不属于公式",
    ),
    "read-python-help": (
        "write a formula without conditions; `step(z)` is 1 where z > 0 and 0 elsewhere",
        "公式里不写条件；`step(z)` 在 z > 0 时为 1，否则为 0",
    ),
    "read-function-alone": (
        "the function `{name}` needs its argument in brackets",
        "函数 `{name}` 的自变量要写在括号里",
    ),
    "read-function-alone-help": ("write `{name}(z)`", "请写成 `{name}(z)`"),
    "read-arity": (
        "`{name}` takes {expected} arguments, not {found}",
        "`{name}` 需要 {expected} 个自变量，这里有 {found} 个",
    ),
    "read-arity-help": (
        "separate the values with commas, and write decimals with a point",
        "各个值用逗号隔开，小数用小数点",
    ),
    "read-arity-pair": (
        "write `{pair}(a, b)` for the larger or smaller of two",
        "两数取大或取小请写 `{pair}(a, b)`",
    ),
    "read-number": ("`{number}` is not a number", "`{number}` 不是数"),
    "read-number-help": (
        "write numbers like `1312`, `0.25`, `1e-3` or `1/3`",
        "数请写成 `1312`、`0.25`、`1e-3` 或 `1/3` 的样子",
    ),
    "read-number-too-large": (
        "a number of more than {digits} digits, or a power of ten beyond {exponent}",
        "数超过了 {digits} 位，或十的幂次超过了 {exponent}",
    ),
    "read-number-too-large-help": ("a few digits are enough", "写几位数字就够了"),
    "read-not-finite": (
        "`{name}` is not a number that an answer can be",
        "`{name}` 不能作为答案里的数",
    ),
    "read-not-finite-help": (
        "every value here is finite; write it as a number",
        "这里的值都是有限的，请写出这个数",
    ),
    "read-power-too-large": (
        "a power that is too large to be meant",
        "幂太大了，不像是本意",
    ),
    "read-power-too-large-help": ("powers up to {limit} are read", "最多读到 {limit} 次幂"),
    "read-too-deep": (
        "nested more than {limit} levels deep",
        "嵌套超过了 {limit} 层",
    ),
    "read-too-deep-help": ("use the names of nodes for the inner parts", "里层请用节点名代替"),
    "read-too-many": (
        "more than {limit} numbers, names and operations",
        "数、名字和运算合起来超过了 {limit} 个",
    ),
    "read-too-many-help": (
        "use the names of nodes for parts of the formula",
        "公式的一部分请用节点名代替",
    ),
    "read-ragged": (
        "row {row} has {found} entries, the first row {expected}",
        "第 {row} 行有 {found} 个元素，第 1 行有 {expected} 个",
    ),
    "read-ragged-help": (
        "write rows of equal length: `[[1, 2], [3, 4]]`",
        "各行要一样长：`[[1, 2], [3, 4]]`",
    ),
    "read-nested": ("a matrix inside a matrix", "矩阵里面又套了矩阵"),
    "read-nested-help": (
        "write one list of rows: `[[1, 2], [3, 4]]`",
        "请写成一层行的列表：`[[1, 2], [3, 4]]`",
    ),
    "read-mixed-number": (
        "a number followed by `{found}` can be a sum or a product",
        "数后面跟 `{found}`，可能是和，也可能是积",
    ),
    "read-mixed-number-help": (
        "write it as a decimal, or with `+` or `*`",
        "请写成小数，或写出 `+` 或 `*`",
    ),
    "read-comparison": (
        "`{found}` compares, which an answer can't hold",
        "`{found}` 是比较，答案里不能有",
    ),
    "read-comparison-help": (
        "write `step(z)` for 1 where z > 0 and 0 elsewhere",
        "z > 0 时为 1、否则为 0，请写成 `step(z)`",
    ),
    "read-comparison-missing": (
        "a requirement compares, and nothing here does",
        "条件应是一个比较，这里没有比较",
    ),
    "read-comparison-missing-help": (
        "write for example `abs(t - y) > 0.2`",
        "例如写成 `abs(t - y) > 0.2`",
    ),
    "read-latex": ("`{found}` is LaTeX that is not read here", "这里不读 LaTeX 的 `{found}`"),
    "read-latex-help": (
        "write fractions as `a/b` or `\\frac{{a}}{{b}}`, matrices as `[[1, 2], [3, 4]]`",
        "分数请写成 `a/b` 或 `\\frac{{a}}{{b}}`，矩阵请写成 `[[1, 2], [3, 4]]`",
    ),
    "read-backslash": ("`\\` does not divide", "`\\` 不是除号"),
    "read-backslash-help": ("write `1/4`", "请写成 `1/4`"),
    "read-prime": ("a prime that is not on a function of one value", "撇号不在一元函数上"),
    "read-prime-help": (
        "write `σ'(z)` for the derivative of a function, `X^T` for a transpose, "
        "`dE/dy` for the derivative of a node",
        "函数的导数请写 `σ'(z)`，转置请写 `X^T`，节点的导数请写 `dE/dy`",
    ),
    "read-answers-only": (
        "`{found}` is read in answers, not in lessons",
        "`{found}` 只在答案里读，课程里不读",
    ),
    "read-answers-only-help": ("write `{instead}`", "请写成 `{instead}`"),
    "read-equation": ("`{found}` where nothing can be equated", "这里不能写 `{found}`"),
    "read-equation-help": (
        "put a value on each side of `=`; an expression of a lesson has no `=`",
        "`=` 两边都要有值；课程里的表达式没有 `=`",
    ),
    "read-not-a-quantity": (
        "this is neither a value nor a derivative of the lesson",
        "这既不是课程里的值，也不是导数",
    ),
    "read-not-a-quantity-help": (
        "write a name (`h1`), a derivative (`dE/dw5`, `local:dy/dw5`) or a new value (`w5+`)",
        "请写名字（`h1`）、导数（`dE/dw5`、`local:dy/dw5`）或更新后的值（`w5+`）",
    ),
    "read-axis": ("`{name}` can't be said here in this way", "这里不能这样写 `{name}`"),
    "read-axis-help": (
        "sums, means, maxima and softmax take `axis=0` or `axis=1`",
        "求和、均值、最大值和 softmax 可以写 `axis=0` 或 `axis=1`",
    ),
    "read-ones": ("a vector of ones with nothing that gives its length", "全 1 向量的长度无从得知"),
    "read-ones-help": (
        "write `1^T G` for the sums of columns, or `ones(1, 4)` with its size",
        "各列之和请写 `1^T G`，或写明大小：`ones(1, 4)`",
    ),
    "read-no-edge": (
        "`{by}` does not stand in the formula of `{of}`",
        "`{of}` 的公式里没有 `{by}`",
    ),
    "read-no-edge-help": (
        "a local derivative goes along one edge; write `d{of}/d{by}` for the total one",
        "局部导数只沿一条边；全导数请写 `d{of}/d{by}`",
    ),
    "read-comma": ("`{found}` outside a list", "`{found}` 不在列表里"),
    "read-comma-help": (
        "write one value; a row is `[1, 2, 3]`, a matrix `[[1, 2], [3, 4]]`",
        "请只写一个值；一行写成 `[1, 2, 3]`，矩阵写成 `[[1, 2], [3, 4]]`",
    ),
    "read-braces": ("`{{` groups only in LaTeX", "`{{` 只在 LaTeX 里表示分组"),
    "read-braces-help": ("write `( )`", "请写 `( )`"),
    "read-derivative": ("`{found}` alone is no derivative", "只写 `{found}` 还不是导数"),
    "read-derivative-help": (
        "write derivatives as `∂E/∂y` or `dE/dy`",
        "导数请写成 `∂E/∂y` 或 `dE/dy`",
    ),
    # remarks on what was read
    "read-note-approximately": ("`{sign}` read as `=`", "`{sign}` 读作 `=`"),
    "read-note-letter-x": ("`x` between numbers read as times", "数之间的 `x` 读作乘号"),
    "read-note-backtick": ("the backtick read as a prime", "反引号读作撇号"),
    "read-note-transpose": ("the prime of a matrix read as its transpose", "矩阵上的撇号读作转置"),
    "read-note-matmul": (
        "the product read as the matrix product `@`",
        "这里的乘积读作矩阵乘积 `@`",
    ),
    # shapes that do not fit
    "read-scalar": ("a single number", "一个数"),
    "read-misfit-entrywise": (
        "{left} is {left_shape} and {right} is {right_shape}: they do not fit entry by entry",
        "{left} 是 {left_shape}，{right} 是 {right_shape}：不能逐元素运算",
    ),
    "read-misfit-product": (
        "{left} is {left_shape} but {right} is {right_shape}: inner sizes {m} and {n} differ",
        "{left} 是 {left_shape}，{right} 是 {right_shape}：内侧的 {m} 与 {n} 不相等",
    ),
    "read-misfit-scalar": (
        "{left} is {left_shape} and {right} is {right_shape}: `@` multiplies two matrices",
        "{left} 是 {left_shape}，{right} 是 {right_shape}：`@` 只用于两个矩阵相乘",
    ),
    "read-misfit-square": (
        "{left} is {left_shape}: `{op}` takes a square matrix",
        "{left} 是 {left_shape}：`{op}` 只用于方阵",
    ),
    "read-misfit-rows": (
        "{left} is a single number: `{op}` takes a matrix",
        "{left} 是一个数：`{op}` 只用于矩阵",
    ),
    "read-misfit-size": (
        "`{op}` takes sizes in figures, whole numbers from 1 on",
        "`{op}` 的大小须用数字写明，是不小于 1 的整数",
    ),
    "read-misfit-count": (
        "{left} is {left_shape}: its {count} entries do not make {rows}×{columns}",
        "{left} 是 {left_shape}：它的 {count} 个元素排不成 {rows}×{columns}",
    ),
    "read-misfit-large": (
        "this makes a matrix of {count} entries, and {most} is the most",
        "这会得到一个有 {count} 个元素的矩阵，上限是 {most}",
    ),
    "read-misfit-number": (
        "{left} is a single number: `{op}` takes matrices",
        "{left} 是一个数：`{op}` 用于矩阵",
    ),
    "read-misfit-kernel": (
        "{right} is {right_shape} and does not fit into {left}, which is {left_shape}",
        "{right} 是 {right_shape}，放不进 {left_shape} 的 {left}",
    ),
}
