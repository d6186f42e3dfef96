"""Sentences: command."""

from backtutor.messages import Rows

ROWS: Rows = {
    # the surroundings of a run
    "environment-lang": (
        "`{source}` is `{text}`, expected `en` or `zh`",
        "`{source}` 的值是 `{text}`，只能是 `en` 或 `zh`",
    ),
    "environment-seed": (
        "`BACKTUTOR_SEED` is `{text}`, expected a whole number",
        "`BACKTUTOR_SEED` 的值是 `{text}`，应当是一个整数",
    ),
    # the files of progress
    "store-in-use": (
        "`{lesson}` is open in another session (process {process}): go on there, or close it first",
        "`{lesson}` 正在另一个窗口里学习（进程 {process}）：请回到那边继续，或先把它关掉",
    ),
    "store-newer": (
        "`{path}` was written by a later version of backtutor (format {format}): "
        "update backtutor to go on, nothing was changed",
        "`{path}` 是更新版本的 backtutor 写的（格式 {format}）：请先升级 backtutor，文件没有改动",
    ),
    "store-torn": (
        "the last event was cut off while it was being written: it was set aside in `{path}`, "
        "everything before it is kept",
        "最后一条记录没有写完：已移到 `{path}`，之前的记录都还在",
    ),
    "store-damaged": (
        "damaged lines in `{path}`: {count}, the first is line {line}; "
        "they are skipped, the other {kept} events are kept",
        "`{path}` 里有 {count} 行损坏（第一处在第 {line} 行）：已跳过，其余 {kept} 条记录都还在",
    ),
    "store-unreadable": (
        "the progress in `{path}` cannot be read ({reason}): check the permissions of the file",
        "读不了 `{path}` 里的学习进度（{reason}）：请检查文件权限",
    ),
    "store-unwritable": (
        "progress cannot be saved in `{path}` ({reason}): "
        "you can go on, but this session will not be kept; `--home DIR` names another folder",
        "学习进度无法保存到 `{path}`（{reason}）：可以继续学，但这次不会留下记录；"
        "用 `--home DIR` 可以换一个文件夹",
    ),
    "store-not-saved": (
        "the last answers are not saved in `{path}` yet ({reason}): "
        "they will be as soon as there is room; go on meanwhile",
        "最近的回答还没能存进 `{path}`（{reason}）：可以先继续，能写入时会自动补上",
    ),
    "store-saved-again": (
        "everything is saved in `{path}` again",
        "之前没存上的记录已补写到 `{path}`",
    ),
    "store-no-locks": (
        "`{path}` is on a file system without locks ({reason}): "
        "do not open the same lesson in two windows",
        "`{path}` 所在的文件系统不支持加锁（{reason}）：请不要在两个窗口里同时打开同一课",
    ),
    "store-not-archived": (
        "`{path}` cannot be moved to the archive ({reason}): nothing was changed",
        "无法把 `{path}` 移到存档（{reason}）：什么都没有改动",
    ),
}
