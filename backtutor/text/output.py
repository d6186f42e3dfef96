"""Sentences: what commands say besides their results."""

from backtutor.messages import Rows

ROWS: Rows = {
    "lesson-broken": (
        "`{lesson}` cannot be used until the errors above are mended",
        "先改正上面的错误，才能使用 `{lesson}`",
    ),
    "our-fault": (
        "this is a fault of backtutor, not yours: {kind} at {place} ({text}). Your answers are "
        "safe. Please report it with what you typed",
        "这是 backtutor 的错误，不是你的：{kind}，在 {place}（{text}）。你的答案都已保存。"
        "请把输入的内容一起报告给我们",
    ),
    "answers-need-lesson": (
        "say which lesson the answers are for: `backtutor study w1-w6 --answers FILE`",
        "请说明答案属于哪一课：`backtutor study w1-w6 --answers FILE`",
    ),
    "only-with-answers": (
        "`--pass` and `--json` go with `--answers FILE`",
        "`--pass` 和 `--json` 要和 `--answers FILE` 一起用",
    ),
    "system-refused": (
        "the system refused to go on: {reason}",
        "系统不允许继续：{reason}",
    ),
    "answers-broken": ("`{path}` could not be read as answers", "无法把 `{path}` 当作答案读取"),
    "bad-mark": (
        "`{typed}` is no mark: write 0.8 or 80%",
        "`{typed}` 不是及格线：请写 0.8 或 80%",
    ),
    "no-such-question": (
        "this lesson has no `{question}`: ask for a value (`h1`), a derivative (`dE/dw5`, "
        "`local:dy/dw5`), a new value (`w5+`) or a step's id",
        "这一课没有 `{question}`：可以问一个值（`h1`）、导数（`dE/dw5`、`local:dy/dw5`）、"
        "更新后的值（`w5+`）或某一步的 id",
    ),
    "no-question-near": (
        "this lesson has no `{question}`; did you mean `{near}`?",
        "这一课没有 `{question}`；是不是 `{near}`？",
    ),
    "no-question-ids": (
        "this lesson has no `{question}`; its questions are {ids}",
        "这一课没有 `{question}`；这一课的问题：{ids}",
    ),
    "no-training": (
        "this lesson does not train, so there is no `{question}`; `train: {{lr: 0.1}}` in the "
        "lesson asks for updates",
        "这一课没有训练，所以没有 `{question}`；在课程里写 `train: {{lr: 0.1}}` 就会有更新",
    ),
    "no-edge": (
        "{by} does not stand in the formula of {of}, so there is no local derivative",
        "{by} 不在 {of} 的式子里，所以没有局部导数",
    ),
    "is-given": (
        "{name} is given, there is nothing to answer",
        "{name} 是给定的，没有什么可回答",
    ),
    "not-answered": ("{question}: not answered", "{question}：没有作答"),
    "score": ("Score: {percent}%", "得分：{percent}%"),
    "verdict-line": ("{question}: {typed}: {verdict}", "{question}：{typed}：{verdict}"),
    "verdict-right": ("right", "正确"),
    "verdict-unfinished": ("unfinished", "未完成"),
    "verdict-imprecise": ("imprecise", "不够精确"),
    "verdict-wrong": ("wrong", "错误"),
    "verdict-unreadable": ("unreadable (no attempt lost)", "读不懂（不计次数）"),
    # show
    "show-forward": ("Forward", "前向"),
    "show-backward": ("Backward", "反向"),
    "show-update": ("Update, {name} = {lr}", "更新，{name} = {lr}"),
    "show-second": ("Forward again", "再次前向"),
    "bad-format": (
        "`{format}` is no format here: text or json",
        "这里没有 `{format}` 这种格式：text 或 json",
    ),
    # derive
    "derive-no-equals": (
        "`{text}` is no formula with a name: write `f = (x + y)*z`",
        "`{text}` 不是带名字的式子：请写 `f = (x + y)*z`",
    ),
    "derive-bad-value": (
        "`{text}` is no value: write `x=-2`, or `X=[[1, 2], [3, 4]]`",
        "`{text}` 不是取值：请写 `x=-2`，或 `X=[[1, 2], [3, 4]]`",
    ),
    "derive-no-value": (
        "give a value for {names}: `{example}`",
        "请给 {names} 取值：`{example}`",
    ),
    "derive-not-a-name": (
        "`{name}` cannot be a name: a function or sign has it already",
        "`{name}` 不能作名字：它已是函数名或符号",
    ),
    "derive-twice": ("`{name}` is given twice", "`{name}` 给了两次"),
    "derive-cycle": ("{names} need each other: no first value", "{names} 互相依赖：没有起点"),
    "derive-loss": (
        "several nodes are used by nothing ({names}); the last one is taken for the result",
        "有几个节点没有被使用（{names}）；把最后一个当作结果",
    ),
    "derive-undefined": (
        "{node} has no real value at these numbers",
        "在这些数值下，{node} 没有实数值",
    ),
    "derive-slope-undefined": (
        "{node} has no derivative by {by} at these numbers",
        "在这些数值下，{node} 对 {by} 没有导数",
    ),
    "derive-too-many": ("too many nodes: at most {limit}", "节点太多：最多 {limit} 个"),
    # list, progress
    "list-lesson": ("lesson", "课程"),
    "list-title": ("title", "标题"),
    "list-done": ("done", "完成"),
    "list-state": ("state", "状态"),
    "state-new": ("new", "未开始"),
    "state-started": ("resume", "继续"),
    "state-finished": ("done", "已完成"),
    "state-locked": ("after {lessons}", "先学 {lessons}"),
    "state-broken": ("has errors: backtutor check", "有错误：backtutor check"),
    "list-how": ("Study one with: backtutor study {lesson}", "开始学习：backtutor study {lesson}"),
    "list-empty": ("no lessons in {path}", "{path} 里没有课程"),
    "progress-none": (
        "Nothing answered yet. Begin with: backtutor study",
        "还没有作答。开始：backtutor study",
    ),
    "progress-lesson": (
        "{lesson}: {answers} answers, {right} right, {wrong} wrong, {hints} hints, "
        "{reveals} revealed",
        "{lesson}：作答 {answers} 次，对 {right}，错 {wrong}，提示 {hints}，揭示 {reveals}",
    ),
    "progress-last": ("last on {date}", "最近：{date}"),
    "progress-slips": ("slips seen: {slips}", "出现过的差错：{slips}"),
    "progress-reset": (
        "{lesson} starts anew; what was answered is kept in {path}",
        "{lesson} 已重新开始；原来的作答保存在 {path}",
    ),
    "progress-nothing": ("nothing is kept for {lesson}", "没有 {lesson} 的记录"),
    "expand-nothing": (
        "{lesson} has no `mlp`: it is its own long form",
        "{lesson} 没有 `mlp`：它本身就是完整写法",
    ),
    # check
    "check-clean": ("{count} lessons, no problems", "{count} 课，没有问题"),
    "check-clean-one": ("1 lesson, no problems", "1 课，没有问题"),
    "check-count": (
        "lessons: {count}, errors: {errors}, warnings: {warnings}, advice: {advice}",
        "{count} 课：错误 {errors}，警告 {warnings}，建议 {advice}",
    ),
    # picker
    "picker-title": ("{count} lessons", "{count} 课"),
    "picker-title-one": ("{count} lesson", "{count} 课"),
    "picker-keys": (
        "↑/↓/j/k move  Enter open  1-9 open  r resume  / filter  l 中文  q quit",
        "↑/↓/j/k 移动  回车 打开  1-9 打开  r 继续  / 筛选  l English  q 退出",
    ),
    "picker-lines": (
        "Type a number or an id to open a lesson, / and a word to filter, r to resume, "
        "l for Chinese, q to quit.",
        "输入编号或 id 打开课程，/ 加一个词来筛选，r 继续上次，l 换成英文，q 退出。",
    ),
    "picker-row": (
        "{number}. {title} ({lesson}): {state}.",
        "{number}. {title}（{lesson}）：{state}。",
    ),
    "picker-empty": ("no lesson fits; Esc shows all", "没有符合的课程；Esc 显示全部"),
    # doctor
    "doctor-version": (
        "backtutor {version}, Python {python}",
        "backtutor {version}，Python {python}",
    ),
    "doctor-terminal": (
        "terminal {terminal}, {width}×{height}, colour {color}, encoding {encoding}",
        "终端 {terminal}，{width}×{height}，颜色 {color}，编码 {encoding}",
    ),
    "doctor-home": ("progress in {path} ({state})", "进度保存在 {path}（{state}）"),
    "doctor-writable": ("can be written", "可以写入"),
    "doctor-not-writable": ("cannot be written", "不能写入"),
    "doctor-lessons": ("lessons in {path}: {count}", "课程在 {path}：{count} 课"),
    "doctor-libraries": ("libraries: {libraries}", "库：{libraries}"),
    "doctor-ruler": (
        "the ruler below should end under the last digit on every line",
        "下面每行的末尾应当对齐",
    ),
    "doctor-language": ("language {lang}", "语言 {lang}"),
    "yes": ("yes", "是"),
    "no": ("no", "否"),
}
