"""Mistakes that were published: figures of tutorials, courses and notes that nobody made up.

`published.json` holds, network by network, what was printed: figures that are right; wrong ones
with the misconception that gives them (`also`: those that give the same figure; `many`: more
than three, as the figure has one or two digits); figures that follow from an earlier wrong one;
answers that say nothing; and figures that no single mistake explains, each with the reason. Some
wrong ones are given with more
digits than were printed, as the derivation beside them gives them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
from samples import DATA, MATRIX_NETWORKS, NETWORKS, Network, arriving, judge_of, lesson, question

from backtutor.derive import Derivation
from backtutor.questions import Question
from backtutor.session import Session
from backtutor.verdicts import Verdict, Wrong

PUBLISHED: Mapping[str, Any] = json.loads((DATA / "published.json").read_text("utf-8"))
ALL = {
    network.id: network
    for network in (
        *NETWORKS,
        *MATRIX_NETWORKS,
        *(Network(**entry) for entry in PUBLISHED["networks"]),
    )
}


def figures(kind: str) -> list[Any]:
    """Every figure of a kind, each with its network."""
    return [
        pytest.param(ALL[source["network"]], entry, id=f"{source['network']} {label(entry)}")
        for source in PUBLISHED["sources"]
        for entry in source.get(kind, ())
    ]


def label(entry: Mapping[str, Any]) -> str:
    """`w5+ = 0.86875`."""
    pairs = entry["then"] if "then" in entry else [(entry["asked"], entry["typed"])]
    return ", ".join(f"{asked} = {typed}" for asked, typed in pairs)


def verdict(network: Network, asked: str, typed: str) -> Verdict:
    of = question(network.derivation, asked)
    return judge_of(network.text).judge(of, typed, arriving(network.derivation, of)).verdict


def ids(found: Verdict) -> list[str]:
    assert isinstance(found, Wrong), found
    return [diagnosis.misconception for diagnosis in found.diagnoses]


@pytest.mark.parametrize("source", PUBLISHED["sources"], ids=lambda source: source["network"])
def test_a_right_figure_is_right_or_has_too_few_digits(source: Mapping[str, Any]) -> None:
    network = ALL[source["network"]]
    judged = {
        f"{asked} = {typed}": verdict(network, asked, typed).name
        for asked, typed in source.get("right", {}).items()
    }
    assert {key: name for key, name in judged.items() if name not in ("right", "imprecise")} == {}


@pytest.mark.parametrize(("network", "figure"), figures("wrong"))
def test_a_wrong_figure_gets_its_cause(network: Network, figure: Mapping[str, Any]) -> None:
    found = ids(verdict(network, figure["asked"], figure["typed"]))
    if figure.get("many"):
        assert figure["cause"] in found
        assert len(found) > 3
    else:
        assert sorted(found) == sorted((figure["cause"], *figure.get("also", ())))


def several() -> list[Any]:
    """The numbers that several mistakes give; of a formula its structure tells what is missing."""
    found = [param for param in figures("wrong") if {"also", "many"} & param.values[1].keys()]
    return [param for param in found if not re.search("[a-z]", param.values[1]["typed"])]


@pytest.mark.parametrize(("network", "figure"), several())
def test_where_several_mistakes_give_a_number_none_is_claimed(
    network: Network, figure: Mapping[str, Any]
) -> None:
    found = verdict(network, figure["asked"], figure["typed"])
    assert isinstance(found, Wrong)
    first, *others = (diagnosis.message for diagnosis in found.diagnoses)
    assert all(message == first for message in others)


@pytest.mark.parametrize(("network", "figure"), figures("unexplained"))
def test_a_figure_that_no_single_mistake_gives_is_wrong_and_no_cause_is_made_up(
    network: Network, figure: Mapping[str, Any]
) -> None:
    assert figure["why"]
    assert ids(verdict(network, figure["asked"], figure["typed"])) == figure.get("told", [])


@pytest.mark.parametrize(("network", "figure"), figures("refused"))
def test_what_says_nothing_is_not_judged(network: Network, figure: Mapping[str, Any]) -> None:
    assert verdict(network, figure["asked"], figure["typed"]).name == "unreadable"


# -- one wrong figure after another


STEPS = {"+": "update: [{}]", "d": "grad: {}", "": "forward: [{}]"}
"""The step that asks a quantity: a new weight, a gradient, a value."""


def step(asked: str) -> str:
    if asked.endswith("+"):
        return STEPS["+"].format(asked[:-1])
    of, divided, by = asked.partition("/d")
    return STEPS["d"].format(by) if divided else STEPS[""].format(of)


@cache
def script(network: str, *asked: str) -> Derivation:
    """A lesson that asks these quantities one after another."""
    steps = "".join(f"  - {step(key)}\n" for key in asked)
    return Derivation(lesson(f"{ALL[network].text}steps:\n{steps}"))


def asking(session: Session, asked: str) -> Question:
    wanted = question(session.derivation, asked).asked
    return next(one for one in session.questions if one.asked == wanted)


@pytest.mark.parametrize(("network", "figure"), figures("carried"))
def test_what_follows_from_an_earlier_wrong_figure_is_told_so(
    network: Network, figure: Mapping[str, Any]
) -> None:
    given = [tuple(pair) for pair in (*figure["before"], *figure["then"])]
    session = Session(script(network.id, *(asked for asked, _ in given)))
    found = {}
    for asked, typed in given:
        reply = session.submit(asking(session, asked), typed)
        session.apply(reply.kind, reply.facts)
        found[asked] = reply.judgement.verdict
    assert {asked: ids(found[asked])[0] for asked, _ in figure["then"]} == {
        asked: "carried-forward" for asked, _ in figure["then"]
    }
