"""Sentences: session."""

from backtutor.messages import Rows

ROWS: Rows = {
    # the network, the derivation, the tables
    "net-node": (
        "Node {name}, value {value}, gradient {gradient}.",
        "节点 {name}，值 {value}，梯度 {gradient}。",
    ),
    "net-given": ("Node {name}, value {value}.", "节点 {name}，值 {value}。"),
    "net-edge": ("Edge from {source} to {target}.", "从 {source} 到 {target} 的边。"),
    "net-weighted-edge": (
        "Edge from {source} to {target}, weight {weight} = {value}, gradient {gradient}.",
        "从 {source} 到 {target} 的边，权重 {weight} = {value}，梯度 {gradient}。",
    ),
    "net-unknown": ("unknown", "未知"),
    "net-asked": ("asked now", "待求"),
    "net-chain-rule": ("chain rule", "链式法则"),
    "net-via": ("via {name}", "经过 {name}"),
    "net-kink": (
        "at a kink: the slopes on the two sides differ, any value between them is right",
        "此处是折点：两侧斜率不同，取两者之间的任何值都对",
    ),
    "net-check": ("numeric check", "数值检验"),
    "net-old": ("old", "旧值"),
    "net-new": ("new", "新值"),
    "net-forward-again": ("forward again:", "再次前向："),
    "net-name": ("node", "节点"),
    "net-value": ("value", "值"),
    "net-from": ("from", "来源"),
    "net-more": ("{count} more: `:table` shows all", "还有 {count} 行，输入 `:table` 查看全部"),
    "net-curve": ("{loss} over {steps} steps, {lr}", "{steps} 步中 {loss} 的变化，{lr}"),
    "net-curve-log": (
        "{loss} over {steps} steps, {lr} (log scale)",
        "{steps} 步中 {loss} 的变化，{lr}（对数刻度）",
    ),
}
