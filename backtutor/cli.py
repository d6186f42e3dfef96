"""The command line: names, options and help. What a command does is in `backtutor.commands`.

The only module that knows typer. Options that hold everywhere may stand before or after the
command; the group moves them to the front, so that they are declared once.
"""

# no `from __future__ import annotations`: typer would have to evaluate every annotation again,
# in all commands, before it runs one of them
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Optional

import typer
from typer.core import TyperGroup

from backtutor.environment import Environment, Options, this_process
from backtutor.messages import message
from backtutor.problems import Exit, Stop

EVERYWHERE_FLAGS = ("--plain", "--ascii", "--no-color")
EVERYWHERE_VALUES = ("--lang", "--seed", "--home")


class Unread(Exception):
    """Whoever read the output has gone; typer takes a broken pipe for a failure."""


class Everywhere(TyperGroup):
    """A group whose own options may stand anywhere on the line."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, hoisted(args))

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError as broken:
            raise Unread from broken


def hoisted(args: list[str]) -> list[str]:
    """The arguments with the options that hold everywhere first; nothing past `--` is touched."""
    end = args.index("--") if "--" in args else len(args)
    front: list[str] = []
    rest: list[str] = []
    head = iter(args[:end])
    for arg in head:
        if arg in EVERYWHERE_FLAGS or arg.startswith(tuple(f"{o}=" for o in EVERYWHERE_VALUES)):
            front.append(arg)
        elif arg in EVERYWHERE_VALUES:
            front += [arg, *([value] if (value := next(head, None)) is not None else [])]
        else:
            rest.append(arg)
    return [*front, *rest, *args[end:]]


app = typer.Typer(
    cls=Everywhere,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)
progress_app = typer.Typer(rich_markup_mode=None, invoke_without_command=True)
app.add_typer(
    progress_app, name="progress", help="Answers and results so far. Example: backtutor progress"
)

Lesson = Annotated[str, typer.Argument(metavar="LESSON", help="An id, pack/id, or a YAML file.")]
Mode = Annotated[
    str, typer.Option(metavar="reverse|forward|paths", help="Backward, forward, or path by path.")
]
Wrt = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option(metavar="NAME", help="The name that moves: an input, a parameter, a node."),
]
Json = Annotated[bool, typer.Option("--json", help="Machine-readable output.")]
# -h1 is an answer, so that -h is no option there
ANSWERS_MAY_BEGIN_WITH_MINUS = {"ignore_unknown_options": True, "help_option_names": ["--help"]}


@app.callback(invoke_without_command=True)
def backtutor(
    ctx: typer.Context,
    lang: Annotated[Optional[str], typer.Option(metavar="en|zh", help="Language.")] = None,  # noqa: UP045
    plain: Annotated[bool, typer.Option("--plain", help="Sentences, no drawings.")] = False,
    ascii: Annotated[bool, typer.Option("--ascii", help="ASCII characters only.")] = False,
    no_color: Annotated[bool, typer.Option("--no-color", help="No colours.")] = False,
    seed: Annotated[Optional[int], typer.Option(help="Seed of drawn values.")] = None,  # noqa: UP045
    home: Annotated[Optional[Path], typer.Option(help="Folder where progress is kept.")] = None,  # noqa: UP045
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
) -> None:
    """Learn backpropagation: asked for the next gradient before it is shown.

    Example: backtutor study w1-w6
    """
    if version:
        from backtutor import __version__

        sys.stdout.write(f"backtutor {__version__}\n")
        raise typer.Exit
    options = Options(lang, plain, ascii, no_color, seed, home)
    ctx.obj = this_process(options)
    if ctx.invoked_subcommand is None:
        from backtutor.commands.picker import pick

        _leave(pick(ctx.obj))


def _leave(status: Exit) -> None:
    raise typer.Exit(int(status))


@app.command()
def study(
    ctx: typer.Context,
    lesson: Annotated[Optional[str], typer.Argument(metavar="[LESSON]")] = None,  # noqa: UP045
    full: Annotated[bool, typer.Option("--full", help="Ask every step.")] = False,
    answers: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(metavar="FILE", help="Answer from a YAML file: question: answer."),
    ] = None,
    pass_mark: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--pass", metavar="MARK", help="Exit 1 below this score (0.8 or 80%)."),
    ] = None,
    json: Json = False,
) -> None:
    """Study a lesson; goes on where it stopped.

    Example: backtutor study w1-w6
    """
    from backtutor.packs import named_folder

    if answers is None and (json or pass_mark is not None):
        raise Stop(message("only-with-answers"), Exit.USAGE)
    if answers is not None:
        from backtutor.commands.answering import from_file

        _leave(from_file(ctx.obj, lesson, answers, pass_mark, json, full))
    elif lesson is None or (folder := named_folder(lesson)) is not None:
        from backtutor.commands.picker import pick

        _leave(pick(ctx.obj, folder if lesson else None, full))
    else:
        from backtutor.commands.study import study as command

        _leave(command(ctx.obj, lesson, full))


@app.command()
def show(
    ctx: typer.Context,
    lesson: Lesson,
    format: Annotated[str, typer.Option(metavar="text|json")] = "text",
    mode: Mode = "reverse",
    wrt: Wrt = None,
    check: Annotated[
        bool, typer.Option("--check", help="Hold every gradient against a central difference.")
    ] = False,
    closed_form: Annotated[
        bool, typer.Option("--closed-form", help="Gradients over the given names, by sympy.")
    ] = False,
    entries: Annotated[
        bool, typer.Option("--entries", help="Gradients of matrices entry by entry too.")
    ] = False,
) -> None:
    """The whole worked derivation of a lesson.

    Example: backtutor show w1-w6 --format json
    """
    from backtutor.commands.show import show as command

    _leave(command(ctx.obj, lesson, format, mode, wrt, check, closed_form, entries))


@app.command("try", context_settings=ANSWERS_MAY_BEGIN_WITH_MINUS)
def try_(
    ctx: typer.Context,
    lesson: Lesson,
    question: Annotated[
        str, typer.Argument(metavar="QUESTION", help="h1, dE/dw5, local:dy/dw5, w5+")
    ],
    answer: Annotated[str, typer.Argument(metavar="ANSWER")],
    json: Json = False,
) -> None:
    """What the tutor would say to an answer; nothing is recorded.

    Example: backtutor try w1-w6 dE/dw5 -1.3125
    """
    from backtutor.commands.attempt import attempt

    _leave(attempt(ctx.obj, lesson, question, answer, json))


@app.command()
def diagnose(
    ctx: typer.Context,
    lesson: Lesson,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="JSON: name → value; - for standard input.")
    ],
    json: Json = False,
) -> None:
    """Gradients from your own code: which are right, and what explains the others.

    Example: backtutor diagnose w1-w6 gradients.json
    """
    from backtutor.commands.diagnose import diagnose as command

    _leave(command(ctx.obj, lesson, file, json))


@app.command(context_settings=ANSWERS_MAY_BEGIN_WITH_MINUS)
def derive(
    ctx: typer.Context,
    formula: Annotated[str, typer.Argument(metavar="FORMULA", help='Like "q = x + y; f = q*z".')],
    values: Annotated[Optional[list[str]], typer.Argument(metavar="NAME=VALUE…")] = None,  # noqa: UP045
    quiz: Annotated[bool, typer.Option("--quiz", help="Ask it instead of showing it.")] = False,
    format: Annotated[str, typer.Option(metavar="text|json")] = "text",
    mode: Mode = "reverse",
    wrt: Wrt = None,
) -> None:
    """The derivation of a formula typed on the spot; no lesson file.

    Example: backtutor derive "f = (x + y)*z" x=-2 y=5 z=-4
    """
    from backtutor.commands.derive import derive as command

    _leave(command(ctx.obj, formula, values or [], quiz, format, mode, wrt))


@app.command("list")
def list_(
    ctx: typer.Context,
    pack: Annotated[
        str | None, typer.Argument(metavar="[PACK]", help="A folder of lessons.")
    ] = None,
    json: Json = False,
) -> None:
    """The lessons, with how far you are.

    Example: backtutor list
    """
    from backtutor.commands.listing import list_lessons

    _leave(list_lessons(ctx.obj, pack, json))


@app.command()
def check(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…")],
    strict: Annotated[bool, typer.Option("--strict", help="Warnings fail too.")] = False,
    draws: Annotated[
        int, typer.Option(metavar="N", min=1, max=10_000, help="Draws of drawn values to check.")
    ] = 1,
    prove: Annotated[
        bool, typer.Option("--prove", help="Have sympy prove every local derivative.")
    ] = False,
    suggest: Annotated[
        bool, typer.Option("--suggest", help="Look for numbers that tell more mistakes apart.")
    ] = False,
    json: Json = False,
) -> None:
    """Every problem of lessons and packs.

    Example: backtutor check my-lesson.yaml --suggest
    """
    from backtutor.commands.check import check as command

    _leave(command(ctx.obj, paths, strict, json, draws=draws, prove=prove, suggest=suggest))


@app.command()
def expand(ctx: typer.Context, lesson: Lesson) -> None:
    """The long form of an `mlp` lesson, every node written out.

    Example: backtutor expand my-network.yaml
    """
    from backtutor.commands.expand import expand as command

    _leave(command(ctx.obj, lesson))


@progress_app.callback(invoke_without_command=True)
def progress(ctx: typer.Context, json: Json = False) -> None:
    """Answers and results so far.

    Example: backtutor progress
    """
    if ctx.invoked_subcommand is None:
        from backtutor.commands.progress import progress as command

        _leave(command(ctx.obj, json))


@progress_app.command()
def reset(ctx: typer.Context, lesson: Lesson) -> None:
    """Start a lesson anew; what was answered is kept in the archive.

    Example: backtutor progress reset w1-w6
    """
    from backtutor.commands.progress import reset as command

    _leave(command(ctx.obj, lesson))


@app.command()
def doctor(ctx: typer.Context, json: Json = False) -> None:
    """Versions, paths, terminal, encoding, a width ruler.

    Example: backtutor doctor
    """
    from backtutor.commands.doctor import doctor as command

    _leave(command(ctx.obj, json))


def run(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit status. Nothing a user does ends in a traceback."""
    try:
        status = _invoke(app, arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
        return status
    except (Unread, BrokenPipeError):
        _drop_output()
        return Exit.DONE
    except OSError as refused:
        if os.environ.get("BACKTUTOR_DEBUG"):
            raise
        _drop_output()
        said = message("system-refused", reason=refused.strerror or str(refused))
        return _stopped(Stop(said, Exit.PROBLEMS))


def _invoke(command: Callable[..., Any], arguments: list[str] | None) -> int:
    try:
        command(args=arguments, prog_name="backtutor")
    except Stop as stop:
        return _stopped(stop)
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except SystemExit as left:
        return int(left.code or 0) if not isinstance(left.code, str) else Exit.USAGE
    except (Unread, OSError):
        raise
    except Exception as fault:
        if os.environ.get("BACKTUTOR_DEBUG"):
            raise
        return _our_fault(fault)
    return Exit.DONE


def _drop_output() -> None:
    """What is still to be written goes nowhere, or Python complains of it at its end."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _stopped(stop: Stop) -> int:
    from backtutor.commands.talk import tell_stop

    return tell_stop(_environment(), stop)


def _our_fault(fault: Exception) -> int:
    from backtutor.commands.talk import tell_fault

    return tell_fault(_environment(), fault)


def _environment() -> Environment:
    """An environment to say a last word in, from what options can still be told."""
    try:
        return this_process(Options(**_said(sys.argv[1:])))
    except Stop:
        # what is wrong with the variables is what has to be said
        return this_process(Options(lang="en", seed=0))


def _said(args: list[str]) -> dict[str, Any]:
    said: dict[str, Any] = {
        flag[2:].replace("-", "_"): True for flag in EVERYWHERE_FLAGS if flag in args
    }
    for place, arg in enumerate(args[:-1]):
        if arg == "--lang":
            said["lang"] = args[place + 1]
        elif arg.startswith("--lang="):
            said["lang"] = arg.partition("=")[2]
    return said
