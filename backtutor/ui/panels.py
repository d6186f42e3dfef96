"""The parts of the study screen, each a function from the session to text.

In: a `Session`, the question that is asked, a `Screen`. Out: rich `Text`s or plain lines.
What is not earned is not here: values come from `session.known`, gradients from
`session.earned`, new values from `session.updated`.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from rich.cells import cell_len
from rich.text import Text

from backtutor.derive import Derivation, GradientStep
from backtutor.hints import Moved, fill, nudge, path
from backtutor.lesson import Form, Words
from backtutor.messages import Message
from backtutor.notation import Rounding, show
from backtutor.questions import Phase, Question, ask
from backtutor.session import Session, Status
from backtutor.terms import Derivative, Quantity, Symbol, Term, Updated, atoms
from backtutor.ui.diagram import Shown
from backtutor.ui.keys import KEYS, Key
from backtutor.ui.ledger import ledger, scene
from backtutor.ui.maths import Hidden, Move, forward_again, update_table
from backtutor.ui.network import sentences
from backtutor.ui.screen import Screen
from backtutor.ui.theme import Meaning
from backtutor.values import Value, size

BAR = 8
"""Cells of the progress bar."""

EXAMPLES = ("3/4", "2/5", "1.6")


# -- header


def header(session: Session, question: Question, screen: Screen) -> Text:
    """Lesson, phase and position, a bar, the count of wrong answers, on one line."""
    place, count = session.position(question)
    phase = screen.text(f"phase-{question.phase.value}")
    position = f"{phase} {place}/{count}" if count > 1 else phase
    wrong = screen.text("wrong-count", count=session.wrong)
    title = screen.words(session.derivation.lesson.title)
    if screen.plain:
        return Text(f"{title}. {position}. {wrong}.")
    right = f"{position}  {_bar(session, screen)}  {wrong}"
    return rule(title, right, screen)


def rule(left: str, right: str, screen: Screen) -> Text:
    """`left ──── right` across the screen; the left gives way."""
    width = min(screen.width, 120)
    room = width - cell_len(right) - 5
    line = Text(left, style=Meaning.HEADING)
    line.truncate(max(room, 8), overflow="ellipsis" if screen.environment.unicode else "crop")
    dash = screen.charset.joint(0, 0, 1, 1)
    line.append(" ").append(
        dash * max(2, width - line.cell_len - cell_len(right) - 1), Meaning.EDGE
    )
    return line.append(f" {right}")


def _bar(session: Session, screen: Screen) -> str:
    total = max(1, len(session.questions))
    full = BAR * session.solved // total
    return screen.charset.full * full + screen.charset.empty * (BAR - full)


# -- the network


def shown(session: Session, question: Question | None, screen: Screen) -> Shown:
    """What may be seen of the network while `question` is asked."""
    if question is not None and question.phase is Phase.SECOND_FORWARD:
        return _shown_again(session, question, screen)
    at = session.derivation.evaluation
    values = {name: show(at[Symbol(name)], screen.rounding) for name in session.known}
    gradients = {d.by: show(at[d], screen.rounding) for d in session.earned if not d.local}
    active = None
    match question.asked if question else None:
        case Symbol(name):
            values[name], active = "?", name
        case Derivative(_, by, False):
            gradients[by], active = "?", by
        case Derivative(_, by):
            active = by
        case Updated(name):
            active = name
    return Shown(values, gradients, active, _lit(session, question))


def _shown_again(session: Session, question: Question, screen: Screen) -> Shown:
    """The second forward pass: new values as far as they are earned, no gradients."""
    whole, asked = session.derivation, question.asked
    new = whole.updated.forward
    values = {
        name: show(new[Symbol(name)], screen.rounding)
        for name in whole.graph.nodes
        if name in session.updated or not whole.moves(name)
    }
    active = asked.name if isinstance(asked, Updated) else None
    return Shown({**values, **({active: "?"} if active else {})}, {}, active)


def _lit(session: Session, question: Question | None) -> frozenset[tuple[str, str]]:
    """The path that the first hint lights."""
    if question is None or not session.record(question.id).hints:
        return frozenset()
    match question.asked:
        case Derivative(_, by, False):
            walk = path(session.derivation, by)
            return frozenset(pairwise(walk))
    return frozenset()


def sources(session: Session, screen: Screen) -> dict[str, str]:
    """Name → where its earned gradient comes from."""
    steps = session.derivation.gradients
    return {d.by: screen.sheet.term(steps[d.by].formula) for d in session.earned if d.by in steps}


def network(session: Session, question: Question | None, screen: Screen) -> Iterator[Text]:
    """The drawing, the ledger, or sentences in plain mode."""
    graph, seen = session.derivation.graph, shown(session, question, screen)
    if screen.plain:
        yield from (Text(screen.say(sentence)) for sentence in sentences(graph, seen))
    else:
        yield scene(graph, seen, sources(session, screen), screen.sheet)


def table(session: Session, question: Question | None, screen: Screen) -> Text:
    """The whole ledger."""
    seen = shown(session, question, screen)
    rows = len(session.derivation.graph.nodes) + 2
    return ledger(session.derivation.graph, seen, sources(session, screen), screen.sheet, rows)


def formulas(derivation: Derivation, screen: Screen) -> Iterator[str]:
    """`y = w₅·h₁ + w₆·h₂`, one line a node."""
    for step in derivation.forward:
        caption = derivation.lesson.captions.get(step.target)
        label = f"   {screen.words(caption.label)}" if caption and caption.label else ""
        yield f"  {equation(screen, Symbol(step.target), step.formula)}{label}"


def equation(screen: Screen, left: Term, right: Term) -> str:
    return f"{screen.sheet.term(left)} = {screen.sheet.term(right)}"


# -- the question


def facts(session: Session, question: Question, screen: Screen) -> str:
    """What the question builds on and the screen may say: `∂E/∂y = y − t = 1.05`."""
    known = list(_facts(session, question, screen))
    if not known:
        return ""
    separator = ", " if screen.lang == "en" else "，"
    return screen.text("known", facts=separator.join(known))


def _facts(session: Session, question: Question, screen: Screen) -> Iterator[str]:
    derivation = session.derivation
    match question.asked:
        case Symbol(name):
            for source in derivation.graph[name].sources:
                if source in session.known:
                    yield _value(derivation, Symbol(source), screen)
        case Derivative(of, by, local):
            if local and (node := derivation.graph[of]).term is not None:
                yield equation(screen, Symbol(of), node.term)
            else:
                yield from _upstream(session, by, screen)
        case Updated() if question.phase is Phase.SECOND_FORWARD:
            for source in derivation.graph[question.asked.name].sources:
                if source in session.updated or not derivation.moves(source):
                    yield _new_value(derivation, source, screen)


def _upstream(session: Session, by: str, screen: Screen) -> Iterator[str]:
    """The gradients that arrive at the nodes that use a name, where they are earned."""
    derivation = session.derivation
    step = derivation.gradients.get(by)
    for term in step.terms if step else ():
        node = derivation.graph[term.via]
        if term.via == step.loss and node.term is not None:  # type: ignore[union-attr]
            yield equation(screen, Symbol(term.via), node.term)
        elif term.upstream in session.earned:
            yield _gradient(derivation, term.via, screen)
            if node.term is not None:
                yield equation(screen, Symbol(term.via), node.term)


def _gradient(derivation: Derivation, name: str, screen: Screen) -> str:
    step = derivation.gradients[name]
    middle = f" = {screen.sheet.term(step.closed)}" if step.closed is not None else ""
    if len(middle) > 24:
        middle = ""
    return f"{screen.sheet.term(step.quantity)}{middle} = {screen.number(step.value)}"


def _value(derivation: Derivation, symbol: Symbol, screen: Screen) -> str:
    return f"{screen.sheet.term(symbol)} = {screen.number(derivation.evaluation[symbol])}"


def _new_value(derivation: Derivation, name: str, screen: Screen) -> str:
    value = derivation.updated[Symbol(name)]
    moved = value != derivation.evaluation[Symbol(name)]
    left = label(Updated(name), screen) if moved else screen.sheet.term(Symbol(name))
    return f"{left} = {screen.number(value)}"


def label(quantity: Quantity, screen: Screen) -> str:
    """A quantity as the screen writes it: `∂E/∂w₅`, `w₅⁺`."""
    if isinstance(quantity, Updated):
        return screen.text("updated-name", name=Symbol(quantity.name))
    return screen.sheet.term(quantity)


def wording(session: Session, question: Question, screen: Screen) -> str:
    """The question, and what may be typed; the example is of another quantity."""
    at = session.derivation.evaluation
    if question.part_of:
        assert isinstance(question.asked, Derivative)
        return screen.text("one-factor", asked=question.asked)
    asked = screen.anything(question.prompt, at)
    if question.choices:
        return f"{asked}  {screen.text('form-choice', count=len(question.choices))}"
    id = "form-symbolic" if question.form is Form.SYMBOLIC else "form-any"
    return f"{asked}  {screen.text(id, example=_example(session, question, screen))}"


def _example(session: Session, question: Question, screen: Screen) -> str:
    """The formula of an earlier answer, else a fraction; never the right answer."""
    for earlier in reversed(session.questions):
        done = session.is_done(earlier) and earlier.formula is not None
        if done and earlier.value != question.value and list(atoms(earlier.formula)):  # type: ignore[arg-type]
            return screen.sheet.term(earlier.formula)  # type: ignore[arg-type]
    wrong = (e for e in EXAMPLES if e != show(question.value) and e != str(question.value))
    return next(wrong)


def options(session: Session, question: Question, screen: Screen) -> Iterator[str]:
    at = session.derivation.evaluation
    for number, choice in enumerate(question.choices, 1):
        yield f"  {number}  {screen.anything(choice.text, at)}"


def prompt(question: Question, screen: Screen) -> str:
    """`∂E/∂w₅ › `."""
    sign = "›" if screen.environment.unicode else ">"
    asked = f"{label(question.asked, screen)} " if question.asked is not None else ""
    return f"{asked}{sign} "


# -- updates


def updates(session: Session, question: Question | None, screen: Screen) -> Text:
    """The update table: the asked new value hidden, its sisters shown as examples."""
    derivation = session.derivation
    train = derivation.lesson.train
    assert train is not None
    return update_table(
        derivation.updates,
        derivation.graph.loss,
        screen.sheet,
        train.lr_name,
        _hidden(session, question),
    )


def _hidden(session: Session, question: Question | None) -> Hidden:
    loss = session.derivation.graph.loss
    names = [step.target for step in session.derivation.updates]
    shown_too = question.siblings if question is not None else ()
    beside = {quantity.name for quantity in shown_too if isinstance(quantity, Updated)}
    gradients = {n for n in names if Derivative(loss, n) not in session.earned}
    values = {n for n in names if n not in session.updated and n not in beside}
    return Hidden(values | gradients, gradients)


def second_pass(session: Session, screen: Screen) -> Text:
    """The values before and after, the loss last."""
    steps = [s for s in session.derivation.second_forward if s.target in session.updated]
    shown_steps = steps[-2:] if len(steps) > 2 else steps
    return forward_again([Move(s.target, s.old, s.value) for s in shown_steps], screen.sheet)


# -- after an answer


def right_line(question: Question, screen: Screen, formula: bool = True) -> str:
    """`Right: ∂E/∂w₅ = ∂E/∂y·h₁ = 1.3125`; the formula only where it is not asked next."""
    if question.asked is None:
        return screen.text("right")
    left = label(question.asked, screen)
    value = screen.number(question.value)
    if not formula or question.formula is None or _is_bare(question):
        return screen.text("right-value", left=left, value=value)
    written = screen.sheet.term(question.formula)
    return screen.text("right-is", left=left, formula=written, value=value)


def _is_bare(question: Question) -> bool:
    """Whether the formula says no more than its value."""
    return question.formula is not None and not list(atoms(question.formula))


def siblings(session: Session, question: Question, screen: Screen) -> Iterator[str]:
    """`In the same way: ∂E/∂w₆ = ∂E/∂y·h₂ = 3.99`, for gradients."""
    for quantity in question.siblings:
        match quantity:
            case Derivative(_, by) if by in session.derivation.gradients:
                step = session.derivation.gradients[by]
                facts = {"left": step.quantity, "formula": step.formula}
                yield screen.text("beside", **facts, value=screen.number(step.value))


def legend(question: Question, session: Session, screen: Screen) -> str:
    """The keys that are valid now, on one line."""
    unavailable = set() if session.previous() else {"back"}
    if session.hint(question) is None:
        unavailable.add("hint")
    keys = [key for key in KEYS if key.legend and key.id not in unavailable]
    return "  ".join(_legend_entry(key, screen) for key in keys)


def _legend_entry(key: Key, screen: Screen) -> str:
    """`? hint`; a command that is a word says itself what it does."""
    return key.typed if key.typed.startswith(":") else f"{key.typed} {screen.text(f'key-{key.id}')}"


# -- the end


def summary(session: Session, screen: Screen) -> Iterator[str]:
    """How it went, by phase, and what to practise."""
    records = [session.record(question.id) for question in session.questions]
    first = sum(record.first_try for record in records)
    revealed = sum(record.status is Status.REVEALED for record in records)
    helped = sum(record.status is Status.SOLVED for record in records) - first
    yield screen.text("summary-score", first=first, helped=helped, revealed=revealed)
    yield from _by_phase(session, screen)
    if session.missed:
        names = tuple(_subject(question, screen) for question in session.missed[:4])
        yield screen.text("summary-next", what=names)
    else:
        yield screen.text("summary-clean")
    days = due_in_days(session)
    yield screen.text("summary-due", days=days) if days > 1 else screen.text("summary-due-one")


def _by_phase(session: Session, screen: Screen) -> Iterator[str]:
    parts = []
    for phase in Phase:
        asked = [q for q in session.questions if q.phase is phase]
        if asked:
            clean = sum(session.record(q.id).first_try for q in asked)
            bar = "" if screen.plain else screen.charset.full * clean
            bar += "" if screen.plain else screen.charset.empty * (len(asked) - clean) + " "
            parts.append(f"{screen.text(f'phase-{phase.value}')} {bar}{clean}/{len(asked)}")
    yield f"{screen.text('summary-phases')}: " + "   ".join(parts)


def _subject(question: Question, screen: Screen) -> Message | str:
    if question.asked is not None:
        return label(question.asked, screen)
    return screen.text(f"phase-{question.phase.value}")


def due_in_days(session: Session) -> int:
    """Tomorrow after a reveal, in three days after help, in a week after a clean run."""
    records = [session.record(question.id) for question in session.questions]
    if any(record.status is Status.REVEALED for record in records):
        return 1
    return 7 if all(record.first_try for record in records) else 3


def progress_word(session: Session, screen: Screen) -> str:
    return screen.text("done-count", solved=session.solved, count=len(session.questions))


# -- cards


def equation_of(derivation: Derivation, quantity: Quantity, screen: Screen) -> str:
    """`h₂ = w₃·x₁ + w₄·x₂ = 2.3·1 + 3·0.5 = 3.8`."""
    question = ask(derivation, quantity)
    return " = ".join([label(quantity, screen), *_worked(derivation, question, screen)])


def _worked(derivation: Derivation, question: Question, screen: Screen) -> Iterator[str]:
    """The formula, the formula in numbers, the value: each once."""
    formula = question.formula
    seen: set[str] = set()
    texts = []
    if formula is not None:
        at = derivation.evaluation
        if question.phase is Phase.SECOND_FORWARD:
            at = derivation.updated
        values = {atom: at[atom] for atom in atoms(formula)}
        texts = [screen.sheet.term(formula), screen.sheet.term(fill(formula, values))]
    for text in (*texts, screen.number(question.value)):
        if text not in seen:
            seen.add(text)
            yield text


def note_of(derivation: Derivation, quantity: Quantity) -> Words | None:
    """The author's note on the node that a quantity is about."""
    name = quantity.by if isinstance(quantity, Derivative) else quantity.name
    caption = derivation.lesson.captions.get(name)
    return caption.note if caption else None


def walk(moves: tuple[Moved, ...], screen: Screen) -> str:
    """`w₅ +0.01 → y +0.0125 → E +0.0132`."""
    arrow = f" {screen.charset.becomes} "
    return arrow.join(
        f"{screen.sheet.term(Symbol(m.name))} {_signed(m.change, screen)}" for m in moves
    )


def _signed(change: Value, screen: Screen) -> str:
    text = screen.charset.number(show(change, Rounding(digits=3)))
    return text if change < 0 else f"+{text}"


EPSILON = Fraction(1, 10**5)


def central_difference(derivation: Derivation, by: str) -> Value | None:
    """(E(w+ε) − E(w−ε))/2ε at ε = 1e-5; None where the loss has no value beside the point."""
    above, below = nudge(derivation, by, EPSILON), nudge(derivation, by, -EPSILON)
    if not above or not below:
        return None
    return (above[-1].change - below[-1].change) / (2 * EPSILON)


def near(slope: Value, claimed: Value) -> bool:
    """Whether a claimed gradient is the slope, as far as a difference in floats can tell."""
    return bool(size(slope - claimed) <= 1e-4 * max(1, size(slope)))


def agrees(slope: Value, step: GradientStep) -> bool:
    return step.kink or near(slope, step.value)


def difference_text(loss: str, by: str, screen: Screen) -> str:
    """`(E(w₅+ε) − E(w₅−ε))/2ε`."""
    loss_text, name = screen.sheet.term(Symbol(loss)), screen.sheet.term(Symbol(by))
    minus = screen.charset.minus
    epsilon = screen.charset.text("ε")
    return f"({loss_text}({name}+{epsilon}) {minus} {loss_text}({name}{minus}{epsilon}))/2{epsilon}"


def proved(derivation: Derivation, a: Term, b: Term) -> bool:
    """Whether sympy proves two formulas of a graph equal; it is loaded here and nowhere before."""
    from backtutor.proof import prove_equal

    return prove_equal(derivation, a, b)
