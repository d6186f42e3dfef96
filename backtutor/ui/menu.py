"""What can be done at the end of a lesson, one key each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from backtutor.ui import panels
from backtutor.ui.keypress import ReadKey
from backtutor.ui.play import Play
from backtutor.ui.theme import Meaning


@dataclass(frozen=True, slots=True)
class EndMenu:
    """Replay, another learning rate, a report, leave."""

    read_key: ReadKey
    reports: Path

    def run(self, play: Play) -> bool:
        """Until the learner leaves or replays; True to go on with the session."""
        while True:
            id = "menu-train" if play.session.derivation.updates else "menu-summary"
            play.screen.print(play.screen.text(id), Meaning.QUIET)
            match self.read_key():
                case "w":
                    if play.replay_missed():
                        return True
                case "e" if play.session.derivation.updates:
                    play.try_rate()
                case "s":
                    save_report(play, self.reports)
                case "l":
                    play.screen.lang = "zh" if play.screen.lang == "en" else "en"
                case "q" | "enter" | "escape":
                    return False


def save_report(play: Play, folder: Path) -> None:
    """The session as Markdown: the score, and every question with what was answered."""
    path = folder / f"{play.session.derivation.lesson.id}.md"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(_report(play)), encoding="utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        play.screen.print(play.screen.text("report-not-saved", path=str(path), reason=reason))
        return
    play.screen.print(play.screen.text("report-saved", path=str(path)))


def _report(play: Play) -> list[str]:
    screen, session = play.screen, play.session
    lines = [f"# {screen.words(session.derivation.lesson.title)}", ""]
    lines += [f"- {line}" for line in panels.summary(session, screen)]
    lines.append("")
    for question in session.questions:
        record = session.record(question.id)
        name = panels.label(question.asked, screen) if question.asked else question.id
        said = screen.text(f"status-{record.status.value}")
        lines.append(f"- {name}: `{record.typed}` ({said})")
    return [*lines, ""]
