"""Sentences: `check --suggest`, numbers that tell wrong answers apart."""

from backtutor.messages import Rows

ROWS: Rows = {
    "suggest-now": (
        "{lesson}: wrong answers {predicted}, hidden {hidden}, pairs confused {confused}",
        "{lesson}：错误答案 {predicted} 个，被掩盖 {hidden} 个，混淆 {confused} 对",
    ),
    "suggest-then": (
        "with these numbers: hidden {hidden}, pairs confused {confused}",
        "换成下面的数字：被掩盖 {hidden} 个，混淆 {confused} 对",
    ),
    "suggest-hidden": ("hidden at {asked}: {ids}", "{asked} 处仍被掩盖：{ids}"),
    "suggest-confused": ("confused at {asked}: {pairs}", "{asked} 处仍会混淆：{pairs}"),
    "suggest-pair": ("{first} = {second}", "{first} = {second}"),
    "suggest-clear": ("they can all be told apart", "它们都能区分开"),
    "suggest-nothing-asked": (
        "{lesson} asks no derivative as a number",
        "{lesson} 没有要求写出导数的数值",
    ),
    "suggest-none-better": ("no neat numbers were found that are better", "没有找到更好的整齐数字"),
    "suggest-too-large": (
        "{lesson} is too large for a search",
        "{lesson} 太大，无法搜索",
    ),
    "suggest-some": (
        "looked at: the first {count} of {asked} questions",
        "只看了 {asked} 个问题中的前 {count} 个",
    ),
    "suggest-drawn": (
        "the values of {lesson} are drawn: `draw: {{separates: all}}` draws again until none is "
        "hidden",
        "{lesson} 的数值是抽取的：写 `draw: {{separates: all}}`，就会重新抽取，直到没有掩盖",
    ),
    "suggest-expect": (
        "the figures under `expect` hold for the numbers as they are: renew them too",
        "`expect` 里的数值属于原来的数字，请一并更新",
    ),
    "suggest-zero": (
        "what is 0 among the data stays: give {name} another value, for with 0 some wrong answers "
        "are hidden whatever the other numbers are",
        "数据里的 0 会保留：请给 {name} 换一个值，因为只要是 0，换什么别的数都会掩盖一些错误答案",
    ),
    "suggest-lines": (
        "the lines of `find_mistake` are printed with the numbers as they are: renew them too",
        "`find_mistake` 的各行是按原来的数字写的，请一并更新",
    ),
    "suggest-searching": ("{lesson}: {percent} %", "{lesson}：{percent} %"),
}
