"""Workings: how a value or a gradient comes about, on one line or as a card of matrices.

In: a derivation and a question or a quantity, the session where one is going on. Out: text. What
a session still asks is left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from backtutor.derive import Derivation, GradientStep
from backtutor.filling import fill
from backtutor.lesson import Words
from backtutor.messages import Message
from backtutor.questions import Phase, Question, ask
from backtutor.session import Session
from backtutor.terms import ZERO, Apply, Derivative, Quantity, Symbol, Term, Updated, atoms
from backtutor.ui.panels import name_of, stepped
from backtutor.ui.screen import Screen
from backtutor.ui.sheet import Sheet
from backtutor.ui.worked_matrices import Form, has_matrix, worked


def show_equation(
    derivation: Derivation, quantity: Quantity, screen: Screen, session: Session | None = None
) -> None:
    """How a value or a gradient comes about: a line, or a card where there are matrices."""
    show_worked(derivation, ask(derivation, quantity), screen, session)


def show_worked(
    derivation: Derivation, question: Question, screen: Screen, session: Session | None = None
) -> None:
    """The same for any question that wants a number."""
    drawn = None if screen.plain else _on_matrices(derivation, question, screen, session)
    if drawn is None:
        screen.print(f"  {worked_line(derivation, question, screen, session)}")
    else:
        screen.drawing(indented(drawn))


def simpler(derivation: Derivation, step: GradientStep, screen: Screen) -> list[Form]:
    """Simpler formulas for a gradient with matrices, and how each comes about."""
    from backtutor.cancelling import simplified  # few cards need it

    if screen.plain or not has_matrix(step, derivation.graph):
        return []
    (part,) = step.terms if len(step.terms) == 1 else (None,)
    unit = tuple(Symbol(name) for name in sorted(derivation.graph.unit_rows))
    facts = {
        "left": part.upstream if part else "",
        "right": part.upstream_closed if part else "",
        "names": unit,
    }
    forms = simplified(derivation, step)
    return [Form(form.term, screen.say(Message(form.id, facts))) for form in forms]


def indented(drawing: Text) -> Text:
    """Two columns further in."""
    return Text("\n").join(Text("  ").append_text(line) for line in drawing.split("\n"))


def _on_matrices(
    derivation: Derivation, question: Question, screen: Screen, session: Session | None
) -> Text | None:
    """The card of a step with matrices, where a session tells all that stands in it."""
    formula, asked = question.formula, question.asked
    if formula is None or not _has_matrices(derivation, question):
        return None
    if session is not None and not (
        session.shows_formula(question)
        and session.shows_numbers(question)
        and session.shows_whole(asked)
    ):
        return None
    sheet = screen.sheet._replace(width=screen.width - 2)
    if isinstance(asked, Updated):
        return _worked_update(derivation, question, asked, sheet)
    left = asked or Symbol(name_of(question, screen))
    return worked(left, [Form(formula)], question.value, derivation.evaluation, sheet)


def _worked_update(
    derivation: Derivation, question: Question, asked: Updated, sheet: Sheet
) -> Text:
    """A new value, the names in its formula marked where they have one too."""
    formula, point = question.formula, dict(derivation.evaluation.forward)
    assert formula is not None
    if question.phase is Phase.SECOND_FORWARD:
        formula = stepped(derivation, formula)
        for name, value in derivation.updated.values_by_name.items():
            point[Symbol(f"{name}⁺")] = value
    gradients = (atom for atom in atoms(formula) if isinstance(atom, Derivative))
    point |= {atom: derivation.evaluation[atom] for atom in gradients}
    return worked(Symbol(f"{asked.name}⁺"), [Form(formula)], question.value, point, sheet)


def _has_matrices(derivation: Derivation, question: Question) -> bool:
    """Whether a step has matrices: they have no local derivatives, and need room."""
    graph, asked = derivation.graph, question.asked or question.share_of
    used = [a.name if isinstance(a, Symbol) else a.by for a in atoms(question.formula or ZERO)]
    used.append(asked.by if isinstance(asked, Derivative) else asked.name if asked else "")
    return graph.has_matrix(*(name for name in used if name in graph.nodes))


def equation_of(
    derivation: Derivation, quantity: Quantity, screen: Screen, session: Session | None = None
) -> str:
    """`h₂ = w₃·x₁ + w₄·x₂ = 2.3·1 + 3·0.5 = 3.8`, without what a session still asks."""
    return worked_line(derivation, ask(derivation, quantity), screen, session)


def worked_line(
    derivation: Derivation, question: Question, screen: Screen, session: Session | None = None
) -> str:
    """The same on one line, whatever number is asked for."""
    worked = _worked(derivation, question, screen, session)
    name = name_of(question, screen)
    return " = ".join([*([name] if name else []), *dict.fromkeys(worked)])


def _worked(
    derivation: Derivation, question: Question, screen: Screen, session: Session | None
) -> Iterator[str]:
    """The chain, the formula, the formula in numbers, the value."""
    formula = question.formula
    if formula is not None and (session is None or session.shows_formula(question)):
        matrices = _has_matrices(derivation, question)
        chain = None if matrices else _chain(derivation, question.asked)
        if chain is not None and not question.has_its_own_way:
            yield screen.sheet.term(chain)
        again = question.phase is Phase.SECOND_FORWARD
        yield screen.sheet.term(stepped(derivation, formula) if again else formula)
        if matrices:
            yield from _simplest(derivation, question, screen, session)
        if not matrices and (session is None or session.shows_numbers(question)):
            at = derivation.updated if again else derivation.evaluation
            yield screen.sheet.term(fill(formula, {atom: at[atom] for atom in atoms(formula)}))
    if session is None or question.asked is None or session.shows_whole(question.asked):
        yield screen.number(question.value)


def _simplest(
    derivation: Derivation, question: Question, screen: Screen, session: Session | None
) -> Iterator[str]:
    """What a gradient with matrices comes down to, p − y, where what arrives is known."""
    from backtutor.cancelling import simplified  # few lines need it

    match question.asked:
        case Derivative(of, by, False) if of == derivation.graph.loss != by:
            step = derivation.gradients[by]
        case _:
            return
    arriving = [derivation.gradients[term.via] for term in step.terms if term.via != step.loss]
    if session is None or all(map(session.shows_closed, arriving)):
        for form in simplified(derivation, step)[-1:]:
            yield screen.sheet.term(form.term)


def _chain(derivation: Derivation, asked: Quantity | None) -> Term | None:
    """`∂E/∂y·∂y/∂w₅`: a gradient before its local factors are put in."""
    match asked:
        case Derivative(of, by, False) if of == derivation.graph.loss != by:
            paths = derivation.gradients[by].terms
        case _:
            return None
    if any(path.via == of for path in paths):
        return None
    products = [
        Apply("mul", (path.upstream, Derivative(path.via, by, local=True))) for path in paths
    ]
    return products[0] if len(products) == 1 else Apply("add", tuple(products))


def note_of(derivation: Derivation, quantity: Quantity) -> Words | None:
    """The author's note on the node that a quantity is about."""
    name = quantity.by if isinstance(quantity, Derivative) else quantity.name
    caption = derivation.lesson.captions.get(name)
    return caption.note if caption else None
