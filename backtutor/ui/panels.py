"""The parts of the study screen, each a function from the session to text.

In: a `Session`, the question that is asked, a `Screen`. Out: rich `Text`s or plain lines.
What is not earned is not here: values come from `session.known`, gradients from
`session.earned`, new values from `session.updated`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from string import ascii_lowercase

from rich.cells import cell_len
from rich.text import Text

from backtutor.derive import Derivation, UpdateStep
from backtutor.graph import Graph
from backtutor.hints import path
from backtutor.lesson import Form
from backtutor.messages import Message, message
from backtutor.questions import Amount, Arrangement, Extent, NextNode, Phase, Question, ask
from backtutor.selection import form_of
from backtutor.session import Session, Status, raised_by
from backtutor.terms import (
    Apply,
    Derivative,
    MatrixTerm,
    Quantity,
    Symbol,
    Term,
    Updated,
    atoms,
)
from backtutor.ui import gallery, spoken
from backtutor.ui.diagram import Shown, weights
from backtutor.ui.examples import example
from backtutor.ui.keys import KEYS, Key
from backtutor.ui.ledger import NARROW, ledger, scene
from backtutor.ui.network import sentences
from backtutor.ui.screen import PROSE_WIDTH, Screen, filled_lines
from backtutor.ui.theme import Meaning
from backtutor.ui.updates import Hidden, Move, forward_again, update_table
from backtutor.values import Value, is_matrix
from backtutor.verdicts import Wrong

BAR = 8
"""Cells of the progress bar."""

LONG = 24
"""Closed forms of more characters are left out of the facts."""


# -- header


def header(session: Session, question: Question, screen: Screen) -> Text:
    """Lesson, phase and position, a bar, the count of wrong answers, on one line."""
    place, count = session.position(question)
    phase = screen.text(f"phase-{question.phase.value}")
    title = screen.words(session.derivation.lesson.title)
    if screen.plain:
        facts = {"title": title, "phase": phase, "place": place, "count": count}
        return Text(screen.text("spoken-header", **facts, wrong=session.wrong))
    position = f"{phase} {place}/{count}" if count > 1 else phase
    wrong = screen.text("wrong-count", count=session.wrong)
    return rule(title, f"{position}  {_bar(session, screen)}  {wrong}", screen)


def rule(left: str, right: str, screen: Screen) -> Text:
    """`left ──── right` across the screen; the left gives way."""
    width = min(screen.width, 120)
    room = width - cell_len(right) - 5
    if room < 2:
        return Text(right)
    line = Text(left, style=Meaning.HEADING)
    line.truncate(room, overflow="ellipsis" if screen.environment.unicode else "crop")
    dash = screen.charset.joint(0, 0, 1, 1)
    between = dash * max(2, width - line.cell_len - cell_len(right) - 2)
    return line.append(" ").append(between, Meaning.EDGE).append(f" {right}")


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
    values = {name: seen(at[Symbol(name)], screen) for name in session.known}
    gradients: dict[str, str] = {}
    # ∂E/∂E = 1 is given where the way back begins
    if question is None or question.phase not in (Phase.FORWARD, Phase.SIGN):
        gradients = {d.by: _gradient_seen(session, d, screen) for d in session.earned}
    active = question.share_of.by if question and question.share_of else None
    match question.asked if question else None:
        case Symbol(name):
            values[name], active = "?", name
        case Derivative(of, by, False) if of == session.derivation.graph.loss:
            gradients[by], active = "?", by
        case Derivative(_, by):
            active = by
        case Updated(name):
            active = name
        case None if question is not None and isinstance(question.wants, Extent):
            active = _hide_shape(question, values)
    whole = _name_of_whole(session, question) if question is not None else None
    if whole is not None:
        gradients.setdefault(whole, "?")
    return Shown(values, gradients, active or whole, _lit(session, question))


def _gradient_seen(session: Session, gradient: Derivative, screen: Screen) -> str:
    """The gradient; of a matrix `?` while an entry of it is asked."""
    value = session.derivation.evaluation[gradient]
    is_open = is_matrix(value) and not session.shows_whole(gradient)
    return "?" if is_open else seen_gradient(value, screen)


def _hide_shape(question: Question, values: dict[str, str]) -> str:
    """The shape of a value is no longer in the network while it is asked."""
    assert isinstance(question.prompt, Message)
    item: Symbol | Derivative = question.prompt.facts["item"]
    if isinstance(item, Derivative):
        return item.by
    values[item.name] = "?"
    return item.name


def seen(value: Value, screen: Screen) -> str:
    """A value as it stands in the network: of a matrix its shape."""
    return screen.number(value) if screen.plain else screen.sheet.brief(value)


def seen_gradient(value: Value, screen: Screen) -> str:
    """A gradient as it stands in the network: of a matrix a sign that it is known."""
    is_drawn = is_matrix(value) and not screen.plain
    return screen.charset.right if is_drawn else seen(value, screen)


def _shown_again(session: Session, question: Question, screen: Screen) -> Shown:
    """The second forward pass: new values as far as they are earned, no gradients."""
    whole, asked = session.derivation, question.asked
    new = whole.updated.forward
    values = {
        name: seen(new[Symbol(name)], screen)
        for name in whole.graph.nodes
        if name in session.updated or not whole.moves(name)
    }
    active = asked.name if isinstance(asked, Updated) else None
    return Shown({**values, **({active: "?"} if active else {})}, {}, active)


def _lit(session: Session, question: Question | None) -> frozenset[tuple[str, str]]:
    """The path that the first hint lights, else the arrow that a factor is about."""
    if question is None:
        return frozenset()
    arrow = _arrow(session, question)
    edges = _edges(session.derivation.graph, arrow) if arrow is not None else ()
    return _path(session, question) or frozenset(edges)


def _path(session: Session, question: Question) -> frozenset[tuple[str, str]]:
    """The path from what a question is about to the loss, from the first hint on."""
    if not session.record(question.id).hints:
        return frozenset()
    match question.share_of or question.asked:
        case Derivative(_, by, False):
            return frozenset(pairwise(path(session.derivation, by)))
    raised = raised_by(question) if question.phase is Phase.SIGN else None
    return frozenset(pairwise(path(session.derivation, raised))) if raised else frozenset()


def _arrow(session: Session, question: Question) -> Derivative | None:
    """The arrow of a local gradient, or that by which a part comes back to a name."""
    if isinstance(question.asked, Derivative) and question.asked.local:
        return question.asked
    by = _name_of_whole(session, question)
    facts = question.prompt.facts if isinstance(question.prompt, Message) else {}
    match facts.get("via"):
        case Symbol(via) if by is not None:
            return Derivative(via, by, local=True)
    return None


def _name_of_whole(session: Session, question: Question) -> str | None:
    """The name whose gradient was split into this question and others."""
    asked = session.whole(question).asked if question.part_of else None
    return asked.by if isinstance(asked, Derivative) else None


def _edges(graph: Graph, arrow: Derivative) -> Iterator[tuple[str, str]]:
    """The arrow itself; of a weight the one on which it stands."""
    yield arrow.by, arrow.of
    on_edges = weights(graph[arrow.of], graph)
    yield from ((source, arrow.of) for source, name in on_edges.items() if name == arrow.by)


def lights(session: Session, question: Question) -> bool:
    """Whether the first hint of a question lights a path."""
    return bool(_path(session, question))


def sources(session: Session, seen: Shown, screen: Screen) -> dict[str, str]:
    """Name → where its gradient comes from: of those seen, unless their factors are asked."""
    steps = session.derivation.gradients
    seen_steps = (
        steps[d.by]
        for d in session.explained
        if d.by in steps and seen.gradients.get(d.by) not in (None, "?")
    )
    return {
        step.target: screen.sheet.term(step.formula)
        for step in seen_steps
        if session.shows_formula(ask(session.derivation, step.quantity))
    }


def network(session: Session, question: Question | None, screen: Screen) -> Iterator[Text]:
    """The drawing, the ledger, or sentences in plain mode."""
    graph, view = session.derivation.graph, shown(session, question, screen)
    if screen.plain:
        yield from (Text(screen.say(sentence)) for sentence in sentences(graph, view))
    else:
        yield scene(graph, view, sources(session, view, screen), screen.sheet)


def table(session: Session, question: Question | None, screen: Screen) -> Iterator[Text | str]:
    """The whole ledger."""
    graph, view = session.derivation.graph, shown(session, question, screen)
    known = sources(session, view, screen)
    if screen.plain:
        yield from spoken.rows((graph.loss, *graph.backward_order), view, known, screen)
    else:
        yield ledger(graph, view, known, screen.sheet, len(graph.nodes) + 2)
        yield from gallery.known(session, question, screen)


def formulas(derivation: Derivation, screen: Screen) -> Iterator[str]:
    """`y = w₅·h₁ + w₆·h₂`, one line a node."""
    for step in derivation.forward:
        caption = derivation.lesson.captions.get(step.target)
        label = f"   {screen.words(caption.label)}" if caption and caption.label else ""
        yield f"  {equation(screen, Symbol(step.target), step.formula)}{label}"


def equation(screen: Screen, left: Term, right: Term) -> str:
    return f"{screen.sheet.term(left)} = {screen.sheet.term(right)}"


# -- the question


def facts(session: Session, question: Question, screen: Screen) -> list[str | Text]:
    """What the question builds on and the screen may say: `∂E/∂y = y − t = 1.05`."""
    return [
        *_known_line(list(_facts(session, question, screen)), screen),
        *gallery.beside_question(session, question, screen),
    ]


def _known_line(known: list[str], screen: Screen) -> list[str]:
    if not known:
        return []
    comma, gap = (",", " ") if screen.lang == "en" else ("，", "")
    first, *others = (*(f"{fact}{comma}" for fact in known[:-1]), known[-1])
    width = min(screen.width, PROSE_WIDTH)
    return filled_lines([screen.text("known", facts=first), *others], width, gap)


def listed(facts: Iterable[str], screen: Screen) -> str:
    """Equations in a row."""
    return (", " if screen.lang == "en" else "，").join(facts)


def given(names: Iterable[str], session: Session, screen: Screen) -> str:
    """`Given: c = 3, d = 2`."""
    values = (_value(session.derivation, Symbol(name), screen) for name in names)
    return screen.text("given-values", facts=listed(values, screen))


def _facts(session: Session, question: Question, screen: Screen) -> Iterator[str]:
    derivation = session.derivation
    match question.asked:
        case Symbol(name):
            if (formula := derivation.graph[name].term) is not None:
                yield equation(screen, Symbol(name), formula)
            for source in derivation.graph[name].sources:
                if _has_place(source, derivation, screen) and source in session.known:
                    yield _value(derivation, Symbol(source), screen)
        case Derivative(of, _, True) if (formula := derivation.graph[of].term) is not None:
            yield equation(screen, Symbol(of), formula)
        case Derivative(of, by) if of == derivation.graph.loss and not question.has_its_own_way:
            yield from _upstream(session, by, screen)
            yield from _found_factors(session, question, screen)
        case Updated(name) if question.phase is Phase.UPDATE:
            yield from _update_rule(session, name, screen)
        case Updated(name) if question.phase is Phase.SECOND_FORWARD:
            if (formula := derivation.graph[name].term) is not None:
                yield equation(screen, Symbol(f"{name}⁺"), stepped(derivation, formula))
            for source in derivation.graph[question.asked.name].sources:
                earned = source in session.updated or not derivation.moves(source)
                if _has_place(source, derivation, screen) and earned:
                    yield _new_value(derivation, source, screen)
            yield from _owed(session, question.asked.name, screen)
    yield from _clues(session, question, screen)


def _clues(session: Session, question: Question, screen: Screen) -> Iterator[str]:
    """What a question of its own kind brings along."""
    at = session.derivation.evaluation
    for clue in question.telling.clues if question.telling else ():
        if not session.shows_clue(clue):
            continue
        if isinstance(clue.said, Derivative) and is_matrix(at[clue.said]):
            continue  # its numbers stand below
        if isinstance(clue.said, Message):
            yield screen.say(clue.said)
        else:
            yield f"{screen.sheet.term(clue.said)} = {screen.number(at[clue.said])}"


def _has_place(name: str, derivation: Derivation, screen: Screen) -> bool:
    """Whether a value stands in the facts: a drawing has it, a ledger may not have them all.

    A matrix stands below them.
    """
    return (screen.plain or screen.width < NARROW) and not derivation.graph.has_matrix(name)


def update_rule(session: Session, name: str, screen: Screen) -> str:
    """`w₅⁺ = w₅ − η·∂E/∂w₅`."""
    return next(_update_rule(session, name, screen))


def _update_rule(session: Session, name: str, screen: Screen) -> Iterator[str]:
    """`w₅⁺ = w₅ − η·∂E/∂w₅, η = 0.1`: the rule and its step; the table has the rest."""
    train = session.derivation.lesson.train
    assert train is not None
    rate, slope = Symbol(train.lr_name), session.derivation.gradient(name)
    change = Apply("neg", (Apply("mul", (rate, slope)),))
    yield equation(screen, Symbol(f"{name}⁺"), Apply("add", (Symbol(name), change)))
    yield f"{screen.sheet.term(rate)} = {screen.number(train.lr)}"


def steps_owed(session: Session, name: str) -> list[UpdateStep]:
    """The steps that lead to a new value and are still asked."""
    sources = session.derivation.graph[name].sources
    owed = (step for step in session.derivation.updates if step.target not in session.updated)
    return [step for step in owed if step.target in sources]


def _owed(session: Session, name: str, screen: Screen) -> Iterator[str]:
    """How to take the steps that were put off: the rule, and what goes into it."""
    derivation = session.derivation
    said: list[str] = []
    for step in steps_owed(session, name):
        said += _update_rule(session, step.target, screen)
        if not is_matrix(step.value):
            said.append(_value(derivation, Symbol(step.target), screen))
        if derivation.gradient(step.target) in session.earned:
            said.append(_gradient(session, step.target, screen))
    yield from filter(None, dict.fromkeys(said))


def stepped(derivation: Derivation, formula: Term) -> Term:
    """A formula with the names that have a new value marked so: `w₅⁺·h₁⁺`."""
    match formula:
        case Symbol(name) if name in derivation.graph.nodes and derivation.moves(name):
            return Symbol(f"{name}⁺")
        case Apply(op, args, axis):
            return Apply(op, tuple(stepped(derivation, arg) for arg in args), axis)
        case MatrixTerm(rows):
            return MatrixTerm(tuple(tuple(stepped(derivation, e) for e in row) for row in rows))
    return formula


def _upstream(session: Session, by: str, screen: Screen) -> Iterator[str]:
    """The nodes that use a name, and the gradients that arrive there, where they are earned."""
    derivation = session.derivation
    if by not in derivation.gradients:
        return
    for term in derivation.gradients[by].terms:
        node = derivation.graph[term.via]
        arrives = term.via != derivation.graph.loss and term.upstream in session.earned
        if arrives and (found := _gradient(session, term.via, screen)):
            yield found
        if node.term is not None:
            yield equation(screen, Symbol(term.via), node.term)


def _found_factors(session: Session, question: Question, screen: Screen) -> Iterator[str]:
    """The local gradients that were asked apart and are known now: `∂y/∂w₅ = h₁`."""
    for part in session.parts(question):
        if session.is_done(part) and part.formula is not None:
            yield f"{name_of(part, screen)} = {screen.sheet.term(part.formula)}"


def _gradient(session: Session, name: str, screen: Screen) -> str:
    step = session.derivation.gradients[name]
    middle = ""
    if step.closed is not None and session.shows_closed(step):
        middle = f" = {screen.sheet.term(step.closed)}"
    if len(middle) > LONG:
        middle = ""
    # the numbers of a matrix stand below
    value = "" if is_matrix(step.value) else f" = {screen.number(step.value)}"
    gradient = screen.sheet.term(session.derivation.gradient(name))
    return f"{gradient}{middle}{value}" if middle or value else ""


def _value(derivation: Derivation, symbol: Symbol, screen: Screen) -> str:
    return f"{screen.sheet.term(symbol)} = {screen.number(derivation.evaluation[symbol])}"


def _new_value(derivation: Derivation, name: str, screen: Screen) -> str:
    value = derivation.updated[Symbol(name)]
    left: Quantity = Updated(name) if derivation.moves(name) else Symbol(name)
    return f"{label(left, screen)} = {screen.number(value)}"


def label(quantity: Quantity, screen: Screen) -> str:
    """A quantity as the screen writes it: `∂E/∂w₅`, `w₅⁺`."""
    if isinstance(quantity, Updated):
        return screen.text("updated-name", name=Symbol(quantity.name))
    return screen.sheet.term(quantity)


def name_of(question: Question, screen: Screen) -> str:
    """What is asked, as the screen writes it; "" where an author's words say it all."""
    if question.telling is not None and question.telling.name is not None:
        return screen.say(question.telling.name)
    return label(question.asked, screen) if question.asked is not None else ""


def wording(session: Session, question: Question, screen: Screen) -> str:
    """The question, and what may be typed; the example is of another quantity."""
    at = session.derivation.evaluation
    if question.part_of and isinstance(question.asked, Derivative):
        return screen.text("one-factor", asked=question.asked)
    asked = screen.anything(question.prompt, at)
    if question.telling is not None and question.telling.form is not None:
        return f"{asked}  {screen.say(question.telling.form)}"
    if question.choices:
        return f"{asked}  {screen.text('form-choice', count=len(question.choices))}"
    if question.phase is Phase.SECOND_FORWARD and not is_matrix(question.value):
        return f"{asked}  {screen.text('form-number')}"
    shown = example(session, question, screen)
    return f"{asked}  {screen.text(_form_line(question), example=shown)}"


def _form_line(question: Question) -> str:
    if question.form is Form.SYMBOLIC:
        return "form-symbolic"
    return "form-matrix" if is_matrix(question.value) else "form-any"


def answered(session: Session, question: Question, screen: Screen) -> str:
    """What was answered before, where the learner has gone back."""
    record = session.record(question.id)
    if record.status is Status.SOLVED:
        return screen.text("answered-before", typed=record.typed)
    return screen.text("revealed-before") if record.status is Status.REVEALED else ""


def options(session: Session, question: Question, screen: Screen) -> Iterator[str]:
    at = session.derivation.evaluation
    for number, choice in enumerate(question.choices, 1):
        yield f"  {number}  {screen.anything(choice.text, at)}"
    telling = question.telling
    for number, line in enumerate(telling.exhibit if telling else (), 1):
        sign = screen.charset.wrong if telling and number == telling.flagged else " "
        yield f"{sign} {number}  {screen.anything(line, at)}"
    if isinstance(question.wants, Arrangement):
        for letter, item in zip(ascii_lowercase, question.wants.items, strict=False):
            yield f"  {letter}  {screen.words(item, at)}"


def prompt(question: Question, screen: Screen) -> str:
    """`∂E/∂w₅ › `."""
    sign = "›" if screen.environment.unicode else ">"
    return f"{name_of(question, screen)} {sign} ".lstrip()


# -- updates


def updates(session: Session, question: Question | None, screen: Screen) -> Iterator[Text | str]:
    """The update table: the asked new value hidden, its sisters shown as examples."""
    derivation, hidden = session.derivation, _hidden(session, question)
    train = derivation.lesson.train
    assert train is not None
    if screen.plain:
        yield from spoken.updates(derivation.updates, hidden, screen)
    else:
        loss = derivation.graph.loss
        # a row of a matrix would say its shape, four times
        rows = [step for step in derivation.updates if not is_matrix(step.value)]
        if rows:
            yield update_table(rows, loss, screen.sheet, train.lr_name, hidden)
        if question is None:
            names = [step.target for step in derivation.updates if step.target not in hidden.values]
            yield from gallery.updated(session, names, screen)


def _hidden(session: Session, question: Question | None) -> Hidden:
    loss = session.derivation.graph.loss
    names = [step.target for step in session.derivation.updates]
    shown_too = question.siblings if question is not None else ()
    beside = {quantity.name for quantity in shown_too if isinstance(quantity, Updated)}
    gradients = {n for n in names if Derivative(loss, n) not in session.earned}
    values = {n for n in names if n not in session.updated and n not in beside}
    return Hidden(values | gradients, gradients)


def second_pass(session: Session, screen: Screen) -> Iterator[Text | str]:
    """The last two values before and after, the loss last."""
    whole, seen = session.derivation, session.updated & session.known
    shapes = whole.graph.shapes
    steps = [s for s in whole.second_forward if s.target in seen and not shapes[s.target]]
    moved = [Move(s.target, s.old, s.value) for s in steps[-2:]]
    drawn = forward_again(moved, screen.sheet)
    if screen.plain or drawn.cell_len > screen.width:
        yield from spoken.moves(moved, screen)
    else:
        yield drawn


# -- after an answer


def after(
    session: Session, question: Question, screen: Screen, revealed: bool = False
) -> Iterator[Text | str]:
    """The whole table that one answer of it has opened, or the matrix that was found; a card
    that has revealed it ends with the matrix already."""
    if question.phase is Phase.UPDATE:
        yield from updates(session, None, screen)
    elif not revealed and _has_rows(question) and session.shows_whole(question.asked):
        yield from gallery.found(session, question, screen)
    if question.phase is Phase.SECOND_FORWARD:
        yield from second_pass(session, screen)


def told(session: Session, question: Question, screen: Screen) -> Iterator[str]:
    """What a question of its own kind has to say once it is answered."""
    says = isinstance(question.wants, Amount | NextNode) and session.is_settled(question)
    for said in question.telling.solution if question.telling and says else ():
        yield screen.anything(said, session.derivation.evaluation)


def right_line(session: Session, question: Question, screen: Screen) -> str:
    """`Right: ∂E/∂w₅ = ∂E/∂y·h₁ = 1.3125`; the formula only where nothing of it is asked."""
    left = name_of(question, screen)
    if question.telling is not None and isinstance(question.wants, Extent):
        return screen.text("right-told", said=question.telling.solution[0])
    if not left or not isinstance(question.wants, Amount):
        return screen.text("right")
    formula = question.formula
    facts = {"left": left, "value": screen.number(question.value)}
    told = session.is_finished(question) and session.shows_formula(question)
    if not told or formula is None or not list(atoms(formula)):
        hidden = session.hides_numbers(question.asked)
        return screen.text("right") if hidden else screen.text("right-value", **facts)
    if question.phase is Phase.SECOND_FORWARD:
        formula = stepped(session.derivation, formula)
    if _has_rows(question) or not session.shows_whole(question.asked):
        return screen.text("right-value", left=left, value=screen.sheet.term(formula))
    return screen.text("right-is", **facts, formula=screen.sheet.term(formula))


def _has_rows(question: Question) -> bool:
    """Whether the answer is a matrix, which stands below with its rows."""
    return is_matrix(question.value)


def whys(verdict: Wrong, question: Question, screen: Screen) -> list[str]:
    """Why an answer is wrong: the likeliest diagnosis, the remark, else where to look."""
    said = [screen.say(diagnosis.message) for diagnosis in verdict.diagnoses[:1]]
    if verdict.remark is not None:
        said.append(screen.say(verdict.remark))
    return said or [screen.say(where) for where in _where_to_look(question)]


def _where_to_look(question: Question) -> Iterator[Message]:
    """What an unexplained wrong answer is told; of a gradient, the nudge says more."""
    if question.telling is not None and question.telling.where is not None:
        yield question.telling.where
        return
    formula = question.formula
    match question.asked:
        case Symbol() | Updated() if formula is not None and question.phase is not Phase.UPDATE:
            name = Symbol(question.asked.name)
            yield message("wrong-value", name=name, names=tuple(dict.fromkeys(atoms(formula))))
        case Updated(name):
            yield message("wrong-update", name=Symbol(name))
        case Derivative(of, by, True):
            yield message("wrong-local", of=Symbol(of), by=Symbol(by))


def offer(session: Session, question: Question, screen: Screen) -> str:
    """What helps now."""
    return screen.text("offer-hint" if session.hint(question) else "offer-reveal")


def siblings(session: Session, question: Question, screen: Screen) -> Iterator[str]:
    """`In the same way: ∂E/∂w₆ = ∂E/∂y·h₂ = 3.99`, for gradients."""
    derivation = session.derivation
    form = form_of(question.formula, derivation)
    for quantity in question.siblings:
        if isinstance(quantity, Derivative):
            sister = ask(derivation, quantity)
            formula = (sister.formula,) if session.shows_formula(sister) else ()
            sides = [screen.sheet.term(term) for term in formula if term is not None]
            if not sides or not is_matrix(sister.value) or screen.plain:
                sides.append(screen.number(sister.value))
            equation = " = ".join([label(sister.asked or quantity, screen), *sides])
            is_alike = form_of(sister.formula, derivation) == form
            yield screen.text("beside" if is_alike else "beside-other", equation=equation)


DISPENSABLE = ("submit", "skip", "back", "quit", "reveal")
"""Keys that a narrow legend leaves out, the first one first; `:help` has them all."""


def legend(question: Question, session: Session, screen: Screen) -> str:
    """The keys that are valid now, on one line; a sentence in plain mode."""
    unavailable = set() if session.previous() else {"back"}
    if session.hint(question) is None:
        unavailable.add("hint")
    keys = [key for key in KEYS if key.legend and key.id not in unavailable]
    done = session.is_done(question)
    if screen.plain:
        said = tuple(_legend_entry(key, done, screen) for key in keys)
        return screen.text("spoken-legend", keys=said)
    for id in ("", *DISPENSABLE):
        keys = [key for key in keys if key.id != id]
        line = "  ".join(_legend_entry(key, done, screen) for key in keys)
        if cell_len(line) <= screen.width:
            break
    return line


def _legend_entry(key: Key, done: bool, screen: Screen) -> str:
    """`? hint`; a command that is a word says itself what it does."""
    if key.typed.startswith(":"):
        return key.typed
    id = "on" if key.id == "skip" and done else key.id
    return f"{key.typed} {screen.text(f'key-{id}')}"
