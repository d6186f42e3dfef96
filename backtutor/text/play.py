"""Sentences: the study session."""

from backtutor.messages import Rows

ROWS: Rows = {
    # header
    "phase-forward": ("forward", "前向"),
    "phase-sign": ("prediction", "预测"),
    "phase-backward": ("backward", "反向"),
    "phase-update": ("update", "更新"),
    "phase-second_forward": ("forward again", "再次前向"),
    "phase-other": ("question", "问题"),
    "wrong-count": ("{count} wrong", "错 {count}"),
    "done-count": ("done {solved}/{count}", "完成 {solved}/{count}"),
    # around the question
    "known": ("Known: {facts}", "已知：{facts}"),
    "given-values": ("Given: {facts}", "给出：{facts}"),
    "form-any": (
        "(a number, a fraction or a formula, like {example})",
        "（一个数、分数或式子，例如 {example}）",
    ),
    "form-matrix": (
        "(numbers row by row, or a formula, like {example})",
        "（逐行写数，或者一个式子，例如 {example}）",
    ),
    "form-number": (
        "(a number, or a calculation like 0.5*1.2)",
        "（一个数，或者像 0.5*1.2 这样的算式）",
    ),
    "form-symbolic": ("(a formula, like {example})", "（一个式子，例如 {example}）"),
    "form-choice": ("(type 1 to {count})", "（输入 1 到 {count}）"),
    "one-factor": (
        "One factor at a time. What is {asked}?",
        "一次只看一个因子。{asked} 等于什么？",
    ),
    "press-enter": ("Enter: go on", "回车：继续"),
    "nothing-asked": (
        "Nothing is asked here: Enter goes on.",
        "这里没有提问：按回车继续。",
    ),
    "answered-before": ("Your answer was {typed}.", "你的答案是 {typed}。"),
    "revealed-before": ("You have seen its derivation.", "这一题的推导已经看过。"),
    # verdicts
    "right": ("Right.", "对。"),
    "right-is": ("Right: {left} = {formula} = {value}", "对：{left} = {formula} = {value}"),
    "right-value": ("Right: {left} = {value}", "对：{left} = {value}"),
    "beside": (
        "In the same way: {equation}",
        "同理：{equation}",
    ),
    "beside-other": ("Not asked: {equation}", "不提问，直接给出：{equation}"),
    "read-as": ("read as {term}", "读作 {term}"),
    "unfinished": (
        "Right chain; now its factors: put in {missing}",
        "链式对了；再把因子写出来：{missing}",
    ),
    "imprecise": (
        "Right as far as it goes: write {digits} digits",
        "目前是对的：请写 {digits} 位有效数字",
    ),
    "wrong": ("Not yet: {why}", "还不对：{why}"),
    "wrong-bare": ("Not yet.", "还不对。"),
    "unreadable": ("Not counted: {why}", "不计次数：{why}"),
    "factors-next": (
        "Now the factors, one at a time.",
        "现在把因子一个一个来。",
    ),
    "factors-prove": (
        "The number is right, and a slip would give it too: show the factors.",
        "数是对的，但做错也可能得到它：把因子写出来。",
    ),
    "wrong-value": (
        "{name} is made of {names}; check each number that you put in",
        "{name} 由 {names} 算出；检查代入的每一个数",
    ),
    "wrong-local": (
        "watch one arrow only: {by} moves a little, everything else is held. How does {of} react?",
        "只看一条箭头：{by} 动一点，其余都不动，{of} 怎样反应？",
    ),
    "wrong-update": (
        "from the old {name} one step is taken; check its direction and its length",
        "从旧的 {name} 出发走一步；检查这一步的方向和长度",
    ),
    "offer-hint": (
        "`?` gives a hint, `!` shows the derivation.",
        "`?` 给提示，`!` 显示推导。",
    ),
    "offer-reveal": ("`!` shows the derivation.", "`!` 显示推导。"),
    "nudge": ("Move {name} by {step} and watch: {walk}", "把 {name} 加 {step} 看看：{walk}"),
    "nudge-slope": (
        "your slope says {loss} would change by {claimed}",
        "按你的斜率，{loss} 的变化应为 {claimed}",
    ),
    "nudge-none": (
        "{name} has no path to the loss that could be followed here",
        "在这里无法从 {name} 走到损失",
    ),
    "nudge-after": (
        "predict first what moving {name} does; after your answer `:nudge` shows it",
        "先预测 {name} 变动的结果；回答之后 `:nudge` 会显示",
    ),
    "hint": ("Hint {level} of {count}: {text}", "提示 {level}/{count}：{text}"),
    "revealed": ("Here is how it goes:", "推导如下："),
    "numeric-kink": (
        "at a kink the central difference is the mean of the two slopes",
        "在折点处，中心差分是两侧斜率的平均",
    ),
    "check-typed-yes": (
        "the central difference agrees with what you typed",
        "中心差分与你输入的一致",
    ),
    "check-typed-no": (
        "the central difference does not agree with what you typed",
        "中心差分与你输入的不一致",
    ),
    "check-nothing": (
        "type an answer first, then `:check` it",
        "先输入一个答案，再用 `:check` 检验",
    ),
    "check-not-here": (
        "`:check` tests derivatives of the loss; this question asks for something else",
        "`:check` 只检验损失的导数；这一题问的是别的",
    ),
    "calc-is": ("{term} = {value}", "{term} = {value}"),
    "calc-unearned": (
        "`:calc` works with what you have earned; {name} is still to be found",
        "`:calc` 只用已经得到的量；{name} 还没有得到",
    ),
    "calc-what": ("write a formula after it: `:calc 1.05*1.25`", "后面写式子：`:calc 1.05*1.25`"),
    "formulas": ("The formulas of the network:", "网络里的式子："),
    "why-proved": (
        "{typed} and {closed} are equal: proved symbolically",
        "{typed} 与 {closed} 相等：已用符号推导证明",
    ),
    "why-unknown": (
        "no known slip leads to that answer; `?` gives a hint",
        "没有哪种常见差错会得到这个答案；`?` 给提示",
    ),
    "why-nothing": (
        "answer first; then `:why` says why the answer is right or wrong",
        "先回答；之后 `:why` 会说明为什么对或错",
    ),
    "noted": ("Noted.", "已记下。"),
    "note-what": (
        "write the note after it: `:note ask about signs`",
        "后面写内容：`:note 问问符号`",
    ),
    "full-on": ("From here on everything is asked.", "从现在起每一步都问。"),
    "saved": ("Everything is saved as you go, in {path}", "进度随时保存在 {path}"),
    "skipped": ("Put off; it comes back at the end.", "先跳过；最后会再问。"),
    "nothing-before": ("This is the first question.", "这是第一题。"),
    "unknown-command": (
        "{typed} is no command here; `:help` lists them",
        "没有 {typed} 这个命令；`:help` 列出所有命令",
    ),
    "did-you-mean": ("did you mean {name}?", "是不是想输入 {name}？"),
    "stopped": (
        "Saved. Go on with: {command}",
        "已保存。继续：{command}",
    ),
    "resumed": (
        "You stopped here: {solved} of {count} done.",
        "上次学到这里：已完成 {solved}/{count}。",
    ),
    "finished-before": (
        "You have finished this lesson. `{command}` starts it anew.",
        "这一课已经学完。`{command}` 可以重新开始。",
    ),
    # legend and keys
    "key-submit": ("submit", "提交"),
    "key-hint": ("hint", "提示"),
    "key-reveal": ("reveal", "揭示"),
    "key-back": ("back", "上一题"),
    "key-skip": ("skip", "跳过"),
    "key-on": ("go on", "继续"),
    "help-submit": (
        "submit the answer; an empty line says what is asked",
        "提交答案；空行会说明正在问什么",
    ),
    "help-hint": ("the next of three hints", "下一条提示，共三条"),
    "help-reveal": ("show the derivation and go on", "显示推导，然后继续"),
    "help-back": ("back one question; its answer can be changed", "回到上一题；可以改答案"),
    "help-skip": ("skip; the question comes back at the end", "跳过；最后会再问"),
    "help-help": ("this list", "显示这张表"),
    "help-graph": ("draw the network again", "重新画网络"),
    "help-table": ("the ledger: nodes, values, gradients", "总表：节点、值、梯度"),
    "help-formula": ("the formulas of the network", "网络里的式子"),
    "help-check": ("test the value you typed by a central difference", "用中心差分检验你输入的值"),
    "help-nudge": ("move a name by 0.01 and follow the change", "把一个名字加 0.01，跟踪变化"),
    "help-calc": ("work out a formula from what is earned", "用已得到的量计算一个式子"),
    "help-why": ("why the last answer is right or wrong", "上一个答案为什么对或错"),
    "help-note": ("keep a note beside your answers", "在答案旁记一条笔记"),
    "help-full": ("ask every step of the lesson", "每一步都问"),
    "help-lang": ("go on in Chinese", "改用英文"),
    "help-save": ("where your progress is kept", "进度保存在哪里"),
    "help-quit": ("leave; everything is saved", "离开；一切都已保存"),
    "commands": ("What you can type besides an answer:", "除了答案还可以输入："),
    # summary
    "summary-score": (
        "first try {first}   with help {helped}   revealed {revealed}",
        "一次答对 {first}   借助提示 {helped}   揭示 {revealed}",
    ),
    "summary-phases": ("by phase", "分项"),
    "next-lesson": ("Next lesson: backtutor study {lesson}", "下一课：backtutor study {lesson}"),
    "summary-next": ("Next time: {what}", "下次重点：{what}"),
    "summary-due": ("Due again in {days} days.", "{days} 天后复习。"),
    "summary-due-one": ("Due again tomorrow.", "明天复习。"),
    "summary-clean": ("All at the first try.", "全部一次答对。"),
    "fell": ("The step made {loss} smaller.", "这一步使 {loss} 变小了。"),
    # the menu at the end
    "menu-leave": ("Enter leave", "回车 离开"),
    "menu-lessons": ("Enter lessons", "回车 课程"),
    "menu-again": ("w replay missed", "w 重做错题"),
    "menu-rate": ("e change {rate}", "e 换一个 {rate}"),
    "menu-report": ("s save report", "s 保存报告"),
    "menu-language": ("l 中文", "l English"),
    "menu-quit": ("q quit", "q 退出"),
    "status-open": ("not answered", "未作答"),
    "status-solved": ("right", "答对"),
    "status-revealed": ("revealed", "已揭示"),
    "report-not-saved": (
        "the report could not be written to {path}: {reason}",
        "报告无法写入 {path}：{reason}",
    ),
    "report-saved": ("Report saved: {path}", "报告已保存：{path}"),
    "replaying": (
        "Once more, the ones that were not right at the first try.",
        "再做一遍没有一次答对的题。",
    ),
    "nothing-to-replay": (
        "Nothing to replay: all were right at the first try.",
        "没有错题可重做：全部一次答对。",
    ),
    # plain mode
    "spoken-header": (
        "{title}. {phase}, question {place} of {count}. Wrong answers so far: {wrong}.",
        "{title}。{phase}，第 {place} 题，共 {count} 题。到现在答错 {wrong} 次。",
    ),
    "spoken-done": ("{title}: {far}.", "{title}：{far}。"),
    "spoken-legend": ("Keys: {keys}.", "按键：{keys}。"),
    "spoken-row": (
        "{name}: value {value}, gradient {gradient}.",
        "{name}：值 {value}，梯度 {gradient}。",
    ),
    "spoken-row-from": (
        "{name}: value {value}, gradient {gradient}, from {source}.",
        "{name}：值 {value}，梯度 {gradient}，来自 {source}。",
    ),
    "spoken-rows": ("{shape}, rows {rows}", "{shape}，各行为 {rows}"),
    "spoken-matrix": ("{name} is {value}.", "{name} 为 {value}。"),
    "spoken-update": (
        "{name}: old value {old}, gradient {gradient}, new value {new}.",
        "{name}：旧值 {old}，梯度 {gradient}，新值 {new}。",
    ),
    "spoken-moved": ("{name} goes from {old} to {new}.", "{name} 从 {old} 变为 {new}。"),
    "spoken-check": (
        "Numeric check: {difference} = {slope}, which agrees.",
        "数值检验：{difference} = {slope}，一致。",
    ),
    "spoken-check-off": (
        "Numeric check: {difference} = {slope}, which does not agree.",
        "数值检验：{difference} = {slope}，不一致。",
    ),
    "spoken-descent": (
        "After {steps} steps with {rate}, {loss} has gone from {old} to {new}.",
        "{rate} 时走 {steps} 步，{loss} 从 {old} 变为 {new}。",
    ),
}
